/* SPDX-License-Identifier: Apache-2.0 */
/* fake-kernel.c - passes calls about files on, counts and fails them at will, plays the rest. */
#include "tests/unit/fake-kernel.h"

#include "runtime/sys-linux.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef __SANITIZE_ADDRESS__
#define WITH_ASAN 1
#elif defined(__has_feature)
#define WITH_ASAN __has_feature(address_sanitizer)
#else
#define WITH_ASAN 0
#endif
#if WITH_ASAN
#include <sanitizer/asan_interface.h>
#define POISON(address, size) __asan_poison_memory_region(address, size)
#define UNPOISON(address, size) __asan_unpoison_memory_region(address, size)
#else
#define POISON(address, size) ((void)0)
#define UNPOISON(address, size) ((void)0)
#endif

struct fake_kernel fake;

void
fake_reset(int abi)
{
	memset(&fake, 0, sizeof(fake));
	fake.abi = abi;
	fake.errata = 0xf;
}

/*
 * Memory whose next byte is nobody's: a page behind it, and what is left of its own last page for
 * those who build with ASan.
 */
static long
play_map(size_t size)
{
	const size_t page = 4096, whole = (size + page - 1) / page * page;
	char *address =
	    mmap(NULL, whole + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (address == MAP_FAILED || fake.map_count == sizeof(fake.maps) / sizeof(fake.maps[0]))
		return -ENOMEM;
	mprotect(address + whole, page, PROT_NONE);
	POISON(address + size, whole - size);
	fake.maps[fake.map_count].address = address;
	fake.maps[fake.map_count++].size = whole + page;
	return (long)address;
}

static void
release(void)
{
	for (unsigned i = 0; i < fake.map_count; i++) {
		UNPOISON(fake.maps[i].address, fake.maps[i].size);
		munmap(fake.maps[i].address, fake.maps[i].size);
	}
	for (unsigned fd = 0; fd < sizeof(fake.opened); fd++)
		if (fake.opened[fd])
			close((int)fd);
}

static long
note_opened(long fd)
{
	if (fd >= 0 && fd < (long)sizeof(fake.opened))
		fake.opened[fd] = true;
	return fd;
}

static long
close_opened(long first, long last)
{
	for (long fd = first; fd <= last && fd < (long)sizeof(fake.opened); fd++) {
		if (fake.opened[fd])
			close((int)fd);
		fake.opened[fd] = false;
	}
	return 0;
}

int
fake_run(char **argv, char **environment)
{
	struct process process = {
	    .argv = argv, .envp = environment, .uid = geteuid(), .gid = getegid()};

	while (argv[process.argc])
		process.argc++;
	int status = loader_main(&process);

	if (fake.contained)
		release();
	return status;
}

static long
play_ruleset(const uint64_t *attributes, unsigned long flags)
{
	if (flags == 2)
		return fake.abi < 0 ? fake.abi : fake.errata;
	if (flags)
		return fake.abi;
	if (fake.abi < 0)
		return fake.abi;
	if (fake.meanwhile)
		fake.meanwhile();
	fake.fs = attributes[0];
	fake.net = attributes[1];
	fake.scopes = attributes[2];
	return note_opened(open("/dev/null", O_RDONLY | O_CLOEXEC));
}

/* As the kernel: a descriptor that is one, and no right of a directory on anything else. */
static long
play_object(const char *descriptor, uint64_t access)
{
	struct stat st;
	int fd;

	memcpy(&fd, descriptor, sizeof(fd));
	if (fstat(fd, &st) != 0)
		return -EBADF;
	if (!S_ISDIR(st.st_mode) && access & ~(uint64_t)BLOB_FS_FILE)
		return -EINVAL;
	if (fake.rules < 64) {
		fake.objects[fake.rules].device = st.st_dev;
		fake.objects[fake.rules].inode = st.st_ino;
		fake.rights[fake.rules++] = access;
	}
	return 0;
}

static long
play_rule(long type, const void *attributes)
{
	uint64_t access;

	memcpy(&access, attributes, sizeof(access));
	if (!access)
		return -ENOMSG;
	if (access & ~(type == 1 ? fake.fs : fake.net))
		return -EINVAL;
	if (type == 1)
		return play_object((const char *)attributes + sizeof(access), access);
	if (fake.port_count < 16)
		memcpy(&fake.ports[fake.port_count++], attributes, sizeof(fake.ports[0]));
	return 0;
}

/* A flag that an ABI does not know is an error there. */
static long
play_restriction(long flags)
{
	if (flags & ~(fake.abi >= 11 ? 0x1fL : fake.abi >= 8 ? 0xfL : fake.abi >= 7 ? 7L : 0L))
		return -EINVAL;
	if (!fake.no_new_privs)
		return -EPERM;
	fake.restrict_flags = (unsigned)flags;
	fake.restricted = true;
	return 0;
}

static long
play_prctl(long option, long value)
{
	switch (option) {
	case SYS_PR_SET_NO_NEW_PRIVS:
		fake.no_new_privs = value == 1;
		return 0;
	case SYS_PR_SET_DUMPABLE:
		fake.hidden = value == 0;
		return 0;
	case SYS_PR_CAPBSET_READ:
		return value <= 40 ? !(fake.lacking >> value & 1) : -EINVAL;
	case SYS_PR_CAPBSET_DROP:
		fake.bounding_dropped++;
		return value <= 40 ? 0 : -EINVAL;
	default:
		return -EINVAL;
	}
}

/* Sets as capget() and capset() have them: effective, permitted, inheritable, twice. */
static long
play_capabilities(long number, uint32_t *sets)
{
	if (number == SYS_CAPSET) {
		fake.inheritable = sets[2] | sets[5];
		fake.capabilities = sets[0] | sets[1] | sets[2] | sets[3] | sets[4] | sets[5];
		return 0;
	}
	for (int i = 0; i < 6; i++)
		sets[i] = fake.capabilities;
	return 0;
}

/* Who may not use keys, or has no kernel with keys, has left them. */
static long
play_keyctl(void)
{
	fake.keys_left = true;
	return 1;
}

static long
play_exec(const char *path, char **environment)
{
	size_t length = 0;

	bool clean = fake.hidden && fake.descriptors_closed && fake.no_core && fake.keys_left;
	bool filtered = fake.filter_length || !fake.wants_filter;

	if (fake.no_new_privs && fake.restricted && filtered && clean &&
	    !(fake.capabilities & ~fake.may_keep & ~2u))
		fake.executed = true;
	else
		fake.executed_early = true;
	snprintf(fake.command, sizeof(fake.command), "%s", path);
	for (; *environment && length < sizeof(fake.environment); environment++)
		length += (size_t)snprintf(fake.environment + length,
		                           sizeof(fake.environment) - length, "%s\n", *environment);
	return -EIO;
}

/* Nothing but exec may follow, so what is not restricted by now never is. */
static long
play_filter(long operation, long flags, const struct sys_filter *filter)
{
	if (fake.no_seccomp)
		return -EINVAL;
	if (operation == SYS_SECCOMP_GET_ACTION_AVAIL)
		return 0;
	if (operation != SYS_SECCOMP_SET_MODE_FILTER ||
	    (flags && flags != (SYS_SECCOMP_TSYNC | SYS_SECCOMP_TSYNC_ESRCH)) || !filter->count ||
	    filter->count > 4096)
		return -EINVAL;
	fake.filter_for_all = flags != 0;
	if (!fake.no_new_privs || !fake.restricted)
		return -EACCES;
	fake.filter_length = filter->count;
	memcpy(fake.filter, filter->instructions, filter->count * sizeof(fake.filter[0]));
	return 0;
}

static long
play_write(const char *text, size_t size)
{
	if (fake.text_length + size >= sizeof(fake.text))
		size = sizeof(fake.text) - 1 - fake.text_length;
	memcpy(fake.text + fake.text_length, text, size);
	fake.text_length += size;
	fake.text[fake.text_length] = '\0';
	return (long)size;
}

/* The truth, with another type of file system. */
static long
play_statfs(int fd, struct sys_statfs *statfs)
{
	if (syscall(SYS_FSTATFS, fd, statfs) < 0)
		return -errno;
	statfs->type = fake.file_system;
	return 0;
}

enum { LINKS = 40 };

/* Whether PATH has a symlink, or a magic one, the symlinks' own paths included. */
static bool
has_link(const char *path, bool magic, unsigned links)
{
	char part[4096], target[4096], next[8192];
	struct stat st;

	for (size_t i = 1; i <= strlen(path); i++) {
		if (path[i] != '/' && path[i])
			continue;
		snprintf(part, sizeof(part), "%.*s", (int)i, path);
		if (lstat(part, &st) != 0 || !S_ISLNK(st.st_mode))
			continue;
		/* /proc/self is a plain one, and those of a process are not. */
		if (!magic || links == LINKS ||
		    (strncmp(part, "/proc/", 6) == 0 && strchr(part + 6, '/')))
			return true;
		ssize_t length = readlink(part, target, sizeof(target));
		int above = target[0] == '/' ? 0 : (int)(strrchr(part, '/') - part) + 1;
		snprintf(next, sizeof(next), "%.*s%.*s%s", above, part,
		         length < 0 ? 0 : (int)length, target, path + i);
		return has_link(next, magic, links + 1);
	}
	return false;
}

/* For valgrind, which does not know openat2(): close enough while nobody changes the tree. */
static long
open_without_openat2(long directory, const char *path, const struct sys_open_how *how)
{
	if ((how->resolve & SYS_RESOLVE_NO_SYMLINKS && has_link(path, false, 0)) ||
	    (how->resolve & SYS_RESOLVE_NO_MAGICLINKS && has_link(path, true, 0)))
		return -ELOOP;
	int fd = openat((int)directory, path, (int)how->flags);
	return fd < 0 ? -errno : fd;
}

static long
play(long number, long a, long b, long c, long d, long e, long f)
{
	if (++fake.calls == fake.fail_at) {
		fake.failed = number;
		fake.failed_argument = a;
		fake.failed_flags = c;
		fake.keys_left |=
		    number == SYS_KEYCTL && (fake.fail_with == EPERM || fake.fail_with == ENOSYS);
		return -fake.fail_with;
	}
	switch (number) {
	case SYS_LANDLOCK_CREATE_RULESET:
		return play_ruleset((const uint64_t *)a, (unsigned long)c);
	case SYS_LANDLOCK_ADD_RULE:
		return play_rule(b, (const void *)c);
	case SYS_LANDLOCK_RESTRICT_SELF:
		return play_restriction(b);
	case SYS_PRCTL:
		return play_prctl(a, b);
	case SYS_CAPGET:
	case SYS_CAPSET:
		return play_capabilities(number, (uint32_t *)b);
	case SYS_KEYCTL:
		return play_keyctl();
	case SYS_PRLIMIT:
		fake.no_core = b == 4 && ((const uint64_t *)c)[1] == 0;
		return 0;
	case SYS_SECCOMP:
		return play_filter(a, b, (const struct sys_filter *)c);
	case SYS_EXECVE:
		return play_exec((const char *)a, (char **)c);
	case SYS_WRITE:
		return play_write((const char *)b, (size_t)c);
	case SYS_CLOSE_RANGE:
		if (c & SYS_CLOSE_RANGE_CLOEXEC) {
			fake.descriptors_closed = a == 3 && (unsigned)b == ~0u;
			return 0;
		}
		if (fake.contained)
			return close_opened(a, b);
		break;
	case SYS_CLOSE:
		if (fake.contained)
			return close_opened(a, a);
		break;
	case SYS_MMAP:
		if (fake.contained)
			return play_map((size_t)b);
		break;
	case SYS_FSTATFS:
		if (fake.file_system < 0 && fake.file_system > -4096)
			return (long)fake.file_system;
		if (fake.file_system)
			return play_statfs((int)a, (struct sys_statfs *)b);
		break;
	case SYS_OPENAT2:
		if (fake.mounts && strcmp((const char *)b, "/proc/self/mountinfo") == 0)
			b = (long)fake.mounts;
		break;
	default:
		break;
	}
	long result = syscall(number, a, b, c, d, e, f);
	if (result < 0 && errno == ENOSYS && number == SYS_OPENAT2)
		return note_opened(
		    open_without_openat2(a, (const char *)b, (const struct sys_open_how *)c));
	if (result < 0 && errno == ENOSYS && number == SYS_CLOSE_RANGE) {
		for (long fd = a; fd <= b; fd++)
			close((int)fd);
		return 0;
	}
	if (result >= 0 && number == SYS_OPENAT2)
		note_opened(result);
	return result < 0 ? -errno : result;
}

long
sys_fake(long number, long a, long b, long c, long d, long e, long f)
{
	long result = play(number, a, b, c, d, e, f);

	if (fake.after)
		fake.after(number);
	return result;
}
