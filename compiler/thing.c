/* SPDX-License-Identifier: Apache-2.0 */
/* thing.c - what kinds of objects are called. */
#include "compiler/thing.h"

#include <string.h>
#include <sys/stat.h>

static const char *const kinds[THINGS] = {
    [THING_FILE] = "file",          [THING_DIRECTORY] = "directory", [THING_SYMLINK] = "symlink",
    [THING_FIFO] = "fifo",          [THING_SOCKET] = "socket",       [THING_CHAR] = "char_device",
    [THING_BLOCK] = "block_device", [THING_MISSING] = "missing"};

const char *
thing_name(enum thing thing)
{
	return kinds[thing];
}

unsigned
thing_find(struct str name)
{
	unsigned thing = 0;

	while (thing < THINGS && !str_is(name, kinds[thing]))
		thing++;
	return thing;
}

enum thing
thing_of(mode_t mode)
{
	switch (mode & S_IFMT) {
	case S_IFDIR:
		return THING_DIRECTORY;
	case S_IFLNK:
		return THING_SYMLINK;
	case S_IFIFO:
		return THING_FIFO;
	case S_IFSOCK:
		return THING_SOCKET;
	case S_IFCHR:
		return THING_CHAR;
	case S_IFBLK:
		return THING_BLOCK;
	default:
		return THING_FILE;
	}
}
