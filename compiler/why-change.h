/* SPDX-License-Identifier: Apache-2.0 */
/* why-change.h - the smallest change that alters an answer; the queries' own. */
#ifndef COMPILER_WHY_CHANGE_H
#define COMPILER_WHY_CHANGE_H

#include "compiler/why.h"

/* Fills in WHY what would alter its answer, or what is in the way of that. */
void why_change(const struct ir *ir, const struct query *query,
                const struct definitions *definitions, struct why *why);

/* The key that grants RIGHTS on an object, the narrowest one; NULL when no single key does. */
const char *why_key(const struct ir *ir, const struct path *path, uint32_t rights, bool directory);

#endif
