/* SPDX-License-Identifier: Apache-2.0 */
/* call.h - one call into the library: its memory, and how it ends. */
#ifndef LIBRARY_CALL_H
#define LIBRARY_CALL_H

#include "compiler/diag.h"
#include "compiler/inputs.h"
#include "library/nono.h"
#include "runtime/sha256.h"

/* In one piece: two of them may come out of one call. */
struct nono_bytes {
	size_t length;
	char data[];
};

/* Its strings are its own: an arena would need a way out of each setter. */
struct nono_options {
	char *target;
	char **definitions;
	size_t definition_count;
	uint32_t abi;
	bool warnings_are_errors;

	/* Runs. */
	char *directory, *home;
	char **environment; /* or NULL */
	bool strict, capture, trace;
};

struct nono_policy {
	struct arena *arena;
	const char *name; /* as given, or what texts are called */
	struct ir *ir;
	struct str blob;
	struct definitions definitions;
	char hash[SHA256_HEX_SIZE];
	const struct nono_diagnostics *diagnostics;
};

struct call {
	struct arena *arena;
	struct nono_error **error; /* where an error goes, or NULL */
	bool kept;                 /* what is returned owns the arena */
	/* A text that is being written. */
	struct arena_held held;
	FILE *stream;
	char *text;
	size_t size, room;
};

/* Does one call's WORK with an arena of its own; want of memory comes out as a status. */
enum nono_status call_run(enum nono_status (*work)(struct call *call, void *context), void *context,
                          struct nono_error **error);
/* An error: STATUS, for the caller to return. */
enum nono_status call_fail(struct call *call, enum nono_status status, const char *format, ...)
    PRINTF(3, 4);
/* The same for what was found in a policy. */
enum nono_status call_fail_policy(struct call *call, enum nono_status status,
                                  const struct nono_diagnostics *found);

/* A stream for a text, and the text. */
FILE *call_write(struct call *call);
struct str call_written(struct call *call);
/* TEXT as an object that is returned, unless nobody wants it. */
void call_give(struct call *call, struct str text, struct nono_bytes **bytes);
/* The same for two: both or none. */
struct gift {
	struct str text;
	struct nono_bytes **bytes;
};
void call_give_two(struct call *call, struct gift first, struct gift second);

/* What DIAGS hold, for as long as the arena lives. */
const struct nono_diagnostics *diagnostics_keep(struct call *call, struct diags *diags);
/* POLICY's rules, to be asked with this call's memory: the policy itself stays as it is. */
struct ir *policy_borrow(struct call *call, const struct nono_policy *policy);

#endif
