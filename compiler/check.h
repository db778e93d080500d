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

/* Grants of what a deny protects. */
void check_conflict(struct ir *ir);
/* Bypasses that lift more than their own path, or nothing. */
void check_bypass(struct ir *ir);
/* Rules of the user's profile that change nothing. */
void check_unused(struct ir *ir);
void check_ports(struct ir *ir);

extern const struct check checks[];
extern const size_t check_count;

/* Runs every check of that stage. */
void checks_run(struct ir *ir, bool before_normalise);

#endif
