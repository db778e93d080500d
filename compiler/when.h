/* SPDX-License-Identifier: Apache-2.0 */
/* when.h - conditions on the target system, decided while compiling. */
#ifndef COMPILER_WHEN_H
#define COMPILER_WHEN_H

#include "compiler/ir.h"
#include "compiler/node.h"

/* What is known of the system that the policy is for. */
struct when_target {
	enum target target;
	const char *distribution; /* NULL: any */
	const char *version;      /* NULL: any */
};

/* Ordered: of several conditions in force together the least one counts. */
enum when { WHEN_NO, WHEN_UNDECIDED, WHEN_YES };

/* Whether ID is spelled as the ID of an os-release is: what is not would hold nowhere. */
bool when_distribution(struct str id);
/* Records what is wrong with a `when` value (a string or a list of strings); true if nothing is. */
bool when_check(struct diags *diags, const struct node *value);
/* What a checked `when` value says of TARGET; NULL says yes. */
enum when when_decide(const struct when_target *target, const struct node *value);
/* Records why a `when` value that is WHEN_UNDECIDED is, and what would decide it. */
void when_report(struct diags *diags, const struct when_target *target, const struct node *value);
/* The systems on which a checked `when` value may hold: a bit for each. */
unsigned when_systems(const struct node *value);

#endif
