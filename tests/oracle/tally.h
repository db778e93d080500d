/* SPDX-License-Identifier: Apache-2.0 */
/* tally.h - what was tried, and whether it was varied enough to mean something. */
#ifndef ORACLE_TALLY_H
#define ORACLE_TALLY_H

#include "compiler/eval.h"
#include "tests/oracle/ops.h"

struct tally {
	/* Operations that succeed without a sandbox; only these count. */
	unsigned allowed[OPS];
	unsigned denied[OPS];
	/* Those that do not: they must fail inside as well. */
	unsigned failed[OPS];
	unsigned total;
	unsigned total_allowed;
	unsigned as_root;
	/* Of the total. */
	unsigned linked;
	unsigned aliased;
	unsigned missing;
	unsigned crossing;
	unsigned unequal; /* two directories with different rights */
	unsigned exdev;
	/* Policies. */
	unsigned policies;
	unsigned refused;
	unsigned rules_linked;
	unsigned rules_missing;
	unsigned rules_aliased;
	unsigned denies;
};

/* Counts an operation that the control could do; ERROR is what the sandbox said. */
void tally_add(struct tally *tally, const struct operation *operation, int error, bool unequal,
               bool root);
void tally_print(const struct tally *tally, FILE *out);
/*
 * Whether the mixture is what it has to be; says what is not.  ROOT: both
 * users took part, and devices could be made.
 */
bool tally_good(const struct tally *tally, unsigned abi, bool root, FILE *out);

#endif
