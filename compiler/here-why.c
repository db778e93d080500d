/* SPDX-License-Identifier: Apache-2.0 */
/* here-why.c - what is protected by a name that leads to what was asked about. */
#include "compiler/here.h"

#include <string.h>

/*
 * PATH by the name that a deny has for it, if symlinks of that name lead there, and to WHERE
 * something is missing; else false.
 */
static bool
protected_name(const struct ir *bound, const struct path *where, struct path *path)
{
	static const struct path store = {BLOB_ANCHOR_ROOT, {"nix/store", 9}};
	struct arena *arena = bound->arena;

	for (size_t i = 0; i < bound->denies.count; i++) {
		const struct path *name = &bound->denies.items[i].path;
		struct here_object object = {0};
		const char *rest;

		if (name->anchor == BLOB_ANCHOR_ROOT)
			object = here_resolve(arena, path_text(arena, name), true);
		if (!object.link_count || !path_within(path, &object.path) ||
		    !path_within(where, &object.path) || path_within(&object.path, &store))
			continue;
		rest = arena_str(arena, path->rest.data + object.path.rest.length,
		                 path->rest.length - object.path.rest.length)
		           .data;
		*path = here_path(arena, arena_printf(arena, "%s%s", path_text(arena, name), rest));
		return true;
	}
	return false;
}

struct why
here_why(const struct ir *bound, const struct query *query, const struct kernel *kernel,
         const struct definitions *definitions)
{
	struct why why = why_path(bound, query, kernel, definitions), named;
	struct query by_name = *query;
	bool found;

	if (why.verdict.allowed)
		return why;
	found = protected_name(bound, &why.verdict.where, &by_name.path);
	if (op_paths(query->op) == 2)
		found |= protected_name(bound, &why.verdict.where, &by_name.second);
	if (!found)
		return why;
	named = why_path(bound, &by_name, kernel, definitions);
	return named.verdict.rule && !named.verdict.allowed ? named : why;
}
