/* SPDX-License-Identifier: Apache-2.0 */
/* watch.c - a process between caller and command, which traces it: it may wait for anything. */
#include "library/child.h"
#include "trace/trace.h"
#include "trace/words.h"

#include <unistd.h>

#define PROGRAM "nono: "

/*
 * It does not execute anything, and so must close what this process had open, also for others'
 * sake: who waits for the end of a pipe waits for its last descriptor.
 */
static bool
close_others(const struct child *child)
{
	const int kept[] = {child->process.messages, child->streams[STREAM_VERDICT].other,
	                    child->streams[STREAM_RECORDS].other};
	unsigned first = STDERR_FILENO + 1, next;

	do {
		next = ~0u;
		for (size_t i = 0; i < COUNTOF(kept); i++)
			if ((unsigned)kept[i] >= first && (unsigned)kept[i] < next)
				next = (unsigned)kept[i];
		if (next > first && close_range(first, next == ~0u ? next : next - 1, 0) < 0)
			return false;
		first = next + 1;
	} while (next != ~0u);
	return true;
}

static void
say(const struct child *child, const char *word)
{
	child_write(child->streams[STREAM_RECORDS].other, word ? word : "",
	            strlen(word ? word : "") + 1);
}

/* It did not become the command, for WHY or for what the runtime has said. */
static _Noreturn void
end_refused(const struct child *child, int status, const char *why)
{
	int messages = child->process.messages;
	char verdict = (char)status;

	if (why) {
		child_write(messages, PROGRAM, sizeof(PROGRAM) - 1);
		child_write(messages, why, strlen(why));
		child_write(messages, "\n", 1);
	}
	child_write(child->streams[STREAM_VERDICT].other, &verdict, 1);
	_exit(status);
}

static const char *
subject_of(struct arena *arena, const struct trace_record *record)
{
	switch (record->kind) {
	case TRACE_PATH:
		return record->path;
	case TRACE_PORT:
		return arena_printf(arena, "%s/%u", record->protocol == BLOB_TCP ? "tcp" : "udp",
		                    record->port);
	case TRACE_SOCKET:
		for (const struct trace_name *name = trace_families; name->name; name++)
			if (name->number == record->family)
				return name->name;
		return arena_printf(arena, "family %d", record->family);
	default:
		return record->name;
	}
}

static void
say_denial(const struct child *child, struct arena *arena, const struct trace *trace,
           const struct trace_record *record)
{
	static const char help[] = "\n  to allow: ";
	const char *text = trace_denial(arena, trace, record);
	const char *change = strstr(text, help);

	say(child, trace_op(record));
	say(child, subject_of(arena, record));
	say(child, change ? arena_printf(arena, "%.*s", (int)(change - text), text) : text);
	say(child, change ? change + sizeof(help) - 1 : "");
	say(child, arena_printf(arena, "%llu", (unsigned long long)record->count));
}

static _Noreturn void
watch(const struct child *child, struct arena *arena)
{
	const struct nono_policy *policy = child->watched;
	struct ir ir = *policy->ir;
	struct trace_request request = {.arena = arena,
	                                .ir = &ir,
	                                .stated = &policy->definitions,
	                                .process = &child->process,
	                                .policy = policy->blob};
	struct trace *trace;

	ir.arena = arena;
	ir.diags = diags_new(arena, ir.sources);
	trace = trace_run(&request);
	if (trace->why)
		end_refused(child, REFUSED, trace->why);
	if (!trace->ran)
		end_refused(child, trace->status, NULL);
	say(child, arena_printf(arena, "%d", trace->status));
	say(child, arena_printf(arena, "%d", trace->signal));
	say(child,
	    arena_printf(arena, "%llu", (unsigned long long)(trace->dropped + trace->unread)));
	for (size_t i = 0; i < trace->count; i++)
		if (trace->records[i]->verdict == TRACE_DENIED)
			say_denial(child, arena, trace, trace->records[i]);
	_exit(0);
}

void
child_watch(struct child *child)
{
	jmp_buf where;

	/* The caller's own way out is none of this process's. */
	if (setjmp(where))
		end_refused(child, REFUSED, "there is no memory to trace with");
	if (!close_others(child))
		end_refused(child, REFUSED, "open files cannot be closed in the tracer");
	watch(child, arena_new_guarded(&where));
}
