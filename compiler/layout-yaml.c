/* SPDX-License-Identifier: Apache-2.0 */
/*
 * layout-yaml.c - YAML's lists and maps: two blanks a level, and each comment where it stood.
 *
 * libyaml drops comments, so the text is put together again from the places in
 * the tree; what lies between them is blanks, marks and comments.  A comment
 * with a line of its own stands with what follows it, or in its list or map if
 * it is indented like that.
 */
#include "compiler/layout-yaml.h"

#include <string.h>

struct printer {
	struct page *page;
	struct comments comments;
	uint32_t next;   /* the comment to print */
	uint32_t behind; /* where in the text the last thing printed ends */
	uint32_t odd;    /* a '?' before a key, or UINT32_MAX */
	bool open;       /* what was printed last must stay without a line end */
};

/* A list or map without brackets. */
static bool
is_block(struct str text, const struct node *node)
{
	if (node->kind != NODE_LIST && node->kind != NODE_MAP)
		return false;
	return text.data[node->at.offset] != (node->kind == NODE_LIST ? '[' : '{');
}

/* The column of a byte in its line, counted in bytes from 0. */
static uint32_t
column_of(struct str text, uint32_t at)
{
	const char *feed = at ? memrchr(text.data, '\n', at) : NULL;

	return feed ? at - (uint32_t)(feed + 1 - text.data) : at;
}

static void
add_comment(struct printer *printer, uint32_t from, uint32_t to)
{
	struct comments *comments = &printer->comments;
	struct str text = printer->page->from;

	while (to > from && memchr(" \t\r", text.data[to - 1], 3))
		to--;
	comments->list = arena_room(printer->page->arena, comments->list, comments->count,
	                            sizeof(*comments->list));
	comments->list[comments->count++] = (struct span){1, from, to - from};
}

/* What lies between two things. */
static void
scan_gap(struct printer *printer, uint32_t from, uint32_t to)
{
	struct str text = printer->page->from;

	for (uint32_t at = from; at < to; at++) {
		const char *feed;

		if (text.data[at] == '?' && printer->odd == UINT32_MAX)
			printer->odd = at;
		if (text.data[at] != '#')
			continue;
		feed = memchr(text.data + at, '\n', text.length - at);
		add_comment(printer, at, feed ? (uint32_t)(feed - text.data) : text.length);
		at = feed ? (uint32_t)(feed - text.data) : text.length;
	}
}

static void
scan_thing(struct printer *printer, struct span at)
{
	if (at.offset > printer->behind)
		scan_gap(printer, printer->behind, at.offset);
	if (at.offset + at.length > printer->behind)
		printer->behind = at.offset + at.length;
}

static void
scan_node(struct printer *printer, const struct node *node)
{
	if (!is_block(printer->page->from, node)) {
		scan_thing(printer, node->at);
		return;
	}
	for (uint32_t i = 0; i < node->count; i++) {
		if (node->kind == NODE_MAP)
			scan_thing(printer, node->members[i].key_at);
		scan_node(printer,
		          node->kind == NODE_LIST ? node->items[i] : node->members[i].value);
	}
}

static struct printer
printer_of(struct page *page, const struct node *root)
{
	struct printer printer = {.page = page, .odd = UINT32_MAX};

	scan_node(&printer, root);
	scan_gap(&printer, printer.behind, page->from.length);
	printer.behind = 0;
	return printer;
}

static bool
more_comments(const struct printer *printer, uint32_t before)
{
	return printer->next < printer->comments.count &&
	       printer->comments.list[printer->next].offset < before;
}

static void
begin_line(struct printer *printer, unsigned indent, uint32_t at)
{
	page_line(printer->page, indent, page_breaks(printer->page, printer->behind, at) > 1);
}

static void
put_comment(struct printer *printer)
{
	struct span at = printer->comments.list[printer->next++];

	page_copy(printer->page, at.offset, at.offset + at.length);
	printer->behind = at.offset + at.length;
}

/* A comment on the line of what was printed last stays there. */
static void
put_trailing(struct printer *printer)
{
	struct str text = printer->page->from;
	uint32_t at = printer->behind;

	while (at < text.length && memchr(" \t", text.data[at], 2))
		at++;
	if (!more_comments(printer, at + 1) || printer->comments.list[printer->next].offset != at ||
	    printer->page->length == 0)
		return;
	page_put(printer->page, " ", 1);
	put_comment(printer);
}

static void
put_comments(struct printer *printer, uint32_t before, unsigned indent)
{
	while (more_comments(printer, before)) {
		begin_line(printer, indent, printer->comments.list[printer->next].offset);
		put_comment(printer);
	}
}

/* Comments behind the last thing in a list or map that are indented like it. */
static void
put_tail(struct printer *printer, unsigned indent, uint32_t column)
{
	struct str text = printer->page->from;

	while (printer->next < printer->comments.count) {
		uint32_t at = printer->comments.list[printer->next].offset;

		for (uint32_t i = printer->behind; i < at; i++)
			if (!memchr(" \t\r\n", text.data[i], 4))
				return;
		if (column_of(text, at) < column)
			return;
		begin_line(printer, indent, at);
		put_comment(printer);
	}
}

/* Without a line end behind it a block scalar says less than with one. */
static void
put_leaf(struct printer *printer, const struct node *node, const struct yaml_parent *parent)
{
	struct str text = printer->page->from;
	uint32_t end = yaml_leaf_end(text, node, parent);

	yaml_put_leaf(printer->page, node, end, parent);
	printer->behind = end;
	printer->open = memchr("|>", text.data[node->at.offset], 2) &&
	                !memchr(text.data + end, '\n', text.length - end);
}

static void put_block(struct printer *printer, const struct node *node, unsigned indent,
                      bool joined);

/* What hangs on a key or a dash that has just been printed. */
static void
put_body(struct printer *printer, const struct node *node, const struct yaml_parent *parent,
         bool dash)
{
	struct page *page = printer->page;
	unsigned indent = parent->indent + LAYOUT_INDENT;
	bool between = more_comments(printer, node->at.offset);
	bool block = is_block(page->from, node);
	uint32_t column;

	page->first = true;
	put_trailing(printer);
	put_comments(printer, node->at.offset, indent);
	if (block) {
		if (dash && !between)
			page_put(page, " ", 1);
		put_block(printer, node, indent, dash && !between);
		/* A list may stand in the column of its key: what follows there is the map's. */
		column = column_of(page->from, node->at.offset);
		put_tail(printer, indent, column + (column == parent->column));
	} else if (node->at.length > 0) {
		if (between)
			begin_line(printer, indent, node->at.offset);
		else
			page_put(page, " ", 1);
		put_leaf(printer, node, parent);
	}
	page->first = false;
	put_trailing(printer);
}

/* The dash of the next item. */
static uint32_t
find_dash(const struct printer *printer)
{
	struct str text = printer->page->from;
	uint32_t at = printer->behind;

	while (at < text.length && text.data[at] != '-') {
		const char *feed = NULL;

		if (text.data[at] == '#')
			feed = memchr(text.data + at, '\n', text.length - at);
		at = feed ? (uint32_t)(feed - text.data) : at + 1;
	}
	return at;
}

static void
put_item(struct printer *printer, const struct node *item, unsigned indent, bool joined)
{
	uint32_t dash = find_dash(printer);
	struct yaml_parent parent = {indent, column_of(printer->page->from, dash)};

	put_comments(printer, dash, indent);
	if (!joined)
		begin_line(printer, indent, dash);
	page_put(printer->page, "-", 1);
	printer->behind = dash + 1;
	put_body(printer, item, &parent, true);
}

static void
put_member(struct printer *printer, const struct member *member, unsigned indent, bool joined)
{
	struct span key = member->key_at;
	struct str text = printer->page->from;
	struct yaml_parent parent = {indent, column_of(text, key.offset)};

	put_comments(printer, key.offset, indent);
	if (!joined)
		begin_line(printer, indent, key.offset);
	page_copy(printer->page, key.offset, key.offset + key.length);
	page_put(printer->page, ":", 1);
	printer->behind = key.offset + key.length;
	while (printer->behind < text.length && text.data[printer->behind] != ':')
		printer->behind++;
	printer->behind++;
	put_body(printer, member->value, &parent, false);
}

/* JOINED: the first line has begun. */
static void
put_block(struct printer *printer, const struct node *node, unsigned indent, bool joined)
{
	for (uint32_t i = 0; i < node->count; i++) {
		if (node->kind == NODE_LIST)
			put_item(printer, node->items[i], indent, joined && i == 0);
		else
			put_member(printer, &node->members[i], indent, joined && i == 0);
	}
}

/* Directives and all else up to the '---', line for line. */
static void
put_prefix(struct printer *printer, const struct node *root)
{
	struct page *page = printer->page;
	struct str text = page->from;
	uint32_t marker = UINT32_MAX;
	unsigned empty = 0;

	for (uint32_t at = 0; at + 3 <= root->at.offset;) {
		const char *feed = memchr(text.data + at, '\n', text.length - at);

		if (memcmp(text.data + at, "---", 3) == 0) {
			marker = at;
			break;
		}
		if (!feed)
			break;
		at = (uint32_t)(feed - text.data) + 1;
	}
	for (uint32_t at = 0; marker != UINT32_MAX && at < marker;) {
		uint32_t end =
		    (uint32_t)((char *)memchr(text.data + at, '\n', marker - at) - text.data);
		uint32_t next = end + 1;

		while (end > at && memchr(" \t", text.data[end - 1], 2))
			end--;
		if (end > at) {
			page_line(page, 0, empty > 0);
			page_copy(page, at, end);
		}
		empty = end > at ? 0 : empty + 1;
		at = next;
	}
	if (marker == UINT32_MAX)
		return;
	page_line(page, 0, empty > 0);
	page_put(page, "---", 3);
	printer->behind = marker + 3;
	while (more_comments(printer, marker))
		printer->next++;
	put_trailing(printer);
	page->first = true;
}

/* A text without quotes that would begin or end a document at the start of a line. */
static bool
is_marker(struct str text, struct span at)
{
	const char *from = text.data + at.offset;

	return at.length >= 3 && (memcmp(from, "---", 3) == 0 || memcmp(from, "...", 3) == 0);
}

bool
layout_yaml(struct page *page, const struct node *root, struct diags *diags)
{
	struct printer printer = printer_of(page, root);
	struct yaml_parent parent = {0, 0};

	if (printer.odd != UINT32_MAX) {
		diag_at(diags, DIAG_YAML_KEY, (struct span){root->at.source, printer.odd, 1},
		        "a '?' before a key has no other layout");
		diag_help(diags, "write 'key: value'");
		return false;
	}
	page->first = true;
	put_prefix(&printer, root);
	if (is_block(page->from, root)) {
		put_block(&printer, root, 0, false);
	} else {
		put_comments(&printer, root->at.offset, 0);
		begin_line(&printer, is_marker(page->from, root->at) ? LAYOUT_INDENT : 0,
		           root->at.offset);
		put_leaf(&printer, root, &parent);
		put_trailing(&printer);
	}
	put_comments(&printer, page->from.length, 0);
	if (!printer.open)
		page_put(page, "\n", 1);
	return true;
}

struct comments
layout_yaml_comments(struct arena *arena, struct str text, const struct node *root)
{
	struct page page = {.arena = arena, .from = text};

	return printer_of(&page, root).comments;
}
