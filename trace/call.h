/* SPDX-License-Identifier: Apache-2.0 */
/* call.h - a system call of a stopped thread, as what it asks for. */
#ifndef TRACE_CALL_H
#define TRACE_CALL_H

#include "trace/regs.h"
#include "trace/resolve.h"
#include "trace/trace.h"

#include <sys/syscall.h>

/* A script, its interpreter's script, ... as deep as the kernel goes, and what loads the last. */
enum { CALL_ITEMS = 8, CALL_TEXTS = 2 * CALL_ITEMS };

struct call {
	struct tracee tracee;
	uint64_t arguments[CALL_ARGUMENTS];
	/* What it asks for; a denial is of one of them at least. */
	struct trace_record items[CALL_ITEMS];
	bool hidden[CALL_ITEMS]; /* the modes of a directory on the way refuse it anyway */
	unsigned count;
	char *texts[CALL_TEXTS]; /* that the items point to */
	unsigned text_count;
	pid_t target;   /* signals: the process, or a group as a negative number */
	bool moves;     /* it asks for another root directory */
	bool unread;    /* something of it could not be read */
	bool elsewhere; /* threads may have other root directories than we have */
};

/* Reads call NUMBER; false if there is nothing to wait for in its end. */
bool call_read(struct call *call, long number);
/* The same for one that the policy's filter refused with ERROR. */
void call_read_refused(struct call *call, long number, int error);
/* Releases what it holds. */
void call_end(struct call *call);

/* The parts. */
struct trace_record *call_add(struct call *call, enum trace_kind kind);
/* Keeps a copy of TEXT as long as CALL; NULL if there is no room. */
const char *call_keep(struct call *call, const char *text);
/* Resolves the string at ADDRESS from the directory FD; false if it is of no interest. */
bool call_place(struct call *call, int fd, uint64_t address, bool follow, struct location *place);
/* OP on PLACE. */
void call_path(struct call *call, enum op op, const struct location *place);

#define CALL(number, decode) void call_##decode(struct call *call);
#include "trace/call.def"
#undef CALL

#endif
