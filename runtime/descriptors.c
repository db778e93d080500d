/* SPDX-License-Identifier: Apache-2.0 */
/* descriptors.c - what a command inherits on every system: open files, limits, and whose we are. */
#include "runtime/hygiene.h"

int
privileges_refuse(struct loader *loader)
{
	if (!loader->process->secure)
		return 0;
	return refuse(&loader->err,
	              "this program is set-user-ID, has capabilities or acts for another user or "
	              "group, and could go back; it needs none of that: let it be one user's");
}

/*
 * One that has no type may be an io_uring, whose requests are made with the rights of whoever set
 * it up.  An open directory is a way to list it, whatever the policy says of its path.
 */
static int
kind_refuse(struct loader *loader, unsigned fd, const struct sys_stat *stat)
{
	if (!(stat->mode & SYS_S_IFMT))
		return refuse(
		    &loader->err,
		    "descriptor %u is no file, pipe, socket or device but a handle of the "
		    "kernel's; such a one is never passed on",
		    fd);
	if ((stat->mode & SYS_S_IFMT) != SYS_S_IFDIR)
		return 0;
	return refuse(&loader->err,
	              "descriptor %u is a directory, which the command could list and change: "
	              "open a file instead",
	              fd);
}

static int
kept_check(struct loader *loader, unsigned fd)
{
	struct sys_stat stat;
	int flags = sys_descriptor_flags((int)fd);
	int error = flags < 0 ? flags : sys_stat_fd((int)fd, &stat);

	if (error == -EBADF)
		return refuse(&loader->err,
		              "--keep-fd %u: this descriptor is not open; open it, as in "
		              "'nono-exec --keep-fd %u ... %u<FILE'",
		              fd, fd, fd);
	if (error < 0)
		return refuse(&loader->err, "--keep-fd %u: %s", fd, error_text(error));
	if (flags & SYS_O_PATH)
		return refuse(&loader->err,
		              "--keep-fd %u: this descriptor is a place (O_PATH), not an open "
		              "file; open it for reading or writing",
		              fd);
	return kind_refuse(loader, fd, &stat);
}

/* One of 0 to 2. */
static int
standard_check(struct loader *loader, int fd)
{
	struct sys_stat stat;
	int error = sys_stat_fd(fd, &stat);

	if (!error)
		return kind_refuse(loader, (unsigned)fd, &stat);
	if (error == -EBADF && sys_open_null() == fd)
		return 0;
	return refuse(&loader->err, "descriptor %u can neither be used nor become /dev/null: %s",
	              (unsigned)fd, error_text(error));
}

int
descriptors_check(struct loader *loader)
{
	const struct options *options = &loader->options;
	int status;

	for (int fd = 0; fd < 3; fd++)
		if ((status = standard_check(loader, fd)))
			return status;
	for (unsigned i = 0; i < options->keep_count; i++)
		if ((status = kept_check(loader, options->keep[i])))
			return status;
	return 0;
}

int
descriptors_close(struct loader *loader)
{
	const struct options *options = &loader->options;
	unsigned first = 3;
	int error = 0;

	/* The gaps between those to keep, which are sorted. */
	for (unsigned i = 0; i < options->keep_count && error >= 0; i++) {
		if (options->keep[i] > first)
			error =
			    sys_close_range(first, options->keep[i] - 1, SYS_CLOSE_RANGE_CLOEXEC);
		first = options->keep[i] + 1;
	}
	if (error >= 0)
		error = sys_close_range(first, ~0u, SYS_CLOSE_RANGE_CLOEXEC);
	if (error < 0)
		return refuse(&loader->err, "open files cannot be kept from the command: %s",
		              error_text(error));
	return 0;
}

int
core_limit(struct loader *loader)
{
	int error = sys_no_core();

	if (error < 0)
		return refuse(&loader->err, "core files cannot be turned off: %s",
		              error_text(error));
	return 0;
}
