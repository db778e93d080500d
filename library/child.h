/* SPDX-License-Identifier: Apache-2.0 */
/* child.h - a process that the runtime restricts, and what comes back from it. */
#ifndef LIBRARY_CHILD_H
#define LIBRARY_CHILD_H

#include "library/call.h"
#include "runtime/process.h"

/* What comes from one pipe, and the end that the process has. */
struct stream {
	int fd, other; /* -1: closed */
	char *data;
	size_t length, capacity;
};
/* Above 2, whatever this process has closed; false, and errno. */
bool stream_open(struct stream *stream);
void stream_close(void *stream);
enum { STREAM_OUTPUT, STREAM_ERRORS, STREAM_MESSAGES, STREAM_VERDICT, STREAM_RECORDS, STREAMS };

struct child {
	struct arena_held held;
	struct process process;
	const char *directory; /* where it starts, or NULL */
	bool capture;          /* what it writes; else it goes where this process's does */
	const struct nono_policy *watched; /* by a process in between; or NULL */
	struct stream streams[STREAMS];
	int status;  /* as waitpid() has it */
	int refused; /* that it did not become the command: the runtime's exit status; else -1 */
};

/* A policy, what a call is to do with it, and the words of a command. */
struct order {
	const struct nono_policy *policy;
	const struct nono_options *options;
	const char *flag; /* for the runtime, or NULL */
	const char *const *command;
	size_t count;
};

/* The runtime's status when nothing has run; 126 and 127: it was the command's fault. */
#define REFUSED 125

/* How the runtime is called for that. */
struct process process_of(struct call *call, const struct order *order);
/* Runs one to its end; NULL, or what the system refused.  It lives until child_free(). */
struct child *child_new(struct call *call, const struct order *order);
const char *child_run(struct call *call, struct child *child);
/*
 * The process in between: traces the command, says what was recorded, and ends.  It writes WORD and
 * others like it, each with a NUL: the status, the signal, what was not recorded, and for each
 * denial what nono_denial_*() have.
 */
_Noreturn void child_watch(struct child *child);
/* For it: all of SIZE BYTES, if it can be. */
void child_write(int fd, const char *bytes, size_t size);
void child_free(struct call *call);
/* What a stream had, in the arena. */
struct str child_text(struct call *call, const struct child *child, int stream);
/* The last of the runtime's messages: why it refused. */
const char *refusal_of(struct call *call, struct str messages);

#endif
