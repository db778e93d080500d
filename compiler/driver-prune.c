/* SPDX-License-Identifier: Apache-2.0 */
/*
 * driver-prune.c - nonoc prune: grants that nothing in the traces needed.
 *
 * An entry is needless if without it, and without those found needless before it, the evaluator
 * still allows all that was allowed.  That is true of the traces and of nothing else, and the
 * answer says so.
 */
#include "compiler/driver-prune.h"

#include "compiler/compose.h"

#include <stdlib.h>
#include <string.h>

static struct rules
bind_rules(struct arena *arena, const struct here *here, const struct rules *written)
{
	struct rules rules = {0};

	for (size_t i = 0; i < written->count; i++) {
		struct rule bound;

		if (propose_bind_rule(arena, here, &written->items[i], &bound))
			rules_add(arena, &rules, &bound);
	}
	rules_sort(&rules);
	return rules;
}

static void
start_run(struct pruning *p, struct run *run, const struct recording *recording)
{
	struct here here = propose_here(p->amending.arena, recording);

	run->recording = recording;
	run->bound = here_bind(p->amending.policy.ir, &here, NULL);
	run->bound->grants = bind_rules(p->amending.arena, &here, &p->written->grants);
	run->used = arena_calloc(p->amending.arena, recording->count, sizeof(*run->used));
	for (size_t i = 0; i < recording->count; i++) {
		const struct record *record = &recording->records[i];

		run->used[i] =
		    !record->denied && !record->hopeless && propose_allows(run->bound, record);
		p->used += run->used[i];
	}
}

static bool
same_place(struct span a, struct span b)
{
	return a.source == b.source && a.offset == b.offset;
}

/* What is taken out of a policy to see who misses it: an entry, or a group by its name. */
struct taken {
	struct span at;
	const char *group;
};

static bool
is_taken(const struct rule *rule, const struct taken *taken)
{
	if (taken->group)
		return rule->origin->kind == ORIGIN_GROUP &&
		       strcmp(rule->origin->name, taken->group) == 0;
	return same_place(rule->at, taken->at);
}

/* Whether a rule on PATH has a say in RECORD. */
static bool
concerns(const struct record *record, const struct path *path)
{
	return path_within(&record->query.path, path) ||
	       (op_paths(record->query.op) == 2 && path_within(&record->query.second, path));
}

static bool
run_misses(struct arena *arena, const struct run *run, const struct taken *taken)
{
	const struct rules *grants = &run->bound->grants;
	struct ir without = *run->bound;
	struct rules gone = {0};

	without.grants = (struct rules){0};
	for (size_t i = 0; i < grants->count; i++)
		rules_add(arena, is_taken(&grants->items[i], taken) ? &gone : &without.grants,
		          &grants->items[i]);
	rules_sort(&without.grants);
	for (size_t i = 0; gone.count && i < run->recording->count; i++) {
		const struct record *record = &run->recording->records[i];
		bool concerned = false;

		for (size_t k = 0; k < gone.count && run->used[i] && !record->port; k++)
			concerned |= concerns(record, &gone.items[k].path);
		if (concerned && !propose_allows(&without, record))
			return true;
	}
	return false;
}

static bool
is_missed(const struct pruning *p, const struct taken *taken)
{
	bool missed = false;

	for (size_t i = 0; i < p->amending.count && !missed; i++) {
		struct arena *arena = arena_new();

		missed = run_misses(arena, &p->runs[i], taken);
		arena_free(arena);
	}
	return missed;
}

/* Those that were found needless stay out: two that grant the same are not both needless. */
static void
drop(struct pruning *p, const struct taken *taken)
{
	for (size_t i = 0; i < p->amending.count; i++) {
		struct rules *grants = &p->runs[i].bound->grants;
		size_t kept = 0;

		for (size_t k = 0; k < grants->count; k++)
			if (!is_taken(&grants->items[k], taken))
				grants->items[kept++] = grants->items[k];
		grants->count = kept;
	}
}

static struct needless *
note(struct pruning *p, struct span at, const char *what)
{
	if (p->count == p->capacity) {
		p->capacity = p->capacity ? 2 * p->capacity : 32;
		p->items = arena_grow(p->amending.arena, p->items, p->count, p->capacity,
		                      sizeof(*p->items));
	}
	p->items[p->count] = (struct needless){.at = at, .what = what};
	return &p->items[p->count++];
}

static bool
is_noted(const struct pruning *p, struct span at)
{
	for (size_t i = 0; i < p->count; i++)
		if (same_place(p->items[i].at, at))
			return true;
	return false;
}

/* The widest come first: where something narrower does, too, that is what to keep. */
static void
prune_rules(struct pruning *p)
{
	struct rules rules = rules_sorted(p->amending.arena, &p->written->grants);

	for (size_t i = 0; i < rules.count; i++) {
		const struct rule *rule = &rules.items[i];
		const struct taken taken = {.at = rule->at};
		const char *what;

		if (!rule_own(rule) || !rule_from_profile(rule) || is_noted(p, rule->at))
			continue;
		p->entries++;
		if (is_missed(p, &taken))
			continue;
		what = arena_printf(p->amending.arena, "'%s' (%s)",
		                    path_text(p->amending.arena, &rule->path),
		                    access_words(p->amending.arena, rule->rights, 0,
		                                 rule->object == BLOB_OBJECT_FILE));
		drop(p, &taken);
		note(p, rule->at, what)->workdir =
		    rule->path.anchor == BLOB_ANCHOR_WORKDIR && rule->path.rest.length == 0;
	}
}

/* A bypass goes with the last grant that it is for. */
static void
prune_bypasses(struct pruning *p)
{
	for (size_t i = 0; i < p->written->bypasses.count; i++) {
		const struct rule *bypass = &p->written->bypasses.items[i];
		bool held = !rule_own(bypass);

		for (size_t k = 0; k < p->written->grants.count; k++) {
			const struct rule *grant = &p->written->grants.items[k];

			held |= rule_from_profile(grant) && !is_noted(p, grant->at) &&
			        path_within(&bypass->path, &grant->path);
		}
		if (!held)
			note(p, bypass->at,
			     arena_printf(p->amending.arena, "the bypass of '%s'",
			                  path_text(p->amending.arena, &bypass->path)));
	}
}

static bool
is_used(const struct pruning *p, const struct port_rule *port)
{
	for (size_t i = 0; i < p->amending.count; i++)
		for (size_t k = 0; k < p->runs[i].recording->count; k++) {
			const struct record *record = &p->runs[i].recording->records[k];

			if (record->port && p->runs[i].used[k] && record->number == port->port &&
			    record->protocol == port->protocol && record->access & port->access)
				return true;
		}
	return false;
}

static void
prune_ports(struct pruning *p)
{
	for (size_t i = 0; i < p->written->port_count; i++) {
		const struct port_rule *port = &p->written->ports[i];

		if (port->origin->trust != TRUST_USER || port->origin->kind != ORIGIN_PROFILE ||
		    is_noted(p, port->at))
			continue;
		p->entries++;
		if (is_used(p, port))
			continue;
		note(p, port->at,
		     arena_printf(p->amending.arena, "%s port %u",
		                  port->protocol == BLOB_TCP ? "TCP" : "UDP",
		                  (unsigned)port->port));
	}
}

/* A group may protect, too, and is for more than one run: it is told of, and stays. */
static void
find_groups(struct pruning *p)
{
	const struct composed *composed = p->amending.policy.ir->composed;
	const struct slot *slot = &composed->slots[KEY_GROUPS_INCLUDE];

	p->groups = arena_calloc(p->amending.arena, slot->count, sizeof(*p->groups));
	for (uint32_t i = 0; i < slot->count; i++) {
		const struct node *name = entry_name(slot->entries[i].node);
		const struct taken taken = {
		    .group = arena_str(p->amending.arena, name->text.data, name->text.length).data};

		if (slot->entries[i].file->origin.trust != TRUST_USER || is_missed(p, &taken))
			continue;
		p->groups[p->group_count++] =
		    (struct needless){.at = name->at, .what = taken.group};
	}
}

static int
by_place(const void *a, const void *b)
{
	const struct needless *x = a, *y = b;

	if (x->at.source != y->at.source)
		return x->at.source < y->at.source ? -1 : 1;
	return (x->at.offset > y->at.offset) - (x->at.offset < y->at.offset);
}

/* From the end, so that the places of the others stay what they are. */
static void
remove_needless(struct pruning *p)
{
	const char *why = NULL;
	struct policy policy;

	if (p->count)
		qsort(p->items, p->count, sizeof(*p->items), by_place);
	for (size_t i = p->count; i-- > 0;) {
		struct needless *item = &p->items[i];
		struct amended *amended = &p->amending.amended;

		if (item->at.source != 1)
			continue;
		item->removed =
		    amend_remove(amended, item->at) ||
		    (item->workdir && amend_add(amended, KEY_WORKDIR_ACCESS, STR("none")));
	}
	amending_end(&p->amending);
	if (amending_compiles(&p->amending, p->amending.arena, p->amending.file.after, &policy,
	                      &why))
		return;
	for (size_t i = 0; i < p->count; i++)
		p->items[i].removed = false;
	p->amending.file.after = p->amending.file.before;
	p->refused = why;
}

/* The profile's rules, each as it was written. */
static void
read_written(struct pruning *p)
{
	const struct amending *a = &p->amending;
	struct profile_options options = a->options->profile;
	struct sources *sources = sources_new(a->arena);

	options.instead_of = a->options->operands[0];
	options.instead = a->file.before;
	options.asked = true;
	p->written = ir_new(a->arena, sources, diags_new(a->arena, sources), options.target);
	profile_lower(p->written, options.instead_of, &options);
}

int
verb_prune(struct arena *arena, const struct options *options)
{
	struct pruning p = {0};
	int status = amending_start(arena, options, &p.amending);

	if (status != STATUS_CLEAN)
		return status;
	read_written(&p);
	p.runs = arena_calloc(arena, p.amending.count, sizeof(*p.runs));
	for (size_t i = 0; i < p.amending.count; i++)
		start_run(&p, &p.runs[i], &p.amending.recordings[i]);
	prune_rules(&p);
	prune_bypasses(&p);
	prune_ports(&p);
	find_groups(&p);
	remove_needless(&p);
	status = options->diagnostics.format == DIAG_JSON ? prune_show_json(&p) : prune_show(&p);
	return status != STATUS_CLEAN ? status : amending_write(&p.amending);
}
