/* SPDX-License-Identifier: Apache-2.0 */
/*
 * eval.h - what a policy allows.  The only model there is: checks, queries,
 * the backends' self-check and the tests all ask here.
 */
#ifndef COMPILER_EVAL_H
#define COMPILER_EVAL_H

#include "compiler/ir.h"

enum op {
#define OP(symbol, name, paths, description) OP_##symbol,
#include "compiler/op.def"
#undef OP
	OPS
};

/* "read", "rename", ...; the operation called NAME, or OPS. */
const char *op_name(enum op op);
const char *op_description(enum op op);
unsigned op_paths(enum op op); /* 1, or 2 for rename, link and exchange */
enum op op_find(struct str name);

/* What kind of object a path of a query names: some operations depend on it. */
enum thing {
	THING_FILE,
	THING_DIRECTORY,
	THING_SYMLINK,
	THING_FIFO,
	THING_SOCKET,
	THING_DEVICE,
	THING_MISSING
};

struct query {
	enum op op;
	struct path path;
	enum thing thing;
	struct path second;      /* two-path operations: the new name */
	enum thing second_thing; /* what it names now */
};

/* What will judge: a kernel of an ABI (1 and up), or the intent alone (0). */
struct kernel {
	unsigned abi;
	bool filter; /* the companion filter is loaded too */
};

struct verdict {
	bool allowed;             /* what the policy says */
	bool held;                /* a denial that this kernel enforces; true when allowed */
	unsigned held_from;       /* !held: the ABI that would, 0 if none */
	int error;                /* the denial's errno: EACCES or EXDEV; 0 when allowed */
	uint32_t missing;         /* rights that would be needed and are not granted */
	const struct path *where; /* the path that lacks them */
	const struct rule *rule;  /* a grant that decides, or the deny that withholds; or NULL */
};

struct verdict eval(const struct ir *ir, const struct query *query, const struct kernel *kernel);

/* The rights in force on PATH: grants on it and above, less the denies that cover it. */
uint32_t eval_rights(const struct ir *ir, const struct path *path, bool directory);

#endif
