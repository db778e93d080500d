/* SPDX-License-Identifier: Apache-2.0 */
/* layout.c - lays a text out, and proves that it says what it said. */
#include "compiler/layout.h"

#include "compiler/layout-page.h"

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

static struct comments
comments_of(struct arena *arena, struct str text, enum format format, const struct node *root)
{
	return format == FORMAT_JSON ? layout_json_comments(arena, text)
	                             : layout_yaml_comments(arena, text, root);
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
	return page_same_comments(page->from, &from, text, &to);
}

static struct str
layout_tree(struct arena *arena, struct sources *sources, struct diags *diags, uint32_t source,
            enum format format)
{
	struct str text = source_get(sources, source)->text;
	size_t errors = diags_count(diags, SEVERITY_ERROR);
	struct node *root = layout_read(arena, sources, diags, source, format), *plain_root;
	struct page page = {.arena = arena, .from = page_plain(arena, text)};
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

struct str
layout_text(struct arena *arena, struct sources *sources, struct diags *diags, uint32_t source,
            enum format format)
{
	return format == FORMAT_POLICY_TEXT ? layout_policy(arena, sources, diags, source)
	                                    : layout_tree(arena, sources, diags, source, format);
}
