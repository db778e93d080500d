/* SPDX-License-Identifier: Apache-2.0 */
/* tracer.c - the calls of traced threads: read when they begin, recorded when they have ended. */
#include "trace/tracer.h"

#include "trace/filter.h"
#include "trace/judge.h"

#include <errno.h>
#include <signal.h>
#include <sys/ptrace.h>

enum { RESTART_FIRST = 512, RESTART_LAST = 516 };
/* The kernel's SYS_SECCOMP, which the C library leaves out. */
enum { CODE_SECCOMP = 1 };

static bool
call_information(pid_t thread, struct __ptrace_syscall_info *information)
{
	return ptrace(PTRACE_GET_SYSCALL_INFO, thread, sizeof(*information), information) > 0;
}

int
tracer_begin(struct tracer *tracer, pid_t thread)
{
	struct __ptrace_syscall_info information;
	struct task *task = tasks_get(&tracer->tasks, thread);
	struct call *call = task ? task_call(task) : NULL;

	if (!call || !call_information(thread, &information) ||
	    information.op != PTRACE_SYSCALL_INFO_SECCOMP) {
		tracer->trace->unread++;
		return PTRACE_CONT;
	}
	for (unsigned i = 0; i < CALL_ARGUMENTS; i++)
		call->arguments[i] = information.seccomp.args[i];
	call->elsewhere = tracer->elsewhere;
	task_program(task); /* while it is the one that asks */
	if (call_read(call, (long)information.seccomp.nr))
		return PTRACE_SYSCALL;
	task_call_end(task);
	return PTRACE_CONT;
}

/* A process that is not traced, and that only the sandbox keeps from being signalled. */
static bool
is_outside(const struct tracer *tracer, const struct call *call)
{
	for (unsigned i = 0; i < TASK_BUCKETS; i++)
		for (const struct task *task = tracer->tasks.buckets[i]; task; task = task->next)
			if (task->tracee.process == call->target)
				return false;
	return kill(call->target, 0) == 0;
}

static void
add(struct tracer *tracer, struct task *task, const struct trace_record *record)
{
	/* Until the first program runs, it is the loader that asks. */
	const char *program = tracer->executed ? task_program(task) : NULL;

	if (!records_add(tracer->records, record, program))
		tracer->trace->dropped++;
}

static bool
denied(const struct tracer *tracer, const struct call *call, unsigned item)
{
	const struct trace_record *record = &call->items[item];

	if (call->hidden[item] || (record->kind == TRACE_PATH && record->error == EROFS))
		return false;
	if (record->kind == TRACE_SIGNAL && !is_outside(tracer, call))
		return false;
	return judge_denies(tracer->trace, record);
}

static bool
makes_file(const struct trace_record *record)
{
	return record->kind == TRACE_PATH &&
	       (record->op == OP_CREATE || record->op == OP_TMPFILE || record->op == OP_MKNOD_FILE);
}

/* Refused: what of it the policy denies; if nothing, all that is known is that it failed. */
static void
add_refused(struct tracer *tracer, struct task *task, int error)
{
	struct call *call = task->call;
	bool any = false;

	for (unsigned i = 0; i < call->count; i++) {
		struct trace_record *record = &call->items[i];

		record->error = error;
		if (!denied(tracer, call, i))
			continue;
		record->verdict = TRACE_DENIED;
		add(tracer, task, record);
		any = true;
		/* What cannot be made need not be read. */
		if (makes_file(record))
			break;
	}
	if (any || !call->count || call->items[0].kind > TRACE_PORT)
		return;
	call->items[0].verdict = TRACE_FAILED;
	add(tracer, task, &call->items[0]);
}

static void
finish(struct tracer *tracer, struct task *task, int error)
{
	struct call *call = task->call;
	enum ending ending = call->count ? judge_ending(&call->items[0], error) : ENDING_NOTHING;

	if (call->unread && (error == 0 || error == EACCES))
		tracer->trace->unread++;
	if (call->moves && error == 0)
		tracer->elsewhere = true;
	if (ending == ENDING_REFUSED)
		add_refused(tracer, task, error);
	for (unsigned i = 0; ending == ENDING_ALLOWED && i < call->count; i++)
		if (call->items[i].kind <= TRACE_PORT)
			add(tracer, task, &call->items[i]);
	task_call_end(task);
}

void
tracer_end(struct tracer *tracer, pid_t thread)
{
	struct __ptrace_syscall_info information;
	struct task *task = tasks_find(&tracer->tasks, thread);
	int64_t result;

	if (!task || !task->call)
		return;
	if (!call_information(thread, &information) || information.op != PTRACE_SYSCALL_INFO_EXIT) {
		task_call_end(task);
		return;
	}
	result = information.exit.rval;
	/* A signal came, and the call will be made again. */
	if (result <= -RESTART_FIRST && result >= -RESTART_LAST)
		task_call_end(task);
	else
		finish(tracer, task, information.exit.is_error ? (int)-result : 0);
}

void
tracer_executed(struct tracer *tracer, pid_t thread)
{
	struct task *task = tasks_get(&tracer->tasks, thread), *before;
	unsigned long former = 0;

	if (!task)
		return;
	/* A thread that is not its process's first one takes that one's place and number. */
	if (ptrace(PTRACE_GETEVENTMSG, thread, NULL, &former) == 0 && (pid_t)former != thread &&
	    (before = tasks_find(&tracer->tasks, (pid_t)former))) {
		task_call_end(task);
		task->call = before->call;
		before->call = NULL;
		tasks_remove(&tracer->tasks, (pid_t)former);
	}
	if (task->call)
		finish(tracer, task, 0);
	tracer->executed = true;
	task_executed(task);
}

bool
tracer_refused(struct tracer *tracer, pid_t thread)
{
	struct user_regs_struct regs;
	struct task *task = tasks_get(&tracer->tasks, thread);
	struct call *call;
	siginfo_t info;
	int error;

	if (ptrace(PTRACE_GETSIGINFO, thread, NULL, &info) < 0 || info.si_signo != SIGSYS ||
	    info.si_code != CODE_SECCOMP || (info.si_errno & ~FILTER_ERRNO) != FILTER_MARK ||
	    !regs_read(thread, &regs))
		return false;
	error = info.si_errno & FILTER_ERRNO;
	call = task ? task_call(task) : NULL;
	if (call) {
		call->elsewhere = tracer->elsewhere;
		regs_arguments(&regs, call->arguments);
		call_read_refused(call, info.si_syscall, error);
		for (unsigned i = 0; i < call->count; i++) {
			call->items[i].verdict = TRACE_DENIED;
			call->items[i].error = error;
			add(tracer, task, &call->items[i]);
		}
		task_call_end(task);
	}
	regs_answer(&regs, -error);
	regs_write(thread, &regs);
	return true;
}
