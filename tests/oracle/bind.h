/* SPDX-License-Identifier: Apache-2.0 */
/* bind.h - from the names that rules have to the objects that the loader opens for them. */
#ifndef ORACLE_BIND_H
#define ORACLE_BIND_H

#include "tests/oracle/policy.h"

/* Fills POLICY->bound, and what else can be told of the rules, from POLICY->ir. */
void policy_bind(struct arena *arena, const struct tree *tree, struct policy *policy);

#endif
