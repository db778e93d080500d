/* SPDX-License-Identifier: Apache-2.0 */
/* eval-rights.h - what a policy gives on one object and on one directory; the evaluator's own. */
#ifndef COMPILER_EVAL_RIGHTS_H
#define COMPILER_EVAL_RIGHTS_H

#include "compiler/eval.h"

/* A name as a policy sees it. */
struct holding {
	struct path path;
	struct path directory; /* that holds the name */
	uint32_t own;          /* by grants on the object itself */
	uint32_t above;    /* by grants on the directory and above, as all that lies below gets */
	uint32_t beside;   /* by grants for what lies directly in that directory: no directory's */
	uint32_t withheld; /* by denies that cover the name and are not bypassed */
};

/* What IR gives to PATH, which names a THING. */
struct holding eval_holding(const struct ir *ir, const struct path *path, enum thing thing,
                            const struct kernel *kernel);
/* In force on the object. */
uint32_t holding_object(const struct holding *holding, const struct kernel *kernel);
/* In force in the directory, for this name. */
uint32_t holding_entry(const struct holding *holding, const struct kernel *kernel);

/*
 * The denial of an operation that lacks MISSING: whether KERNEL can hold it is
 * decided here.  MISSING may not be 0.
 */
struct verdict eval_denied(const struct kernel *kernel, int error, uint32_t missing,
                           const struct path *where);
/* rename, link and exchange. */
struct verdict eval_move(const struct ir *ir, const struct query *query,
                         const struct kernel *kernel);

static inline bool
mutated(const struct kernel *kernel, enum eval_mutation mutation)
{
#ifdef EVAL_MUTATIONS
	return kernel->mutation == (unsigned)mutation;
#else
	(void)kernel;
	(void)mutation;
	return false;
#endif
}

#endif
