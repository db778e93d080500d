/* SPDX-License-Identifier: Apache-2.0 */
/* resolve.c - follows a path as the kernel would for another thread. */
#include "trace/resolve.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LINKS_MAX = 40, NUMBER_SIZE = 48 };
static const char deleted[] = " (deleted)";

/* A walk: `real` is where it is, "" for the root; `todo` what is left. */
struct steps {
	const struct tracee *tracee;
	struct location *place;
	size_t length; /* of place->real */
	char todo[2 * PATH_MAX];
	unsigned links;
	bool missing;
};

/* TEXT before what is left to do. */
static bool
push(struct steps *steps, const char *text)
{
	size_t length = strlen(text), left = strlen(steps->todo), slash = left ? 1 : 0;

	if (length + slash + left >= sizeof(steps->todo))
		return false;
	memmove(steps->todo + length + slash, steps->todo, left + 1);
	memcpy(steps->todo, text, length);
	if (slash)
		steps->todo[length] = '/';
	return true;
}

static bool
append(struct steps *steps, const char *name, size_t length)
{
	char *real = steps->place->real;

	if (steps->length + 1 + length >= PATH_MAX)
		return false;
	real[steps->length++] = '/';
	memcpy(real + steps->length, name, length);
	steps->length += length;
	real[steps->length] = '\0';
	return true;
}

static void
ascend(struct steps *steps)
{
	char *real = steps->place->real;

	while (steps->length && real[--steps->length] != '/')
		;
	real[steps->length] = '\0';
	if (!steps->missing)
		steps->place->thing = THING_DIRECTORY;
}

/* Whose it is depends on who asks. */
static bool
own_directory(const struct steps *steps, const char *name, size_t length, char *to)
{
	if (strcmp(steps->place->real, "/proc") != 0)
		return false;
	if (length == 4 && memcmp(name, "self", 4) == 0)
		snprintf(to, NUMBER_SIZE, "%d", steps->tracee->process);
	else if (length == 11 && memcmp(name, "thread-self", 11) == 0)
		snprintf(to, NUMBER_SIZE, "%d/task/%d", steps->tracee->process,
		         steps->tracee->thread);
	else
		return false;
	return true;
}

/* A link of /proc that leads to no path, such as "pipe:[4711]". */
static bool
leads_nowhere(const struct steps *steps, char *target)
{
	size_t length = strlen(target), mark = sizeof(deleted) - 1;
	const char *name = strrchr(target, '/');

	if (strncmp(steps->place->real, "/proc/", 6) != 0)
		return false;
	if (target[0] != '/')
		return strstr(target, ":[") || strncmp(target, "anon_inode:", 11) == 0;
	if (length < mark || strcmp(target + length - mark, deleted) != 0)
		return false;
	/* A file without a name (O_TMPFILE) knows the directory that it was made in. */
	if (name && name[1] == '#')
		target[length - mark] = '\0';
	return !name || name[1] != '#';
}

static enum resolved
follow_link(struct steps *steps)
{
	char target[PATH_MAX];
	ssize_t length = readlink(steps->place->real, target, sizeof(target));

	if (length <= 0 || length >= PATH_MAX || ++steps->links > LINKS_MAX) {
		steps->missing = true;
		return RESOLVED;
	}
	target[length] = '\0';
	if (leads_nowhere(steps, target))
		return RESOLVE_NAMELESS;
	if (target[0] == '/')
		steps->length = 0;
	else
		ascend(steps);
	steps->place->real[steps->length] = '\0';
	return push(steps, target) ? RESOLVED : RESOLVE_UNREAD;
}

/* One more component, NAME; LAST if nothing is left. */
static enum resolved
enter(struct steps *steps, const char *name, size_t length, bool follow)
{
	struct stat status;
	char own[NUMBER_SIZE];

	if (own_directory(steps, name, length, own))
		return append(steps, own, strlen(own)) ? RESOLVED : RESOLVE_UNREAD;
	if (!append(steps, name, length))
		return RESOLVE_UNREAD;
	if (steps->missing)
		return RESOLVED;
	if (lstat(steps->place->real, &status) < 0) {
		steps->place->hidden = errno == EACCES;
		steps->missing = true;
		return RESOLVED;
	}
	steps->place->thing = thing_of(status.st_mode);
	if (steps->place->thing == THING_SYMLINK && follow)
		return follow_link(steps);
	return RESOLVED;
}

static enum resolved
walk(struct steps *steps, bool follow)
{
	char name[PATH_MAX];

	for (;;) {
		size_t skip = strspn(steps->todo, "/"), length = strcspn(steps->todo + skip, "/");
		const char *rest = steps->todo + skip + length;
		enum resolved resolved = RESOLVED;
		bool last = !rest[strspn(rest, "/")];

		if (!length)
			return RESOLVED;
		if (length >= sizeof(name))
			return RESOLVE_UNREAD;
		memcpy(name, steps->todo + skip, length);
		/* "link/" is what the link leads to. */
		follow = follow || (last && *rest);
		memmove(steps->todo, rest, strlen(rest) + 1);
		if (length == 2 && memcmp(name, "..", 2) == 0)
			ascend(steps);
		else if (length != 1 || name[0] != '.')
			resolved = enter(steps, name, length, !last || follow);
		if (resolved != RESOLVED)
			return resolved;
	}
}

/* The path as the thread itself would write it. */
static void
name_own(struct steps *steps)
{
	struct location *place = steps->place;
	const struct tracee *tracee = steps->tracee;
	char own[2][NUMBER_SIZE];
	const char *names[] = {"/proc/thread-self", "/proc/self"};

	snprintf(own[0], NUMBER_SIZE, "/proc/%d/task/%d", tracee->process, tracee->thread);
	snprintf(own[1], NUMBER_SIZE, "/proc/%d", tracee->process);
	memcpy(place->path, place->real, sizeof(place->path));
	for (unsigned i = 0; i < COUNTOF(names); i++) {
		size_t length = strlen(own[i]);
		const char *rest = place->real + length;

		if (strncmp(place->real, own[i], length) != 0 || (*rest && *rest != '/'))
			continue;
		/* Longer than what it replaces by a few bytes: what no longer fits has no name. */
		if (snprintf(place->path, sizeof(place->path), "%s%s", names[i], rest) >=
		    (int)sizeof(place->path))
			memcpy(place->path, place->real, sizeof(place->path));
		return;
	}
}

/* Where a relative path starts from. */
static enum resolved
start(struct steps *steps, int fd, const char *text)
{
	char base[PATH_MAX], name[NUMBER_SIZE];
	size_t length;

	snprintf(name, sizeof(name), "fd/%d", fd);
	if (!tracee_link(steps->tracee, fd == AT_FDCWD ? "cwd" : name, base))
		return RESOLVE_UNREAD;
	length = strlen(base);
	if (base[0] != '/')
		return strstr(base, ":[") ? RESOLVE_NAMELESS : RESOLVE_UNREAD;
	if (length >= sizeof(deleted) && strcmp(base + length + 1 - sizeof(deleted), deleted) == 0)
		return RESOLVE_NAMELESS;
	return push(steps, text) && push(steps, base) ? RESOLVED : RESOLVE_UNREAD;
}

enum resolved
resolve(const struct tracee *tracee, int fd, const char *text, bool follow, struct location *place)
{
	struct steps steps = {.tracee = tracee, .place = place};
	enum resolved resolved = RESOLVED;

	place->real[0] = '\0';
	place->thing = THING_DIRECTORY;
	place->hidden = false;
	if (text[0] == '/')
		memcpy(steps.todo, text, strlen(text) + 1);
	else
		resolved = start(&steps, fd, text);
	if (resolved == RESOLVED)
		resolved = walk(&steps, follow);
	if (resolved != RESOLVED)
		return resolved;
	if (!steps.length)
		memcpy(place->real, "/", 2);
	if (steps.missing)
		place->thing = THING_MISSING;
	name_own(&steps);
	return RESOLVED;
}
