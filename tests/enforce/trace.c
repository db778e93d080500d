/* SPDX-License-Identifier: Apache-2.0 */
/* trace.c - registers, per architecture. */
#include "tests/enforce/trace.h"

#include <elf.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>

static _Noreturn void
die(const char *what)
{
	perror(what);
	exit(2);
}

void
call_skip(pid_t pid)
{
#if defined(__x86_64__)
	if (ptrace(PTRACE_POKEUSER, pid, offsetof(struct user_regs_struct, orig_rax), -1L))
		die("trace: skip");
#else
	int none = -1;
	struct iovec part = {&none, sizeof(none)};

	if (ptrace(PTRACE_SETREGSET, pid, NT_ARM_SYSTEM_CALL, &part))
		die("trace: skip");
#endif
}

void
call_answer(pid_t pid, long result)
{
#if defined(__x86_64__)
	if (ptrace(PTRACE_POKEUSER, pid, offsetof(struct user_regs_struct, rax), result))
		die("trace: answer");
#else
	struct user_regs_struct registers;
	struct iovec all = {&registers, sizeof(registers)};

	if (ptrace(PTRACE_GETREGSET, pid, NT_PRSTATUS, &all))
		die("trace: answer");
	registers.regs[0] = (unsigned long)result;
	if (ptrace(PTRACE_SETREGSET, pid, NT_PRSTATUS, &all))
		die("trace: answer");
#endif
}
