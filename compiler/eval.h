/* SPDX-License-Identifier: Apache-2.0 */
/*
 * eval.h - what a policy allows.  The only model there is: checks, queries,
 * the backends' self-check and the tests all ask here.
 */
#ifndef COMPILER_EVAL_H
#define COMPILER_EVAL_H

#include "compiler/ir.h"
#include "compiler/thing.h"

enum op {
#define OP(symbol, name, paths) OP_##symbol,
#include "compiler/op.def"
#undef OP
	OPS
};

/* "read", "rename", ...; the operation called NAME, or OPS. */
const char *op_name(enum op op);
unsigned op_paths(enum op op); /* 1, or 2 for rename, link and exchange */
enum op op_find(struct str name);

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
	/* For tests: which of EVAL_MUTATIONS to commit; 0: none.  Needs -DEVAL_MUTATIONS. */
	unsigned mutation;
};

/* Mistakes that a test of the evaluator has to find. */
enum eval_mutation {
	MUTATION_NONE,
	MUTATION_NO_REFER,         /* rename and link across directories need no REFER */
	MUTATION_REFER_ALWAYS,     /* they need it within one directory too */
	MUTATION_GAIN,             /* the new place may grant what the old one does not */
	MUTATION_GAIN_ALL_RIGHTS,  /* files, too, are compared by the rights of directories */
	MUTATION_GAIN_NO_OWN,      /* a rule on the object does not travel with it */
	MUTATION_EXCHANGE_ONE_WAY, /* only one of the two exchanged objects is looked at */
	MUTATION_EXDEV_FIRST,      /* EXDEV comes before EACCES */
	MUTATION_KEEP_REPLACED,    /* replacing an object does not remove it */
	MUTATION_KEEP_MOVED,       /* moving an object does not remove it */
	MUTATION_NO_MAKE,          /* what arrives in a directory was not made there */
	MUTATION_STRING_PREFIX,    /* "/a" is above "/ab" */
	MUTATION_CREATE_MAKES,     /* O_CREAT needs MAKE_REG even where there is a file */
	MUTATION_PARENT_ONLY,      /* a rule on the object itself does not count */
	MUTATION_ENTRY_IS_OBJECT,  /* create and remove are judged on the name, not its directory */
	MUTATION_NO_TRUNCATE,      /* emptying a file by opening it needs no TRUNCATE */
	MUTATION_TRUNCATE_WRITES,  /* truncate needs WRITE too */
	MUTATION_EXEC_NO_READ,     /* executing needs no READ */
	MUTATION_REMOVE_ANY,       /* a directory's entry is removed by REMOVE_FILE */
	MUTATIONS
};

struct verdict {
	bool allowed;            /* what the policy says */
	bool held;               /* a denial that this kernel enforces; true when allowed */
	unsigned held_from;      /* !held: the ABI that would, 0 if none */
	int error;               /* the denial's errno: EACCES or EXDEV; 0 when allowed */
	uint32_t missing;        /* rights that would be needed and are not granted */
	struct path where;       /* the path that lacks them; its text is part of the query's */
	const struct rule *rule; /* a grant that decides, or the deny that withholds; or NULL */
};

/* Whether IR lets QUERY happen under KERNEL, and what decides that. */
struct verdict eval(const struct ir *ir, const struct query *query, const struct kernel *kernel);

/* What is in force at a path, by what lies there. */
struct standing {
	uint32_t file, directory;
	uint32_t entry;    /* in the directory that holds it, for that name */
	uint32_t beside;   /* of a file's, those by grants for what lies directly in a directory */
	uint32_t withheld; /* by denies that cover it and are not bypassed */
};

struct standing eval_standing(const struct ir *ir, const struct path *path);
/* The rights in force on PATH: grants on it and above, less the denies that cover it. */
uint32_t eval_rights(const struct ir *ir, const struct path *path, bool directory);
/* The rights in force in the directory that holds PATH, for that name in it. */
uint32_t eval_entry(const struct ir *ir, const struct path *path);

#endif
