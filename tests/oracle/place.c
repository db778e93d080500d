/* SPDX-License-Identifier: Apache-2.0 */
/* place.c - the kernel's walk along a path, symlinks and all. */
#include "tests/oracle/place.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void
fail(const char *format, ...)
{
	int error = errno;
	va_list args;

	va_start(args, format);
	fputs("kernel-oracle: ", stderr);
	vfprintf(stderr, format, args);
	va_end(args);
	fprintf(stderr, ": %s\n", strerror(error));
	exit(99);
}

void
place_print(char place[static PLACE_SIZE], const char *format, ...)
{
	va_list args;
	int length;

	va_start(args, format);
	length = vsnprintf(place, PLACE_SIZE, format, args);
	va_end(args);
	if (length < 0 || length >= PLACE_SIZE)
		fail("a path is longer than %d bytes", PLACE_SIZE - 1);
}

/* The target of the symlink at PLACE goes before what is LEFT of the path. */
static void
follow(const char *place, char left[static PLACE_SIZE])
{
	char target[PLACE_SIZE];
	char rest[PLACE_SIZE];
	ssize_t length = readlink(place, target, sizeof(target) - 1);

	if (length < 0)
		fail("%s: readlink", place);
	target[length] = '\0';
	place_print(rest, "%s", left);
	place_print(left, "%s/%s", target, rest);
}

/* Takes the next component from LEFT; false if there is none. */
static bool
next_part(char left[static PLACE_SIZE], char part[static PLACE_SIZE])
{
	size_t start = strspn(left, "/");
	size_t length = strcspn(left + start, "/");

	place_print(part, "%.*s", (int)length, left + start);
	memmove(left, left + start + length, strlen(left + start + length) + 1);
	return length != 0;
}

static void
leave(char place[static PLACE_SIZE])
{
	char *slash = strrchr(place, '/');

	if (slash != NULL)
		*slash = '\0';
}

/* Whether something of the path is left to do. */
static bool
more(const char *left)
{
	return left[strspn(left, "/")] != '\0';
}

bool
place_walk(const char *path, bool last, struct walked *walked)
{
	char left[PLACE_SIZE];
	char part[PLACE_SIZE];
	char next[PLACE_SIZE];
	struct stat status;

	*walked = (struct walked){.thing = THING_DIRECTORY};
	place_print(left, "%s", path);
	while (next_part(left, part)) {
		if (walked->thing != THING_DIRECTORY)
			return false;
		if (strcmp(part, "..") == 0)
			leave(walked->place);
		if (part[0] == '.' && (part[1] == '\0' || strcmp(part, "..") == 0))
			continue;
		place_print(next, "%s/%s", walked->place, part);
		if (lstat(next, &status) != 0) {
			if (errno != ENOENT || more(left))
				return false;
			walked->thing = THING_MISSING;
		} else if (S_ISLNK(status.st_mode) && (last || more(left))) {
			if (walked->links == WALK_LINKS)
				return false;
			place_print(walked->holders[walked->links++], "%s",
			            walked->place[0] == '\0' ? "/" : walked->place);
			follow(next, left);
			if (left[0] == '/')
				walked->place[0] = '\0';
			continue;
		} else {
			walked->thing = thing_of(status.st_mode);
		}
		place_print(walked->place, "%s", next);
	}
	if (walked->place[0] == '\0')
		place_print(walked->place, "/");
	return true;
}

struct path
place_path(const char *place)
{
	return (struct path){BLOB_ANCHOR_ROOT, {place + 1, (uint32_t)strlen(place + 1)}};
}
