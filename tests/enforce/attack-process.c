/* SPDX-License-Identifier: Apache-2.0 */
/* attack-process.c - ways to other processes, out of one's own sandbox, and over the network. */
#include "tests/enforce/attack.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <mqueue.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef TCP_FASTOPEN_CONNECT
#define TCP_FASTOPEN_CONNECT 30
#endif

/* Which another process of this program has, too, at the same place. */
static const char remote_byte = 'x';

/* The victim: one that the tests can look for, and whose memory is this program's. */
static int
try_wait(const char *unused)
{
	(void)unused;
	alarm(300);
	pause();
	return 0;
}

static int
try_trace(const char *pid)
{
	return answer(ptrace(PTRACE_SEIZE, atoi(pid), NULL, NULL));
}

static int
try_read_memory(const char *pid)
{
	char byte;
	struct iovec to = {&byte, 1}, from = {(void *)&remote_byte, 1};

	return answer(process_vm_readv(atoi(pid), &to, 1, &from, 1, 0));
}

static int
try_write_memory(const char *pid)
{
	static char byte = 'x';
	struct iovec to = {&byte, 1}, from = {&byte, 1};

	return answer(process_vm_writev(atoi(pid), &from, 1, &to, 1, 0));
}

static int
process_of(const char *pid)
{
	return (int)syscall(SYS_pidfd_open, atoi(pid), 0);
}

static int
try_take_descriptor(const char *pid)
{
	int process = process_of(pid);

	return process < 0 ? errno : made(syscall(SYS_pidfd_getfd, process, 0, 0));
}

static int
try_enter(const char *pid)
{
	int process = process_of(pid);

	return process < 0 ? errno : answer(setns(process, CLONE_NEWUTS));
}

static int
try_signal(const char *pid)
{
	return answer(kill(atoi(pid), SIGCONT));
}

static int
try_signal_thread(const char *pid)
{
	return answer(syscall(SYS_tgkill, atoi(pid), atoi(pid), SIGCONT));
}

static int
try_signal_value(const char *pid)
{
	return answer(sigqueue(atoi(pid), SIGCONT, (union sigval){0}));
}

static int
try_signal_process(const char *pid)
{
	int process = process_of(pid);

	return process < 0 ? errno : answer(syscall(SYS_pidfd_send_signal, process, SIGCONT, 0, 0));
}

static int
try_signal_group(const char *pid)
{
	return answer(kill(-atoi(pid), SIGCONT));
}

static int
try_signal_parent(const char *unused)
{
	(void)unused;
	return answer(kill(getppid(), SIGCONT));
}

/* The kernel signals the owner of a descriptor; SIGIO ends who does not expect it. */
static int
try_own(const char *pid)
{
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) || fcntl(ends[0], F_SETOWN, atoi(pid)) ||
	    fcntl(ends[0], F_SETFL, O_ASYNC))
		return errno;
	return answer(write(ends[1], "x", 1));
}

/* New rules that grant all of it. */
static int
try_wider(const char *path)
{
	struct landlock_ruleset_attr handled = {.handled_access_fs = LANDLOCK_ACCESS_FS_READ_FILE};
	struct landlock_path_beneath_attr rule = {.allowed_access = LANDLOCK_ACCESS_FS_READ_FILE,
	                                          .parent_fd = open("/", O_PATH)};
	int rules = (int)syscall(SYS_landlock_create_ruleset, &handled, sizeof(handled), 0);

	if (rules < 0 ||
	    syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) ||
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || syscall(SYS_landlock_restrict_self, rules, 0))
		return errno;
	return read_at(AT_FDCWD, path);
}

static void *
run_thread(void *path)
{
	return (void *)(intptr_t)read_at(AT_FDCWD, path); /* NOLINT(performance-no-int-to-ptr) */
}

static int
try_thread(const char *path)
{
	pthread_t thread;
	void *result;

	if (pthread_create(&thread, NULL, run_thread, (void *)path) ||
	    pthread_join(thread, &result))
		return EAGAIN;
	return (int)(intptr_t)result;
}

static int
run_orphan(const char *path)
{
	setsid();
	return read_at(AT_FDCWD, path);
}

/* A child of a child, in a session of its own. */
static int
try_orphan(const char *path)
{
	pid_t child = fork();

	if (child == 0)
		_exit(in_child(run_orphan, path));
	int status;
	waitpid(child, &status, 0);
	return WEXITSTATUS(status);
}

static int
try_privileges(const char *unused)
{
	(void)unused;
	if (prctl(PR_SET_NO_NEW_PRIVS, 0, 0, 0, 0) == 0)
		return 0;
	return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 0 ? 0 : EPERM;
}

/* What is refused to open may have been made nevertheless. */
static int
try_queue(const char *unused)
{
	struct mq_attr attributes = {.mq_maxmsg = 1, .mq_msgsize = 1};
	mqd_t queue = mq_open("/nono-test", O_CREAT | O_RDWR, 0600, &attributes);
	int error = queue == (mqd_t)-1 ? errno : 0;

	(void)unused;
	if (!error)
		mq_close(queue);
	mq_unlink("/nono-test");
	return error;
}

/* For others to find, and to remove. */
static int
try_queue_made(const char *name)
{
	struct mq_attr attributes = {.mq_maxmsg = 1, .mq_msgsize = 1};

	return made(mq_open(name, O_CREAT | O_EXCL | O_RDWR, 0600, &attributes));
}

static int
try_queue_removed(const char *name)
{
	return answer(mq_unlink(name));
}

/* NAME in the space of names that no file system has. */
static int
try_abstract(const char *name)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	size_t length = strlen(name);
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	if (fd < 0)
		return errno;
	memcpy(address.sun_path + 1, name, length);
	return answer(connect(fd, (const struct sockaddr *)&address,
	                      (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + length)));
}

static int
connect_six(const char *port, struct in6_addr to)
{
	struct sockaddr_in6 name = {
	    .sin6_family = AF_INET6, .sin6_port = htons((uint16_t)atoi(port)), .sin6_addr = to};
	int fd = socket(AF_INET6, SOCK_STREAM, 0);
	int error;

	if (fd < 0)
		return errno;
	error = answer(connect(fd, (const struct sockaddr *)&name, sizeof(name)));
	return error == ECONNREFUSED ? 0 : error; /* nobody listens, but it got there */
}

static int
try_connect_six(const char *port)
{
	return connect_six(port, (struct in6_addr)IN6ADDR_LOOPBACK_INIT);
}

/* 127.0.0.1 in the clothes of the newer protocol. */
static int
try_connect_mapped(const char *port)
{
	struct in6_addr to = {.s6_addr = {[10] = 0xff, [11] = 0xff, [12] = 127, [15] = 1}};

	return connect_six(port, to);
}

static int
bind_as(const char *port, sa_family_t family)
{
	struct sockaddr_in name = {.sin_family = family, .sin_port = htons((uint16_t)atoi(port))};
	int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;

	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)))
		return errno;
	return answer(bind(fd, (const struct sockaddr *)&name, sizeof(name)));
}

static int
try_bind(const char *port)
{
	return bind_as(port, AF_INET);
}

/* The kernel takes no family for the socket's own. */
static int
try_bind_unspecified(const char *port)
{
	return bind_as(port, AF_UNSPEC);
}

static int
try_fastopen_option(const char *port)
{
	struct sockaddr_in name = {.sin_family = AF_INET,
	                           .sin_port = htons((uint16_t)atoi(port)),
	                           .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;

	if (fd < 0 || setsockopt(fd, IPPROTO_TCP, TCP_FASTOPEN_CONNECT, &on, sizeof(on)) ||
	    connect(fd, (const struct sockaddr *)&name, sizeof(name)))
		return errno;
	return answer(send(fd, "x", 1, MSG_NOSIGNAL));
}

const struct attack process_attacks[] = {
    {"wait", try_wait},
    {"trace", try_trace},
    {"read_memory", try_read_memory},
    {"write_memory", try_write_memory},
    {"take_descriptor", try_take_descriptor},
    {"enter", try_enter},
    {"signal", try_signal},
    {"signal_thread", try_signal_thread},
    {"signal_value", try_signal_value},
    {"signal_process", try_signal_process},
    {"signal_group", try_signal_group},
    {"signal_parent", try_signal_parent},
    {"own", try_own},
    {"wider", try_wider},
    {"thread", try_thread},
    {"orphan", try_orphan},
    {"privileges", try_privileges},
    {"queue", try_queue},
    {"queue_made", try_queue_made},
    {"queue_removed", try_queue_removed},
    {"abstract", try_abstract},
    {"connect_six", try_connect_six},
    {"connect_mapped", try_connect_mapped},
    {"bind", try_bind},
    {"bind_unspecified", try_bind_unspecified},
    {"fastopen_option", try_fastopen_option},
    {NULL, NULL},
};
