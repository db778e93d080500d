/* SPDX-License-Identifier: Apache-2.0 */
/*
 * trace.h - runs a command under a policy, and records what it asks for, what is denied and what
 * is allowed.  Needs no root; what the sandbox enforces stays the kernel's.
 */
#ifndef TRACE_TRACE_H
#define TRACE_TRACE_H

#include "compiler/define.h"
#include "compiler/here.h"
#include "compiler/why.h"
#include "runtime/process.h"

#include <stdio.h>

/* One kind of thing that was asked for; nono-trace(5) has the members of each. */
enum trace_kind {
	TRACE_PATH,     /* `op` on `path`, and `to` */
	TRACE_PORT,     /* `access` (BLOB_PORT_*) to `port` of `protocol` (BLOB_TCP, BLOB_UDP) */
	TRACE_SOCKET,   /* refused by the filter: `family`, `type`, `number` */
	TRACE_ABSTRACT, /* connect to the socket `name` */
	TRACE_SIGNAL,   /* to the program `name` */
	TRACE_CALL,     /* refused by the filter: `name` */
};
enum trace_verdict { TRACE_ALLOWED, TRACE_DENIED, TRACE_FAILED };

struct trace_record {
	enum trace_kind kind;
	enum trace_verdict verdict;
	enum op op;
	enum thing thing, to_thing;
	const char *path, *to, *name, *address;
	const char *program; /* that asked first, or NULL */
	uint16_t port;
	uint8_t protocol, access;
	int family, type, number;
	int error; /* that it was answered with, or 0 */
	uint64_t count;
};

struct trace_request {
	struct arena *arena;
	const struct ir *ir;              /* the policy, checked */
	const struct definitions *stated; /* where anchors are said to be */
	/* As for sandbox_exec(), but for `watch`; POLICY has the same bytes. */
	const struct process *process;
	struct str policy;
};

struct trace {
	const struct trace_record *const *records; /* in the order in which they came up */
	size_t count;
	bool ran;        /* the command, and not only what starts it */
	int status;      /* the command's, or the loader's when it did not run */
	int signal;      /* that ended it, or 0 */
	bool told;       /* somebody wanted this process to end meanwhile */
	const char *why; /* it could not be traced and was not run; or NULL */
	uint64_t dropped, unread;
	/* What records are judged by: the policy, bound as it was at the start. */
	const struct ir *bound;
	struct here_names names;
	struct here here;
	struct kernel kernel;
};

/*
 * Runs the command that REQUEST's process names, and waits for it and all its children: none of the
 * caller's may end meanwhile.  What the caller has not yet written, it writes later.
 */
struct trace *trace_run(const struct trace_request *request);

/* Writes TRACE, as nono-trace(5) says; false when it could not be written. */
bool trace_write(const struct trace_request *request, const struct trace *trace, FILE *out);
/* The same to FILE, mode 0600, whole or not at all.  NULL, or what went wrong. */
const char *trace_save(const struct trace_request *request, const struct trace *trace,
                       const char *file);

/*
 * A denial for people: a line of what was refused and by how much it matters, and a line with the
 * smallest change of a profile that would allow it.  Not made safe for a terminal.
 */
const char *trace_denial(struct arena *arena, const struct trace *trace,
                         const struct trace_record *record);
/* The first denials, then a line that counts: to standard error, safe for a terminal. */
void trace_show(struct arena *arena, const struct trace *trace, const char *program);

#endif
