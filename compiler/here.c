/* SPDX-License-Identifier: Apache-2.0 */
/* here.c - binds a policy to this machine, as the loader would, without applying it. */
#include "compiler/here.h"

#include "compiler/pass.h"

#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What an entry of /etc/passwd and its like takes at most. */
#define PASSWD_SIZE 16384u

bool
here_place(struct arena *arena, const char *value, struct path *place)
{
	char *rest;
	size_t used = 0;

	if (!value || value[0] != '/' || strlen(value) >= BLOB_PATH_MAX ||
	    strchr(value, BLOB_ESCAPE))
		return false;
	rest = arena_alloc(arena, strlen(value) + 1);
	for (const char *part = value, *end; *part; part = end) {
		part += strspn(part, "/");
		end = strchrnul(part, '/');
		if (end == part)
			break;
		if (end - part == 1 && *part == '.')
			continue;
		if (end - part == 2 && strncmp(part, "..", 2) == 0)
			return false;
		if (used)
			rest[used++] = '/';
		memcpy(rest + used, part, (size_t)(end - part));
		used += (size_t)(end - part);
	}
	rest[used] = '\0';
	*place = (struct path){BLOB_ANCHOR_ROOT, {rest, (uint32_t)used}};
	return true;
}

static bool
directory_of_caller(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && S_ISDIR(status.st_mode) &&
	       (status.st_uid == 0 || status.st_uid == geteuid());
}

static void
find_home(struct arena *arena, struct here *here)
{
	const char *env = getenv("HOME");
	char *room = arena_alloc(arena, PASSWD_SIZE);
	struct passwd record, *entry = NULL;
	struct path place, second;
	bool usable = here_place(arena, env, &place) && directory_of_caller(env);
	bool listed = getpwuid_r(geteuid(), &record, room, PASSWD_SIZE, &entry) == 0 && entry &&
	              here_place(arena, entry->pw_dir, &second) &&
	              directory_of_caller(entry->pw_dir);

	if (usable)
		definitions_set(arena, &here->definitions, BLOB_ANCHOR_HOME, place);
	else if (listed)
		definitions_set(arena, &here->definitions, BLOB_ANCHOR_HOME, second);
	if (usable && listed && path_relate(&place, &second) != PATH_EQUAL)
		here->second_home = path_text(arena, &second);
}

static void
find_variable(struct arena *arena, struct here *here, enum blob_anchor anchor)
{
	const char *value = getenv(anchor_name(anchor) + 1);
	struct path place;

	if (here->definitions.stated[anchor])
		return;
	if (anchor == BLOB_ANCHOR_TMPDIR && (!value || !*value))
		value = "/tmp";
	if (!value || !*value)
		return;
	if (!here_place(arena, value, &place))
		here->unfit[anchor] =
		    arena_printf(arena, "%s is '%s', expected an absolute path without '..'",
		                 anchor_name(anchor), value);
	else if (anchor == BLOB_ANCHOR_TMPDIR && !directory_of_caller(value))
		here->unfit[anchor] =
		    arena_printf(arena, "%s is '%s', expected a directory that is yours or root's",
		                 anchor_name(anchor), value);
	else
		definitions_set(arena, &here->definitions, anchor, place);
}

struct here
here_find(struct arena *arena, const struct definitions *stated)
{
	struct here here = {.definitions = *stated};
	char *directory = getcwd(NULL, 0);
	struct path place;

	if (!stated->stated[BLOB_ANCHOR_HOME])
		find_home(arena, &here);
	if (!stated->stated[BLOB_ANCHOR_WORKDIR] && here_place(arena, directory, &place))
		definitions_set(arena, &here.definitions, BLOB_ANCHOR_WORKDIR, place);
	for (unsigned anchor = BLOB_ANCHOR_TMPDIR; anchor < BLOB_ANCHORS; anchor++)
		find_variable(arena, &here, (enum blob_anchor)anchor);
	if (!here.definitions.uid)
		here.definitions.uid = arena_printf(arena, "%u", (unsigned)geteuid());
	here.definitions.given = true;
	free(directory);
	return here;
}

struct path
here_path(struct arena *arena, const char *text)
{
	while (*text == '/')
		text++;
	return (struct path){BLOB_ANCHOR_ROOT, arena_str(arena, text, strlen(text))};
}

/* GRANT where it is found; false if there is nothing. */
static bool
bind_grant(struct ir *bound, const struct rule *grant)
{
	const char *text = path_text(bound->arena, &grant->path);
	struct here_object object = here_resolve(bound->arena, text, true);
	struct rule rule = *grant;

	if (object.thing == THING_MISSING || grant->path.anchor != BLOB_ANCHOR_ROOT)
		return false;
	rule.path = object.path;
	if (object.link_count)
		rule.rights = grant->written;
	if (object.thing != THING_DIRECTORY)
		rule.rights &= BLOB_FS_FILE;
	rule.written = grant->written & rule.rights;
	rule.object = object.thing == THING_DIRECTORY ? BLOB_OBJECT_DIRECTORY : BLOB_OBJECT_FILE;
	if (rule.rights && rule.written)
		rules_add(bound->arena, &bound->grants, &rule);
	return true;
}

/* What is protected below $HOME is so in both homes. */
static void
protect_second_home(struct ir *bound, const struct ir *ir, const struct here *here)
{
	struct definitions other = here->definitions;

	definitions_set(ir->arena, &other, BLOB_ANCHOR_HOME,
	                here_path(ir->arena, here->second_home));
	for (size_t i = 0; i < ir->denies.count; i++) {
		struct rule deny = ir->denies.items[i];

		deny.path = definitions_apply(ir->arena, &other, &deny.path);
		rules_add(ir->arena, &bound->denies, &deny);
	}
}

struct ir *
here_bind(const struct ir *ir, const struct here *here, struct rules *missing)
{
	struct ir *bound = ir_new(ir->arena, ir->sources, ir->diags, ir->target);
	struct rules grants = rules_sorted(ir->arena, &ir->grants);

	*bound = *ir;
	bound->grants = (struct rules){0};
	bound->denies = rules_sorted(ir->arena, &ir->denies);
	bound->bypasses = rules_sorted(ir->arena, &ir->bypasses);
	bound->env = arena_grow(ir->arena, ir->env, ir->env_count, ir->env_count, sizeof(*ir->env));
	for (size_t i = 0; i < grants.count; i++) {
		struct rule grant = grants.items[i];

		grant.path = definitions_apply(ir->arena, &here->definitions, &grant.path);
		if (!bind_grant(bound, &grant) && missing)
			rules_add(ir->arena, missing, &grant);
	}
	if (here->second_home)
		protect_second_home(bound, ir, here);
	pass_rebind(bound, &here->definitions);
	return bound;
}

/* GRANT gives on PATH, another name of its object, what the kernel was asked for. */
static bool
add_alias(struct ir *bound, const struct rule *grant, const char *text, const struct path *path)
{
	struct here_object object = here_resolve(bound->arena, text, true);
	struct rule rule = *grant;

	/* What is implied counts only where its path leads elsewhere. */
	if (path_relate(&object.path, path) == PATH_EQUAL || (grant->implied && !object.link_count))
		return false;
	rule.path = *path;
	rule.rights = grant->written ? grant->written : grant->rights;
	rule.object = object.thing == THING_DIRECTORY ? BLOB_OBJECT_DIRECTORY : BLOB_OBJECT_FILE;
	if (object.thing != THING_DIRECTORY)
		rule.rights &= BLOB_FS_FILE;
	if (rule.rights)
		rules_add(bound->arena, &bound->grants, &rule);
	return rule.rights != 0;
}

const char *
here_alias(struct ir *bound, const struct rules *grants, const struct here *here,
           const struct here_object *object)
{
	const char *found = NULL;

	for (size_t i = 0; i < grants->count; i++) {
		struct rule grant = grants->items[i];
		struct path path = object->path;
		const char *text;
		struct stat status;

		grant.path = definitions_apply(bound->arena, &here->definitions, &grant.path);
		text = path_text(bound->arena, &grant.path);
		if (grant.path.anchor != BLOB_ANCHOR_ROOT || stat(text, &status) != 0)
			continue;
		for (unsigned depth = path_depth(&path);; depth--, path = path_parent(&path)) {
			const struct here_place *place = &object->places[depth];

			if (depth < object->place_count && place->inode == status.st_ino &&
			    place->device == status.st_dev && add_alias(bound, &grant, text, &path))
				found = text;
			if (!depth)
				break;
		}
	}
	return found;
}
