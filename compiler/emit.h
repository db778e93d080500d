/* SPDX-License-Identifier: Apache-2.0 */
/* emit.h - a backend turns a checked IR into an artifact, and can read its own artifact back. */
#ifndef COMPILER_EMIT_H
#define COMPILER_EMIT_H

#include "compiler/ir.h"

struct emit_options {
	bool origins;  /* carry where each rule comes from */
	bool comments; /* for people, in text for macOS */
};

struct backend {
	const char *name; /* "landlock" */
	enum target target;
	/* The artifact's bytes, owned by IR's arena; {NULL, 0} after an error was recorded. */
	struct str (*emit)(const struct ir *ir, const struct emit_options *options);
	/* The policy that an artifact denotes, or NULL if it is none. */
	struct ir *(*read)(struct arena *arena, struct sources *sources, struct diags *diags,
	                   struct str artifact);
};

extern const struct backend backend_landlock;
extern const struct backend backend_seatbelt;
extern const struct backend backend_text;

/* Whether A and B are the same policy, rule by rule; on false *HOW says the first difference. */
bool ir_equal(const struct ir *a, const struct ir *b, const char **how);

#endif
