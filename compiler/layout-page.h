/* SPDX-License-Identifier: Apache-2.0 */
/* layout-page.h - what the layouts share: a text that grows line by line. */
#ifndef COMPILER_LAYOUT_PAGE_H
#define COMPILER_LAYOUT_PAGE_H

#include "compiler/layout.h"

struct page {
	struct arena *arena;
	struct str from; /* the text that is laid out: no byte order mark, no CR before a LF */
	char *data;
	uint32_t length;
	uint32_t capacity;
	bool first; /* nothing stands on a line of its own since a list or map began */
};

void page_put(struct page *page, const char *bytes, size_t length);
/* The bytes of the text FROM to (not with) TO. */
void page_copy(struct page *page, uint32_t from, uint32_t to);
/* Begins a line, after a blank one if BLANK and something stands above it here. */
void page_line(struct page *page, unsigned indent, bool blank);
/* Characters on the line that is being written. */
size_t page_column(const struct page *page);
/* Line ends in the text from FROM to TO; stops counting at two. */
unsigned page_breaks(const struct page *page, uint32_t from, uint32_t to);

/* TEXT without a byte order mark, its lines ended by LF alone. */
struct str page_plain(struct arena *arena, struct str text);
/* Whether the comments FROM of A say what TO of B say. */
bool page_same_comments(struct str a, const struct comments *from, struct str b,
                        const struct comments *to);

/* Lay out a text that its reader has taken; ROOT is its tree. */
void layout_json(struct page *page);
bool layout_yaml(struct page *page, const struct node *root, struct diags *diags);
/* The comments of a text that its reader has taken. */
struct comments layout_json_comments(struct arena *arena, struct str text);
struct comments layout_yaml_comments(struct arena *arena, struct str text, const struct node *root);
/* layout_text() for policy text, with its proof. */
struct str layout_policy(struct arena *arena, struct sources *sources, struct diags *diags,
                         uint32_t source);

#endif
