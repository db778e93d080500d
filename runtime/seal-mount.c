/* SPDX-License-Identifier: Apache-2.0 */
/* seal-mount.c - reads /proc/self/mountinfo. */
#include "runtime/seal-mount.h"

#include "runtime/bind.h"
#include "runtime/mem.h"
#include "runtime/object.h"

enum { MOUNT_LINE = 2 * WALK_PATH_SIZE };

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

/* The fifth field of a line; NULL if it has none. */
static char *
mount_point(char *line)
{
	char *start = line;

	for (unsigned field = 0; field < 4; field++) {
		while (*start && *start != ' ')
			start++;
		if (!*start++)
			return NULL;
	}
	for (char *end = start; *end; end++) {
		if (*end == ' ') {
			*end = '\0';
			unescape(start);
			return start;
		}
	}
	return NULL;
}

static int
check_mount(struct loader *loader, const char *path, const struct seal_target *targets,
            uint32_t count)
{
	const struct walk *walk = &loader->walk;
	const struct place *place;
	const char *origin;

	enum walk_step step = walk_to_end(&loader->walk, path);

	if (step == WALK_FAILED)
		return refuse(&loader->err, "the mount '%s' cannot be looked at: %s", path,
		              error_text(walk->error));
	if (step != WALK_ARRIVED)
		return 0;
	place = &walk->places[walk->depth - 1];
	for (uint32_t i = 0; i < count; i++) {
		if (!targets[i].deny || targets[i].inode != place->inode ||
		    targets[i].device != place->device)
			continue;
		if (!objects_granted(loader, targets[i].rights))
			continue;
		origin = view_origin(&loader->view, BLOB_DENIES, targets[i].deny - 1);
		return refuse(&loader->err,
		              "'%s' shows a protected object (%s) through a mount, and the "
		              "policy grants it there; unmount it, or narrow the grant",
		              path, origin ? origin : "the policy");
	}
	return 0;
}

/* One line without its newline: its length; 0 at the end; -errno. */
static long
read_line(int fd, char *buffer, size_t *filled, size_t *used)
{
	memmove(buffer, buffer + *used, *filled - *used);
	*filled -= *used;
	*used = 0;
	for (;;) {
		for (size_t i = 0; i < *filled; i++) {
			if (buffer[i] != '\n')
				continue;
			buffer[i] = '\0';
			*used = i + 1;
			return (long)i + 1;
		}
		if (*filled == MOUNT_LINE)
			return -E2BIG;
		long n = sys_read(fd, buffer + *filled, MOUNT_LINE - *filled);
		if (n == -EINTR)
			continue;
		if (n <= 0)
			return n;
		*filled += (size_t)n;
	}
}

int
seal_check_mounts(struct loader *loader, const struct seal_target *targets, uint32_t count)
{
	char buffer[MOUNT_LINE];
	size_t filled = 0, used = 0;
	long length = 0;
	int status = 0;
	int fd = sys_open("/proc/self/mountinfo", SYS_O_RDONLY, 0);

	if (fd < 0)
		return refuse(&loader->err, "--strict looks for mounts in /proc/self/mountinfo: %s",
		              error_text(fd));
	while (!status && (length = read_line(fd, buffer, &filled, &used)) > 0) {
		char *path = mount_point(buffer);

		if (path && path[0] == '/')
			status = check_mount(loader, path, targets, count);
	}
	sys_close(fd);
	if (!status && length < 0)
		return refuse(&loader->err, "/proc/self/mountinfo cannot be read: %s",
		              error_text(length));
	return status;
}
