/* SPDX-License-Identifier: Apache-2.0 */
/* fix-edit.h - edits of lists and maps that leave commas, lines and comments right. */
#ifndef COMPILER_FIX_EDIT_H
#define COMPILER_FIX_EDIT_H

#include "compiler/fix.h"

enum { EDITS_MAX = 6 };

/* The edits of one fix. */
struct edits {
	struct arena *arena;
	struct str text;
	uint32_t source;
	bool yaml;
	struct edit list[EDITS_MAX];
	uint32_t count;
	bool failed; /* this cannot be done here */
};

void edits_replace(struct edits *edits, struct span at, const char *text);
/* Takes out an item of a list or a member of a map, with the comment on its line. */
void edits_remove(struct edits *edits, const struct node *holder, uint32_t index);
/* Puts a member KEY with the value of MEMBER behind the one at INDEX of MAP. */
void edits_insert(struct edits *edits, const struct node *map, uint32_t index, const char *key,
                  const struct member *member);
/* Puts ITEM, as it is written, behind the last one of LIST. */
void edits_append(struct edits *edits, const struct node *list, const char *item);
/*
 * Puts a member behind the one at INDEX of MAP, or into an empty one: PATH is its key, or the key
 * of a map and one in that, and VALUE what stands there, in a list of its own if LISTED.
 */
struct made {
	const char *path;
	const char *value;
	bool listed;
};
void edits_make(struct edits *edits, const struct node *map, uint32_t index,
                const struct made *made);
/* The key or string at AT by another word, in the same quotes. */
const char *edits_quoted(const struct edits *edits, struct span at, struct str word);

#endif
