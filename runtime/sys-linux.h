/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sys-linux.h - every system call that the runtime makes, without a libc.
 * All return a result or -errno.  With SYS_FAKE a test's sys_fake() stands in for the kernel.
 */
#ifndef RUNTIME_SYS_LINUX_H
#define RUNTIME_SYS_LINUX_H

#include <errno.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__x86_64__)
enum {
	SYS_READ = 0,
	SYS_WRITE = 1,
	SYS_CLOSE = 3,
	SYS_MMAP = 9,
	SYS_MPROTECT = 10,
	SYS_EXECVE = 59,
	SYS_FCNTL = 72,
	SYS_GETCWD = 79,
	SYS_CAPGET = 125,
	SYS_CAPSET = 126,
	SYS_FSTATFS = 138,
	SYS_PRCTL = 157,
	SYS_GETXATTR = 191,
	SYS_EXIT_GROUP = 231,
	SYS_KEYCTL = 250,
	SYS_READLINKAT = 267,
	SYS_PRLIMIT = 302,
	SYS_SECCOMP = 317,
	SYS_STATX = 332,
};
#define SYS_O_DIRECTORY 0200000
#define SYS_O_NOFOLLOW 0400000
#elif defined(__aarch64__) && !defined(__AARCH64EB__)
enum {
	SYS_GETXATTR = 8,
	SYS_READ = 63,
	SYS_WRITE = 64,
	SYS_CLOSE = 57,
	SYS_MMAP = 222,
	SYS_MPROTECT = 226,
	SYS_EXECVE = 221,
	SYS_FCNTL = 25,
	SYS_GETCWD = 17,
	SYS_FSTATFS = 44,
	SYS_CAPGET = 90,
	SYS_CAPSET = 91,
	SYS_PRCTL = 167,
	SYS_EXIT_GROUP = 94,
	SYS_KEYCTL = 219,
	SYS_READLINKAT = 78,
	SYS_PRLIMIT = 261,
	SYS_SECCOMP = 277,
	SYS_STATX = 291,
};
#define SYS_O_DIRECTORY 040000
#define SYS_O_NOFOLLOW 0100000
#else
#error "nono-exec knows x86_64 and aarch64"
#endif

/* The same number everywhere. */
enum {
	SYS_CLOSE_RANGE = 436,
	SYS_OPENAT2 = 437,
	SYS_LANDLOCK_CREATE_RULESET = 444,
	SYS_LANDLOCK_ADD_RULE = 445,
	SYS_LANDLOCK_RESTRICT_SELF = 446,
};

#define SYS_AT_FDCWD (-100)
#define SYS_AT_SYMLINK_NOFOLLOW 0x100
#define SYS_AT_NO_AUTOMOUNT 0x800
#define SYS_AT_EMPTY_PATH 0x1000
#define SYS_O_RDONLY 0
#define SYS_O_RDWR 2
#define SYS_O_NOCTTY 0400
#define SYS_O_NONBLOCK 04000
#define SYS_O_CLOEXEC 02000000
#define SYS_O_PATH 010000000
#define SYS_RESOLVE_NO_MAGICLINKS 2
#define SYS_RESOLVE_NO_SYMLINKS 4
#define SYS_CLOSE_RANGE_CLOEXEC 4
#define SYS_PR_SET_DUMPABLE 4
#define SYS_PR_CAPBSET_READ 23
#define SYS_PR_CAPBSET_DROP 24
#define SYS_PR_SET_NO_NEW_PRIVS 38
#define SYS_SECCOMP_SET_MODE_FILTER 1
#define SYS_SECCOMP_GET_ACTION_AVAIL 2
#define SYS_SECCOMP_TSYNC (1 << 0)
#define SYS_SECCOMP_TSYNC_ESRCH (1 << 4)
#define SYS_SECCOMP_RET_ALLOW 0x7fff0000u

/* What messages call the list of users. */
#define SYS_USERS "/etc/passwd"

#define SYS_S_IFMT 0170000
#define SYS_S_IFLNK 0120000
#define SYS_S_IFREG 0100000
#define SYS_S_IFDIR 0040000
#define SYS_S_ISVTX 01000

struct sys_open_how {
	uint64_t flags, mode, resolve;
};

/* struct sock_fprog of the kernel. */
struct sys_filter {
	uint16_t count;
	const void *instructions;
};

struct sys_stat {
	uint32_t mask, blksize;
	uint64_t attributes;
	uint32_t nlink, uid, gid;
	uint16_t mode, spare0;
	uint64_t ino, size, blocks, attributes_mask;
	struct {
		int64_t sec;
		uint32_t nsec, pad;
	} atime, btime, ctime, mtime;
	uint32_t rdev_major, rdev_minor, dev_major, dev_minor;
	uint64_t mnt_id;
	uint64_t spare[13];
};
_Static_assert(sizeof(struct sys_stat) == 256, "struct statx of the kernel");
#define SYS_STATX_BASIC 0x7ffu

/* struct statfs of the kernel, of which the type is of interest. */
struct sys_statfs {
	int64_t type;
	uint64_t others[14];
};
_Static_assert(sizeof(struct sys_statfs) == 120, "struct statfs of the kernel");

#ifdef SYS_FAKE
/* The tests' kernel. */
long sys_fake(long number, long a, long b, long c, long d, long e, long f);
#define sys_call sys_fake
#elif defined(__x86_64__)
static inline long
sys_call(long number, long a, long b, long c, long d, long e, long f)
{
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = e;
	register long r9 __asm__("r9") = f;
	long result;

	__asm__ volatile("syscall"
	                 : "=a"(result)
	                 : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
	                 : "rcx", "r11", "memory");
	return result;
}
#else
static inline long
sys_call(long number, long a, long b, long c, long d, long e, long f)
{
	register long x8 __asm__("x8") = number;
	register long x0 __asm__("x0") = a;
	register long x1 __asm__("x1") = b;
	register long x2 __asm__("x2") = c;
	register long x3 __asm__("x3") = d;
	register long x4 __asm__("x4") = e;
	register long x5 __asm__("x5") = f;

	__asm__ volatile("svc #0"
	                 : "+r"(x0)
	                 : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5)
	                 : "memory");
	return x0;
}
#endif

static inline long
sys_read(int fd, void *buffer, size_t size)
{
	return sys_call(SYS_READ, fd, (long)buffer, (long)size, 0, 0, 0);
}

static inline long
sys_write(int fd, const void *buffer, size_t size)
{
	return sys_call(SYS_WRITE, fd, (long)buffer, (long)size, 0, 0, 0);
}

static inline int
sys_close(int fd)
{
	return (int)sys_call(SYS_CLOSE, fd, 0, 0, 0, 0, 0);
}

static inline int
sys_close_range(unsigned first, unsigned last, unsigned flags)
{
	return (int)sys_call(SYS_CLOSE_RANGE, (long)first, (long)last, (long)flags, 0, 0, 0);
}

/* Follows no link that RESOLVE forbids (SYS_RESOLVE_*); always close-on-exec. */
static inline int
sys_open(const char *path, int flags, int resolve)
{
	struct sys_open_how how = {
	    .flags = (uint64_t)(flags | SYS_O_CLOEXEC),
	    .resolve = (uint64_t)resolve,
	};

	return (int)sys_call(SYS_OPENAT2, SYS_AT_FDCWD, (long)path, (long)&how, sizeof(how), 0, 0);
}

/* Passed on to the command. */
static inline int
sys_open_null(void)
{
	struct sys_open_how how = {.flags = SYS_O_RDWR};

	return (int)sys_call(SYS_OPENAT2, SYS_AT_FDCWD, (long)"/dev/null", (long)&how, sizeof(how),
	                     0, 0);
}

static inline int
sys_open_at(int directory, const char *name, int flags)
{
	struct sys_open_how how = {.flags = (uint64_t)(flags | SYS_O_CLOEXEC)};

	return (int)sys_call(SYS_OPENAT2, directory, (long)name, (long)&how, sizeof(how), 0, 0);
}

/* The object that FD refers to. */
static inline int
sys_stat_fd(int fd, struct sys_stat *stat)
{
	return (int)sys_call(SYS_STATX, fd, (long)"", SYS_AT_EMPTY_PATH, SYS_STATX_BASIC,
	                     (long)stat, 0);
}

/* The object at PATH; a symlink in the last place is not followed. */
static inline int
sys_stat_link(const char *path, struct sys_stat *stat)
{
	return (int)sys_call(SYS_STATX, SYS_AT_FDCWD, (long)path,
	                     SYS_AT_SYMLINK_NOFOLLOW | SYS_AT_NO_AUTOMOUNT, SYS_STATX_BASIC,
	                     (long)stat, 0);
}

static inline int
sys_stat_path(const char *path, struct sys_stat *stat)
{
	return (int)sys_call(SYS_STATX, SYS_AT_FDCWD, (long)path, 0, SYS_STATX_BASIC, (long)stat,
	                     0);
}

/* Whether a list says more of PATH than its mode does; yes, if that cannot be told. */
static inline int
sys_has_acl(const char *path)
{
	long size = sys_call(SYS_GETXATTR, (long)path, (long)"system.posix_acl_access", 0, 0, 0, 0);

	return size != -ENODATA && size != -EOPNOTSUPP;
}

static inline int
sys_statfs_fd(int fd, struct sys_statfs *statfs)
{
	return (int)sys_call(SYS_FSTATFS, fd, (long)statfs, 0, 0, 0, 0);
}

static inline uint64_t
sys_stat_device(const struct sys_stat *stat)
{
	return (uint64_t)stat->dev_major << 32 | stat->dev_minor;
}

/* Length of the target, which is not terminated. */
static inline long
sys_readlink(const char *path, char *buffer, size_t size)
{
	return sys_call(SYS_READLINKAT, SYS_AT_FDCWD, (long)path, (long)buffer, (long)size, 0, 0);
}

/* Length with the NUL. */
static inline long
sys_getcwd(char *buffer, size_t size)
{
	return sys_call(SYS_GETCWD, (long)buffer, (long)size, 0, 0, 0, 0);
}

/* Zeroed private memory: its address, or -errno. */
static inline long
sys_map(size_t size)
{
	enum { READ_WRITE = 3, PRIVATE_ANONYMOUS = 0x22 };

	return sys_call(SYS_MMAP, 0, (long)size, READ_WRITE, PRIVATE_ANONYMOUS, -1, 0);
}

static inline int
sys_protect_read(const void *address, size_t size)
{
	return (int)sys_call(SYS_MPROTECT, (long)address, (long)size, 1, 0, 0, 0);
}

static inline int
sys_prctl(int option, unsigned long value)
{
	return (int)sys_call(SYS_PRCTL, option, (long)value, 0, 0, 0, 0);
}

static inline int
sys_no_new_privs(void)
{
	return sys_prctl(SYS_PR_SET_NO_NEW_PRIVS, 1);
}

/* What a descriptor was opened with. */
static inline int
sys_descriptor_flags(int fd)
{
	enum { GET_FLAGS = 3 };

	return (int)sys_call(SYS_FCNTL, fd, GET_FLAGS, 0, 0, 0, 0);
}

/* No core file from here on, and no way back. */
static inline int
sys_no_core(void)
{
	static const uint64_t none[2]; /* soft and hard */
	enum { CORE = 4 };

	return (int)sys_call(SYS_PRLIMIT, 0, CORE, (long)none, 0, 0, 0);
}

/* Leaves the caller's session keyring for an empty one without a name. */
static inline int
sys_keyring_join(void)
{
	enum { JOIN_SESSION_KEYRING = 1 };

	return (int)sys_call(SYS_KEYCTL, JOIN_SESSION_KEYRING, 0, 0, 0, 0, 0);
}

static inline int
sys_capget(void *header, void *sets)
{
	return (int)sys_call(SYS_CAPGET, (long)header, (long)sets, 0, 0, 0, 0);
}

static inline int
sys_capset(void *header, const void *sets)
{
	return (int)sys_call(SYS_CAPSET, (long)header, (long)sets, 0, 0, 0, 0);
}

static inline int
sys_execve(const char *path, char *const argv[], char *const envp[])
{
	return (int)sys_call(SYS_EXECVE, (long)path, (long)argv, (long)envp, 0, 0, 0);
}

static inline int
sys_landlock_create_ruleset(const void *attributes, size_t size, unsigned flags)
{
	return (int)sys_call(SYS_LANDLOCK_CREATE_RULESET, (long)attributes, (long)size, (long)flags,
	                     0, 0, 0);
}

static inline int
sys_landlock_add_rule(int ruleset, int type, const void *attributes)
{
	return (int)sys_call(SYS_LANDLOCK_ADD_RULE, ruleset, type, (long)attributes, 0, 0, 0);
}

static inline int
sys_landlock_restrict_self(int ruleset, unsigned flags)
{
	return (int)sys_call(SYS_LANDLOCK_RESTRICT_SELF, ruleset, (long)flags, 0, 0, 0, 0);
}

/* 0 when filters can end a system call so. */
static inline int
sys_seccomp_answers(uint32_t answer)
{
	return (int)sys_call(SYS_SECCOMP, SYS_SECCOMP_GET_ACTION_AVAIL, 0, (long)&answer, 0, 0, 0);
}

static inline int
sys_seccomp_filter(const struct sys_filter *filter)
{
	return (int)sys_call(SYS_SECCOMP, SYS_SECCOMP_SET_MODE_FILTER, 0, (long)filter, 0, 0, 0);
}

/* For all threads of this process, or none. */
static inline int
sys_seccomp_filter_all(const struct sys_filter *filter)
{
	return (int)sys_call(SYS_SECCOMP, SYS_SECCOMP_SET_MODE_FILTER,
	                     SYS_SECCOMP_TSYNC | SYS_SECCOMP_TSYNC_ESRCH, (long)filter, 0, 0, 0);
}

#endif
