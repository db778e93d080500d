/* SPDX-License-Identifier: Apache-2.0 */
/* state.c - where nono remembers: a directory that others own or can write remembers nothing. */
#include "front/state.h"

#include "compiler/define.h"
#include "compiler/here.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

const char *
state_path(struct arena *arena, const char *name)
{
	const struct definitions none = {0};
	struct here here = here_find(arena, &none);
	const struct path *state = &here.definitions.at[BLOB_ANCHOR_XDG_STATE_HOME];

	if (!here.definitions.known[BLOB_ANCHOR_XDG_STATE_HOME])
		return NULL;
	return arena_printf(arena, "%s/nono/%s", path_text(arena, state), name);
}

static bool
is_ours(const char *directory)
{
	struct stat status;

	return lstat(directory, &status) == 0 && S_ISDIR(status.st_mode) &&
	       (status.st_uid == geteuid() || status.st_uid == 0) &&
	       !(status.st_mode & (S_IWGRP | S_IWOTH));
}

bool
state_is_ours(struct arena *arena, const char *directory)
{
	const char *slash = strrchr(directory, '/');

	/* Who owns the one above could put another of ours in its place. */
	return is_ours(directory) &&
	       is_ours(arena_printf(arena, "%.*s", (int)(slash - directory), directory));
}

bool
state_make(struct arena *arena, const char *path)
{
	for (const char *end = strchrnul(path + 1, '/');; end = strchrnul(end + 1, '/')) {
		const char *part = arena_str(arena, path, (size_t)(end - path)).data;

		if (mkdir(part, 0700) < 0 && errno != EEXIST)
			return false;
		if (!*end)
			break;
	}
	return is_ours(path);
}
