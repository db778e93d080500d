/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fault.c - makes each system call of a program fail once, and looks at what it then executes.
 *
 * "fault COUNT COMMAND..." runs COMMAND again and again, until what it executes
 * itself begins: each time, another one of its calls is not made but fails
 * with one of the first COUNT errnos below.  What is executed in the end says "confined" on
 * standard output, or what it can do; nothing is said when COMMAND refuses.
 */
#include "tests/enforce/trace.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SECONDS = 300, SYSCALL_STOP = SIGTRAP | 0x80, EXEC_STOP = SIGTRAP | PTRACE_EVENT_EXEC << 8 };

static const int errors[] = {EPERM,  EINVAL, ENOMEM, EINTR, ENOSYS, EAGAIN, EACCES,
                             ENOENT, EBADF,  EMFILE, EIO,   E2BIG,  EDQUOT};

struct run {
	unsigned at; /* the call that fails, from 1 */
	int error;   /* how */
	long failed; /* its number; -1: the program had begun before */
	int status;  /* as of waitpid() */
	char said[256];
};

static _Noreturn void
die(const char *what)
{
	perror(what);
	exit(2);
}

static _Noreturn void
child(char **command, int output)
{
	int null = open("/dev/null", O_RDWR);

	dup2(null, 0);
	dup2(output, 1);
	dup2(null, 2);
	ptrace(PTRACE_TRACEME, 0, NULL, NULL);
	raise(SIGSTOP);
	execv(command[0], command);
	_exit(99);
}

/* The number of the call that the stopped process enters, or -1. */
static long
call_entered(pid_t pid)
{
	struct __ptrace_syscall_info info;

	if (ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof(info), &info) < 0)
		die("fault: look");
	return info.op == PTRACE_SYSCALL_INFO_ENTRY ? (long)info.entry.nr : -1;
}

/* Until the call has failed, or what COMMAND executes has begun: then there is none. */
static void
trace(struct run *run, pid_t pid)
{
	unsigned calls = 0, programs = 0;
	long number;
	int status;

	if (waitpid(pid, &status, 0) < 0 ||
	    ptrace(PTRACE_SETOPTIONS, pid, NULL,
	           PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL | PTRACE_O_TRACEEXEC))
		die("fault: trace");
	for (;;) {
		if (ptrace(PTRACE_SYSCALL, pid, NULL, NULL) || waitpid(pid, &status, 0) < 0)
			die("fault: trace");
		if (!WIFSTOPPED(status))
			die("fault: it ended before its time");
		if (status >> 8 == EXEC_STOP && ++programs == 2)
			break;
		if (WSTOPSIG(status) != SYSCALL_STOP || !programs)
			continue;
		number = call_entered(pid);
		if (number >= 0 && ++calls == run->at) {
			run->failed = number;
			call_skip(pid);
		} else if (number < 0 && run->failed >= 0) {
			call_answer(pid, -run->error);
			break;
		}
	}
	if (run->failed < 0)
		kill(pid, SIGKILL);
	else if (ptrace(PTRACE_DETACH, pid, NULL, NULL))
		die("fault: detach");
}

static void
run_once(struct run *run, char **command)
{
	size_t length = 0;
	ssize_t n;
	int ends[2];

	if (pipe2(ends, O_CLOEXEC))
		die("fault: pipe");
	pid_t pid = fork();
	if (pid < 0)
		die("fault: fork");
	if (pid == 0)
		child(command, ends[1]);
	close(ends[1]);
	trace(run, pid);
	while ((n = read(ends[0], run->said + length, sizeof(run->said) - 1 - length)) > 0)
		length += (size_t)n;
	close(ends[0]);
	if (waitpid(pid, &run->status, 0) < 0)
		die("fault: wait");
}

/* A kernel that says that there are no keys, while there are: the one thing it can lie about. */
static int
good(const struct run *run)
{
	const char *said = run->said;

	if (run->failed == SYS_keyctl && (run->error == EPERM || run->error == ENOSYS) &&
	    strcmp(said, "leak: key\n") == 0)
		return 1;
	if (!*said)
		return WIFEXITED(run->status) && WEXITSTATUS(run->status) >= 125 &&
		       WEXITSTATUS(run->status) <= 127;
	return strcmp(said, "confined\n") == 0;
}

int
main(int argc, char **argv)
{
	const size_t all = sizeof(errors) / sizeof(errors[0]);
	unsigned runs = 0, calls = 0, refused = 0, bad = 0;
	size_t count = argc > 2 ? strtoul(argv[1], NULL, 10) : 0;

	if (!count || count > all) {
		fprintf(stderr, "usage: fault COUNT COMMAND..., COUNT at most %zu\n", all);
		return 2;
	}
	alarm(SECONDS);
	for (unsigned at = 1;; at++) {
		struct run run = {.at = at};

		for (size_t i = 0; i < count; i++) {
			run = (struct run){.at = at, .error = errors[i], .failed = -1};
			run_once(&run, argv + 2);
			if (run.failed < 0)
				break;
			runs++;
			refused += !*run.said;
			if (!good(&run)) {
				bad++;
				printf("call %u (number %ld) with errno %d: status %#x: %s\n", at,
				       run.failed, run.error, (unsigned)run.status, run.said);
			}
		}
		if (run.failed < 0)
			break;
		calls++;
	}
	printf("%u calls, %u runs: %u refused, %u confined, %u bad\n", calls, runs, refused,
	       runs - refused - bad, bad);
	return bad || calls < 20;
}
