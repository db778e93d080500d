/* SPDX-License-Identifier: Apache-2.0 */
/* why.c - asks the evaluator about a path, and finds the rules and the change to show. */
#include "compiler/why-change.h"

#include "compiler/rule-tree.h"

#include <string.h>

/* The nearest grant at or above PATH, whatever it gives. */
static const struct rule *
nearest_grant(const struct ir *ir, const struct path *path)
{
	const struct rule *found = NULL, *rule;
	struct ascent ascent;

	ascent_start(&ascent, &ir->grants, path);
	while ((rule = ascent_next(&ascent)))
		if (!found || path_relate(&rule->path, &found->path) != PATH_ABOVE)
			found = rule;
	return found;
}

/* Whether a deny that starts where PATH does shares RIGHTS: who holds all there is refused. */
static bool
anchor_sealed(const struct ir *ir, enum blob_anchor anchor, uint32_t rights)
{
	struct path top = {anchor, {"", 0}};

	for (size_t i = 0; i < ir->denies.count; i++) {
		const struct rule *deny = &ir->denies.items[i];

		if (deny->rights & rights && deny->path.anchor != BLOB_ANCHOR_ROOT &&
		    path_within(&deny->path, &top) &&
		    !(rights & deny->rights & rules_covering(&ir->bypasses, &deny->path)))
			return true;
	}
	return false;
}

/* Whether text A ends with the first components of B, at least one: A may be one of B's parents. */
static bool
may_be_on_the_way(struct str a, struct str b)
{
	for (uint32_t length = 1; length <= b.length && length <= a.length; length++) {
		if (length < b.length && b.data[length] != '/')
			continue;
		if (memcmp(a.data + a.length - length, b.data, length) == 0 &&
		    (a.length == length || a.data[a.length - length - 1] == '/'))
			return true;
	}
	return false;
}

/*
 * Whether GRANT, of another anchor, may reach PATH in some run.  It holds
 * PATH's anchor, or it lies between that and PATH; what would hold a protected path
 * there is refused when the command is started.
 */
static bool
may_reach(const struct ir *ir, const struct rule *grant, const struct path *path, uint32_t rights)
{
	const struct path *from = &grant->path;

	if (!(grant->rights & rights) || path_relate(path, from) != PATH_UNKNOWN)
		return false;
	if (path->anchor == from->anchor) /* $UID */
		return true;
	if (grant->object != BLOB_OBJECT_FILE && path->anchor != BLOB_ANCHOR_ROOT &&
	    !anchor_sealed(ir, path->anchor, grant->rights))
		return true;
	if (path->anchor != BLOB_ANCHOR_ROOT && from->rest.length == 0)
		return path->rest.length != 0;
	if (path->anchor == BLOB_ANCHOR_ROOT) /* the other anchor may be anywhere */
		return true;
	return may_be_on_the_way(from->rest, path->rest);
}

static void
assume(struct why *why, const struct rule *rule)
{
	if (why->assumed_count < COUNTOF(why->assumed))
		why->assumed[why->assumed_count] = rule;
	why->assumed_count++;
}

/* An allowed path must not be a protected one by another name: the seal check's promise. */
static void
assume_denies(const struct ir *ir, const struct path *path, uint32_t rights, struct why *why)
{
	for (size_t i = 0; i < ir->denies.count; i++) {
		const struct rule *deny = &ir->denies.items[i];

		if (deny->rights & rights && path_relate(path, &deny->path) == PATH_UNKNOWN)
			assume(why, deny);
	}
}

/* What denies withhold where something is missing, and there for a name that is asked about. */
static uint32_t
withheld(const struct ir *ir, const struct query *query, const struct path *where)
{
	const struct path *names[] = {&query->path, &query->second};
	uint32_t rights = rules_withheld(&ir->denies, &ir->bypasses, where);

	for (unsigned i = 0; i < op_paths(query->op); i++) {
		struct path holder = path_parent(names[i]);

		if (path_relate(&holder, where) == PATH_EQUAL)
			rights |= rules_withheld(&ir->denies, &ir->bypasses, names[i]);
	}
	return rights;
}

/* A denied one may be reached by a grant of another anchor, unless that is sealed too. */
static void
look_across(const struct ir *ir, const struct query *query, struct why *why)
{
	const struct verdict *verdict = &why->verdict;
	bool sealed;

	if (!verdict->missing)
		return;
	sealed = (verdict->missing & ~withheld(ir, query, &verdict->where)) == 0;
	for (size_t i = 0; i < ir->grants.count; i++) {
		const struct rule *grant = &ir->grants.items[i];

		if (!may_reach(ir, grant, &verdict->where, verdict->missing))
			continue;
		if (sealed) {
			assume(why, grant);
		} else if (!why->unless) {
			why->unless = grant;
			why->state = WHY_UNDECIDED;
		}
	}
}

struct why
why_path(const struct ir *ir, const struct query *query, const struct kernel *kernel,
         const struct definitions *definitions)
{
	struct why why = {.verdict = eval(ir, query, kernel)};
	const struct rule *rule = why.verdict.rule;

	if (why.verdict.allowed) {
		assume_denies(ir, &query->path, rule ? rule->rights : BLOB_FS_ALL, &why);
		if (op_paths(query->op) == 2)
			assume_denies(ir, &query->second, BLOB_FS_ALL, &why);
		why_change(ir, query, definitions, &why);
		return why;
	}
	why.state = WHY_DENIED;
	why.nearest = nearest_grant(ir, &why.verdict.where);
	look_across(ir, query, &why);
	if (!why.verdict.held)
		why.state = WHY_UNHELD;
	why_change(ir, query, definitions, &why);
	return why;
}
