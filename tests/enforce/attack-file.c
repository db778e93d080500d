/* SPDX-License-Identifier: Apache-2.0 */
/* attack-file.c - ways to a file that no rule grants; ways to mount. */
#include "tests/enforce/attack.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <linux/btrfs.h>
#include <linux/fs.h>
#include <linux/fscrypt.h>
#include <linux/io_uring.h>
#include <linux/mount.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

int
read_at(int directory, const char *path)
{
	char byte;
	int fd = openat(directory, path, O_RDONLY | O_CLOEXEC);
	int error = fd < 0 ? errno : answer(read(fd, &byte, 1));

	if (fd >= 0)
		close(fd);
	return error;
}

/* Relative to a descriptor of the working directory. */
static int
try_up(const char *path)
{
	int here = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return here < 0 ? errno : read_at(here, path);
}

/*
 * In the working directory are the symlinks "flip", to "own", and "flop", to elsewhere.  A child
 * exchanges them without end; did opening "flip" ever yield another file than "own"?
 */
static int
try_race(const char *unused)
{
	enum { TIMES = 20000 };
	struct stat own, st;
	int error = EACCES;
	pid_t parent = getpid(), child = fork();

	(void)unused;
	while (child == 0 && getppid() == parent)
		renameat2(AT_FDCWD, "flip", AT_FDCWD, "flop", RENAME_EXCHANGE);
	if (child <= 0 || stat("own", &own))
		_exit(2);
	for (int i = 0; i < TIMES && error; i++) {
		int fd = open("flip", O_RDONLY | O_CLOEXEC);

		if (fd >= 0 && fstat(fd, &st) == 0 && st.st_ino != own.st_ino)
			error = 0;
		if (fd >= 0)
			close(fd);
	}
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	return error;
}

/* What O_PATH opens, opened again by its name in /proc. */
static int
try_reopen(const char *path)
{
	char name[64];
	int fd = open(path, O_PATH | O_CLOEXEC);

	if (fd < 0)
		return errno;
	snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
	return read_at(AT_FDCWD, name);
}

/* Below a directory that O_PATH opens. */
static int
try_below(const char *path)
{
	char directory[4096];
	const char *slash = strrchr(path, '/');
	int fd;

	snprintf(directory, sizeof(directory), "%.*s", (int)(slash - path), path);
	fd = open(directory, O_PATH | O_DIRECTORY | O_CLOEXEC);
	return fd < 0 ? errno : read_at(fd, slash + 1);
}

static int
try_execute(const char *path)
{
	char *arguments[] = {(char *)"attack", (char *)"nothing", NULL};
	int ends[2], error = 0, fd = open(path, O_PATH | O_CLOEXEC);

	if (fd < 0 || pipe2(ends, O_CLOEXEC))
		return errno;
	if (fork() == 0) {
		dup2(ends[1], 2);
		syscall(SYS_execveat, fd, "", arguments, arguments + 2, AT_EMPTY_PATH);
		error = errno;
		_exit(write(ends[1], &error, sizeof(error)) < 0);
	}
	close(ends[1]);
	/* A command that began says how it is used: more than a number, and not one. */
	if (read(ends[0], &error, sizeof(error)) == (ssize_t)sizeof(error) && error > 4095)
		error = 0;
	wait(NULL);
	return error;
}

static int
try_handle(const char *path)
{
	union {
		struct file_handle handle;
		char bytes[sizeof(struct file_handle) + MAX_HANDLE_SZ];
	} of = {.handle.handle_bytes = MAX_HANDLE_SZ};
	int mount;

	if (name_to_handle_at(AT_FDCWD, path, &of.handle, &mount, 0))
		return errno;
	return made(open_by_handle_at(AT_FDCWD, &of.handle, O_RDONLY));
}

static int
try_change_directory(const char *path)
{
	char *copy = strdup(path);

	return chdir(dirname(copy)) ? errno : read_at(AT_FDCWD, strrchr(path, '/') + 1);
}

static int
try_change_root(const char *path)
{
	char *copy = strdup(path);

	return chroot(dirname(copy)) ? errno : read_at(AT_FDCWD, strrchr(path, '/'));
}

/* A file without a name is one of the directory's nevertheless. */
static int
try_unnamed(const char *directory)
{
	return made(open(directory, O_TMPFILE | O_RDWR, 0600));
}

/* Creates where there is a file, which is emptied. */
static int
try_create_over(const char *path)
{
	return made(creat(path, 0644));
}

/* By an io_uring of its own: the kernel opens it in its own time. */
static int
try_ring_open(const char *path)
{
	struct io_uring_params p = {0};
	int fd = (int)syscall(SYS_io_uring_setup, 4, &p);
	char *ring;
	struct io_uring_sqe *request;

	if (fd < 0)
		return errno;
	ring = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, (off_t)IORING_OFF_SQ_RING);
	request = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, (off_t)IORING_OFF_SQES);
	if (ring == MAP_FAILED || (void *)request == MAP_FAILED)
		return errno;
	*request = (struct io_uring_sqe){.opcode = IORING_OP_OPENAT,
	                                 .fd = AT_FDCWD,
	                                 .addr = (uintptr_t)path,
	                                 .open_flags = O_RDONLY};
	*(unsigned *)(void *)(ring + p.sq_off.array) = 0;
	__atomic_store_n((unsigned *)(void *)(ring + p.sq_off.tail), 1, __ATOMIC_RELEASE);
	if (syscall(SYS_io_uring_enter, fd, 1, 1, IORING_ENTER_GETEVENTS, NULL, 0) < 0)
		return errno;
	const struct io_uring_cqe *result = (const void *)(ring + p.cq_off.cqes);
	return result->res < 0 ? -result->res : 0;
}

/* One that backups heed, by a descriptor that only reads. */
static int
try_flags(const char *path)
{
	int flags, fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || ioctl(fd, FS_IOC_GETFLAGS, &flags))
		return errno;
	flags ^= FS_NODUMP_FL;
	return answer(ioctl(fd, FS_IOC_SETFLAGS, &flags));
}

/* The same by the file's name. */
static int
try_flags_named(const char *path)
{
	enum { FILE_GETATTR = 468, FILE_SETATTR = 469 };
	uint64_t attributes[4] = {0};

	if (syscall(FILE_GETATTR, AT_FDCWD, path, attributes, 24, 0))
		return errno;
	return answer(syscall(FILE_SETATTR, AT_FDCWD, path, attributes, 24, 0));
}

/* One's own for the file system that PATH lies on, where encrypted directories are; and gone. */
static int
try_encryption_key(const char *path)
{
	union {
		struct fscrypt_add_key_arg add;
		uint8_t bytes[sizeof(struct fscrypt_add_key_arg) + 64];
	} key = {.add = {.key_spec.type = FSCRYPT_KEY_SPEC_TYPE_IDENTIFIER, .raw_size = 64}};
	struct fscrypt_remove_key_arg gone = {0};
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || ioctl(fd, FS_IOC_ADD_ENCRYPTION_KEY, &key))
		return errno;
	gone.key_spec = key.add.key_spec;
	return answer(ioctl(fd, FS_IOC_REMOVE_ENCRYPTION_KEY, &gone));
}

/* A directory, in one that is open for reading. */
static int
subvolume(const char *path, unsigned long request)
{
	struct btrfs_ioctl_vol_args arguments = {.fd = -1};
	char *copy = strdup(path);
	int directory = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (directory < 0)
		return errno;
	arguments.fd = directory; /* what a snapshot is of */
	snprintf(arguments.name, sizeof(arguments.name), "%s", strrchr(path, '/') + 1);
	return answer(ioctl(directory, request, &arguments));
}

static int
try_subvolume(const char *path)
{
	return subvolume(path, BTRFS_IOC_SUBVOL_CREATE);
}

static int
try_snapshot(const char *path)
{
	return subvolume(path, BTRFS_IOC_SNAP_CREATE);
}

static int
try_subvolume_removed(const char *path)
{
	return subvolume(path, BTRFS_IOC_SNAP_DESTROY);
}

/* A file system of theirs takes a module that few kernels have: what others answer is ENOTTY. */
static int
try_subvolume_bcachefs(const char *path)
{
	return subvolume(path, _IOW(0xbc, 16, char[32]));
}

static int
try_copy_ocfs2(const char *path)
{
	return subvolume(path, _IOW('o', 4, char[24]));
}

const struct attack file_attacks[] = {
    {"up", try_up},
    {"race", try_race},
    {"reopen", try_reopen},
    {"below", try_below},
    {"execute", try_execute},
    {"handle", try_handle},
    {"change_directory", try_change_directory},
    {"change_root", try_change_root},
    {"unnamed", try_unnamed},
    {"create_over", try_create_over},
    {"ring_open", try_ring_open},
    {"flags", try_flags},
    {"flags_named", try_flags_named},
    {"encryption_key", try_encryption_key},
    {"subvolume", try_subvolume},
    {"snapshot", try_snapshot},
    {"subvolume_removed", try_subvolume_removed},
    {"subvolume_bcachefs", try_subvolume_bcachefs},
    {"copy_ocfs2", try_copy_ocfs2},
    {NULL, NULL},
};

/* The mounts are made in a name space of the test's own. */
static int
try_mount_new(const char *directory)
{
	return answer(mount("nono", directory, "tmpfs", 0, ""));
}

static int
try_mount_bind(const char *directory)
{
	return answer(mount("/", directory, NULL, MS_BIND | MS_REC, NULL));
}

static int
try_unmount(const char *directory)
{
	return answer(umount2(directory, MNT_DETACH));
}

static int
try_pivot(const char *directory)
{
	return answer(syscall(SYS_pivot_root, directory, directory));
}

/* A copy of the tree that is mounted nowhere. */
static int
try_tree(const char *path)
{
	char *copy = strdup(path);
	int fd = (int)syscall(SYS_open_tree, AT_FDCWD, dirname(copy),
	                      OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);

	return fd < 0 ? errno : read_at(fd, strrchr(path, '/') + 1);
}

static int
try_move(const char *directory)
{
	int fd = (int)syscall(SYS_open_tree, AT_FDCWD, "/",
	                      OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE);

	if (fd < 0)
		return errno;
	return answer(
	    syscall(SYS_move_mount, fd, "", AT_FDCWD, directory, MOVE_MOUNT_F_EMPTY_PATH));
}

/* A file system of its own, mounted nowhere, to write in. */
static int
try_detached(const char *unused)
{
	int fs = (int)syscall(SYS_fsopen, "tmpfs", 0);
	int fd;

	(void)unused;
	if (fs < 0 || syscall(SYS_fsconfig, fs, FSCONFIG_CMD_CREATE, NULL, NULL, 0))
		return errno;
	fd = (int)syscall(SYS_fsmount, fs, 0, 0);
	return fd < 0 ? errno : made(openat(fd, "f", O_WRONLY | O_CREAT, 0600));
}

static int
run_own_mounts(const char *directory)
{
	if (unshare(CLONE_NEWUSER | CLONE_NEWNS))
		return errno;
	return try_mount_new(directory);
}

/* With every capability of a user name space. */
static int
try_own_mounts(const char *directory)
{
	return in_child(run_own_mounts, directory);
}

const struct attack mount_attacks[] = {
    {"mount_new", try_mount_new},
    {"mount_bind", try_mount_bind},
    {"unmount", try_unmount},
    {"pivot", try_pivot},
    {"tree", try_tree},
    {"move", try_move},
    {"detached", try_detached},
    {"own_mounts", try_own_mounts},
    {NULL, NULL},
};
