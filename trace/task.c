/* SPDX-License-Identifier: Apache-2.0 */
/* task.c - a table of threads by number. */
#include "trace/task.h"

#include <stdlib.h>
#include <string.h>

static struct task **
slot(struct tasks *tasks, pid_t thread)
{
	struct task **at = &tasks->buckets[(unsigned)thread % TASK_BUCKETS];

	while (*at && (*at)->tracee.thread != thread)
		at = &(*at)->next;
	return at;
}

struct task *
tasks_find(struct tasks *tasks, pid_t thread)
{
	return *slot(tasks, thread);
}

struct task *
tasks_get(struct tasks *tasks, pid_t thread)
{
	struct task **at = slot(tasks, thread);

	if (*at)
		return *at;
	*at = calloc(1, sizeof(**at));
	if (*at)
		(*at)->tracee = (struct tracee){thread, tracee_process(thread)};
	return *at;
}

void
task_call_end(struct task *task)
{
	if (!task->call)
		return;
	call_end(task->call);
	free(task->call);
	task->call = NULL;
}

void
tasks_remove(struct tasks *tasks, pid_t thread)
{
	struct task **at = slot(tasks, thread), *task = *at;

	if (!task)
		return;
	*at = task->next;
	task_call_end(task);
	free(task->program);
	free(task);
}

void
tasks_end(struct tasks *tasks)
{
	for (unsigned i = 0; i < TASK_BUCKETS; i++)
		while (tasks->buckets[i])
			tasks_remove(tasks, tasks->buckets[i]->tracee.thread);
}

const char *
task_program(struct task *task)
{
	char program[PATH_MAX];

	if (!task->program && tracee_link(&task->tracee, "exe", program))
		task->program = strdup(program);
	return task->program;
}

void
task_executed(struct task *task)
{
	free(task->program);
	task->program = NULL;
}

struct call *
task_call(struct task *task)
{
	task_call_end(task);
	task->call = calloc(1, sizeof(*task->call));
	if (task->call)
		task->call->tracee = task->tracee;
	return task->call;
}
