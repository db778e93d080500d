/* SPDX-License-Identifier: Apache-2.0 */
/* call.c - what system calls ask for, and those that the filter refuses. */
#include "trace/call.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>

struct trace_record *
call_add(struct call *call, enum trace_kind kind)
{
	struct trace_record *record;

	if (call->count == CALL_ITEMS)
		return NULL;
	call->hidden[call->count] = false;
	record = &call->items[call->count++];
	*record = (struct trace_record){.kind = kind};
	return record;
}

const char *
call_keep(struct call *call, const char *text)
{
	char *copy = call->text_count < CALL_TEXTS ? strdup(text) : NULL;

	if (!copy)
		call->unread = true;
	else
		call->texts[call->text_count++] = copy;
	return copy;
}

void
call_end(struct call *call)
{
	for (unsigned i = 0; i < call->text_count; i++)
		free(call->texts[i]);
	call->text_count = call->count = 0;
}

/* Paths of a thread with another root directory are not ours. */
static bool
same_root(const struct call *call)
{
	char name[sizeof("/proc/4294967295/root")];
	struct stat theirs, ours;

	snprintf(name, sizeof(name), "/proc/%d/root", call->tracee.thread);
	return stat(name, &theirs) == 0 && stat("/", &ours) == 0 && theirs.st_dev == ours.st_dev &&
	       theirs.st_ino == ours.st_ino;
}

bool
call_place(struct call *call, int fd, uint64_t address, bool follow, struct location *place)
{
	char text[PATH_MAX];
	enum resolved resolved = RESOLVE_UNREAD;

	if (call->elsewhere && !same_root(call)) {
		call->unread = true;
		return false;
	}
	if (tracee_text(&call->tracee, address, text))
		resolved = resolve(&call->tracee, fd, text, follow, place);
	call->unread = call->unread || resolved == RESOLVE_UNREAD;
	return resolved == RESOLVED;
}

void
call_path(struct call *call, enum op op, const struct location *place)
{
	struct trace_record *record = call_add(call, TRACE_PATH);
	const char *path = record ? call_keep(call, place->path) : NULL;

	if (!record)
		return;
	if (!path) {
		call->count--;
		return;
	}
	record->op = op;
	record->path = path;
	record->thing = place->thing;
	call->hidden[call->count - 1] = place->hidden;
}

bool
call_read(struct call *call, long number)
{
	switch (number) {
#define CALL(number, decode)         \
	case number:                 \
		call_##decode(call); \
		break;
#include "trace/call.def"
#undef CALL
	default:
		break;
	}
	return call->count || call->moves || call->unread;
}

static const char *
name_of(long number)
{
#if defined(__x86_64__)
#define CALL(symbol, name, x86_64, aarch64) {name, x86_64},
#else
#define CALL(symbol, name, x86_64, aarch64) {name, aarch64},
#endif
#define NONE (-1)
	static const struct {
		const char *name;
		long number;
	} names[] = {
#include "compiler/filter.def"
	};
#undef CALL
#undef NONE

	for (size_t i = 0; i < COUNTOF(names); i++)
		if (names[i].number == number)
			return names[i].name;
	return "?";
}

void
call_read_refused(struct call *call, long number, int error)
{
	enum { TYPE_MASK = 0xf };
	struct trace_record *record;

	switch (number) {
#ifdef SYS_open
	case SYS_open:
#endif
	case SYS_openat:
	case SYS_truncate:
	case SYS_listen:
		if (call_read(call, number) && call->count)
			return;
		break;
	case SYS_socket:
		record = call_add(call, TRACE_SOCKET);
		record->family = (int)call->arguments[0];
		record->type = (int)call->arguments[1] & TYPE_MASK;
		record->number = (int)call->arguments[2];
		return;
	default:
		break;
	}
	call->count = 0;
	record = call_add(call, TRACE_CALL);
	record->name = name_of(number);
	record->error = error;
}
