/* SPDX-License-Identifier: Apache-2.0 */
/*
 * propose-group.c - shipped groups that answer needs outside of the project: whoever wrote them
 * knows what else the same programs will want, and why.
 */
#include "compiler/propose-parts.h"

#include "compiler/compose.h"
#include "compiler/listed.h"
#include "compiler/profile.h"

#include <string.h>

/* What a group grants here. */
struct offer {
	const char *name;
	struct rules rules; /* from "/" */
	bool writes;
	bool wide; /* more than anybody should be told to take */
};

struct offers {
	struct proposing *p;
	struct here here;
	struct offer *items;
	size_t count;
};

static bool
is_included(const struct proposing *p, const char *name)
{
	const struct composed *composed = p->ir->composed;

	for (size_t i = 0; i < composed->file_count; i++)
		if (composed->files[i]->origin.kind == ORIGIN_GROUP &&
		    strcmp(composed->files[i]->origin.name, name) == 0)
			return true;
	return false;
}

/* The user said no to it. */
static bool
is_excluded(const struct proposing *p, const char *name)
{
	const struct slot *slot = &p->ir->composed->slots[KEY_GROUPS_EXCLUDE];

	for (uint32_t i = 0; i < slot->count; i++)
		if (str_is(slot->entries[i].node->text, name))
			return true;
	return false;
}

static bool
is_refused(const struct proposing *p, const char *name)
{
	for (size_t i = 0; i < p->refusal_count; i++)
		if (p->refusals[i].key == KEY_GROUPS_INCLUDE && str_is(p->refusals[i].value, name))
			return true;
	return false;
}

/* A profile that includes every group that this one could, lowered and not merged. */
static struct ir *
lower_groups(struct offers *offers)
{
	struct proposing *p = offers->p;
	struct sources *sources = sources_new(p->arena);
	struct ir *ir = ir_new(p->arena, sources, diags_new(p->arena, sources), p->ir->target);
	struct profile_options options = *p->options;
	size_t count;
	const struct builtin *texts = builtins(&count);
	const char *names = "";

	offers->items = arena_calloc(p->arena, count, sizeof(*offers->items));
	for (size_t i = 0; i < count; i++) {
		if (!texts[i].group || is_included(p, texts[i].name) ||
		    is_excluded(p, texts[i].name) || is_refused(p, texts[i].name))
			continue;
		offers->items[offers->count++].name = texts[i].name;
		names =
		    arena_printf(p->arena, "%s%s\"%s\"", names, *names ? ", " : "", texts[i].name);
	}
	options.instead_of = "-";
	options.instead =
	    str_of(arena_printf(p->arena, "{\"groups\": {\"include\": [%s]}}", names));
	options.input_format = FORMAT_JSON;
	options.assertion_count = 0;
	profile_lower(ir, "-", &options);
	return ir;
}

static bool
is_wide(const struct rule *rule)
{
	bool writes = rule->rights & PROPOSE_WRITES;

	for (size_t i = 0; i < list_broad.count; i++)
		if (path_relate(&rule->path, &list_broad.items[i].path) == PATH_EQUAL &&
		    rule->object != BLOB_OBJECT_FILE && (writes || list_broad.items[i].read))
			return true;
	return false;
}

/* RULE by its place on this machine; what is not there answers nothing. */
static void
offer_rule(struct offers *offers, struct offer *offer, const struct rule *rule)
{
	struct arena *arena = offers->p->arena;
	struct rule bound;

	offer->writes |= (rule->rights & PROPOSE_WRITES) != 0;
	offer->wide |= is_wide(rule);
	if (propose_bind_rule(arena, &offers->here, rule, &bound))
		rules_add(arena, &offer->rules, &bound);
}

static void
find_offers(struct offers *offers)
{
	const struct ir *ir = lower_groups(offers);

	for (size_t i = 0; i < ir->grants.count; i++)
		for (size_t k = 0; k < offers->count; k++)
			if (ir->grants.items[i].origin->kind == ORIGIN_GROUP &&
			    strcmp(ir->grants.items[i].origin->name, offers->items[k].name) == 0)
				offer_rule(offers, &offers->items[k], &ir->grants.items[i]);
}

static bool
is_open(const struct need *need)
{
	return !need->left && !need->port && !need->deny && !need->answered &&
	       need->path.anchor != BLOB_ANCHOR_WORKDIR && need->path.anchor != BLOB_ANCHOR_TMPDIR;
}

/* Whether OFFER gives NEED, and not the right to write where reading was asked for. */
static bool
answers(const struct offer *offer, const struct need *need)
{
	bool writes = need->rights & PROPOSE_WRITES;

	if (offer->wide || (offer->writes && !writes))
		return false;
	for (size_t i = 0; i < offer->rules.count; i++) {
		const struct rule *rule = &offer->rules.items[i];
		bool at = path_compare(&rule->path, &need->real) == 0;

		if (!(need->rights & ~rule->rights) && (at || rule->object != BLOB_OBJECT_FILE) &&
		    path_within(&need->real, &rule->path))
			return true;
	}
	return false;
}

static size_t
answered_by(const struct offers *offers, const struct offer *offer)
{
	const struct needs *needs = &offers->p->needs;
	size_t count = 0;

	for (size_t i = 0; i < needs->count; i++)
		count += is_open(&needs->items[i]) && answers(offer, &needs->items[i]);
	return count;
}

static void
take(struct offers *offers, const struct offer *offer)
{
	struct proposing *p = offers->p;
	struct proposal proposal = {.key = KEY_GROUPS_INCLUDE, .value = str_of(offer->name)};
	bool home = false;

	for (size_t i = 0; i < p->needs.count; i++) {
		struct need *need = &p->needs.items[i];

		if (!is_open(need) || !answers(offer, need))
			continue;
		need->answered = true;
		home |= need->path.anchor == BLOB_ANCHOR_HOME;
		proposal.count += need->count;
		if (!proposal.first)
			proposal.first = need;
	}
	proposal.risk = home || offer->writes ? RISK_MEDIUM : RISK_LOW;
	proposal.why = offer->writes ? "a shipped group, with rights to write"
	               : home        ? "a shipped group, for what is in the home directory"
	                             : "a shipped group, for what is the system's";
	propose_add(p, &proposal);
}

void
propose_groups(struct proposing *p)
{
	struct offers offers = {.p = p};
	bool open = false;

	for (size_t i = 0; i < p->needs.count; i++)
		open |= is_open(&p->needs.items[i]);
	if (!open || !p->ir->composed)
		return;
	offers.here = propose_here(p->arena, &p->recordings[0]);
	find_offers(&offers);
	for (;;) {
		const struct offer *best = NULL;
		size_t most = 0;

		for (size_t i = 0; i < offers.count; i++) {
			size_t count = answered_by(&offers, &offers.items[i]);

			if (count < most || count == 0 ||
			    (count == most && offers.items[i].rules.count >= best->rules.count))
				continue;
			best = &offers.items[i];
			most = count;
		}
		if (!best)
			return;
		take(&offers, best);
	}
}
