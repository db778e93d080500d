/* SPDX-License-Identifier: Apache-2.0 */
/*
 * actor.c - does what a shell cannot, and says how it went: "ok", or the errno's name.
 *
 * actor WHAT [ARGUMENT ...]; the status is 0 for ok, 1 for an errno, 2 for a mistake.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

static int
answer(long result)
{
	return result < 0 ? errno : 0;
}

/* DIRECTORY NAME: opens the name from the directory, as a path. */
static int
act_dirfd(char **words)
{
	int fd = open(words[0], O_PATH | O_DIRECTORY);

	return fd < 0 ? errno : answer(openat(fd, words[1], O_RDONLY));
}

/* LEVELS: opens a file below so many directories with long names. */
static int
act_deep(char **words)
{
	char name[200];
	int levels = atoi(words[0]);

	memset(name, 'd', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	while (levels-- > 0)
		if ((mkdir(name, 0700) < 0 && errno != EEXIST) || chdir(name) < 0)
			return errno;
	return answer(open("file", O_CREAT | O_WRONLY, 0600));
}

static int
act_udp(char **words)
{
	struct sockaddr_in to = {.sin_family = AF_INET,
	                         .sin_port = htons((uint16_t)atoi(words[0])),
	                         .sin_addr = {htonl(INADDR_LOOPBACK)}};
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	return fd < 0 ? errno
	              : answer(sendto(fd, "x", 1, 0, (const struct sockaddr *)&to, sizeof(to)));
}

static int
abstract(const char *name, int (*use)(int, const struct sockaddr *, socklen_t))
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	size_t length = strnlen(name, sizeof(at.sun_path) - 1);

	memcpy(at.sun_path + 1, name, length);
	if (fd < 0 || use(fd, (const struct sockaddr *)&at,
	                  (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + length)) < 0)
		return errno;
	return use == bind ? answer(listen(fd, 1)) : 0;
}

static int
act_connect_abstract(char **words)
{
	return abstract(words[0], connect);
}

/* NAME: stays until it is killed. */
static int
act_listen_abstract(char **words)
{
	int error = abstract(words[0], bind);

	if (error)
		return error;
	pause();
	return EINTR;
}

static int
act_signal(char **words)
{
	return answer(kill(atoi(words[0]), SIGCONT));
}

/* "plain" or "blocked": SIGSYS. */
static int
act_keyctl(char **words)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGSYS);
	if (strcmp(words[0], "blocked") == 0)
		sigprocmask(SIG_BLOCK, &set, NULL);
	return answer(syscall(SYS_keyctl, 0, -3, 0));
}

static int
act_io_uring(char **words)
{
	(void)words;
	return answer(syscall(SYS_io_uring_setup, 1, NULL));
}

static int
act_ioctl(char **words)
{
	struct termios termios;
	int fd = open(words[0], O_RDONLY);

	return fd < 0 ? errno : answer(ioctl(fd, TCGETS, &termios));
}

/* The threads' part: what each is to open. */
static void *
open_it(void *path)
{
	int fd = open(path, O_RDONLY);

	if (fd >= 0)
		close(fd);
	return NULL;
}

/* PATH ...: opens each in a thread of its own. */
static int
act_threads(char **words)
{
	pthread_t threads[64];
	size_t count = 0;

	for (; words[count] && count < 64; count++)
		if ((errno = pthread_create(&threads[count], NULL, open_it, words[count])))
			return errno;
	for (size_t i = 0; i < count; i++)
		pthread_join(threads[i], NULL);
	return 0;
}

static void *
execute_it(void *words)
{
	execv(((char **)words)[0], words);
	return NULL;
}

/* PROGRAM ...: executes it from a second thread. */
static int
act_thread_exec(char **words)
{
	pthread_t thread;

	if ((errno = pthread_create(&thread, NULL, execute_it, words)))
		return errno;
	pthread_join(thread, NULL);
	return errno;
}

/* PATH ...: opens each in a child of vfork(), of clone() with shared memory, and of fork(). */
static int
act_children(char **words)
{
	static char stack[65536];
	pid_t child = vfork();

	if (child == 0) {
		open_it(words[0]);
		_exit(0);
	}
	waitpid(child, NULL, 0);
	child = clone((int (*)(void *))(void *)open_it, stack + sizeof(stack), CLONE_VM | SIGCHLD,
	              words[1]);
	waitpid(child, NULL, 0);
	child = fork();
	if (child == 0) {
		open_it(words[2]);
		_exit(0);
	}
	waitpid(child, NULL, 0);
	return 0;
}

struct race {
	char *text;
	const char *other;
	size_t size;
	atomic_bool over;
};

/* Changes the path and takes its memory away, again and again. */
static void *
disturb(void *context)
{
	struct race *race = context;

	while (!race->over) {
		for (size_t i = 0; i < 64; i++)
			race->text[i % 32] = (char)('a' + i % 26);
		strcpy(race->text, race->other);
		munmap(race->text, race->size);
		mmap(race->text, race->size, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	}
	return NULL;
}

/* PATH: opens it a thousand times while another thread changes the memory that holds it. */
static int
act_race(char **words)
{
	struct race race = {.other = words[0], .size = 4096};
	pthread_t thread;

	race.text =
	    mmap(NULL, race.size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if ((errno = pthread_create(&thread, NULL, disturb, &race)))
		return errno;
	for (int i = 0; i < 1000; i++) {
		int fd = open(race.text, O_RDONLY | O_NONBLOCK | O_NOCTTY);

		if (fd >= 0)
			close(fd);
	}
	race.over = true;
	pthread_join(thread, NULL);
	return 0;
}

/* PATH: opens it with its memory hidden. */
static int
act_hidden(char **words)
{
	prctl(PR_SET_DUMPABLE, 0);
	return answer(open(words[0], O_RDONLY));
}

/* Bad pointers, in calls that are read. */
static int
act_pointers(char **words)
{
	(void)words;
	for (size_t i = 0; i < 2; i++) {
		long bad = i ? -1 : 1;

		syscall(SYS_openat, AT_FDCWD, bad, 0);
		syscall(SYS_openat2, AT_FDCWD, bad, bad, 24);
		syscall(SYS_execve, bad, bad, bad);
		syscall(SYS_renameat2, AT_FDCWD, bad, AT_FDCWD, bad, 0);
		syscall(SYS_connect, 0, bad, 16);
		syscall(SYS_bind, 0, bad, -1);
		syscall(SYS_sendmsg, 0, bad, 0);
		syscall(SYS_openat, -7, "relative", 0);
		syscall(SYS_ioctl, -7, bad, bad);
		syscall(SYS_pidfd_send_signal, -7, 0, bad, 0);
	}
	return 0;
}

static int
act_traceme(char **words)
{
	(void)words;
	return answer(ptrace(PTRACE_TRACEME, 0, NULL, NULL));
}

/* COUNT PREFIX: makes so many files. */
static int
act_many(char **words)
{
	char name[4096];

	for (int i = 0; i < atoi(words[0]); i++) {
		snprintf(name, sizeof(name), "%s%d", words[1], i);
		close(open(name, O_CREAT | O_WRONLY, 0600));
	}
	return 0;
}

static const struct {
	const char *name;
	int least;
	int (*act)(char **words); /* 0, or an errno */
} acts[] = {
    {"dirfd", 2, act_dirfd},
    {"deep", 1, act_deep},
    {"udp", 1, act_udp},
    {"connect_abstract", 1, act_connect_abstract},
    {"listen_abstract", 1, act_listen_abstract},
    {"signal", 1, act_signal},
    {"keyctl", 1, act_keyctl},
    {"io_uring", 0, act_io_uring},
    {"ioctl", 1, act_ioctl},
    {"threads", 1, act_threads},
    {"thread_exec", 1, act_thread_exec},
    {"children", 3, act_children},
    {"race", 1, act_race},
    {"hidden", 1, act_hidden},
    {"pointers", 0, act_pointers},
    {"traceme", 0, act_traceme},
    {"many", 2, act_many},
};

int
main(int argc, char **argv)
{
	for (size_t i = 0; argc > 1 && i < sizeof(acts) / sizeof(acts[0]); i++) {
		int error;

		if (strcmp(acts[i].name, argv[1]) != 0 || argc - 2 < acts[i].least)
			continue;
		error = acts[i].act(argv + 2);
		puts(error ? strerrorname_np(error) : "ok");
		return error != 0;
	}
	fputs("usage: actor WHAT [ARGUMENT ...]\n", stderr);
	return 2;
}
