/* SPDX-License-Identifier: Apache-2.0 */
/* suggest.h - "did you mean": the nearest of the names that are offered. */
#ifndef COMPILER_SUGGEST_H
#define COMPILER_SUGGEST_H

#include "compiler/base.h"

#define SUGGEST_DISTANCE 2u /* edits at most */

struct suggestion {
	struct str word;   /* what was written */
	struct str best;   /* the nearest so far; length 0 for none */
	unsigned distance; /* its distance */
};

/* A suggestion for WORD, before any offer. */
struct suggestion suggest_for(struct str word);
/* Keep NAME if it is nearer than what was offered before. */
void suggest_offer(struct suggestion *suggestion, struct str name);
/* The edits (insert, remove, replace, swap neighbours) from A to B; LIMIT + 1 if more. */
unsigned edit_distance(struct str a, struct str b, unsigned limit);

#endif
