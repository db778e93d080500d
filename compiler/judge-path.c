/* SPDX-License-Identifier: Apache-2.0 */
/*
 * judge-path.c - claims about paths.
 *
 * What is in force changes only where a rule lies, so a claim about a path and all
 * below it is one about the path and the rules there: no solver, and exact.
 */
#include "compiler/judge.h"

#include "compiler/rule-tree.h"

static uint32_t
withheld_at(const struct ir *ir, const struct path *path)
{
	return rules_withheld(&ir->denies, &ir->bypasses, path);
}

/* What is made, removed or moved directly in PATH, and no deeper. */
static uint32_t
in_force_inside(const struct ir *ir, const struct path *path)
{
	uint32_t rights = 0;
	const struct rule *rule;
	struct ascent ascent;

	ascent_start(&ascent, &ir->grants, path);
	while ((rule = ascent_next(&ascent)))
		if (rule->children && ascent.at)
			rights |= rule->rights & BLOB_FS_REPLACE;
	return rights ? rights & ~withheld_at(ir, path) : 0;
}

/* In force on PATH, whatever it is. */
static uint32_t
in_force(const struct ir *ir, const struct path *path)
{
	return eval_rights(ir, path, true) | eval_rights(ir, path, false) |
	       in_force_inside(ir, path);
}

/* What grants give on PATH, whatever it is, and whatever withholds it. */
static uint32_t
granted_at(const struct ir *ir, const struct path *path)
{
	struct ir open = *ir;

	open.denies.count = 0;
	return in_force(&open, path);
}

/* The nearest grant that gives some of RIGHTS on PATH; the user's own before others. */
static const struct rule *
giver(const struct ir *ir, const struct path *path, uint32_t rights)
{
	const struct rule *found = NULL, *rule;
	struct ascent ascent;

	ascent_start(&ascent, &ir->grants, path);
	while ((rule = ascent_next(&ascent))) {
		uint32_t given = rule->written ? rule->written : rule->rights;

		if (rule->object == BLOB_OBJECT_FILE)
			given &= ascent.at ? BLOB_FS_FILE : 0;
		if (rule->children)
			given &= ascent.at                  ? BLOB_FS_REPLACE
			         : rule_reaches(rule, path) ? BLOB_FS_FILE
			                                    : 0;
		if (!(given & rights))
			continue;
		if (!found || (path_relate(&rule->path, &found->path) != PATH_ABOVE &&
		               path_relate(&rule->path, &found->path) != PATH_EQUAL))
			found = rule;
	}
	return found;
}

static const struct rule *
withholder(const struct ir *ir, const struct path *path, uint32_t rights)
{
	const struct rule *found = NULL, *rule;
	struct ascent ascent;

	ascent_start(&ascent, &ir->denies, path);
	while ((rule = ascent_next(&ascent)))
		if (rule->rights & rights)
			found = rule;
	return found;
}

/* A claim of denial meets what is in force on PATH. */
static bool
given_at(const struct judge *judge, const struct assertion *claim, const struct path *path,
         struct outcome *outcome)
{
	uint32_t given = in_force(judge->ir, path) & claim->rights;

	if (!given)
		return false;
	*outcome = (struct outcome){.judgement = CLAIM_FAILS,
	                            .rights = given,
	                            .where = *path,
	                            .rule = giver(judge->ir, path, given)};
	return true;
}

/* The same for each rule of RULES below the claim's path: there it may begin to be allowed. */
static bool
given_below(const struct judge *judge, const struct assertion *claim, const struct rules *rules,
            struct outcome *outcome)
{
	struct subtree subtree;
	const struct rule *rule;

	subtree_start(&subtree, rules, &claim->path);
	while ((rule = subtree_next(&subtree))) {
		struct path path = rule_example(judge->ir->arena, rule);

		if (rule->rights & claim->rights && given_at(judge, claim, &path, outcome))
			return true;
	}
	return false;
}

/* Grants whose place only the run knows, held against PATH where they are not withheld. */
static bool
given_somewhere(const struct judge *judge, const struct assertion *claim, const struct path *path,
                struct outcome *outcome)
{
	const struct ir *ir = judge->ir;
	uint32_t lifted = judge_could_lift(judge, path);
	uint32_t open = claim->rights & (~withheld_at(ir, path) | lifted);
	uint32_t known = withheld_at(ir, path) & lifted & claim->rights & granted_at(ir, path);

	if (known) {
		*outcome = (struct outcome){.judgement = CLAIM_UNDECIDED,
		                            .rights = known,
		                            .where = *path,
		                            .rule = giver(ir, path, known)};
		return true;
	}
	for (size_t i = judge_unsettled(judge, path, 0); open && i < ir->grants.count;
	     i = judge_unsettled(judge, path, i + 1)) {
		const struct rule *grant = &ir->grants.items[i];
		uint32_t given = grant->rights & open;

		if (grant->object == BLOB_OBJECT_FILE)
			given &= BLOB_FS_FILE;
		if (!given || path_relate(&grant->path, path) != PATH_UNKNOWN ||
		    !judge_could_reach(judge, grant, path, claim->below))
			continue;
		*outcome = (struct outcome){
		    .judgement = CLAIM_UNDECIDED, .rights = given, .where = *path, .rule = grant};
		return true;
	}
	return false;
}

static struct outcome
judge_denied(const struct judge *judge, const struct assertion *claim)
{
	struct outcome outcome = {.judgement = CLAIM_HOLDS};
	struct subtree lifted;
	const struct rule *bypass;

	if (given_at(judge, claim, &claim->path, &outcome))
		return outcome;
	if (claim->below && (given_below(judge, claim, &judge->ir->grants, &outcome) ||
	                     given_below(judge, claim, &judge->ir->bypasses, &outcome)))
		return outcome;
	if (given_somewhere(judge, claim, &claim->path, &outcome) || !claim->below)
		return outcome;
	subtree_start(&lifted, &judge->ir->bypasses, &claim->path);
	while ((bypass = subtree_next(&lifted)))
		if (given_somewhere(judge, claim, &bypass->path, &outcome))
			return outcome;
	return outcome;
}

/* What is missing of the claim's rights on its path if that is a directory, or is none. */
static uint32_t
missing_at(const struct ir *ir, const struct assertion *claim, bool directory)
{
	uint32_t given = eval_rights(ir, &claim->path, directory);

	if (directory && !claim->below)
		given |= in_force_inside(ir, &claim->path);
	return claim->rights & ~given;
}

/* Whether grants whose place only the run knows could give all of MISSING there. */
static bool
could_give(const struct judge *judge, const struct assertion *claim, uint32_t missing,
           bool directory, const struct rule **first)
{
	const struct rule *found = NULL;

	for (size_t i = judge_unsettled(judge, &claim->path, 0); i < judge->ir->grants.count;
	     i = judge_unsettled(judge, &claim->path, i + 1)) {
		const struct rule *grant = &judge->ir->grants.items[i];
		uint32_t mask = directory ? BLOB_FS_ALL : BLOB_FS_FILE;

		if (directory && grant->children)
			mask = claim->below ? 0 : BLOB_FS_REPLACE;
		else if (directory && grant->object == BLOB_OBJECT_FILE)
			mask = 0;
		if (!(grant->rights & missing & mask) ||
		    path_relate(&grant->path, &claim->path) != PATH_UNKNOWN ||
		    !judge_could_reach(judge, grant, &claim->path, false))
			continue;
		missing &= ~(grant->rights & mask);
		if (!found)
			found = grant;
	}
	if (missing)
		return false;
	*first = found;
	return true;
}

/* TREE is missing if the claim's path is a directory, FILE if it is none; 0: nothing can help. */
static struct outcome
judge_missing(const struct judge *judge, const struct assertion *claim, uint32_t tree,
              uint32_t file)
{
	const struct ir *ir = judge->ir;
	uint32_t withheld = withheld_at(ir, &claim->path) & tree;
	struct outcome outcome = {.judgement = CLAIM_FAILS, .rights = tree, .where = claim->path};

	if (withheld) {
		if (!(withheld & ~judge_could_lift(judge, &claim->path)))
			outcome.judgement = CLAIM_UNDECIDED;
		outcome.rule = withholder(ir, &claim->path, withheld);
		outcome.withheld = true;
		return outcome;
	}
	if (could_give(judge, claim, tree, true, &outcome.rule) ||
	    (file && could_give(judge, claim, file, false, &outcome.rule)))
		outcome.judgement = CLAIM_UNDECIDED;
	return outcome;
}

/* Denies below the claim's path: a bypass whose place only the run knows may lift them. */
static struct outcome
taken_below(const struct judge *judge, const struct assertion *claim)
{
	struct outcome outcome = {.judgement = CLAIM_HOLDS};
	struct subtree subtree;
	const struct rule *deny;

	subtree_start(&subtree, &judge->ir->denies, &claim->path);
	while ((deny = subtree_next(&subtree))) {
		uint32_t taken = withheld_at(judge->ir, &deny->path) & claim->rights;
		uint32_t sure = taken & ~judge_could_lift(judge, &deny->path);

		if (!taken || path_relate(&deny->path, &claim->path) != PATH_BELOW ||
		    (!sure && outcome.judgement == CLAIM_UNDECIDED))
			continue;
		outcome = (struct outcome){.judgement = sure ? CLAIM_FAILS : CLAIM_UNDECIDED,
		                           .rights = sure ? sure : taken,
		                           .where = deny->path,
		                           .rule = deny,
		                           .withheld = true};
		if (sure)
			break;
	}
	return outcome;
}

static struct outcome
judge_allowed(const struct judge *judge, const struct assertion *claim)
{
	struct outcome outcome = {.judgement = CLAIM_HOLDS};
	uint32_t tree = missing_at(judge->ir, claim, true);
	uint32_t file = claim->below ? 0 : missing_at(judge->ir, claim, false);

	/* A deny takes away for sure, a grant that is missing may yet be there. */
	if (claim->below)
		outcome = taken_below(judge, claim);
	/* The claim says nothing of the object. */
	if (outcome.judgement == CLAIM_FAILS || !tree || (!claim->below && !file))
		return outcome;
	return judge_missing(judge, claim, tree, file);
}

struct outcome
judge_path(const struct judge *judge, const struct assertion *claim)
{
	return claim->allow ? judge_allowed(judge, claim) : judge_denied(judge, claim);
}
