/* SPDX-License-Identifier: Apache-2.0 */
/* sbpl-judge.c - what a profile of macOS's sandbox allows. */
#include "compiler/sbpl-judge.h"

/* The verdict that is sought, while rules are gone through from the last to the first. */
struct search {
	const struct sbpl_profile *profile;
	const struct sbpl_request *request;
	const struct sbpl_rule
	    *maybe[2]; /* that may match first: one that denies, one that allows */
};

static bool
names(const struct sbpl_rule *rule, enum sbpl_op op)
{
	for (uint32_t i = 0; i < rule->op_count; i++)
		if (rule->ops[i] == op)
			return true;
	return false;
}

/* Whether RULE decides; one that may is kept. */
static bool
decides(struct search *search, const struct sbpl_rule *rule)
{
	enum sbpl_match match = sbpl_match_rule(rule, search->request);

	if (match == SBPL_MAYBE && !search->maybe[rule->allow])
		search->maybe[rule->allow] = rule;
	return match == SBPL_YES;
}

/* The last rule that names OP and decides: with a filter, or without one. */
static const struct sbpl_rule *
last(struct search *search, enum sbpl_op op, bool filtered)
{
	for (uint32_t i = search->profile->count; i > 0; i--) {
		const struct sbpl_rule *rule = &search->profile->rules[i - 1];

		if ((rule->filter_count > 0) == filtered && names(rule, op) &&
		    decides(search, rule))
			return rule;
	}
	return NULL;
}

/*
 * Each operation has its own list.  A rule without a filter sets the operation's default wherever
 * it stands, and only what nothing decides goes on to the parent.
 */
static const struct sbpl_rule *
fall_back(struct search *search, enum sbpl_op *op)
{
	for (;;) {
		const struct sbpl_rule *rule = last(search, *op, true);

		if (!rule)
			rule = last(search, *op, false);
		if (rule || sbpl_op_parent(*op) == SBPL_OP_NONE)
			return rule;
		*op = sbpl_op_parent(*op);
	}
}

/* Whether RULE names OP or what it falls back to, the nearest of which is *FOUND. */
static bool
concerns(const struct sbpl_rule *rule, enum sbpl_op op, enum sbpl_op *found)
{
	for (*found = op; *found != SBPL_OP_NONE; *found = sbpl_op_parent(*found))
		if (names(rule, *found))
			return true;
	return false;
}

static const struct sbpl_rule *
last_match(struct search *search, enum sbpl_op *op)
{
	enum sbpl_op found;

	for (uint32_t i = search->profile->count; i > 0; i--) {
		const struct sbpl_rule *rule = &search->profile->rules[i - 1];

		if (concerns(rule, *op, &found) && decides(search, rule)) {
			*op = found;
			return rule;
		}
	}
	while (sbpl_op_parent(*op) != SBPL_OP_NONE)
		*op = sbpl_op_parent(*op);
	return NULL;
}

struct sbpl_answer
sbpl_judge(const struct sbpl_profile *profile, const struct sbpl_request *request,
           enum sbpl_model model)
{
	struct search search = {.profile = profile, .request = request};
	struct sbpl_answer answer = {.op = request->op};
	bool allowed;

	answer.rule = model == SBPL_FALLBACK ? fall_back(&search, &answer.op)
	                                     : last_match(&search, &answer.op);
	allowed = answer.rule ? answer.rule->allow : sbpl_op_builtin_allows(answer.op);
	answer.verdict = allowed ? SBPL_ALLOWED : SBPL_DENIED;
	answer.unless = search.maybe[!allowed];
	if (answer.unless || profile->unknown_at.source)
		answer.verdict = SBPL_UNDECIDED;
	return answer;
}
