/* SPDX-License-Identifier: Apache-2.0 */
/* here-why.c - what is protected by a name that leads to what was asked about. */
#include "compiler/here.h"

#include <string.h>

/* Where symlinks of RULE's name lead; false if they lead nowhere else, or where no seal is. */
static bool
leads_elsewhere(struct arena *arena, const struct rule *rule, struct path *where)
{
	static const struct path store = {BLOB_ANCHOR_ROOT, {"nix/store", 9}};
	struct here_object object;

	if (rule->path.anchor != BLOB_ANCHOR_ROOT)
		return false;
	object = here_resolve(arena, path_text(arena, &rule->path), true);
	*where = object.path;
	return object.link_count && where->rest.length && !path_within(where, &store);
}

/* RULES, and those of them that lead elsewhere there, too; OBJECTS: where, by rule, or NULL. */
static struct rules
with_objects(struct arena *arena, const struct rules *rules, struct path *objects)
{
	struct rules all = rules_sorted(arena, rules);

	for (size_t i = 0; i < rules->count; i++) {
		struct rule rule = rules->items[i];

		if (!leads_elsewhere(arena, &rules->items[i], &rule.path))
			continue;
		rules_add(arena, &all, &rule);
		if (objects)
			objects[i] = rule.path;
	}
	rules_sort(&all);
	return all;
}

struct here_names
here_names(const struct ir *bound)
{
	struct here_names names = {
	    .objects = arena_calloc(bound->arena, bound->denies.count, sizeof(*names.objects))};

	names.denies = with_objects(bound->arena, &bound->denies, names.objects);
	names.bypasses = with_objects(bound->arena, &bound->bypasses, NULL);
	return names;
}

/*
 * PATH by the name that a deny has for it, if symlinks of that name lead there, and to WHERE
 * something is missing; else false.
 */
static bool
protected_name(const struct ir *bound, const struct here_names *names, const struct path *where,
               struct path *path)
{
	for (size_t i = 0; i < bound->denies.count; i++) {
		const struct path *object = &names->objects[i];
		const char *name, *rest;

		if (!object->rest.data || !path_within(path, object) || !path_within(where, object))
			continue;
		name = path_text(bound->arena, &bound->denies.items[i].path);
		rest = arena_str(bound->arena, path->rest.data + object->rest.length,
		                 path->rest.length - object->rest.length)
		           .data;
		*path = here_path(bound->arena, arena_printf(bound->arena, "%s%s", name, rest));
		return true;
	}
	return false;
}

struct why
here_why(const struct ir *bound, const struct here_names *names, const struct query *query,
         const struct kernel *kernel, const struct definitions *definitions)
{
	struct why why = why_path(bound, query, kernel, definitions), named;
	struct query by_name = *query;
	struct ir all = *bound;
	bool found;

	if (why.verdict.allowed || (names->denies.count == bound->denies.count &&
	                            names->bypasses.count == bound->bypasses.count))
		return why;
	found = protected_name(bound, names, &why.verdict.where, &by_name.path);
	if (op_paths(query->op) == 2)
		found |= protected_name(bound, names, &why.verdict.where, &by_name.second);
	if (found) {
		named = why_path(bound, &by_name, kernel, definitions);
		if (named.verdict.rule && !named.verdict.allowed)
			return named;
	}
	all.denies = names->denies;
	all.bypasses = names->bypasses;
	return why_path(&all, query, kernel, definitions);
}
