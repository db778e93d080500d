/* SPDX-License-Identifier: Apache-2.0 */
/* here-start.c - what keeps nono-exec from starting a policy here: its seal check, in short. */
#include "compiler/here.h"

#include "compiler/rule-tree.h"

#include <string.h>
#include <sys/stat.h>

/* Whether GRANT reaches what DENY protects at PLACE. */
static bool
reaches(const struct ir *bound, const struct rule *grant, const struct rule *deny,
        const struct path *place)
{
	uint32_t left = deny->rights & ~rules_covering(&bound->bypasses, &deny->path);

	switch (path_relate(&grant->path, place)) {
	case PATH_EQUAL:
	case PATH_BELOW:
		return grant->rights & left;
	case PATH_ABOVE: /* who renames its directory takes it away */
		return left && grant->rights & (left | BLOB_FS_REPLACE);
	default:
		return false;
	}
}

static const char *
broken_seal(const struct ir *bound)
{
	static const struct path store = {BLOB_ANCHOR_ROOT, {"nix/store", 9}};

	for (size_t i = 0; i < bound->denies.count; i++) {
		const struct rule *deny = &bound->denies.items[i];
		const char *text = path_text(bound->arena, &deny->path);
		struct here_object object;

		if (deny->path.anchor != BLOB_ANCHOR_ROOT)
			continue;
		object = here_resolve(bound->arena, text, true);
		if (path_within(&object.path, &store))
			continue;
		for (size_t k = 0; k < bound->grants.count; k++) {
			const struct rule *grant = &bound->grants.items[k];

			if (reaches(bound, grant, deny, &deny->path) ||
			    reaches(bound, grant, deny, &object.path))
				return arena_printf(bound->arena,
				                    "'%s' is protected, and the grant of '%s' "
				                    "reaches it",
				                    text, path_text(bound->arena, &grant->path));
		}
	}
	return NULL;
}

/* The first symlink on the way to TEXT that lies where BOUND lets the command make one. */
static const char *
planted_link(const struct ir *bound, const char *text)
{
	for (const char *end = strchrnul(text + 1, '/');; end = strchrnul(end + 1, '/')) {
		const char *part = arena_str(bound->arena, text, (size_t)(end - text)).data;
		const char *slash = strrchr(part, '/');
		struct here_object holder;
		struct stat status;

		if (lstat(part, &status) == 0 && S_ISLNK(status.st_mode) && slash != part) {
			holder = here_resolve(
			    bound->arena,
			    arena_str(bound->arena, part, (size_t)(slash - part)).data, true);
			if (eval_rights(bound, &holder.path, true) & BLOB_FS_REPLACE)
				return part;
		}
		if (!*end)
			return NULL;
	}
}

/* What GRANT says that OBJECT at TEXT is, and it is not. */
static const char *
wrong_kind(const struct ir *bound, const struct rule *grant, const struct here_object *object,
           const char *text)
{
	bool directory = object->thing == THING_DIRECTORY;

	if (grant->object == BLOB_OBJECT_ANY ||
	    directory == (grant->object == BLOB_OBJECT_DIRECTORY))
		return NULL;
	return arena_printf(bound->arena, "'%s' is %s, and granted as %s", text,
	                    directory ? "a directory" : "no directory",
	                    directory ? "a file" : "one");
}

const char *
here_refusal(const struct ir *bound, const struct ir *ir, const struct here *here)
{
	const char *why = broken_seal(bound);

	for (size_t i = 0; i < ir->grants.count && !why; i++) {
		const struct rule *grant = &ir->grants.items[i];
		struct path path = definitions_apply(ir->arena, &here->definitions, &grant->path);
		const char *text = path_text(ir->arena, &path), *link;
		struct here_object object;

		if (path.anchor != BLOB_ANCHOR_ROOT)
			continue;
		object = here_resolve(ir->arena, text, true);
		/* Skipped; a link that is left leads nowhere. */
		if (object.error || object.thing == THING_MISSING || object.thing == THING_SYMLINK)
			continue;
		why = wrong_kind(bound, grant, &object, text);
		link = planted_link(bound, text);
		if (link)
			why = arena_printf(ir->arena,
			                   "'%s' is a symlink that the policy lets the command "
			                   "change, on the way to the granted '%s'",
			                   link, text);
	}
	return why;
}
