/* SPDX-License-Identifier: Apache-2.0 */
/* regs.h - a stopped thread's registers, for a system call that a filter answered by SIGSYS. */
#ifndef TRACE_REGS_H
#define TRACE_REGS_H

#include <elf.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/ptrace.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <sys/user.h>

#if !defined(__x86_64__) && !defined(__aarch64__)
#error "nono-trace knows x86_64 and aarch64"
#endif

enum { CALL_ARGUMENTS = 6 };

static inline bool
regs_read(pid_t thread, struct user_regs_struct *regs)
{
	struct iovec part = {regs, sizeof(*regs)};

	return ptrace(PTRACE_GETREGSET, thread, (void *)NT_PRSTATUS, &part) == 0 &&
	       part.iov_len == sizeof(*regs);
}

static inline bool
regs_write(pid_t thread, struct user_regs_struct *regs)
{
	struct iovec part = {regs, sizeof(*regs)};

	return ptrace(PTRACE_SETREGSET, thread, (void *)NT_PRSTATUS, &part) == 0;
}

/* The kernel has put back what the call was made with: its arguments are still there. */
static inline void
regs_arguments(const struct user_regs_struct *regs, uint64_t arguments[static CALL_ARGUMENTS])
{
#if defined(__x86_64__)
	arguments[0] = regs->rdi;
	arguments[1] = regs->rsi;
	arguments[2] = regs->rdx;
	arguments[3] = regs->r10;
	arguments[4] = regs->r8;
	arguments[5] = regs->r9;
#else
	for (unsigned i = 0; i < CALL_ARGUMENTS; i++)
		arguments[i] = regs->regs[i];
#endif
}

/* What the thread sees as the result of its call. */
static inline void
regs_answer(struct user_regs_struct *regs, int64_t result)
{
#if defined(__x86_64__)
	regs->rax = (unsigned long long)result;
#else
	regs->regs[0] = (unsigned long long)result;
#endif
}

#endif
