/* SPDX-License-Identifier: Apache-2.0 */
/* ops.h - random operations on a tree, as they are asked and as the evaluator is. */
#ifndef ORACLE_OPS_H
#define ORACLE_OPS_H

#include "tests/oracle/policy.h"
#include "tests/oracle/protocol.h"

struct operation {
	struct request request; /* paths in whatever spelling */
	char place[PLACE_SIZE]; /* canonical: QUERY points here */
	char second[PLACE_SIZE];
	struct query query;
	bool follows;  /* a symlink at the end of the first path */
	bool resolved; /* else a path leads nowhere, and there is nothing to ask */
	bool linked;   /* a path goes through a symlink */
	bool aliased;  /* an object with several names */
	bool missing;  /* a name that is not there */
	bool crossing; /* two directories */
};

/* A random operation OP; the tree must be as it was made. */
void operation_choose(struct operation *operation, enum op op, struct random *random,
                      const struct tree *tree);
/* Puts back what it changed; see tree_restore(). */
bool operation_undo(const struct operation *operation, struct tree *tree,
                    const struct policy *policy);
void operation_print(const struct operation *operation, FILE *out);

#endif
