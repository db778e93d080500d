/* SPDX-License-Identifier: Apache-2.0 */
/* driver-compare.h - what one policy allows and another does not, in words: contains and diff. */
#ifndef COMPILER_DRIVER_COMPARE_H
#define COMPILER_DRIVER_COMPARE_H

#include "compiler/algebra.h"
#include "compiler/driver.h"

#include <jansson.h>

/* An excess as people read it; as the profile has it, hostile bytes included. */
struct words {
	const char *what;   /* "read", "read (no exec)", "connect", "pass" */
	const char *where;  /* "~/.ssh", "tcp/443", "GITHUB_*" */
	const char *was;    /* what the other policy has there: "read", "none", or NULL */
	const char *origin; /* "agent.json:4:12", or "group node_runtime (built-in)", or "" */
	const char *chain;  /* "from agent.json:3:4, from team.json:1:2", or NULL */
};

struct words compare_words(struct arena *arena, const struct ir *a, const struct excess *excess);
/* The chain of extends and groups that ORIGIN came in by, or NULL. */
const char *compare_chain(const struct ir *ir, const struct origin *origin);
/* The same as an object; for programs. */
json_t *compare_json(struct arena *arena, const struct ir *a, const struct ir *b,
                     const struct excess *excess);
/* {"name": ..., "hash": ...} */
json_t *compare_policy_json(struct arena *arena, const char *name, const struct ir *ir);

/* What A allows and B does not. */
struct compared {
	struct arena *arena;
	const char *a_name, *b_name;
	const struct ir *a, *b;
	struct excesses found;
};
/* Writes the verdict and what it rests on, for people. */
void contains_show(const struct compared *compared, FILE *out);

/* Reads two policies; shows what is wrong with them, if so.  A status. */
int compare_read(struct arena *arena, const struct options *options, const char *token,
                 struct policy *policy);

#endif
