/* SPDX-License-Identifier: Apache-2.0 */
/*
 * emulate.c - a program on a kernel of another Landlock ABI, as far as that program can tell.
 *
 * emulate ABI RELEASE UID COMMAND...: until what COMMAND executes itself begins,
 * as that user, the kernel says that its Landlock is of this ABI (1 to 6) and
 * knows nothing newer, and that it is of this release ("-": its own).  With an
 * ABI above 6 only the number is another: one that nobody has yet.  Root has to
 * trace: nono-exec lets nobody else look into its memory.
 *
 * What the kernel then does with a ruleset is its own, which is what an older one
 * would do with rights that it has; what that one lacks it does not mediate, as
 * here nobody asks for it.  Not the same are rename and link across directories on
 * ABI 1: there they answer EXDEV before any right is looked at.
 */
#include "tests/enforce/trace.h"

#include <errno.h>
#include <grp.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SYSCALL_STOP = SIGTRAP | 0x80, EXEC_STOP = SIGTRAP | PTRACE_EVENT_EXEC << 8 };
enum { CREATE_RULESET = 444, ADD_RULE, RESTRICT_SELF, VERSION_QUERY = 1, NET_PORT = 2 };
enum { PLAYED = 6 };

struct machine {
	long abi;
	const char *release; /* or NULL */
	uint64_t name;       /* where uname() writes */
	long answer;         /* instead of the call's own, when `skipped` */
	bool skipped;
};

static _Noreturn void
die(const char *what)
{
	perror(what);
	exit(2);
}

static bool
copy(pid_t pid, uint64_t from, void *to, size_t size)
{
	struct iovec here = {to, size}, there = {(void *)(uintptr_t)from, size}; /* NOLINT */

	return process_vm_readv(pid, &here, 1, &there, 1, 0) == (ssize_t)size;
}

/* A ruleset may name the rights that the ABI has; one that is longer has a tail of 0. */
static long
create_ruleset(const struct machine *machine, pid_t pid, const uint64_t *arguments)
{
	static const uint64_t files[PLAYED + 1] = {0,      0x1fff, 0x3fff, 0x7fff,
	                                           0x7fff, 0xffff, 0xffff};
	uint64_t known[] = {
	    files[machine->abi], machine->abi >= 4 ? 3 : 0, machine->abi >= 6 ? 3 : 0, 0, 0, 0};
	size_t fields = machine->abi >= 6 ? 3 : machine->abi >= 4 ? 2 : 1;
	uint64_t asked[sizeof(known) / sizeof(known[0])] = {0};

	if (arguments[2] || arguments[1] < sizeof(asked[0]) || arguments[1] > sizeof(asked))
		return -EINVAL;
	if (!copy(pid, arguments[0], asked, arguments[1]))
		return -EFAULT;
	for (size_t i = fields; i < sizeof(asked) / sizeof(asked[0]); i++)
		if (asked[i])
			return -E2BIG;
	for (size_t i = 0; i < fields; i++)
		if (asked[i] & ~known[i])
			return -EINVAL;
	return 0;
}

/* 0: the call is made; else what it answers. */
static long
judge(struct machine *machine, pid_t pid, uint64_t number, const uint64_t *arguments)
{
	bool asked = number == CREATE_RULESET && !arguments[0] && !arguments[1];

	if (asked && arguments[2] == VERSION_QUERY)
		return machine->abi;
	if (machine->abi > PLAYED)
		return 0;
	switch (number) {
	case CREATE_RULESET:
		return create_ruleset(machine, pid, arguments);
	case ADD_RULE:
		return arguments[3] || (arguments[1] == NET_PORT && machine->abi < 4) ? -EINVAL : 0;
	case RESTRICT_SELF:
		return arguments[1] ? -EINVAL : 0;
	case SYS_uname:
		machine->name = arguments[0];
		return 0;
	default:
		return 0;
	}
}

static void
rename_kernel(const struct machine *machine, pid_t pid)
{
	char release[sizeof(((struct utsname *)0)->release)] = "";
	struct iovec here = {release, sizeof(release)};
	struct iovec there = {(void *)(uintptr_t)(machine->name + /* NOLINT */
	                                          offsetof(struct utsname, release)),
	                      sizeof(release)};

	snprintf(release, sizeof(release), "%s", machine->release);
	if (process_vm_writev(pid, &here, 1, &there, 1, 0) < 0)
		die("emulate: uname");
}

static void
stop(struct machine *machine, pid_t pid)
{
	struct __ptrace_syscall_info info;

	if (ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof(info), &info) < 0)
		die("emulate: look");
	if (info.op == PTRACE_SYSCALL_INFO_ENTRY) {
		uint64_t arguments[6];

		memcpy(arguments, info.entry.args, sizeof(arguments));
		machine->answer = judge(machine, pid, info.entry.nr, arguments);
		machine->skipped = machine->answer != 0;
		if (machine->skipped)
			call_skip(pid);
		return;
	}
	if (machine->skipped)
		call_answer(pid, machine->answer);
	else if (machine->name && machine->release)
		rename_kernel(machine, pid);
	machine->skipped = false;
	machine->name = 0;
}

/* Until what COMMAND executes begins, or COMMAND ends; returns how, as of waitpid(). */
static int
follow(struct machine *machine, pid_t pid)
{
	unsigned programs = 0;
	int status, sent = 0;

	if (waitpid(pid, &status, 0) < 0 ||
	    ptrace(PTRACE_SETOPTIONS, pid, NULL,
	           PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL | PTRACE_O_TRACEEXEC))
		die("emulate: trace");
	for (;; sent = 0) {
		if (ptrace(PTRACE_SYSCALL, pid, NULL, sent) || waitpid(pid, &status, 0) < 0)
			die("emulate: trace");
		if (!WIFSTOPPED(status))
			return status;
		if (status >> 8 == EXEC_STOP && ++programs == 2)
			break;
		if (WSTOPSIG(status) == SYSCALL_STOP)
			stop(machine, pid);
		else if (status >> 8 != EXEC_STOP)
			sent = WSTOPSIG(status);
	}
	if (ptrace(PTRACE_DETACH, pid, NULL, NULL) || waitpid(pid, &status, 0) < 0)
		die("emulate: detach");
	return status;
}

int
main(int argc, char **argv)
{
	struct machine machine = {.abi = argc > 4 ? strtol(argv[1], NULL, 10) : 0};
	int status;

	if (machine.abi < 1) {
		fputs("usage: emulate ABI RELEASE UID COMMAND...\n", stderr);
		return 2;
	}
	if (strcmp(argv[2], "-") != 0)
		machine.release = argv[2];
	uid_t uid = (uid_t)strtoul(argv[3], NULL, 10);
	pid_t pid = fork();
	if (pid < 0)
		die("emulate: fork");
	if (pid == 0) {
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		raise(SIGSTOP);
		if (setgroups(0, NULL) || setresgid(uid, uid, uid) || setresuid(uid, uid, uid))
			_exit(126);
		execv(argv[4], argv + 4);
		_exit(127);
	}
	status = follow(&machine, pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
