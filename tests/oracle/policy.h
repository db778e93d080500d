/* SPDX-License-Identifier: Apache-2.0 */
/*
 * policy.h - a random policy, and the same policy bound to the objects of a tree.
 *
 * The evaluator knows names, the kernel knows objects.  Between the two stands
 * `bound`: the normalised policy with each grant at the canonical place of the
 * object that the loader opens for it, at every name of that object if it is
 * no directory, and at none if there is no such object.  That is all that this
 * harness knows of rights; what they mean, only the evaluator says.
 */
#ifndef ORACLE_POLICY_H
#define ORACLE_POLICY_H

#include "compiler/ir.h"
#include "tests/oracle/session.h"
#include "tests/oracle/tree.h"

#include <stdio.h>

enum {
	REFUSAL_DIRECTORY = 1, /* a grant for a file names a directory */
	REFUSAL_FILE = 2,      /* a grant for a directory names something else */
	REFUSAL_LINK = 4       /* a grant leads through a symlink in a writable directory */
};

struct policy {
	struct ir *ir;     /* normalised: what the blob says */
	struct ir *bound;  /* what the evaluator is asked about */
	unsigned refusals; /* REFUSAL_*: why the loader must refuse it */
	unsigned links;    /* rules whose path has a symlink */
	unsigned missing;  /* rules without an object */
	unsigned aliases;  /* rules for an object with several names */
};

/* A policy for TREE; everything of it lives in ARENA. */
struct policy policy_make(struct arena *arena, struct random *random, const struct tree *tree,
                          const struct stage *stage);
/* Another way to PLACE, through a symlink, if the tree has one. */
bool policy_spell(const struct tree *tree, struct random *random, const char *place,
                  char spelled[static PLACE_SIZE]);
/* The blob of it. */
struct str policy_blob(const struct policy *policy);
/* What its blob says, with or without origins, bound to the same objects. */
struct ir *policy_read_back(struct arena *arena, const struct tree *tree,
                            const struct policy *policy, bool origins);
/* Whether a rule is bound to the object at PLACE itself. */
bool policy_binds(const struct policy *policy, const char *place);
/* Whether MESSAGE gives one of the reasons that the loader has to refuse. */
bool policy_refusal(const struct policy *policy, const char *message);
/* Shows all rules of both. */
void policy_print(const struct policy *policy, FILE *out);

#endif
