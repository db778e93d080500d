/* SPDX-License-Identifier: Apache-2.0 */
/* driver-probe.h - asks the kernel: in a child that a policy was applied to, and in one without. */
#ifndef COMPILER_DRIVER_PROBE_H
#define COMPILER_DRIVER_PROBE_H

#include "compiler/arena.h"
#include "compiler/eval.h"
#include "compiler/options.h"

#include <sys/types.h>

enum attempt_kind {
	ATTEMPT_OPERATION, /* `op` on `path` */
	ATTEMPT_CONNECT,   /* to a TCP port of this machine */
	ATTEMPT_BIND,      /* a TCP port of this machine */
	ATTEMPT_SIGNAL,    /* to the process `pid`; none is delivered */
	ATTEMPT_ABSTRACT,  /* connect to the abstract socket `path` */
};

/* Something to try, in a way that leaves everything as it was. */
struct attempt {
	enum attempt_kind kind;
	enum op op;
	const char *path;
	enum thing thing; /* that is there */
	uint16_t port;
	pid_t pid;
	int control; /* without the policy: 0 or errno */
	int result;  /* with it */
};

/* NULL, or why the operation cannot be tried without changing something. */
const char *attempt_unsafe(const struct attempt *attempt);
/* Makes it, here and now: 0 or errno. */
int attempt_make(const struct attempt *attempt);
/* Whether something is there afterwards that has to go. */
bool attempt_creates(const struct attempt *attempt);
/* "EACCES", "success", ...: as a program has it. */
const char *errno_name(int error);
/* What the evaluator is asked about: --target-abi, or ABI. */
struct kernel driver_kernel(const struct options *options, unsigned abi);
/* The Landlock ABI of this kernel; 0 for none. */
unsigned probe_abi(void);
/*
 * Tries all of them without and with the policy BLOB, which nono-exec's own code
 * applies, and fills in both results.  NULL; or why it was not applied: the loader's words.
 */
const char *probe_run(struct arena *arena, struct str blob, struct attempt *attempts, size_t count);

#endif
