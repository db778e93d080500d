/* SPDX-License-Identifier: Apache-2.0 */
/*
 * driver-git-place.c - where a name lies in a work tree, although links may lead elsewhere.
 *
 * A change may put a link where a directory was: the file behind it must not be compared with
 * itself, but with what the name stood for at the commit.
 */
#include "compiler/driver-git.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const char *
git_place_absolute(struct arena *arena, const char *file)
{
	char *here = file[0] == '/' ? NULL : getcwd(NULL, 0);
	const char *path = here ? arena_printf(arena, "%s/%s", here, file) : file;

	free(here);
	return path;
}

const char *
git_place_last_link(struct arena *arena, const char *path, size_t from)
{
	for (size_t end = strlen(path); end > from; end--) {
		const char *prefix;
		struct stat status;

		if (path[end] != '/')
			continue;
		prefix = arena_str(arena, path, end).data;
		if (lstat(prefix, &status) == 0 && S_ISLNK(status.st_mode))
			return prefix;
	}
	return NULL;
}

const char *
git_place_named(struct arena *arena, const char *top, const char *path)
{
	size_t length = strlen(top) - 1; /* it ends in '/' */

	for (const char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/')) {
		const char *prefix = arena_str(arena, path, (size_t)(slash - path)).data;
		char *real = realpath(*prefix ? prefix : "/", NULL);
		bool found = real && strlen(real) == length && strncmp(real, top, length) == 0;

		free(real);
		if (found)
			return git_place_last_link(arena, path, (size_t)(slash - path) + 1)
			           ? slash + 1
			           : NULL;
	}
	return NULL;
}
