/* SPDX-License-Identifier: Apache-2.0 */
/* seal-mount.c - reads /proc/self/mountinfo. */
#include "runtime/seal-mount.h"

#include "runtime/mem.h"
#include "runtime/object.h"
#include "runtime/seal.h"

/* Two escaped paths and more; what comes later on a line than the type is of no interest. */
enum { MOUNT_LINE = 8 * WALK_PATH_SIZE };

struct mount {
	char *path, *type;
};

/* What lies at the mount points, and what has been said of them. */
struct mounts {
	struct loader *loader;
	const struct seal_target *targets;
	uint32_t count;
	bool told;
};

/* "\040" and its like, in place. */
static void
unescape(char *text)
{
	char *to = text;

	while (*text) {
		if (text[0] == '\\' && text[1] && text[2] && text[3]) {
			*to++ =
			    (char)((text[1] - '0') << 6 | (text[2] - '0') << 3 | (text[3] - '0'));
			text += 4;
		} else {
			*to++ = *text++;
		}
	}
	*to = '\0';
}

static void
tell(struct mounts *mounts, const struct mount *mount)
{
	struct report *err = &mounts->loader->err;

	if (!mounts->told)
		report_begin(err, "note: ");
	report_add(err, "%s'%s' (%s)",
	           mounts->told ? ", " : "mounted below what is granted: ", mount->path,
	           mount->type);
	mounts->told = true;
}

/* Before anything else is said. */
static void
tell_end(struct mounts *mounts)
{
	if (mounts->told)
		report_end(&mounts->loader->err);
	mounts->told = false;
}

/* Ends the field at TEXT; the next one, or NULL. */
static char *
field_end(char *text)
{
	while (*text && *text != ' ')
		text++;
	if (!*text)
		return NULL;
	*text = '\0';
	return text + 1;
}

/* The fifth field of a line, and the one after the lone '-'; false if the line is no such. */
static bool
mount_read(char *line, struct mount *mount)
{
	char *at = line;

	for (unsigned field = 0; at && field < 4; field++)
		at = field_end(at);
	mount->path = at;
	while (at && !(at[0] == '-' && at[1] == ' '))
		at = field_end(at);
	mount->type = at ? field_end(at) : NULL;
	if (!mount->type)
		return false;
	field_end(mount->type);
	unescape(mount->path);
	return mount->path[0] == '/';
}

/* The object that the walk stands on is a protected one, and granted here. */
static int
check_targets(struct mounts *mounts, const char *path)
{
	struct loader *loader = mounts->loader;
	const struct place *place = &loader->walk.places[loader->walk.depth - 1];

	for (uint32_t i = 0; i < mounts->count; i++) {
		const struct seal_target *target = &mounts->targets[i];

		if (!target->deny || target->inode != place->inode ||
		    target->device != place->device)
			continue;
		struct guard guard = {target->deny - 1, target->home, ""};
		if (bind_path(loader, &loader->view.denies.items[guard.index], guard.home,
		              guard.path) < 0 ||
		    !seal_granted(loader, &guard, target->rights))
			continue;
		tell_end(mounts);
		return refuse(&loader->err,
		              "'%s' shows a protected object (%s) through a mount, and the "
		              "policy grants it there; unmount it, or narrow the grant",
		              path, loader_origin(loader, BLOB_DENIES, guard.index));
	}
	return 0;
}

/* Below a grant, not the granted object itself: that one was named by the policy. */
static bool
below_grant(struct loader *loader)
{
	unsigned depth = loader->walk.depth;

	loader->walk.depth -= depth > 1;
	bool below = depth > 1 && objects_granted(loader, ~0u);
	loader->walk.depth = depth;
	return below;
}

/* One that cannot be looked at (a dead server's) is no reason to refuse where nothing is granted */
static int
check_mount(struct mounts *mounts, const struct mount *mount)
{
	struct loader *loader = mounts->loader;
	const struct options *options = &loader->options;
	enum walk_step step = walk_to_end(&loader->walk, mount->path);

	if (step == WALK_MISSING && walk_shut(&loader->walk, loader->process->uid))
		step = WALK_FAILED;
	if (step == WALK_MISSING)
		return 0;
	if (step == WALK_FAILED) {
		if (loader->walk.error != -ENAMETOOLONG && !objects_granted(loader, ~0u))
			return 0;
		if (options->strict) {
			tell_end(mounts);
			return refuse(&loader->err,
			              "the mount '%s' lies below a grant and cannot be looked at: "
			              "%s; unmount it, or narrow the grant",
			              mount->path, error_text(loader->walk.error));
		}
	}
	if (options->verbose && (step == WALK_FAILED || below_grant(loader)))
		tell(mounts, mount);
	return step == WALK_ARRIVED && options->strict ? check_targets(mounts, mount->path) : 0;
}

struct lines {
	int fd;
	bool cut; /* the last piece was no whole line */
	size_t filled, used;
	char text[MOUNT_LINE];
};

/* A line without its newline, or as much of it as fits: 1; 0 at the end; -errno. */
static long
next_piece(struct lines *lines)
{
	memmove(lines->text, lines->text + lines->used, lines->filled - lines->used);
	lines->filled -= lines->used;
	lines->used = 0;
	for (size_t i = 0;;) {
		for (; i < lines->filled; i++) {
			if (lines->text[i] != '\n')
				continue;
			lines->text[i] = '\0';
			lines->used = i + 1;
			lines->cut = false;
			return 1;
		}
		if (lines->filled == MOUNT_LINE - 1) {
			lines->text[i] = '\0';
			lines->used = i;
			lines->cut = true;
			return 1;
		}
		long n = sys_read(lines->fd, lines->text + i, MOUNT_LINE - 1 - i);
		if (n == -EINTR)
			continue;
		if (n <= 0)
			return n;
		lines->filled += (size_t)n;
	}
}

/* The next line: of a longer one than fits, the beginning. */
static long
next_line(struct lines *lines)
{
	bool rest;
	long n;

	do {
		rest = lines->cut;
		n = next_piece(lines);
	} while (n > 0 && rest);
	return n;
}

static int
check_lines(struct mounts *mounts, struct lines *lines)
{
	struct loader *loader = mounts->loader;
	bool strict = loader->options.strict;
	struct mount mount;
	long n;

	while ((n = next_line(lines)) > 0) {
		if (mount_read(lines->text, &mount)) {
			int status = check_mount(mounts, &mount);

			if (status)
				return status;
		} else if (strict) {
			tell_end(mounts);
			return refuse(&loader->err, "a line of /proc/self/mountinfo is no mount: "
			                            "--strict cannot check it");
		}
	}
	tell_end(mounts);
	if (n < 0 && strict)
		return refuse(&loader->err, "/proc/self/mountinfo cannot be read: %s",
		              error_text(n));
	return 0;
}

int
seal_check_mounts(struct loader *loader, const struct seal_target *targets, uint32_t count)
{
	struct mounts mounts = {loader, targets, count, false};
	struct lines lines;

	lines.cut = false;
	lines.filled = lines.used = 0;
	lines.fd = sys_open("/proc/self/mountinfo", SYS_O_RDONLY, 0);
	if (lines.fd < 0 && loader->options.strict)
		return refuse(&loader->err, "--strict looks for mounts in /proc/self/mountinfo: %s",
		              error_text(lines.fd));
	if (lines.fd < 0)
		return 0;
	int status = check_lines(&mounts, &lines);
	sys_close(lines.fd);
	return status;
}
