/* SPDX-License-Identifier: Apache-2.0 */
/* layout.c - lays a text out, and proves that it says what it said. */
#include "compiler/layout.h"

#include "compiler/layout-page.h"
#include "compiler/utf8.h"

#include <string.h>

struct node *
layout_read(struct arena *arena, struct sources *sources, struct diags *diags, uint32_t source,
            enum format format)
{
	return (format == FORMAT_JSON ? read_json : read_yaml)(arena, sources, diags, source);
}

bool
layout_same(const struct node *a, const struct node *b)
{
	if (a->kind != b->kind || a->truth != b->truth || a->count != b->count ||
	    !str_equal(a->text, b->text))
		return false;
	for (uint32_t i = 0; i < a->count; i++) {
		if (a->kind == NODE_MAP && !str_equal(a->members[i].key, b->members[i].key))
			return false;
		if (a->kind == NODE_MAP && !layout_same(a->members[i].value, b->members[i].value))
			return false;
		if (a->kind == NODE_LIST && !layout_same(a->items[i], b->items[i]))
			return false;
	}
	return true;
}

/* No byte order mark, and lines end in LF alone. */
static struct str
plain(struct arena *arena, struct str text)
{
	uint32_t from = text.length >= 3 && memcmp(text.data, UTF8_BOM, 3) == 0 ? 3 : 0;
	char *data = arena_alloc(arena, (size_t)text.length + 1);
	uint32_t length = 0;

	for (uint32_t at = from; at < text.length; at++)
		if (text.data[at] != '\r' || at + 1 == text.length || text.data[at + 1] != '\n')
			data[length++] = text.data[at];
	return (struct str){data, length};
}

static struct comments
comments_of(struct arena *arena, struct str text, enum format format, const struct node *root)
{
	return format == FORMAT_JSON ? layout_json_comments(arena, text)
	                             : layout_yaml_comments(arena, text, root);
}

static bool
same_comments(struct str a, const struct comments *from, struct str b, const struct comments *to)
{
	if (from->count != to->count)
		return false;
	for (uint32_t i = 0; i < from->count; i++) {
		struct str one = {a.data + from->list[i].offset, from->list[i].length};
		struct str other = {b.data + to->list[i].offset, to->list[i].length};

		if (!str_equal(one, other))
			return false;
	}
	return true;
}

/* Whether TEXT is read as ROOT and COMMENTS of FROM were. */
static bool
proven(struct page *page, struct sources *sources, enum format format, const struct node *root)
{
	struct arena *arena = page->arena;
	struct str text = {page->data, page->length};
	struct diags *diags = diags_new(arena, sources);
	struct node *again =
	    layout_read(arena, sources, diags, sources_add(sources, "", text), format);
	struct comments from = comments_of(arena, page->from, format, root), to;

	if (!again || diags_count(diags, SEVERITY_ERROR) > 0 || !layout_same(root, again))
		return false;
	to = comments_of(arena, text, format, again);
	return same_comments(page->from, &from, text, &to);
}

struct str
layout_text(struct arena *arena, struct sources *sources, struct diags *diags, uint32_t source,
            enum format format)
{
	struct str text = source_get(sources, source)->text;
	size_t errors = diags_count(diags, SEVERITY_ERROR);
	struct node *root = layout_read(arena, sources, diags, source, format), *plain_root;
	struct page page = {.arena = arena, .from = plain(arena, text)};
	struct diags *quiet = diags_new(arena, sources);
	uint32_t copy;

	if (!root || diags_count(diags, SEVERITY_ERROR) > errors)
		return (struct str){NULL, 0};
	copy = sources_add(sources, source_get(sources, source)->name, page.from);
	plain_root = layout_read(arena, sources, quiet, copy, format);
	if (plain_root && format == FORMAT_JSON)
		layout_json(&page);
	else if (plain_root && !layout_yaml(&page, plain_root, diags))
		return (struct str){NULL, 0};
	if (!plain_root || !layout_same(root, plain_root) ||
	    !proven(&page, sources, format, plain_root)) {
		diag_at(diags, DIAG_LAYOUT_DIFFERS, (struct span){source, 0, 0},
		        "the new layout would not say the same; this is a mistake in nonoc");
		return (struct str){NULL, 0};
	}
	return (struct str){page.data, page.length};
}
