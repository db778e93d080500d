/* SPDX-License-Identifier: Apache-2.0 */
/*
 * attack.c - tries one way around a sandbox and says how it went: "ok", or the errno's name.
 *
 * attack NAME [ARGUMENT].  The ways here are those that the companion filter closes.
 * The status is 0 for ok, 1 for an errno, 2 for a mistake in the command line.
 */
#include "tests/enforce/attack.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/io_uring.h>
#include <linux/mount.h>
#include <linux/openat2.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef IPPROTO_MPTCP
#define IPPROTO_MPTCP 262
#endif

int
answer(long result)
{
	return result < 0 ? errno : 0;
}

int
made(long fd)
{
	if (fd < 0)
		return errno;
	close((int)fd);
	return 0;
}

static struct sockaddr_in
local(const char *port)
{
	return (struct sockaddr_in){.sin_family = AF_INET,
	                            .sin_port = htons((uint16_t)atoi(port)),
	                            .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
}

static int
try_fastopen(const char *port)
{
	struct sockaddr_in name = local(port);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd < 0)
		return errno;
	return answer(
	    sendto(fd, "x", 1, MSG_FASTOPEN, (const struct sockaddr *)&name, sizeof(name)));
}

static int
try_fastopen_message(const char *port)
{
	struct sockaddr_in name = local(port);
	struct iovec part = {(void *)"x", 1};
	struct msghdr message = {
	    .msg_name = &name, .msg_namelen = sizeof(name), .msg_iov = &part, .msg_iovlen = 1};
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd < 0)
		return errno;
	return answer(sendmsg(fd, &message, MSG_FASTOPEN));
}

/* The server is plain TCP: the protocol falls back to it. */
static int
try_mptcp(const char *port)
{
	struct sockaddr_in name = local(port);
	int fd = socket(AF_INET, SOCK_STREAM, IPPROTO_MPTCP);

	if (fd < 0)
		return errno;
	return answer(connect(fd, (const struct sockaddr *)&name, sizeof(name)));
}

static int
try_listen(const char *unused)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	(void)unused;
	return fd < 0 ? errno : answer(listen(fd, 1));
}

static int
try_udp(const char *port)
{
	struct sockaddr_in name = local(port);
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	if (fd < 0)
		return errno;
	return answer(sendto(fd, "x", 1, 0, (const struct sockaddr *)&name, sizeof(name)));
}

/* FAMILY,TYPE,PROTOCOL */
static int
try_socket(const char *numbers)
{
	int family = 0, type = 0, protocol = 0;

	sscanf(numbers, "%d,%d,%d", &family, &type, &protocol); /* NOLINT(cert-err34-c) */
	return made(socket(family, type, protocol));
}

static struct sockaddr_un
named(const char *path)
{
	struct sockaddr_un name = {.sun_family = AF_UNIX};

	snprintf(name.sun_path, sizeof(name.sun_path), "%s", path);
	return name;
}

static int
try_unix_stream(const char *path)
{
	struct sockaddr_un name = named(path);
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	if (fd < 0)
		return errno;
	return answer(connect(fd, (const struct sockaddr *)&name, sizeof(name)));
}

static int
send_to(int fd, const char *path)
{
	struct sockaddr_un name = named(path);

	return answer(sendto(fd, "x", 1, 0, (const struct sockaddr *)&name, sizeof(name)));
}

static int
try_unix_datagram(const char *path)
{
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0);

	return fd < 0 ? errno : send_to(fd, path);
}

static int
try_unix_message(const char *path)
{
	struct sockaddr_un name = named(path);
	struct iovec part = {(void *)"x", 1};
	struct msghdr message = {
	    .msg_name = &name, .msg_namelen = sizeof(name), .msg_iov = &part, .msg_iovlen = 1};
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0);

	return fd < 0 ? errno : answer(sendmsg(fd, &message, 0));
}

/* A file that somebody outside has opened, handed over a socket. */
static int
try_receive(const char *path)
{
	struct sockaddr_un name = named(path);
	char byte, control[CMSG_SPACE(sizeof(int))];
	struct iovec part = {&byte, 1};
	struct msghdr message = {.msg_iov = &part,
	                         .msg_iovlen = 1,
	                         .msg_control = control,
	                         .msg_controllen = sizeof(control)};
	const struct cmsghdr *part_of;
	int given, fd = socket(AF_UNIX, SOCK_STREAM, 0);

	if (fd < 0 || connect(fd, (const struct sockaddr *)&name, sizeof(name)) ||
	    recvmsg(fd, &message, 0) < 0)
		return errno;
	part_of = CMSG_FIRSTHDR(&message);
	if (!part_of || part_of->cmsg_type != SCM_RIGHTS)
		return EBADMSG;
	memcpy(&given, CMSG_DATA(part_of), sizeof(given));
	return answer(pread(given, &byte, 1, 0));
}

/* A connected pair of datagram sockets still sends where it is told to. */
static int
try_unix_pair(const char *path)
{
	int ends[2];

	return socketpair(AF_UNIX, SOCK_DGRAM, 0, ends) ? errno : send_to(ends[0], path);
}

/* What programs really use pairs for. */
static int
try_pair(const char *unused)
{
	char byte = 'x';
	int ends[2];

	(void)unused;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends))
		return errno;
	return answer(write(ends[0], &byte, 1)) || read(ends[1], &byte, 1) != 1;
}

static int
try_io_uring(const char *unused)
{
	struct io_uring_params parameters = {0};

	(void)unused;
	return made(syscall(SYS_io_uring_setup, 1, &parameters));
}

int
in_child(int (*run)(const char *), const char *argument)
{
	int status;
	pid_t child = fork();

	if (child == 0)
		_exit(run(argument));
	waitpid(child, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : ESRCH;
}

static int
run_unshare(const char *unused)
{
	(void)unused;
	return answer(unshare(CLONE_NEWUSER));
}

static int
try_unshare(const char *unused)
{
	return in_child(run_unshare, unused);
}

static int
try_clone(const char *unused)
{
	long child = syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0);

	(void)unused;
	if (child == 0)
		_exit(0);
	return answer(child);
}

static int
try_clone3(const char *unused)
{
	uint64_t arguments[8] = {CLONE_NEWUSER, 0, 0, 0, SIGCHLD};
	long child = syscall(SYS_clone3, arguments, sizeof(arguments));

	(void)unused;
	if (child == 0)
		_exit(0);
	return answer(child);
}

static int
try_keyring(const char *unused)
{
	enum { GET_KEYRING_ID = 0, USER_KEYRING = -4 };

	(void)unused;
	return answer(syscall(SYS_keyctl, GET_KEYRING_ID, USER_KEYRING, 1));
}

static int
try_add_key(const char *unused)
{
	enum { PROCESS_KEYRING = -2 };

	(void)unused;
	return answer(syscall(SYS_add_key, "user", "nono-test", "x", 1, PROCESS_KEYRING));
}

static int
try_userfaultfd(const char *unused)
{
	enum { USER_MODE_ONLY = 1 };

	(void)unused;
	return made(syscall(SYS_userfaultfd, USER_MODE_ONLY));
}

/* A map of the kind "array": what unprivileged BPF was for. */
static int
try_bpf(const char *unused)
{
	uint32_t map[16] = {2, 4, 4, 1};

	(void)unused;
	return made(syscall(SYS_bpf, 0, map, sizeof(map)));
}

static int
try_perf(const char *unused)
{
	/* A counter of the caller's own, in software, of user space. */
	uint32_t event[28] = {1, sizeof(event), 0};
	uint64_t exclude_kernel = 1 << 5 | 1 << 6;

	(void)unused;
	memcpy(&event[10], &exclude_kernel, sizeof(exclude_kernel));
	return made(syscall(SYS_perf_event_open, event, 0, -1, -1, 0));
}

/* KEY of a segment that somebody else has made. */
static int
try_shm(const char *key)
{
	int id = shmget((key_t)strtol(key, NULL, 0), 0, 0);
	const void *memory;

	if (id < 0)
		return errno;
	memory = shmat(id, NULL, SHM_RDONLY);
	return memory == (void *)-1 ? errno : 0; /* NOLINT(performance-no-int-to-ptr) */
}

/* On descriptor 0; the kernel ignores the request's upper half, a filter may not. */
static int
try_type(const char *upper)
{
	unsigned long request = TIOCSTI | strtoul(upper, NULL, 0) << 32;

	return answer(syscall(SYS_ioctl, 0, request, "x"));
}

/* The one that does nothing, and back. */
static int
try_discipline(const char *unused)
{
	enum { TTY = 0, NONE = 27 };
	int none = NONE, tty = TTY, error = answer(ioctl(0, TIOCSETD, &none));

	(void)unused;
	if (!error)
		ioctl(0, TIOCSETD, &tty);
	return error;
}

static int
try_prlimit(const char *pid)
{
	struct rlimit limit = {64, 64};

	return answer(prlimit(atoi(pid), RLIMIT_NOFILE, &limit, NULL));
}

static int
try_priority(const char *pid)
{
	return answer(setpriority(PRIO_PROCESS, (id_t)atoi(pid), 15));
}

static int
try_io_priority(const char *pid)
{
	enum { WHO_PROCESS = 1, IDLE = 3 << 13 };

	return answer(syscall(SYS_ioprio_set, WHO_PROCESS, atoi(pid), IDLE));
}

static int
try_affinity(const char *pid)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(0, &set);
	return answer(sched_setaffinity(atoi(pid), sizeof(set), &set));
}

static int
try_scheduler(const char *pid)
{
	struct sched_param parameters = {0};

	return answer(sched_setscheduler(atoi(pid), SCHED_BATCH, &parameters));
}

/* On a mount of its own name space, which the test makes. */
static int
try_mount_flags(const char *path)
{
	struct mount_attr attributes = {.attr_set = MOUNT_ATTR_NODIRATIME};

	return answer(
	    syscall(SYS_mount_setattr, AT_FDCWD, path, 0, &attributes, sizeof(attributes)));
}

static int
try_set_user_id(const char *path)
{
	return answer(chmod(path, 04755));
}

static int
try_log(const char *unused)
{
	enum { SIZE_BUFFER = 10 };

	(void)unused;
	return answer(syscall(SYS_syslog, SIZE_BUFFER, NULL, 0));
}

/* The name that there is. */
static int
try_host_name(const char *unused)
{
	char name[256];

	(void)unused;
	if (gethostname(name, sizeof(name)))
		return errno;
	return answer(sethostname(name, strlen(name)));
}

static int
try_fanotify(const char *unused)
{
	enum { REPORT_FID = 0x200 };

	(void)unused;
	return made(syscall(SYS_fanotify_init, REPORT_FID, 0));
}

/* getpid of the 32-bit table: 20 there. */
static int
run_int80(const char *unused)
{
	(void)unused;
#ifdef __x86_64__
	long result = 20;

	__asm__ volatile("int $0x80" : "+a"(result) : : "memory", "r8", "r9", "r10", "r11");
	return result == getpid() ? 0 : ENOSYS;
#else
	return ENOSYS;
#endif
}

static int
try_int80(const char *unused)
{
	return in_child(run_int80, unused);
}

static int
try_x32(const char *unused)
{
	(void)unused;
	return answer(syscall(0x40000000 | SYS_getppid));
}

/* What it is to do lies in memory, where a filter does not look. */
static int
try_openat2(const char *path)
{
	struct open_how how = {.flags = O_RDONLY | O_CLOEXEC};

	return made(syscall(SYS_openat2, AT_FDCWD, path, &how, sizeof(how)));
}

static const struct attack filter_attacks[] = {
    {"fastopen", try_fastopen},
    {"fastopen_message", try_fastopen_message},
    {"mptcp", try_mptcp},
    {"listen", try_listen},
    {"udp", try_udp},
    {"socket", try_socket},
    {"unix_stream", try_unix_stream},
    {"unix_datagram", try_unix_datagram},
    {"unix_message", try_unix_message},
    {"receive", try_receive},
    {"unix_pair", try_unix_pair},
    {"pair", try_pair},
    {"io_uring", try_io_uring},
    {"unshare", try_unshare},
    {"clone", try_clone},
    {"clone3", try_clone3},
    {"keyring", try_keyring},
    {"add_key", try_add_key},
    {"userfaultfd", try_userfaultfd},
    {"bpf", try_bpf},
    {"perf", try_perf},
    {"shm", try_shm},
    {"type", try_type},
    {"discipline", try_discipline},
    {"prlimit", try_prlimit},
    {"priority", try_priority},
    {"io_priority", try_io_priority},
    {"affinity", try_affinity},
    {"scheduler", try_scheduler},
    {"mount_flags", try_mount_flags},
    {"set_user_id", try_set_user_id},
    {"log", try_log},
    {"host_name", try_host_name},
    {"fanotify", try_fanotify},
    {"int80", try_int80},
    {"x32", try_x32},
    {"openat2", try_openat2},
    {NULL, NULL},
};

static const struct attack *const lists[] = {filter_attacks, file_attacks, mount_attacks,
                                             process_attacks};

int
main(int argc, char **argv)
{
	for (size_t i = 0; argc >= 2 && i < sizeof(lists) / sizeof(lists[0]); i++) {
		for (const struct attack *row = lists[i]; row->name; row++) {
			int error;

			if (strcmp(row->name, argv[1]) != 0)
				continue;
			error = row->run(argc > 2 ? argv[2] : "0");
			puts(error ? strerrorname_np(error) : "ok");
			return error != 0;
		}
	}
	fputs("usage: attack NAME [ARGUMENT]\n", stderr);
	return 2;
}
