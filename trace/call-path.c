/* SPDX-License-Identifier: Apache-2.0 */
/* call-path.c - system calls about files. */
#include "trace/call.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>

#ifndef RENAME_EXCHANGE
#define RENAME_EXCHANGE 2
#endif

static int
descriptor(const struct call *call, unsigned argument)
{
	return (int)call->arguments[argument];
}

/* One path whose last component is the name itself. */
static void
entry(struct call *call, enum op op, int fd, unsigned argument)
{
	struct location place;

	if (call_place(call, fd, call->arguments[argument], false, &place))
		call_path(call, op, &place);
}

/* What opening asks for beside OP_CREATE: by access mode, without and with O_TRUNC. */
static void
open_existing(struct call *call, uint64_t flags, const struct location *place)
{
	static const enum op ops[][2] = {
	    [O_RDONLY] = {OP_READ, OP_READ_TRUNCATE},
	    [O_WRONLY] = {OP_WRITE, OP_OVERWRITE},
	    [O_RDWR] = {OP_READ_WRITE, OP_OVERWRITE},
	};
	uint64_t mode = flags & O_ACCMODE;

	if (place->thing == THING_DIRECTORY) {
		if (mode == O_RDONLY)
			call_path(call, OP_LIST, place);
		return;
	}
	/* An access mode of 3 is for ioctl only: Landlock asks for no right. */
	if (mode > O_RDWR)
		return;
	call_path(call, ops[mode][flags & O_TRUNC ? 1 : 0], place);
	if (mode == O_RDWR && flags & O_TRUNC)
		call_path(call, OP_READ, place);
}

static void
opening(struct call *call, int fd, uint64_t address, uint64_t flags)
{
	struct location place;
	bool follow = !(flags & O_NOFOLLOW) && !(flags & O_CREAT && flags & O_EXCL);

	if (flags & O_PATH || !call_place(call, fd, address, follow, &place))
		return;
	if ((flags & O_TMPFILE) == O_TMPFILE) {
		call_path(call, OP_TMPFILE, &place);
		if ((flags & O_ACCMODE) == O_RDWR)
			call_path(call, OP_READ, &place);
		return;
	}
	if (!(flags & O_CREAT) || place.thing != THING_MISSING) {
		open_existing(call, flags, &place);
		return;
	}
	if ((flags & O_ACCMODE) == O_RDONLY)
		call_path(call, OP_MKNOD_FILE, &place);
	else
		call_path(call, OP_CREATE, &place);
	if ((flags & O_ACCMODE) != O_WRONLY)
		call_path(call, OP_READ, &place);
}

void
call_openat(struct call *call)
{
	opening(call, descriptor(call, 0), call->arguments[1], call->arguments[2]);
}

void
call_openat2(struct call *call)
{
	uint64_t flags;

	/* The first member of struct open_how. */
	if (tracee_bytes(&call->tracee, call->arguments[2], &flags, sizeof(flags)))
		opening(call, descriptor(call, 0), call->arguments[1], flags);
	else
		call->unread = true;
}

void
call_truncate(struct call *call)
{
	struct location place;

	if (call_place(call, AT_FDCWD, call->arguments[0], true, &place))
		call_path(call, OP_TRUNCATE, &place);
}

static void
making(struct call *call, int fd, unsigned argument, uint64_t mode)
{
	enum op op = OP_MKNOD_FILE;

	if (S_ISFIFO(mode))
		op = OP_MKFIFO;
	else if (S_ISSOCK(mode))
		op = OP_MKNOD_SOCKET;
	else if (S_ISCHR(mode))
		op = OP_MKNOD_CHAR;
	else if (S_ISBLK(mode))
		op = OP_MKNOD_BLOCK;
	entry(call, op, fd, argument);
}

void
call_mkdirat(struct call *call)
{
	entry(call, OP_MKDIR, descriptor(call, 0), 1);
}

void
call_mknodat(struct call *call)
{
	making(call, descriptor(call, 0), 1, call->arguments[2]);
}

void
call_unlinkat(struct call *call)
{
	entry(call, call->arguments[2] & AT_REMOVEDIR ? OP_RMDIR : OP_UNLINK, descriptor(call, 0),
	      1);
}

void
call_symlinkat(struct call *call)
{
	entry(call, OP_SYMLINK, descriptor(call, 1), 2);
}

/* Two names: of FROM and of TO, each a descriptor and the address of a path. */
struct name {
	int fd;
	uint64_t address;
};

static void
moving(struct call *call, enum op op, bool follow, const struct name names[2])
{
	struct location from, to;
	struct trace_record *record;

	if (!call_place(call, names[0].fd, names[0].address, follow, &from) ||
	    !call_place(call, names[1].fd, names[1].address, false, &to))
		return;
	call_path(call, op, &from);
	if (!call->count)
		return;
	record = &call->items[call->count - 1];
	record->to = call_keep(call, to.path);
	record->to_thing = to.thing;
	call->hidden[call->count - 1] = from.hidden || to.hidden;
	if (!record->to)
		call->count--;
}

void
call_linkat(struct call *call)
{
	const struct name names[] = {{descriptor(call, 0), call->arguments[1]},
	                             {descriptor(call, 2), call->arguments[3]}};

	moving(call, OP_LINK, call->arguments[4] & AT_SYMLINK_FOLLOW, names);
}

void
call_renameat(struct call *call)
{
	const struct name names[] = {{descriptor(call, 0), call->arguments[1]},
	                             {descriptor(call, 2), call->arguments[3]}};

	moving(call, OP_RENAME, false, names);
}

void
call_renameat2(struct call *call)
{
	const struct name names[] = {{descriptor(call, 0), call->arguments[1]},
	                             {descriptor(call, 2), call->arguments[3]}};

	moving(call, call->arguments[4] & RENAME_EXCHANGE ? OP_EXCHANGE : OP_RENAME, false, names);
}

#ifdef SYS_open
void
call_open(struct call *call)
{
	opening(call, AT_FDCWD, call->arguments[0], call->arguments[1]);
}

void
call_creat(struct call *call)
{
	opening(call, AT_FDCWD, call->arguments[0], O_CREAT | O_WRONLY | O_TRUNC);
}

void
call_mkdir(struct call *call)
{
	entry(call, OP_MKDIR, AT_FDCWD, 0);
}

void
call_mknod(struct call *call)
{
	making(call, AT_FDCWD, 0, call->arguments[1]);
}

void
call_unlink(struct call *call)
{
	entry(call, OP_UNLINK, AT_FDCWD, 0);
}

void
call_rmdir(struct call *call)
{
	entry(call, OP_RMDIR, AT_FDCWD, 0);
}

void
call_symlink(struct call *call)
{
	entry(call, OP_SYMLINK, AT_FDCWD, 1);
}

void
call_link(struct call *call)
{
	const struct name names[] = {{AT_FDCWD, call->arguments[0]},
	                             {AT_FDCWD, call->arguments[1]}};

	moving(call, OP_LINK, false, names);
}

void
call_rename(struct call *call)
{
	const struct name names[] = {{AT_FDCWD, call->arguments[0]},
	                             {AT_FDCWD, call->arguments[1]}};

	moving(call, OP_RENAME, false, names);
}
#endif

void
call_chroot(struct call *call)
{
	call->moves = true;
}

/* Of a device: what its path was opened as. */
void
call_ioctl(struct call *call)
{
	char name[sizeof("fd/-2147483648")], path[PATH_MAX];
	struct location place;
	int fd = descriptor(call, 0);

	snprintf(name, sizeof(name), "fd/%d", fd);
	if (!tracee_link(&call->tracee, name, path) || path[0] != '/')
		return;
	if (resolve(&call->tracee, AT_FDCWD, path, false, &place) != RESOLVED)
		return;
	if (place.thing == THING_CHAR || place.thing == THING_BLOCK)
		call_path(call, OP_IOCTL, &place);
}
