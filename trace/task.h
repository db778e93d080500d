/* SPDX-License-Identifier: Apache-2.0 */
/* task.h - the threads that are traced, and the call that each is in. */
#ifndef TRACE_TASK_H
#define TRACE_TASK_H

#include "trace/call.h"

struct task {
	struct tracee tracee;
	struct call *call; /* that it is in and whose end is waited for, or NULL */
	char *program;     /* or NULL: not looked at yet */
	struct task *next;
};

enum { TASK_BUCKETS = 1024 };
struct tasks {
	struct task *buckets[TASK_BUCKETS];
};

/* THREAD's, made if there was none; NULL if there is no memory. */
struct task *tasks_get(struct tasks *tasks, pid_t thread);
/* THREAD's, or NULL; and releases it, if there is one. */
struct task *tasks_find(struct tasks *tasks, pid_t thread);
void tasks_remove(struct tasks *tasks, pid_t thread);
/* Releases all of them. */
void tasks_end(struct tasks *tasks);

/* The program that the task executes, or NULL. */
const char *task_program(struct task *task);
/* It executes another one. */
void task_executed(struct task *task);
/* A call for the task to be in; NULL if there is no memory. */
struct call *task_call(struct task *task);
/* Releases that call, if it is in one. */
void task_call_end(struct task *task);

#endif
