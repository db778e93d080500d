/* SPDX-License-Identifier: Apache-2.0 */
/* follow.c - waits for what traced threads and the terminal do, and passes it on. */
#include "trace/tracer.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

enum { EVENT_SHIFT = 16, CALL_STOP = SIGTRAP | 0x80 };

static void
resume(pid_t thread, int request, int signal)
{
	/* One that was killed meanwhile is not there, which waiting tells. */
	ptrace((enum __ptrace_request)request, thread, NULL, (void *)(intptr_t)signal);
}

/* What resumes a thread that may be in a call. */
static int
onward(const struct tracer *tracer, pid_t thread)
{
	struct task *task = tasks_find((struct tasks *)(uintptr_t)&tracer->tasks, thread);

	return task && task->call ? PTRACE_SYSCALL : PTRACE_CONT;
}

/*
 * The command's job is stopped at the terminal, so this process stops as well: the shell knows
 * only this one.  Whoever continues the job continues both.
 */
static void
stop_with(const struct tracer *tracer, pid_t thread, int signal)
{
	if (thread == tracer->main && signal != SIGSTOP && getpgid(thread) == getpgrp())
		raise(SIGSTOP);
}

/* PTRACE_EVENT_STOP: a new thread, or the job was stopped or continued. */
static void
stopped(struct tracer *tracer, pid_t thread, int signal)
{
	struct task *task = tasks_find(&tracer->tasks, thread);

	if (signal == SIGSTOP || signal == SIGTSTP || signal == SIGTTIN || signal == SIGTTOU) {
		resume(thread, PTRACE_LISTEN, 0);
		stop_with(tracer, thread, signal);
		return;
	}
	/* A new one may have the number of one that execve() ended without a word. */
	if (task && !task->call)
		tasks_remove(&tracer->tasks, thread);
	tasks_get(&tracer->tasks, thread);
	resume(thread, onward(tracer, thread), 0);
}

static void
on_stop(struct tracer *tracer, pid_t thread, int status)
{
	int signal = WSTOPSIG(status), event = status >> EVENT_SHIFT;

	if (event == PTRACE_EVENT_SECCOMP) {
		resume(thread, tracer_begin(tracer, thread), 0);
	} else if (event == PTRACE_EVENT_STOP) {
		stopped(tracer, thread, signal);
	} else if (event == PTRACE_EVENT_EXEC) {
		tracer_executed(tracer, thread);
		resume(thread, PTRACE_CONT, 0);
	} else if (event) {
		resume(thread, onward(tracer, thread), 0);
	} else if (signal == CALL_STOP) {
		tracer_end(tracer, thread);
		resume(thread, PTRACE_CONT, 0);
	} else if (signal == SIGSYS && tracer_refused(tracer, thread)) {
		resume(thread, PTRACE_CONT, 0);
	} else {
		resume(thread, onward(tracer, thread), signal);
	}
}

static void
on_status(struct tracer *tracer, pid_t thread, int status)
{
	if (WIFSTOPPED(status)) {
		on_stop(tracer, thread, status);
		return;
	}
	tasks_remove(&tracer->tasks, thread);
	if (thread != tracer->main)
		return;
	tracer->ended = true;
	tracer->trace->signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
	tracer->trace->status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* Once the command itself has ended, nobody is left to decide: the rest goes. */
static void
end_rest(const struct tracer *tracer)
{
	for (unsigned i = 0; i < TASK_BUCKETS; i++)
		for (const struct task *task = tracer->tasks.buckets[i]; task; task = task->next)
			kill(task->tracee.process, SIGKILL);
}

/* A signal to this process: the command's, unless the kernel has sent it to the whole job. */
static void
on_signal(const struct tracer *tracer, const siginfo_t *info)
{
	int signal = info->si_signo;
	bool ends = signal == SIGINT || signal == SIGTERM || signal == SIGHUP || signal == SIGQUIT;

	if (signal == SIGCHLD)
		return;
	tracer->trace->told |= ends;
	if (tracer->ended && ends)
		end_rest(tracer);
	else if (tracer->ended)
		return;
	else if (signal == SIGCONT && getpgid(tracer->main) != getpgrp())
		kill(tracer->main, SIGCONT);
	else if (info->si_code <= 0 && signal != SIGCONT)
		kill(tracer->main, signal);
}

void
tracer_follow(struct tracer *tracer, const sigset_t *set)
{
	siginfo_t info;
	int status;

	for (;;) {
		pid_t thread = waitpid(-1, &status, __WALL | WNOHANG);

		if (thread > 0)
			on_status(tracer, thread, status);
		else if (thread < 0 && errno != EINTR)
			return;
		else if (sigwaitinfo(set, &info) > 0)
			on_signal(tracer, &info);
	}
}
