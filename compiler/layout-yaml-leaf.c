/* SPDX-License-Identifier: Apache-2.0 */
/*
 * layout-yaml-leaf.c - YAML's scalars, and what stands in brackets.
 *
 * Their bytes stay; only blanks that mean nothing change: the indentation of
 * further lines, and what lies between the parts of a list or map in brackets
 * on one line.
 */
#include "compiler/layout-yaml.h"

#include <string.h>

static bool
is_block_scalar(struct str text, const struct node *node)
{
	return node->kind == NODE_STRING && node->at.length > 0 &&
	       memchr("|>", text.data[node->at.offset], 2);
}

static uint32_t
line_end(struct str text, uint32_t at)
{
	const char *feed = memchr(text.data + at, '\n', text.length - at);

	return feed ? (uint32_t)(feed - text.data) : text.length;
}

static uint32_t
blanks(struct str text, uint32_t at, uint32_t end)
{
	uint32_t from = at;

	while (at < end && text.data[at] == ' ')
		at++;
	return at - from;
}

/* "|2-": the digit, or 0; and whether all line ends at its end count. */
static uint32_t
header(struct str text, uint32_t at, bool *keeps)
{
	uint32_t digit = 0;

	*keeps = false;
	while (++at < text.length) {
		if (text.data[at] >= '1' && text.data[at] <= '9')
			digit = (uint32_t)(text.data[at] - '0');
		else if (text.data[at] == '+')
			*keeps = true;
		else if (text.data[at] != '-')
			break;
	}
	return digit;
}

/* The blanks before each line of a block scalar that are not its own: all, if it has no text. */
static uint32_t
content_column(struct str text, const struct node *node, const struct yaml_parent *parent)
{
	uint32_t end = node->at.offset + node->at.length;
	bool keeps;
	uint32_t digit = header(text, node->at.offset, &keeps);

	if (digit)
		return parent->column + digit;
	for (uint32_t at = line_end(text, node->at.offset) + 1; at < end;
	     at = line_end(text, at) + 1) {
		uint32_t column = blanks(text, at, end);

		if (at + column < end && text.data[at + column] != '\n')
			return column;
	}
	return UINT32_MAX;
}

/* Lines of blanks behind a block scalar are its own if it keeps them, or if they are long. */
static uint32_t
block_end(struct str text, const struct node *node, const struct yaml_parent *parent)
{
	uint32_t end = node->at.offset + node->at.length;
	uint32_t column = content_column(text, node, parent);
	bool keeps;

	header(text, node->at.offset, &keeps);
	end = line_end(text, end);
	for (uint32_t at = end; at < text.length;) {
		uint32_t next = line_end(text, at + 1);
		uint32_t used = at + 1;

		while (used < next && memchr(" \t", text.data[used], 2))
			used++;
		if (used < next)
			break;
		/* The last line may have no end. */
		if ((keeps && next < text.length) || next - at - 1 > column)
			end = next;
		at = next;
	}
	return end;
}

uint32_t
yaml_leaf_end(struct str text, const struct node *node, const struct yaml_parent *parent)
{
	return is_block_scalar(text, node) ? block_end(text, node, parent)
	                                   : node->at.offset + node->at.length;
}

static void
put_block_scalar(struct page *page, const struct node *node, uint32_t end,
                 const struct yaml_parent *parent)
{
	struct str text = page->from;
	uint32_t at = node->at.offset, next = line_end(text, at);
	uint32_t column = content_column(text, node, parent);
	bool keeps;
	uint32_t digit = header(text, at, &keeps);
	unsigned indent = parent->indent + (digit ? digit : LAYOUT_INDENT);
	uint32_t used = next;

	while (used > at && memchr(" \t", text.data[used - 1], 2))
		used--;
	page_copy(page, at, used);
	while (next < end) {
		at = next + 1;
		next = line_end(text, at);
		if (next - at <= column && blanks(text, at, next) == next - at) {
			page_put(page, "\n", 1);
			continue;
		}
		page_line(page, indent, false);
		page_copy(page, at + (column < next - at ? column : next - at), next);
	}
}

/* Lines after the first: in quotes they begin where we want, in brackets they move as one. */
static void
put_lines(struct page *page, const struct node *node, uint32_t end,
          const struct yaml_parent *parent)
{
	bool brackets = node->kind == NODE_LIST || node->kind == NODE_MAP;
	struct str text = page->from;
	uint32_t next = line_end(text, node->at.offset);

	page_copy(page, node->at.offset, next < end ? next : end);
	while (next < end) {
		uint32_t at = next + 1, column = 0;
		unsigned indent = parent->indent + LAYOUT_INDENT;

		next = line_end(text, at);
		next = next < end ? next : end;
		for (; at < next && memchr(" \t", text.data[at], 2); at++)
			column++;
		if (at == next && next < end) {
			page_put(page, "\n", 1);
			continue;
		}
		if (brackets)
			indent = column > parent->column
			             ? parent->indent + (column - parent->column)
			             : parent->indent;
		page_line(page, indent, false);
		page_copy(page, at, next);
	}
}

/* Whether the parts of NODE can be put together again from their own bytes. */
static bool
is_regular(struct str text, const struct node *node)
{
	bool list = node->kind == NODE_LIST;

	if (!list && node->kind != NODE_MAP)
		return node->at.length > 0;
	if (text.data[node->at.offset] != (list ? '[' : '{'))
		return false;
	for (uint32_t i = 0; i < node->count; i++) {
		const struct node *child = list ? node->items[i] : node->members[i].value;

		if (!is_regular(text, child))
			return false;
		if (!list && (node->members[i].key_at.length == 0 ||
		              memchr(text.data + node->at.offset, '?',
		                     node->members[0].key_at.offset - node->at.offset)))
			return false;
	}
	return true;
}

static void
put_flat(struct page *page, const struct node *node)
{
	bool list = node->kind == NODE_LIST;

	if (!list && node->kind != NODE_MAP) {
		page_copy(page, node->at.offset, node->at.offset + node->at.length);
		return;
	}
	page_put(page, list ? "[" : "{", 1);
	for (uint32_t i = 0; i < node->count; i++) {
		if (i > 0)
			page_put(page, ", ", 2);
		if (!list) {
			struct span key = node->members[i].key_at;

			page_copy(page, key.offset, key.offset + key.length);
			page_put(page, ": ", 2);
		}
		put_flat(page, list ? node->items[i] : node->members[i].value);
	}
	page_put(page, list ? "]" : "}", 1);
}

void
yaml_put_leaf(struct page *page, const struct node *node, uint32_t end,
              const struct yaml_parent *parent)
{
	struct str text = page->from;

	if (is_block_scalar(text, node))
		put_block_scalar(page, node, end, parent);
	else if (line_end(text, node->at.offset) < end)
		put_lines(page, node, end, parent);
	else if (is_regular(text, node))
		put_flat(page, node);
	else
		page_copy(page, node->at.offset, end);
}
