/* SPDX-License-Identifier: Apache-2.0 */
/*
 * inherit.c - what a command inherits, and what it can do with it.
 *
 * "inherit give WHAT COMMAND..." opens WHAT as descriptor 9 (or 700) and
 * executes COMMAND; "inherit use HOW [PATH]" tries, and says "ok" or the errno's name.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/fs.h>
#include <linux/io_uring.h>
#include <linux/keyctl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

enum { GIVEN = 9, GIVEN_HIGH = 700, RING_ENTRIES = 4 };

struct verb {
	const char *name;
	int (*run)(const char *path); /* 0, or an errno; "give" returns a descriptor or -1 */
};

static int
answer(long result)
{
	return result < 0 ? errno : 0;
}

static int
give_file(const char *path)
{
	return open(path, O_RDWR);
}

static int
give_directory(const char *path)
{
	(void)path;
	return open("..", O_RDONLY | O_DIRECTORY);
}

static int
give_place(const char *path)
{
	return open(path, O_PATH);
}

static int
give_listener(const char *path)
{
	struct sockaddr_in name = {.sin_family = AF_INET,
	                           .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	(void)path;
	if (fd < 0 || bind(fd, (struct sockaddr *)&name, sizeof(name)) || listen(fd, 1))
		return -1;
	return fd;
}

static int
give_tcp(const char *path)
{
	struct sockaddr_in name;
	socklen_t size = sizeof(name);
	int listener = give_listener(path), fd = socket(AF_INET, SOCK_STREAM, 0);

	if (listener < 0 || fd < 0 || getsockname(listener, (struct sockaddr *)&name, &size) ||
	    connect(fd, (struct sockaddr *)&name, size))
		return -1;
	return fd;
}

static int
give_udp(const char *path)
{
	(void)path;
	return socket(AF_INET, SOCK_DGRAM, 0);
}

/* A ring that opens files as whoever made it. */
static int
give_ring(const char *path)
{
	struct io_uring_params p = {0};
	int fd = (int)syscall(SYS_io_uring_setup, RING_ENTRIES, &p);
	char text[128];

	(void)path;
	if (fd < 0)
		return -1;
	snprintf(text, sizeof(text), "%u %u %u %u %ld", p.sq_off.tail, p.sq_off.array,
	         p.cq_off.tail, p.cq_off.cqes,
	         syscall(SYS_io_uring_register, fd, IORING_REGISTER_PERSONALITY, NULL, 0));
	setenv("RING", text, 1);
	return fd;
}

/* A key in a session of our own, which a command that joins none finds. */
static int
give_key(const char *path)
{
	(void)path;
	if (syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, NULL) < 0 ||
	    syscall(SYS_add_key, "user", "nono-test", "secret", 6, KEY_SPEC_SESSION_KEYRING) < 0)
		return -1;
	setenv("KEY", "1", 1);
	return open("/dev/null", O_RDONLY);
}

static int
give_dumps(const char *path)
{
	struct rlimit limit = {RLIM_INFINITY, RLIM_INFINITY};

	(void)path;
	return setrlimit(RLIMIT_CORE, &limit) ? -1 : open("/dev/null", O_RDONLY);
}

static int
give_nothing(const char *path)
{
	int fd = open("/dev/null", O_RDONLY);

	(void)path;
	for (int i = 0; i < 3; i++)
		close(i);
	return fd;
}

static int
use_read(const char *path)
{
	char byte;

	(void)path;
	return answer(pread(GIVEN, &byte, 1, 0));
}

static int
use_high(const char *path)
{
	char byte;

	(void)path;
	return answer(pread(GIVEN_HIGH, &byte, 1, 0));
}

static int
use_truncate(const char *path)
{
	(void)path;
	return answer(ftruncate(GIVEN, 1));
}

static int
use_list(const char *path)
{
	char entries[4096];

	(void)path;
	return answer(syscall(SYS_getdents64, GIVEN, entries, sizeof(entries)));
}

static int
use_chmod(const char *path)
{
	struct stat st;

	(void)path;
	return answer(fstat(GIVEN, &st) || fchmodat(GIVEN, "secret", 0600, 0) ? -1 : 0);
}

static int
use_send(const char *path)
{
	(void)path;
	return answer(send(GIVEN, "x", 1, MSG_NOSIGNAL));
}

/* To the port that discards: whether anybody listens does not matter. */
static int
use_datagram(const char *path)
{
	struct sockaddr_in name = {
	    .sin_family = AF_INET, .sin_port = htons(9), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};

	(void)path;
	return answer(sendto(GIVEN, "x", 1, 0, (struct sockaddr *)&name, sizeof(name)));
}

/* Nobody has connected: to wait for somebody is what an open listener lets us do. */
static int
use_accept(const char *path)
{
	(void)path;
	if (fcntl(GIVEN, F_SETFL, O_NONBLOCK))
		return errno;
	int error = answer(accept(GIVEN, NULL, NULL));
	return error == EAGAIN ? 0 : error;
}

static void *
ring_map(size_t size, off_t offset)
{
	return mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, GIVEN, offset);
}

static int
use_ring(const char *path)
{
	unsigned tail, array, done, results, personality;
	const char *text = getenv("RING");

	if (!text ||
	    sscanf(text, "%u %u %u %u %u", &tail, &array, &done, &results, &personality) != 5)
		return EINVAL;
	char *ring = ring_map(4096, (off_t)IORING_OFF_SQ_RING);
	struct io_uring_sqe *request = ring_map(4096, (off_t)IORING_OFF_SQES);
	if (ring == MAP_FAILED || (void *)request == MAP_FAILED)
		return errno;
	*request = (struct io_uring_sqe){.opcode = IORING_OP_OPENAT,
	                                 .fd = AT_FDCWD,
	                                 .addr = (uintptr_t)path,
	                                 .open_flags = O_RDONLY,
	                                 .personality = (uint16_t)personality};
	*(unsigned *)(void *)(ring + array) = 0;
	__atomic_store_n((unsigned *)(void *)(ring + tail), 1, __ATOMIC_RELEASE);
	if (syscall(SYS_io_uring_enter, GIVEN, 1, 1, IORING_ENTER_GETEVENTS, NULL, 0) < 0)
		return errno;
	const struct io_uring_cqe *result = (const void *)(ring + results);
	return result->res < 0 ? -result->res : 0;
}

static int
use_key(const char *path)
{
	(void)path;
	return answer(
	    syscall(SYS_keyctl, KEYCTL_SEARCH, KEY_SPEC_SESSION_KEYRING, "user", "nono-test", 0));
}

/* A core file of our own making. */
static int
use_dump(const char *path)
{
	struct rlimit limit = {RLIM_INFINITY, RLIM_INFINITY};
	int status;

	(void)path;
	if (setrlimit(RLIMIT_CORE, &limit))
		return errno;
	pid_t child = fork();
	if (child == 0)
		abort();
	if (child < 0 || waitpid(child, &status, 0) < 0)
		return errno;
	return WCOREDUMP(status) ? 0 : ENOENT;
}

/* The three first descriptors lead to /dev/null and nowhere else; the answer goes to PATH. */
static int
use_standard(const char *path)
{
	char name[32], target[64];

	for (int fd = 0; fd < 3; fd++) {
		snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
		ssize_t length = readlink(name, target, sizeof(target) - 1);
		target[length < 0 ? 0 : length] = '\0';
		if (strcmp(target, "/dev/null") != 0)
			return EBADF;
	}
	int fd = open(path, O_WRONLY | O_CREAT, 0600);
	return fd < 0 ? errno : answer(dup2(fd, 1));
}

/* The least that lets root change the machine: its own name, to what it is. */
static int
use_host_name(const char *path)
{
	char name[256];

	(void)path;
	if (gethostname(name, sizeof(name)))
		return errno;
	return answer(sethostname(name, strlen(name)));
}

/* A program that gives whoever starts it CAP_SYS_ADMIN: version 2, effective. */
static int
use_file_capability(const char *path)
{
	const uint32_t value[5] = {0x02000001, 1u << 21, 0, 0, 0};

	return answer(setxattr(path, "security.capability", value, sizeof(value), 0));
}

/* A file that not even its owner can remove; and back. */
static int
use_immutable(const char *path)
{
	int flags, fd = open(path, O_RDONLY);

	if (fd < 0 || ioctl(fd, FS_IOC_GETFLAGS, &flags))
		return errno;
	flags |= FS_IMMUTABLE_FL;
	if (ioctl(fd, FS_IOC_SETFLAGS, &flags))
		return errno;
	flags &= ~FS_IMMUTABLE_FL;
	return answer(ioctl(fd, FS_IOC_SETFLAGS, &flags));
}

static int
use_chown(const char *path)
{
	return answer(chown(path, 12345, 12345));
}

/* What of all this is still possible, in words; the program ends here. */
static int
use_audit(const char *path)
{
	struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
	struct __user_cap_data_struct sets[2] = {{0}};
	struct rlimit core = {1, 1};
	char text[128] = "";
	int fd = open(path, O_RDONLY);

	if (fd >= 0)
		strcat(text, " file");
	if (use_read("") != EBADF || use_high("") != EBADF)
		strcat(text, " descriptor");
	if (prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1)
		strcat(text, " privileges");
	if (getrlimit(RLIMIT_CORE, &core) || core.rlim_max)
		strcat(text, " core");
	if (syscall(SYS_capget, &header, sets) || sets[0].permitted & ~2u || sets[1].permitted)
		strcat(text, " capabilities");
	if (getenv("FILTER") && prctl(PR_GET_SECCOMP, 0, 0, 0, 0) != 2)
		strcat(text, " filter");
	if (getenv("KEY") && !use_key(""))
		strcat(text, " key");
	printf(*text ? "leak:%s\n" : "confined\n", text);
	exit(0);
}

static const struct verb gives[] = {
    {"file", give_file},         {"directory", give_directory},
    {"place", give_place},       {"tcp", give_tcp},
    {"listener", give_listener}, {"udp", give_udp},
    {"ring", give_ring},         {"key", give_key},
    {"dumps", give_dumps},       {"nothing", give_nothing},
};
static const struct verb uses[] = {
    {"read", use_read},           {"high", use_high},
    {"truncate", use_truncate},   {"list", use_list},
    {"chmod", use_chmod},         {"send", use_send},
    {"datagram", use_datagram},   {"accept", use_accept},
    {"ring", use_ring},           {"key", use_key},
    {"dump", use_dump},           {"standard", use_standard},
    {"host_name", use_host_name}, {"file_capability", use_file_capability},
    {"chown", use_chown},         {"audit", use_audit},
    {"immutable", use_immutable},
};

static const struct verb *
verb_find(const struct verb *verbs, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(verbs[i].name, name) == 0)
			return &verbs[i];
	return NULL;
}

/* "inherit give WHAT COMMAND...": files are that of the variable SECRET. */
static int
give(const char *what, char **command)
{
	const struct verb *verb = verb_find(gives, sizeof(gives) / sizeof(gives[0]), what);
	const char *secret = getenv("SECRET");
	int fd = verb ? verb->run(secret ? secret : "") : -1;

	if (fd < 0 || dup2(fd, GIVEN_HIGH) < 0 || dup2(fd, GIVEN) < 0) {
		perror("inherit: give");
		return 99;
	}
	execv(command[0], command);
	perror("inherit: exec");
	return 99;
}

int
main(int argc, char **argv)
{
	const struct verb *verb;

	if (argc > 3 && strcmp(argv[1], "give") == 0)
		return give(argv[2], argv + 3);
	if (argc < 3 || strcmp(argv[1], "use") != 0 ||
	    !(verb = verb_find(uses, sizeof(uses) / sizeof(uses[0]), argv[2]))) {
		fputs("usage: inherit give WHAT COMMAND... | use HOW [PATH]\n", stderr);
		return 2;
	}
	int error = verb->run(argc > 3 ? argv[3] : "");
	puts(error ? strerrorname_np(error) : "ok");
	return error != 0;
}
