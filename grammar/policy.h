/* SPDX-License-Identifier: Apache-2.0 */
/* policy.h - policy text as statements: what each line says, and where; no decisions. */
#ifndef GRAMMAR_POLICY_H
#define GRAMMAR_POLICY_H

#include "compiler/ir.h"
#include "compiler/node.h"

#define POLICY_VERSION 1u

/* A word of a line: unquoted, its escapes resolved. */
struct policy_word {
	struct str text;
	struct span at; /* quotes included */
};

enum effect { EFFECT_ALLOW, EFFECT_DENY, EFFECT_BYPASS };

/* A line that makes a rule or a claim. */
struct statement {
	enum subject subject;
	enum effect effect;      /* FILE; also of what, in a claim */
	bool claim;              /* follows `assert` */
	uint32_t bits;           /* FILE: rights, 0 if not given; PORT: BLOB_PORT_*; other flags */
	enum blob_object object; /* FILE */
	enum blob_protocol protocol; /* PORT */
	uint16_t first_port, last_port;
	enum blob_env_action action; /* VARIABLE */
	struct policy_word word;     /* a path or a name */
	struct policy_word value;    /* of the variable to set */
	struct span at;              /* the line, without blanks and comment */
	const struct origin *origin;
};

/* The lists of these directions: BLOB_NET_*. */
uint32_t policy_listed(uint32_t directions);

struct statements {
	struct statement *items;
	size_t count;
};

/* A .nono file, checked; problems are in IR's diagnostics.  ORIGIN is of what is in no block. */
struct statements policy_read(struct ir *ir, uint32_t source, const struct origin *origin);
/* A string of a profile's `rules` (or `assert`: CLAIM), which is one line. */
struct statements policy_read_line(struct ir *ir, const struct node *string,
                                   const struct origin *origin, bool claim);

#endif
