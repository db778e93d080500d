/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sys-darwin.h - the system calls that the runtime makes on macOS, which has no stable numbers for
 * them: libSystem's functions.  All return a result or -errno, as those in sys-linux.h do.
 */
#ifndef RUNTIME_SYS_DARWIN_H
#define RUNTIME_SYS_DARWIN_H

#include <errno.h>
#include <fcntl.h>
#include <libproc.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define SYS_O_RDONLY O_RDONLY
#define SYS_O_DIRECTORY O_DIRECTORY
#define SYS_O_NOFOLLOW O_NOFOLLOW
#define SYS_O_NONBLOCK O_NONBLOCK
#define SYS_O_NOCTTY O_NOCTTY
/* What macOS does not have is asked for in vain. */
#define SYS_O_PATH 0
#define SYS_RESOLVE_NO_MAGICLINKS 0
#define SYS_CLOSE_RANGE_CLOEXEC 0u

#define SYS_S_IFMT S_IFMT
#define SYS_S_IFLNK S_IFLNK
#define SYS_S_IFREG S_IFREG
#define SYS_S_IFDIR S_IFDIR
#define SYS_S_ISVTX S_ISVTX

/* What messages call the list of users. */
#define SYS_USERS "the list of users"

struct sys_stat {
	uint64_t device, ino, size;
	uint32_t nlink, uid, gid;
	uint16_t mode;
};

static inline long
sys_result(long result)
{
	return result < 0 ? -errno : result;
}

/* For what a privacy setting or an outer sandbox keeps from the caller, macOS has its own word. */
static inline int
sys_out_of_reach(int error)
{
	return error == -EPERM ? -EACCES : error;
}

static inline long
sys_read(int fd, void *buffer, size_t size)
{
	return sys_result(read(fd, buffer, size));
}

static inline long
sys_write(int fd, const void *buffer, size_t size)
{
	return sys_result(write(fd, buffer, size));
}

static inline int
sys_close(int fd)
{
	return (int)sys_result(close(fd));
}

/* Always close-on-exec. */
static inline int
sys_open(const char *path, int flags, int resolve)
{
	(void)resolve;
	return sys_out_of_reach((int)sys_result(open(path, flags | O_CLOEXEC)));
}

static inline int
sys_open_at(int directory, const char *name, int flags)
{
	return sys_out_of_reach((int)sys_result(openat(directory, name, flags | O_CLOEXEC)));
}

/* Passed on to the command. */
static inline int
sys_open_null(void)
{
	return (int)sys_result(open("/dev/null", O_RDWR));
}

static inline int
sys_stat_from(int result, const struct stat *from, struct sys_stat *stat)
{
	*stat = (struct sys_stat){0};
	if (result < 0)
		return sys_out_of_reach(-errno);
	*stat = (struct sys_stat){
	    .device = (uint64_t)from->st_dev,
	    .ino = (uint64_t)from->st_ino,
	    .size = (uint64_t)from->st_size,
	    .nlink = (uint32_t)from->st_nlink,
	    .uid = (uint32_t)from->st_uid,
	    .gid = (uint32_t)from->st_gid,
	    .mode = (uint16_t)from->st_mode,
	};
	return 0;
}

/* The object that FD refers to. */
static inline int
sys_stat_fd(int fd, struct sys_stat *to)
{
	struct stat from;

	return sys_stat_from(fstat(fd, &from), &from, to);
}

/* The object at PATH; a symlink in the last place is not followed. */
static inline int
sys_stat_link(const char *path, struct sys_stat *to)
{
	struct stat from;

	return sys_stat_from(lstat(path, &from), &from, to);
}

static inline int
sys_stat_path(const char *path, struct sys_stat *to)
{
	struct stat from;

	return sys_stat_from(stat(path, &from), &from, to);
}

/* macOS keeps its lists apart from the mode, and they are not asked for. */
static inline int
sys_has_acl(const char *path)
{
	(void)path;
	return 0;
}

static inline uint64_t
sys_stat_device(const struct sys_stat *stat)
{
	return stat->device;
}

/* Length of the target, which is not terminated. */
static inline long
sys_readlink(const char *path, char *buffer, size_t size)
{
	return sys_result(readlink(path, buffer, size));
}

/* Length with the NUL. */
static inline long
sys_getcwd(char *buffer, size_t size)
{
	return getcwd(buffer, size) ? (long)strlen(buffer) + 1 : -errno;
}

/* The path that the kernel compares for what FD refers to: BUFFER has room for MAXPATHLEN. */
static inline int
sys_kernel_path(int fd, char *buffer)
{
	return (int)sys_result(fcntl(fd, F_GETPATH, buffer));
}

/* Zeroed private memory: its address, or -errno. */
static inline long
sys_map(size_t size)
{
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0);

	return memory == MAP_FAILED ? -errno : (long)memory;
}

/* What a descriptor was opened with. */
static inline int
sys_descriptor_flags(int fd)
{
	return (int)sys_result(fcntl(fd, F_GETFL));
}

/*
 * Has exec close what is open from FIRST to LAST.  The kernel lists it: a limit would not do, for
 * it may have been lowered since.
 */
static inline int
sys_close_range(unsigned first, unsigned last, unsigned flags)
{
	int room = 2 * proc_pidinfo(getpid(), PROC_PIDLISTFDS, 0, NULL, 0), size, error = 0;
	long memory = room > 0 ? sys_map((size_t)room) : -errno;
	struct proc_fdinfo *list = (struct proc_fdinfo *)memory;

	(void)flags;
	if (memory < 0 && memory > -4096)
		return (int)memory;
	size = proc_pidinfo(getpid(), PROC_PIDLISTFDS, 0, list, room);
	if (size <= 0 || size == room)
		error = size < 0 ? -errno : -ESTALE;
	for (int i = 0; i < size / (int)sizeof(*list) && !error; i++) {
		unsigned fd = (unsigned)list[i].proc_fd;

		if (fd >= first && fd <= last && fcntl((int)fd, F_SETFD, FD_CLOEXEC) < 0)
			error = -errno;
	}
	munmap(list, (size_t)room);
	return error;
}

/* No core file from here on, and no way back. */
static inline int
sys_no_core(void)
{
	const struct rlimit none = {0, 0};

	return (int)sys_result(setrlimit(RLIMIT_CORE, &none));
}

/* What the policy does not let be executed is found, as on Linux, but not allowed. */
static inline int
sys_execve(const char *path, char *const argv[], char *const envp[])
{
	return sys_out_of_reach((int)sys_result(execve(path, argv, envp)));
}

#endif
