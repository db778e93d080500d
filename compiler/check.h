/* SPDX-License-Identifier: Apache-2.0 */
/* check.h - one question a check, one row in the table; all of them run. */
#ifndef COMPILER_CHECK_H
#define COMPILER_CHECK_H

#include "compiler/ir.h"

struct check {
	const char *name;
	void (*run)(struct ir *ir);
	bool before_normalise; /* needs the rules as they were written */
};

extern const struct check checks[];
extern const size_t check_count;

/* Runs every check of that stage. */
void checks_run(struct ir *ir, bool before_normalise);

#endif
