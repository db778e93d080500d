/* SPDX-License-Identifier: Apache-2.0 */
/* eval-rights.c - what a policy gives on one object and on one directory. */
#include "compiler/eval-rights.h"

#include "compiler/rule-tree.h"

#include <string.h>

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

/* What covers one name, whatever it is the name of. */
struct cover {
	uint32_t file, directory; /* by grants on the object itself, if it is one of these */
	uint32_t above;
	uint32_t beside; /* by grants for what lies directly in the directory that holds it */
	uint32_t withheld;
};

static struct cover
cover_of(const struct ir *ir, const struct path *path)
{
	struct cover cover = {0};
	struct ascent ascent;
	const struct rule *grant;

	ascent_start(&ascent, &ir->grants, path);
	while ((grant = ascent_next(&ascent))) {
		if (grant->children) {
			cover.beside |= path_directly_in(path, &grant->path) ? grant->rights : 0;
			continue;
		}
		if (ascent.at && grant->object != BLOB_OBJECT_DIRECTORY)
			cover.file |= grant->rights & BLOB_FS_FILE;
		if (grant->object == BLOB_OBJECT_FILE)
			continue;
		if (ascent.at)
			cover.directory |= grant->rights;
		else
			cover.above |= grant->rights;
	}
	cover.withheld = rules_withheld(&ir->denies, &ir->bypasses, path);
	return cover;
}

struct holding
eval_holding(const struct ir *ir, const struct path *path, enum thing thing,
             const struct kernel *kernel)
{
	struct cover cover = cover_of(ir, path);
	struct holding holding = {.path = *path,
	                          .directory = path_parent(path),
	                          .above = cover.above,
	                          .beside = cover.beside,
	                          .withheld = cover.withheld};

	if (thing == THING_DIRECTORY)
		holding.own = cover.directory;
	/* The kernel puts a rule on what a symbolic link leads to. */
	else if (thing != THING_SYMLINK && thing != THING_MISSING)
		holding.own = cover.file;
	if (thing != THING_DIRECTORY)
		holding.own |= cover.beside & BLOB_FS_FILE;
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
	return (holding->above | (holding->beside & ~BLOB_FS_FILE)) & ~holding->withheld;
}

struct standing
eval_standing(const struct ir *ir, const struct path *path)
{
	struct cover cover = cover_of(ir, path);

	return (struct standing){
	    .file = (cover.above | cover.file | cover.beside) & ~cover.withheld & BLOB_FS_FILE,
	    .directory = (cover.above | cover.directory) & ~cover.withheld & BLOB_FS_ALL,
	    .entry = (cover.above | (cover.beside & ~BLOB_FS_FILE)) & ~cover.withheld,
	    .beside = cover.beside & ~cover.withheld & BLOB_FS_FILE,
	    .withheld = cover.withheld,
	};
}

uint32_t
eval_rights(const struct ir *ir, const struct path *path, bool directory)
{
	struct standing standing = eval_standing(ir, path);

	return directory ? standing.directory : standing.file;
}

uint32_t
eval_entry(const struct ir *ir, const struct path *path)
{
	return eval_standing(ir, path).entry;
}
