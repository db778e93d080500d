/* SPDX-License-Identifier: Apache-2.0 */
/* here-walk.c - the kernel's walk along a path on this machine: through symlinks, ".." and all. */
#include "compiler/here.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LINKS_MAX = 40 };

struct walk {
	struct arena *arena;
	struct here_object *object;
	const char *at;   /* without symlinks; "" is the root */
	const char *left; /* of the path */
	bool follow;      /* a symlink at its end */
	bool lost;        /* nothing is there, or nobody may look: the rest is a name */
};

/* The rest of PATH below DIRECTORY, "" or with its slash; NULL if it does not lie there. */
static const char *
below(const char *path, const char *directory)
{
	size_t length = strlen(directory);

	if (strncmp(path, directory, length) != 0 || (path[length] && path[length] != '/'))
		return NULL;
	return path + length;
}

/*
 * Whose it is depends on who asks, and the command's is not ours: a name that stands for it; or
 * NULL.  What the command inherits is ours, too: there the links are followed.
 */
static const char *
self_name(struct arena *arena, const char *path)
{
	static const char *const inherited[] = {"/cwd", "/root", "/fd"};
	const char *rest = below(path, "/proc/self"), *thread = below(path, "/proc/thread-self");

	if (thread)
		rest = thread;
	for (size_t i = 0; rest && i < COUNTOF(inherited); i++)
		if (below(rest, inherited[i]))
			return NULL;
	if (!rest || strstr(rest, "/.."))
		return NULL;
	return thread ? arena_printf(arena, "/proc/self/task/self%s", rest) : path;
}

static void
arrive(struct walk *walk, const char *path, const struct stat *status)
{
	struct here_object *object = walk->object;

	object->places = arena_grow(walk->arena, object->places, object->place_count,
	                            object->place_count + 1, sizeof(*object->places));
	object->places[object->place_count++] =
	    (struct here_place){.device = status->st_dev, .inode = status->st_ino};
	object->thing = thing_of(status->st_mode);
	walk->at = path;
}

/* The next component; NULL at the end. */
static const char *
next_part(struct walk *walk)
{
	const char *part;

	walk->left += strspn(walk->left, "/");
	part = walk->left;
	walk->left += strcspn(part, "/");
	return *part ? arena_str(walk->arena, part, (size_t)(walk->left - part)).data : NULL;
}

static void
lose(struct walk *walk, const char *next, int error)
{
	const char *directory = *walk->at ? walk->at : "/";
	struct stat status;

	if (error == EACCES && stat(directory, &status) == 0 && status.st_uid == geteuid() &&
	    !(status.st_mode & S_IXUSR))
		walk->object->shut = directory;
	walk->lost = true;
	walk->object->thing = THING_MISSING;
	walk->at = next;
	if (error != ENOENT)
		walk->object->error = strerror(error);
}

static void
leave(struct walk *walk)
{
	const char *slash = strrchr(walk->at, '/');

	if (walk->lost || !slash)
		return;
	if (walk->object->thing != THING_DIRECTORY) {
		lose(walk, walk->at, ENOTDIR);
		return;
	}
	walk->at = arena_str(walk->arena, walk->at, (size_t)(slash - walk->at)).data;
	walk->object->place_count--;
}

/* Goes on with the target of the symlink NEXT. */
static void
follow_link(struct walk *walk, const char *next)
{
	struct here_object *object = walk->object;
	char target[BLOB_PATH_MAX + 1];
	ssize_t length = readlink(next, target, sizeof(target) - 1);

	if (length < 0 || object->link_count == LINKS_MAX) {
		lose(walk, next, length < 0 ? errno : ELOOP);
		return;
	}
	target[length] = '\0';
	object->links = arena_grow(walk->arena, object->links, object->link_count,
	                           object->link_count + 1, sizeof(*object->links));
	object->links[object->link_count++] = next;
	walk->left = arena_printf(walk->arena, "%s/%s", target, walk->left);
	if (target[0] != '/')
		return;
	walk->at = "";
	object->place_count = 1;
}

static void
enter(struct walk *walk, const char *part)
{
	const char *next = arena_printf(walk->arena, "%s/%s", walk->at, part);
	bool last = !walk->left[strspn(walk->left, "/")];
	struct stat status;

	if (walk->lost)
		walk->at = next;
	else if (walk->object->thing != THING_DIRECTORY)
		lose(walk, next, ENOTDIR);
	else if (lstat(next, &status) != 0)
		lose(walk, next, errno);
	else if (S_ISLNK(status.st_mode) && (!last || walk->follow))
		follow_link(walk, next);
	else
		arrive(walk, next, &status);
}

struct here_object
here_resolve(struct arena *arena, const char *path, bool follow)
{
	struct here_object object = {.thing = THING_MISSING};
	struct walk walk = {arena, &object, "", path, follow, false};
	const char *part, *self = self_name(arena, path);
	struct stat status;

	if (self) {
		object.path = here_path(arena, self);
		if (stat(path, &status) == 0)
			object.thing = thing_of(status.st_mode);
		return object;
	}
	/* "link/" is what the link leads to. */
	walk.follow |= path[strlen(path) - 1] == '/';
	if (stat("/", &status) == 0)
		arrive(&walk, "", &status);
	while ((part = next_part(&walk)))
		if (strcmp(part, "..") == 0)
			leave(&walk);
		else if (strcmp(part, ".") != 0)
			enter(&walk, part);
	object.path = here_path(arena, walk.at);
	return object;
}
