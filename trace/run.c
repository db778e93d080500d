/* SPDX-License-Identifier: Apache-2.0 */
/* run.c - starts a command that is traced from before its first instruction on. */
#include "compiler/driver-probe.h"
#include "runtime/sandbox.h"
#include "trace/filter.h"
#include "trace/tracer.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

enum { STATUS_REFUSED = 125 };
/* If the tracer dies, so does all that it traces. */
enum {
	OPTIONS = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK |
	          PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC | PTRACE_O_TRACESECCOMP |
	          PTRACE_O_EXITKILL
};

/* The signals that are waited for, and what they were before. */
struct signals {
	sigset_t set, mask;
	struct sigaction child;
};

static void
signals_take(struct signals *signals)
{
	static const int taken[] = {SIGCHLD, SIGINT,  SIGQUIT, SIGTERM, SIGHUP,  SIGUSR1,
	                            SIGUSR2, SIGALRM, SIGTSTP, SIGTTIN, SIGTTOU, SIGCONT};

	sigemptyset(&signals->set);
	for (size_t i = 0; i < COUNTOF(taken); i++)
		sigaddset(&signals->set, taken[i]);
	sigprocmask(SIG_BLOCK, &signals->set, &signals->mask);
}

/* Who ignores SIGCHLD is not told of stops. */
static void
signals_hear(struct signals *signals)
{
	struct sigaction plain = {.sa_handler = SIG_DFL};

	sigaction(SIGCHLD, &plain, &signals->child);
}

static void
signals_return(const struct signals *signals)
{
	sigaction(SIGCHLD, &signals->child, NULL);
	sigprocmask(SIG_SETMASK, &signals->mask, NULL);
}

/* The child: waits until it is traced, and becomes the command. */
static _Noreturn void
become(const struct trace_request *request, const struct watch *watch, const sigset_t *mask,
       int ready)
{
	struct process process = *request->process;
	char go;

	if (read(ready, &go, 1) != 1)
		_exit(STATUS_REFUSED);
	process.watch = watch->code;
	process.watch_count = watch->count;
	sigprocmask(SIG_SETMASK, mask, NULL);
	_exit(sandbox_exec(&process));
}

static const char *
why_not_traced(struct arena *arena, int error)
{
	if (error == EPERM)
		return "the kernel does not let it be traced: another tracer has it, or "
		       "kernel.yama.ptrace_scope is 2 or 3";
	return arena_printf(arena, "the kernel does not let it be traced: %s", strerror(error));
}

/* Starts the command; NULL, or why it was not. */
static const char *
start(const struct trace_request *request, const struct watch *watch, struct signals *signals,
      pid_t *child)
{
	int ready[2], error;

	if (pipe2(ready, O_CLOEXEC) < 0)
		return arena_printf(request->arena, "no pipe: %s", strerror(errno));
	*child = fork();
	if (*child == 0) {
		close(ready[1]);
		become(request, watch, &signals->mask, ready[0]);
	}
	error = *child < 0 || ptrace(PTRACE_SEIZE, *child, NULL, (void *)(intptr_t)OPTIONS) < 0
	            ? errno
	            : 0;
	signals_hear(signals);
	if (!error && write(ready[1], "", 1) != 1)
		error = errno;
	close(ready[0]);
	close(ready[1]);
	if (!error)
		return NULL;
	if (*child < 0)
		return arena_printf(request->arena, "no process: %s", strerror(error));
	kill(*child, SIGKILL);
	waitpid(*child, NULL, 0);
	return why_not_traced(request->arena, error);
}

struct trace *
trace_run(const struct trace_request *request)
{
	struct arena *arena = request->arena;
	struct trace *trace = arena_alloc(arena, sizeof(*trace));
	struct tracer tracer = {.trace = trace};
	struct signals signals;
	struct watch watch;

	trace->kernel = (struct kernel){.abi = probe_abi(), .filter = !request->ir->unfiltered};
	trace->here = here_find(arena, request->stated);
	trace->bound = here_bind(request->ir, &trace->here, NULL);
	trace->names = here_names(trace->bound);
	trace->status = STATUS_REFUSED;
	watch = filter_for(request->ir, trace->kernel.abi);
	signals_take(&signals);
	trace->why = start(request, &watch, &signals, &tracer.main);
	if (!trace->why) {
		tracer.records = records_new(arena);
		tracer_follow(&tracer, &signals.set);
		trace->ran = tracer.executed;
		trace->records = records_all(tracer.records);
		trace->count = records_count(tracer.records);
		records_end(tracer.records);
		tasks_end(&tracer.tasks);
	}
	signals_return(&signals);
	return trace;
}
