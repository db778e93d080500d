/* SPDX-License-Identifier: Apache-2.0 */
/* layout.h - the one layout of a text: other blanks, the same values and comments. */
#ifndef COMPILER_LAYOUT_H
#define COMPILER_LAYOUT_H

#include "compiler/node.h"

enum { LAYOUT_INDENT = 2, LAYOUT_WIDTH = 80 };

/* The comments of a text in their order, for comparing. */
struct comments {
	struct span *list; /* the blanks at their ends left out */
	uint32_t count;
};

/*
 * SOURCE, of the format FORMAT, in the one layout; an equal text is the same layout already.
 * Proves before it returns that the values, or rules, and the comments are those of SOURCE.
 * {NULL, 0} after an error was recorded.
 */
struct str layout_text(struct arena *arena, struct sources *sources, struct diags *diags,
                       uint32_t source, enum format format);
/* Reads SOURCE, a document, with the reader for FORMAT. */
struct node *layout_read(struct arena *arena, struct sources *sources, struct diags *diags,
                         uint32_t source, enum format format);
/* Whether two trees hold the same values under the same keys in the same order. */
bool layout_same(const struct node *a, const struct node *b);

#endif
