/* SPDX-License-Identifier: Apache-2.0 */
/* self-forget.c - the policies that no command needs any more are removed. */
#include "front/self.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* Commands of another machine or container, whose home this is too, are not seen in /proc. */
#define KEPT_SECONDS (7 * 24 * 60 * 60)
#define FIRST_READ 4096u
#define ENVIRONMENT_MAX (16u << 20)

struct old {
	const char *name;
	bool needed;
};

struct olds {
	struct arena *arena;
	struct old *items;
	size_t count;
	char *room; /* for one environment after the other */
	size_t size;
};

static void
close_stream(void *stream)
{
	closedir(stream);
}

static bool
is_old(int directory, const char *name)
{
	struct stat status;

	return fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
	       S_ISREG(status.st_mode) && status.st_mtime < time(NULL) - KEPT_SECONDS;
}

static void
add_old(struct olds *olds, DIR *stream)
{
	for (struct dirent *entry; (entry = readdir(stream));) {
		if (!is_old(dirfd(stream), entry->d_name))
			continue;
		olds->items =
		    arena_room(olds->arena, olds->items, olds->count, sizeof(*olds->items));
		olds->items[olds->count++] = (struct old){
		    arena_str(olds->arena, entry->d_name, strlen(entry->d_name)).data, false};
	}
}

/* All that is in FILE, into the room; 0 if it cannot be read: its process is gone, or another's. */
static size_t
read_environment(struct olds *olds, int file)
{
	size_t length = 0;
	ssize_t got;

	do {
		if (length == olds->size) {
			size_t more = olds->size ? 2 * olds->size : FIRST_READ;

			olds->room = arena_grow(olds->arena, olds->room, length, more, 1);
			olds->size = more;
		}
		got = read(file, olds->room + length, olds->size - length);
		length += got > 0 ? (size_t)got : 0;
	} while (got > 0 && length < ENVIRONMENT_MAX);
	return length;
}

/* By the name alone: one directory has many paths, and a digest is no other's. */
static void
need(struct olds *olds, struct str variable)
{
	const char *name;

	if (strncmp(variable.data, SELF_VARIABLE "=", sizeof(SELF_VARIABLE)) != 0)
		return;
	name = memrchr(variable.data, '/', variable.length);
	for (size_t i = 0; name && i < olds->count; i++)
		if (strcmp(olds->items[i].name, name + 1) == 0)
			olds->items[i].needed = true;
}

static void
need_of_process(struct olds *olds, int proc, const char *process)
{
	int file = openat(proc, arena_printf(olds->arena, "%s/environ", process),
	                  O_RDONLY | O_CLOEXEC | O_NOCTTY);
	size_t length, at = 0;

	if (file < 0)
		return;
	length = read_environment(olds, file);
	close(file);
	if (length)
		olds->room[length - 1] = '\0';
	while (at < length) {
		struct str variable = str_of(olds->room + at);

		need(olds, variable);
		at += variable.length + 1;
	}
}

/* Whether processes can be seen at all. */
static bool
need_of_processes(struct olds *olds)
{
	DIR *proc = opendir("/proc");
	struct arena_held held = {close_stream, proc, NULL};
	bool seen = false;

	if (!proc)
		return false;
	arena_hold(olds->arena, &held);
	for (struct dirent *entry; (entry = readdir(proc));) {
		if (entry->d_name[0] < '1' || entry->d_name[0] > '9')
			continue;
		seen = true;
		need_of_process(olds, dirfd(proc), entry->d_name);
	}
	arena_release(olds->arena);
	return seen;
}

void
self_forget(struct arena *arena, const char *directory)
{
	struct olds olds = {.arena = arena};
	DIR *stream = opendir(directory);
	struct arena_held held = {close_stream, stream, NULL};

	if (!stream)
		return;
	arena_hold(arena, &held);
	add_old(&olds, stream);
	if (olds.count && need_of_processes(&olds))
		for (size_t i = 0; i < olds.count; i++)
			if (!olds.items[i].needed)
				unlinkat(dirfd(stream), olds.items[i].name, 0);
	arena_release(arena);
}
