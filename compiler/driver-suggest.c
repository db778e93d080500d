/* SPDX-License-Identifier: Apache-2.0 */
/*
 * driver-suggest.c - nonoc suggest: what a profile would have to say for what traced runs were
 * denied.  Nothing is shown that was not compiled, and asked what it allows.
 */
#include "compiler/driver-suggest.h"

#include <string.h>

enum { ROUNDS = 5 };

/* Entries of the profile that a proposal makes needless. */
static void
remove_implied(const struct suggesting *s, const struct proposal *proposal, struct amended *amended)
{
	for (size_t i = s->p.own.count; i-- > 0;) {
		const struct own_entry *entry = &s->p.own.items[i];
		struct own_entries now;

		if (!proposal->directory || entry->rights & ~proposal->rights ||
		    entry->key == KEY_EXEC || entry->key == KEY_EXEC_FILE ||
		    !path_within(&entry->path, &proposal->path) || proposal->bypasses)
			continue;
		/* Where it stands now: what was put in may have moved it. */
		now = own_entries(amended->arena, amended->root);
		for (size_t k = 0; k < now.count; k++)
			if (now.items[k].key == entry->key &&
			    path_compare(&now.items[k].path, &entry->path) == 0) {
				amend_remove(amended, now.items[k].at);
				break;
			}
	}
}

/* PROPOSAL in the text of AMENDED; false if it cannot be put there. */
static bool
put_in(const struct suggesting *s, const struct proposal *proposal, struct amended *amended)
{
	struct amended tried = *amended;

	if (proposal->rights && proposal->key != KEY_EXEC && proposal->key != KEY_EXEC_FILE)
		remove_implied(s, proposal, &tried);
	if (!amend_add(&tried, proposal->key, proposal->value))
		return false;
	if (proposal->bypasses && !amend_has(&tried, KEY_BYPASS_PROTECTION, proposal->value) &&
	    !amend_add(&tried, KEY_BYPASS_PROTECTION, proposal->value))
		return false;
	*amended = tried;
	return true;
}

static void
put_all(struct suggesting *s, struct amended *amended)
{
	for (size_t i = 0; i < s->p.proposals.count; i++) {
		struct proposal *proposal = &s->p.proposals.items[i];

		if (amend_has(&s->amending.amended, proposal->key, proposal->value))
			proposal->left =
			    "the profile says so already, and it did not help: what is "
			    "there is of another kind";
		else if (!put_in(s, proposal, amended))
			proposal->left = arena_printf(
			    s->p.arena, "the profile's text has no place for it; write it in '%s'",
			    key_of(proposal->key)->path);
	}
}

static bool
compiles(const struct suggesting *s, struct str text, const char **why)
{
	struct arena *arena = arena_new();
	struct policy policy;
	bool whole = amending_compiles(&s->amending, arena, text, &policy, why);

	arena_free(arena);
	return whole;
}

/* All at once, and if that does not compile, one by one. */
static void
amend(struct suggesting *s)
{
	struct amended amended = s->amending.amended;
	const char *why = NULL;

	put_all(s, &amended);
	if (!compiles(s, amended.text, &why)) {
		amended = s->amending.amended;
		for (size_t i = 0; i < s->p.proposals.count; i++) {
			struct proposal *proposal = &s->p.proposals.items[i];
			struct amended next = amended;

			if (proposal->left || !put_in(s, proposal, &next))
				continue;
			why = NULL;
			if (compiles(s, next.text, &why))
				amended = next;
			else
				proposal->left =
				    arena_printf(s->p.arena, "it would not compile: %s", why);
		}
	}
	s->put_in = amended;
}

/* What would not compile is not asked for again; returns whether there was any. */
static bool
learn_refusals(struct suggesting *s)
{
	struct proposing *p = &s->p;
	size_t before = p->refusal_count;

	for (size_t i = 0; i < p->proposals.count; i++) {
		const struct proposal *proposal = &p->proposals.items[i];

		if (!proposal->left)
			continue;
		p->refusals =
		    arena_room(p->arena, p->refusals, p->refusal_count, sizeof(*p->refusals));
		p->refusals[p->refusal_count++] =
		    (struct refusal){proposal->key, proposal->value, proposal->path,
		                     proposal->rights, proposal->left};
	}
	return p->refusal_count > before;
}

/* Again, where something narrower may do than what was refused. */
static void
propose(struct suggesting *s)
{
	struct proposing *p = &s->p;
	struct need *asked;

	propose_needs(p);
	asked =
	    arena_grow(p->arena, p->needs.items, p->needs.count, p->needs.count, sizeof(*asked));
	for (unsigned round = 0; round < ROUNDS; round++) {
		if (p->needs.count)
			memcpy(p->needs.items, asked, p->needs.count * sizeof(*asked));
		p->proposals.count = 0;
		propose_groups(p);
		propose_paths(p);
		propose_ports(p);
		amend(s);
		if (!learn_refusals(s))
			break;
	}
	s->amending.amended = s->put_in;
	amending_end(&s->amending);
}

/* Whether the new policy allows RECORD, here or where what it grants has been made. */
static bool
is_answered(const struct ir *bound, const struct ir *there, const struct record *record)
{
	const struct query *query = &record->query;

	/* A directory that cannot be made can be there. */
	if (!record->port && query->op == OP_MKDIR &&
	    !((RIGHTS_READ | RIGHTS_WRITE) & ~eval_rights(there, &query->path, true)))
		return true;
	return propose_allows(bound, record) || propose_allows(there, record);
}

/* What the evaluator still denies, asked of the policy that will be. */
static void
verify(struct suggesting *s)
{
	const char *why = NULL;
	struct policy policy;

	if (!amending_compiles(&s->amending, s->p.arena, s->amending.file.after, &policy, &why))
		return;
	for (size_t i = 0; i < s->amending.count; i++) {
		const struct recording *recording = &s->amending.recordings[i];
		struct here here = propose_here(s->p.arena, recording);
		const struct ir *bound = here_bind(policy.ir, &here, NULL);
		struct ir *there = propose_lexical(policy.ir, &here);

		for (size_t k = 0; k < recording->count; k++)
			if (recording->records[k].denied && !recording->records[k].hopeless &&
			    !is_answered(bound, there, &recording->records[k]))
				s->unanswered++;
	}
}

static void
count_left(struct suggesting *s)
{
	for (size_t i = 0; i < s->p.needs.count; i++)
		s->left += s->p.needs.items[i].left != NULL;
	for (size_t i = 0; i < s->p.proposals.count; i++)
		s->left += s->p.proposals.items[i].left != NULL;
}

int
verb_suggest(struct arena *arena, const struct options *options)
{
	struct suggesting s = {.p = {.arena = arena, .options = &options->profile}};
	int status = amending_start(arena, options, &s.amending);

	if (status != STATUS_CLEAN)
		return status;
	s.p.ir = s.amending.policy.ir;
	s.p.denies = rules_sorted(arena, &s.p.ir->denies);
	s.p.recordings = s.amending.recordings;
	s.p.recording_count = s.amending.count;
	s.p.risky = options->risky;
	s.p.own = own_entries(arena, s.amending.amended.root);
	propose(&s);
	verify(&s);
	count_left(&s);
	status =
	    options->diagnostics.format == DIAG_JSON ? suggest_show_json(&s) : suggest_show(&s);
	if (status == STATUS_CLEAN)
		status = amending_write(&s.amending);
	if (status != STATUS_CLEAN)
		return status;
	return s.left || s.unanswered || s.p.dropped ? STATUS_UNDECIDED : STATUS_CLEAN;
}
