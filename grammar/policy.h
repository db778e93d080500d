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
	bool children;           /* FILE: for what lies directly in the directory */
	enum blob_protocol protocol; /* PORT */
	uint16_t first_port, last_port;
	enum blob_env_action action; /* VARIABLE */
	struct policy_word word;     /* a path or a name */
	struct policy_word value;    /* of the variable to set */
	struct span at;              /* the line, without blanks and comment */
	const struct origin *origin;
};

/* A word with what it says, wherever its quotes and commas are. */
struct policy_token {
	struct span at;
	struct str text; /* unquoted */
	bool quoted;
	bool rights;   /* read,list: BITS are they */
	bool sides;    /* connect,listen: BITS are they */
	uint32_t bits; /* or 0 */
};

struct policy_tokens {
	struct policy_token *items;
	uint32_t count;
};

/* The lists of these directions: BLOB_NET_*. */
uint32_t policy_listed(uint32_t directions);

struct statements {
	struct statement *items;
	size_t count;
};

/* A .nono file, checked; problems are in IR's diagnostics.  ORIGIN is of what is in no block. */
struct statements policy_read(struct ir *ir, uint32_t source, const struct origin *origin);
/* The same with all its words, for whoever lays it out. */
struct statements policy_read_tokens(struct ir *ir, uint32_t source, struct policy_tokens *tokens);
/* A string of a profile's `rules` (or `assert`: CLAIM), which is one line. */
struct statements policy_read_line(struct ir *ir, const struct node *string,
                                   const struct origin *origin, bool claim);
/* WORD as text has it: bare if it can be, else in quotes. */
struct str policy_spell(struct arena *arena, struct str word);
/* "read,list", or "all"; "connect,listen". */
const char *policy_spell_rights(struct arena *arena, uint32_t rights);
const char *policy_spell_sides(uint32_t directions);

#endif
