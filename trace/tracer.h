/* SPDX-License-Identifier: Apache-2.0 */
/* tracer.h - what happens to the threads of a traced command. */
#ifndef TRACE_TRACER_H
#define TRACE_TRACER_H

#include "trace/record.h"
#include "trace/task.h"

struct tracer {
	struct trace *trace;
	struct records *records;
	struct tasks tasks;
	pid_t main;
	bool executed;  /* the command, by now */
	bool ended;     /* the main process has, with trace->status */
	bool elsewhere; /* some process has another root directory */
};

/* Follows all threads until the last has ended; the signals in SET are blocked. */
void tracer_follow(struct tracer *tracer, const sigset_t *set);

/* THREAD is stopped at the beginning of a call; what resumes it. */
int tracer_begin(struct tracer *tracer, pid_t thread);
/* The call that it is in has ended. */
void tracer_end(struct tracer *tracer, pid_t thread);
/* The thread executes another program; it was called FORMER before. */
void tracer_executed(struct tracer *tracer, pid_t thread);
/* SIGSYS: true if it was for the tracer, which has answered the call. */
bool tracer_refused(struct tracer *tracer, pid_t thread);

#endif
