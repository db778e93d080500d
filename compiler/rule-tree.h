/* SPDX-License-Identifier: Apache-2.0 */
/* rule-tree.h - which rules lie at, above or below a path, as far as the compiler can know. */
#ifndef COMPILER_RULE_TREE_H
#define COMPILER_RULE_TREE_H

#include "compiler/rule.h"

/* How many ways there are to write one path: its own, below $HOME or an $XDG_*, and "/". */
enum { ASCENT_SPELLINGS = 3 };

/*
 * A walk over the rules at PATH and above it.  In sorted rules it takes
 * O(depth x log rules), else O(rules).  The rules and the path's text must not change
 * meanwhile.
 */
struct ascent {
	bool at; /* the rule that was returned last lies at the path itself */
	const struct rules *rules;
	struct path path;
	struct path spelled[ASCENT_SPELLINGS];
	unsigned spellings;
	unsigned spelling;
	uint32_t prefix; /* bytes of it */
	size_t next;     /* the rule to look at */
	char buffer[BLOB_PATH_MAX + 32];
};

void ascent_start(struct ascent *ascent, const struct rules *rules, const struct path *path);
/* The next rule, or NULL. */
const struct rule *ascent_next(struct ascent *ascent);
/* In sorted rules: the other rules on the path of the last one are not returned. */
void ascent_skip(struct ascent *ascent);

/* The rights of all rules at PATH and above it. */
uint32_t rules_covering(const struct rules *rules, const struct path *path);
/* The rights that DENIES at PATH and above it withhold there: those that no bypass lifts. */
uint32_t rules_withheld(const struct rules *denies, const struct rules *bypasses,
                        const struct path *path);
/* The first deny that withholds one of RIGHTS on PATH, or NULL. */
const struct rule *rules_withholding(const struct rules *denies, const struct rules *bypasses,
                                     const struct path *path, uint32_t rights);

enum { SUBTREE_RANGES = BLOB_ANCHORS + 2 };

/* The rules at a path and below it, in sorted rules. */
struct subtree {
	const struct rules *rules;
	size_t ranges;
	size_t range;
	size_t next;
	struct {
		size_t begin;
		size_t end;
	} items[SUBTREE_RANGES];
};

void subtree_start(struct subtree *subtree, const struct rules *sorted, const struct path *path);
const struct rule *subtree_next(struct subtree *subtree);

#endif
