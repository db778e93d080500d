/* SPDX-License-Identifier: Apache-2.0 */
/* check-unused.c - does each rule that the user wrote change anything? */
#include "compiler/check.h"

#include "compiler/rule-tree.h"

#include <stdlib.h>

/* Of a thousand rules on one path the first few say what there is to say. */
enum { SHOWN = 3, ALIKE_MAX = 64 };

/* The other rules that give or withhold what one rule does. */
struct cover {
	const struct rule *shown[SHOWN];
	size_t count;
	uint32_t rights;
	bool above; /* one of them lies above the path */
};

struct grants {
	struct rules sorted;
	const struct rule **placed; /* the same, by place */
};

static uint32_t
object_rights(const struct rule *rule)
{
	return rule->object == BLOB_OBJECT_FILE ? rule->rights & BLOB_FS_FILE : rule->rights;
}

/* Whether OTHER reaches the object of RULE for certain, whatever that is. */
static bool
reaches(const struct rule *other, const struct rule *rule, bool at)
{
	/* $XDG_CONFIG_HOME need not be below $HOME when it comes to it. */
	if (other->path.anchor != rule->path.anchor && other->path.anchor != BLOB_ANCHOR_ROOT)
		return false;
	if (other->children)
		return at ? rule->children
		          : rule->object == BLOB_OBJECT_FILE && rule_reaches(other, &rule->path);
	if (at)
		return other->object == BLOB_OBJECT_ANY || other->object == rule->object;
	return other->object != BLOB_OBJECT_FILE;
}

static struct cover
cover(const struct rules *sorted, const struct rule *rule)
{
	struct cover cover = {0};
	const struct rule *other, *last = NULL;
	struct ascent ascent;
	unsigned here = 0;

	ascent_start(&ascent, sorted, &rule->path);
	while ((other = ascent_next(&ascent))) {
		here = last && path_compare(&last->path, &other->path) == 0 ? here + 1 : 0;
		last = other;
		if (here == ALIKE_MAX)
			ascent_skip(&ascent);
		/* Of two alike the second is the one too many: the user's own come first. */
		bool alike = ascent.at && other->object == rule->object &&
		             other->children == rule->children &&
		             object_rights(other) == object_rights(rule) && rule_own(other) &&
		             rule_from_profile(other);

		if (other == rule || (alike && other > rule) ||
		    !(other->rights & object_rights(rule)) || !reaches(other, rule, ascent.at))
			continue;
		cover.rights |= other->rights;
		cover.above |= !ascent.at;
		if (cover.count < SHOWN)
			cover.shown[cover.count] = other;
		cover.count++;
	}
	return cover;
}

static void
show(const struct ir *ir, const struct cover *cover, const char *what)
{
	rules_note(ir, cover->shown, cover->count < SHOWN ? cover->count : SHOWN, what);
}

static int
compare_places(const void *left, const void *right)
{
	const struct span a = (*(const struct rule *const *)left)->at;
	const struct span b = (*(const struct rule *const *)right)->at;

	if (a.source != b.source)
		return a.source < b.source ? -1 : 1;
	return (a.offset > b.offset) - (a.offset < b.offset);
}

/* The rules in the order of their places. */
static const struct rule **
by_places(struct arena *arena, const struct rules *rules)
{
	const struct rule **placed = arena_calloc(arena, rules->count, sizeof(*placed));

	for (size_t i = 0; i < rules->count; i++)
		placed[i] = &rules->items[i];
	if (rules->count)
		qsort(placed, rules->count, sizeof(*placed), compare_places);
	return placed;
}

/*
 * The first entry of all lists of 'exec' where none of them gives anything, or NULL: whoever took
 * all of them out would have reading imply executing.
 */
static const struct rule *
keeper_of_exec(const struct ir *ir, const struct grants *grants)
{
	const struct rule *first = NULL;

	for (size_t i = 0; ir->composed && i < grants->sorted.count; i++) {
		const struct rule *rule = grants->placed[i];

		if (!rule_from_profile(rule) || object_rights(rule) != RIGHT_EXEC)
			continue;
		if (!(cover(&grants->sorted, rule).rights & RIGHT_EXEC))
			return NULL;
		if (!first)
			first = rule;
	}
	return first;
}

/* An entry may make several rules, and has no effect only if none of them has. */
static bool
has_other_effect(const struct grants *grants, const struct rule *grant)
{
	const struct rules *sorted = &grants->sorted;
	const struct rule **end = grants->placed + sorted->count;
	const struct rule **at =
	    bsearch(&grant, grants->placed, sorted->count, sizeof(*at), compare_places);

	while (at > grants->placed && compare_places(&at[-1], &grant) == 0)
		at--;
	for (; at < end && compare_places(at, &grant) == 0; at++) {
		const struct rule *other = *at;
		struct cover by;

		if (other == grant)
			continue;
		by = cover(sorted, other);
		if (object_rights(other) & ~by.rights)
			return true;
	}
	return false;
}

static void
check_grant(const struct ir *ir, const struct grants *grants, const struct rule *grant)
{
	struct cover by = cover(&grants->sorted, grant);
	uint32_t more = by.rights & ~object_rights(grant);
	const char *path = path_text(ir->arena, &grant->path);

	if (grant->object == BLOB_OBJECT_FILE)
		more &= BLOB_FS_FILE;
	if (!by.count || object_rights(grant) & ~by.rights || has_other_effect(grants, grant))
		return;
	if (more && by.above) {
		diag_at(ir->diags, DIAG_GRANT_NOT_NARROWER, grant->at,
		        "this does not narrow '%s' to %s: a grant above it gives %s there as well",
		        path, access_text(ir->arena, object_rights(grant)),
		        access_text(ir->arena, more));
		show(ir, &by, "granted here");
		diag_help(ir->diags, "remove this grant, or narrow the one above it: what a "
		                     "directory is granted holds for all that lies below");
		return;
	}
	diag_at(ir->diags, DIAG_GRANT_IMPLIED, grant->at,
	        "this grant has no effect: %s on '%s' is granted already",
	        access_text(ir->arena, object_rights(grant)), path);
	show(ir, &by, "granted here");
	diag_help(ir->diags, "remove one of them");
}

static void
check_deny(const struct ir *ir, const struct rules *sorted, const struct rule *deny)
{
	struct cover by = cover(sorted, deny);

	if (!by.count || deny->rights & ~by.rights)
		return;
	diag_at(ir->diags, DIAG_DENY_IMPLIED, deny->at, "'%s' is protected without this deny",
	        path_text(ir->arena, &deny->path));
	show(ir, &by, "protected here");
}

/* Between groups a rule without effect is composition, and nothing that the user can mend. */
static bool
concerns_user(const struct rule *rule)
{
	return rule_own(rule) && rule_from_profile(rule);
}

void
check_unused(const struct checking *c)
{
	const struct ir *ir = c->ir;
	const struct grants grants = {c->grants, by_places(ir->arena, &c->grants)};
	const struct rules denies = c->denies;
	const struct rule *kept = keeper_of_exec(ir, &grants);

	for (size_t i = 0; i < grants.sorted.count; i++)
		if (concerns_user(&grants.sorted.items[i]) && &grants.sorted.items[i] != kept)
			check_grant(ir, &grants, &grants.sorted.items[i]);
	for (size_t i = 0; i < denies.count; i++)
		if (concerns_user(&denies.items[i]))
			check_deny(ir, &denies, &denies.items[i]);
}
