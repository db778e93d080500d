/* SPDX-License-Identifier: Apache-2.0 */
/* assertion.h - a claim about a policy, as `assert` lines make it. */
#ifndef COMPILER_ASSERTION_H
#define COMPILER_ASSERTION_H

#include "compiler/path.h"
#include "compiler/rule.h"
#include "compiler/source.h"

enum claim_kind { CLAIM_PATH, CLAIM_CONNECT, CLAIM_LISTEN, CLAIM_VARIABLE };

/*
 * What must hold of the whole policy: that everything it covers is allowed, or that nothing of it
 * is.
 */
struct assertion {
	bool allow;
	enum claim_kind kind;
	uint32_t rights;             /* PATH: each of them */
	struct path path;            /* PATH */
	bool below;                  /* PATH: and all that lies below it */
	enum blob_protocol protocol; /* CONNECT, LISTEN */
	uint16_t first_port, last_port;
	struct str name; /* VARIABLE */
	bool prefix;     /* VARIABLE: the name is the beginning of names */
	struct span at;
	const struct origin *origin;
	const struct outcome *outcome; /* judge.h's, once it was judged; else NULL */
	struct assertion *next;        /* in the order of their files */
};

/* As a line of policy text, without the word `assert`. */
const char *assertion_text(struct arena *arena, const struct assertion *assertion);

#endif
