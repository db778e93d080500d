/* SPDX-License-Identifier: Apache-2.0 */
/* eval-rights.c - what a policy gives on one object and on one directory. */
#include "compiler/eval-rights.h"

#include "compiler/rule-tree.h"

#include <string.h>

/* What a grant gives on an object that it covers. */
static uint32_t
reach(const struct rule *grant, bool at, enum thing thing)
{
	if (!at)
		return grant->object == BLOB_OBJECT_FILE ? 0 : grant->rights;
	switch (thing) {
	case THING_DIRECTORY:
		return grant->object == BLOB_OBJECT_FILE ? 0 : grant->rights;
	case THING_SYMLINK: /* the kernel puts the rule on what it leads to */
	case THING_MISSING:
		return 0;
	default:
		return grant->object == BLOB_OBJECT_DIRECTORY ? 0 : grant->rights & BLOB_FS_FILE;
	}
}

/*
 * The directory that holds PATH.  Above an anchor no rule is known to reach
 * but one on "/".
 */
static struct path
parent(const struct path *path)
{
	struct path up = *path;

	if (up.rest.length == 0 && anchor_default(up.anchor)) {
		const char *fallback = anchor_default(up.anchor);

		up = (struct path){BLOB_ANCHOR_HOME, str_of(fallback)};
	}
	if (up.rest.length == 0)
		return (struct path){BLOB_ANCHOR_ROOT, {"", 0}};
	while (up.rest.length && up.rest.data[up.rest.length - 1] != '/')
		up.rest.length--;
	if (up.rest.length)
		up.rest.length--; /* the '/' */
	return up;
}

#ifdef EVAL_MUTATIONS
static bool
string_prefix(const struct rule *rule, const struct path *path)
{
	return rule->path.anchor == path->anchor && rule->path.rest.length < path->rest.length &&
	       memcmp(rule->path.rest.data, path->rest.data, rule->path.rest.length) == 0;
}

static void
mutate(struct holding *holding, const struct ir *ir, const struct kernel *kernel)
{
	if (mutated(kernel, MUTATION_PARENT_ONLY))
		holding->own = 0;
	for (size_t i = 0; i < ir->grants.count; i++) {
		const struct rule *rule = &ir->grants.items[i];

		if (mutated(kernel, MUTATION_STRING_PREFIX) && string_prefix(rule, &holding->path))
			holding->above |= rule->rights;
	}
}
#endif

struct holding
eval_holding(const struct ir *ir, const struct path *path, enum thing thing,
             const struct kernel *kernel)
{
	struct holding holding = {.path = *path, .directory = parent(path)};
	struct ascent ascent;
	const struct rule *grant;

	ascent_start(&ascent, &ir->grants, path);
	while ((grant = ascent_next(&ascent))) {
		if (ascent.at)
			holding.own |= reach(grant, true, thing);
		else
			holding.above |= reach(grant, false, thing);
	}
	holding.withheld = rules_covering(&ir->denies, path);
	if (holding.withheld)
		holding.withheld &= ~rules_covering(&ir->bypasses, path);
#ifdef EVAL_MUTATIONS
	mutate(&holding, ir, kernel);
#else
	(void)kernel;
#endif
	return holding;
}

uint32_t
holding_object(const struct holding *holding, const struct kernel *kernel)
{
	(void)kernel;
	return (holding->above | holding->own) & ~holding->withheld;
}

uint32_t
holding_entry(const struct holding *holding, const struct kernel *kernel)
{
	if (mutated(kernel, MUTATION_ENTRY_IS_OBJECT))
		return holding_object(holding, kernel);
	return holding->above & ~holding->withheld;
}

uint32_t
eval_rights(const struct ir *ir, const struct path *path, bool directory)
{
	static const struct kernel intent;
	struct holding holding =
	    eval_holding(ir, path, directory ? THING_DIRECTORY : THING_FILE, &intent);

	return holding_object(&holding, &intent) & (directory ? BLOB_FS_ALL : BLOB_FS_FILE);
}

uint32_t
eval_entry(const struct ir *ir, const struct path *path)
{
	static const struct kernel intent;
	struct holding holding = eval_holding(ir, path, THING_MISSING, &intent);

	return holding_entry(&holding, &intent);
}
