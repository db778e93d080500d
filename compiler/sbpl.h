/* SPDX-License-Identifier: Apache-2.0 */
/* sbpl.h - profiles of macOS's sandbox: rules with their filters, as text has them. */
#ifndef COMPILER_SBPL_H
#define COMPILER_SBPL_H

#include "compiler/arena.h"
#include "compiler/diag.h"
#include "compiler/node.h"
#include "compiler/source.h"

/* What a filter that a profile defines is called: this, and more. */
#define SBPL_DEFINED "unprotected-"

enum sbpl_op {
#define SBPL_OP(symbol, name, parent, builtin) SBPL_OP_##symbol,
#include "compiler/sbpl-op.def"
#undef SBPL_OP
	SBPL_OPS,
	SBPL_OP_NONE = SBPL_OPS
};

enum sbpl_name {
#define SBPL_FILTER(symbol, name, key, match) SBPL_##symbol,
#include "compiler/sbpl-filter.def"
#undef SBPL_FILTER
	SBPL_FILTERS,
	/* These are made of filters. */
	SBPL_ALL,
	SBPL_ANY,
	SBPL_NOT,
	SBPL_UNKNOWN /* what this reader does not know: told, and never guessed */
};

/* A piece of a value: text, or the value of the parameter TEXT; QUOTED for a regular expression. */
struct sbpl_part {
	bool param, quoted;
	struct str text;
};

/* What a filter compares with: "/usr", (param "HOME"), (string-append (param "HOME") "/x"). */
struct sbpl_value {
	struct sbpl_part *parts; /* none empty, no two texts side by side */
	uint32_t count;
	bool symbol; /* written without quotes: self, DIRECTORY */
	struct span at;
};

struct sbpl_filter {
	enum sbpl_name name;
	uint32_t filter_count;
	struct sbpl_filter **filters; /* ALL, ANY, NOT (one); of (remote unix-socket ...) */
	struct sbpl_value *values;    /* any of these; of an address: its protocol comes first */
	uint32_t value_count;
	struct span at;
	const struct node *written;
};

/* Also a form that is no rule and not known: unknown, and about no operation. */
struct sbpl_rule {
	bool allow;
	bool unknown;      /* a modifier or operation in it is not known */
	enum sbpl_op *ops; /* those that are known */
	uint32_t op_count;
	struct sbpl_filter **filters; /* any of these; none: a rule without filter */
	uint32_t filter_count;
	struct span at;
	const struct node *written;
};

struct sbpl_profile {
	struct str version;      /* "1", or what is not known */
	struct sbpl_rule *rules; /* in the text's order; aliases resolved */
	uint32_t count;
	struct sbpl_definition *definitions; /* rules have them written out */
	uint32_t definition_count;
	bool unknown; /* it has what this reader does not know: a verdict may depend on it */
	struct span unknown_at; /* a form or operation by which any verdict may change; or {0} */
};

/*
 * Reads a profile.  NULL after an error was recorded.  What macOS may understand and this reader
 * does not is a warning with its place, and marked.
 */
struct sbpl_profile *sbpl_read(struct arena *arena, struct sources *sources, struct diags *diags,
                               uint32_t source);

const char *sbpl_op_name(enum sbpl_op op);
/* SBPL_OP_NONE if there is none.  WRITTEN: what a rule means by it, aliases included. */
enum sbpl_op sbpl_op_find(struct str name);
enum sbpl_op sbpl_op_written(struct str name);
/* Where an operation falls back to, SBPL_OP_NONE if nowhere: then BUILTIN_ALLOWS it, or not. */
enum sbpl_op sbpl_op_parent(enum sbpl_op op);
bool sbpl_op_builtin_allows(enum sbpl_op op);
const char *sbpl_filter_name(enum sbpl_name name);

bool sbpl_value_equal(const struct sbpl_value *a, const struct sbpl_value *b);
/* Same shape and values, wherever they stand; what is not known is like nothing else. */
bool sbpl_rule_equal(const struct sbpl_rule *a, const struct sbpl_rule *b);

#endif
