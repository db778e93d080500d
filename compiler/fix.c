/* SPDX-License-Identifier: Apache-2.0 */
/* fix.c - which edits mend which findings, and the text with them. */
#include "compiler/fix.h"

#include "compiler/fix-edit.h"
#include "compiler/key.h"
#include "compiler/layout.h"

#include <stdlib.h>
#include <string.h>

/* A list, and which of its items. */
struct found {
	const struct node *list;
	uint32_t index;
};

static bool
holds(struct span outer, struct span inner)
{
	return outer.offset <= inner.offset &&
	       inner.offset + inner.length <= outer.offset + outer.length;
}

static const struct node *
child_of(const struct node *node, uint32_t i)
{
	return node->kind == NODE_LIST ? node->items[i] : node->members[i].value;
}

/* The innermost list with an item that holds AT. */
static struct found
find_item(const struct node *node, struct span at)
{
	struct found best = {NULL, 0};

	for (;;) {
		uint32_t low = 0, high = node->count;

		/* They are in the order of the text. */
		while (low < high) {
			uint32_t middle = low + (high - low) / 2;

			if (child_of(node, middle)->at.offset <= at.offset)
				low = middle + 1;
			else
				high = middle;
		}
		if (low == 0 || !holds(child_of(node, low - 1)->at, at))
			return best;
		if (node->kind == NODE_LIST)
			best = (struct found){node, low - 1};
		node = child_of(node, low - 1);
	}
}

/* "security.groups" -> "groups.include", if the key is deprecated; else NULL. */
static const char *
successor(struct arena *arena, const struct member *outer, const struct member *inner)
{
	const char *path =
	    arena_printf(arena, "%.*s.%.*s", STR_ARG(outer->key), STR_ARG(inner->key));
	const struct key *key = key_find(str_of(path));

	return key && key->alias && key->deprecated && strchr(key->values, '.') ? key->values
	                                                                        : NULL;
}

/* Whether every key of OUTER becomes one of the map NAME, each another. */
static bool
all_go_to(struct arena *arena, const struct member *outer, struct str name)
{
	const struct node *map = outer->value;
	const char *last = NULL;

	for (uint32_t i = 0; i < map->count; i++) {
		const char *path = successor(arena, outer, &map->members[i]);

		if (!path || strlen(path) <= name.length || path[name.length] != '.' ||
		    memcmp(path, name.data, name.length) != 0)
			return false;
		if (last && strcmp(last, path) == 0)
			return false;
		last = path;
	}
	return true;
}

/* A key that stands for the same is there already. */
static bool
is_taken(struct arena *arena, const struct member *outer, const char *path)
{
	for (uint32_t i = 0; i < outer->value->count; i++) {
		const struct member *member = &outer->value->members[i];
		const char *own =
		    arena_printf(arena, "%.*s.%.*s", STR_ARG(outer->key), STR_ARG(member->key));
		const struct key *key = key_find(str_of(own));

		if (strcmp(own, path) == 0 || (key && key->alias && strcmp(key->values, path) == 0))
			return true;
	}
	return false;
}

static void
move_key(struct edits *edits, const struct node *root, uint32_t at, uint32_t which)
{
	const struct member *outer = &root->members[at], *inner = &outer->value->members[which];
	const char *path = successor(edits->arena, outer, inner);
	const char *dot = path ? strchr(path, '.') : NULL;
	uint32_t target = root->count;
	struct str name;

	if (!dot) {
		edits->failed = true;
		return;
	}
	name = (struct str){path, (uint32_t)(dot - path)};
	for (uint32_t i = 0; i < root->count; i++)
		if (str_equal(root->members[i].key, name))
			target = i;
	if (target == root->count && all_go_to(edits->arena, outer, name)) {
		edits_replace(edits, outer->key_at, edits_quoted(edits, outer->key_at, name));
		edits_replace(edits, inner->key_at,
		              edits_quoted(edits, inner->key_at, str_of(dot + 1)));
		return;
	}
	if (target == root->count) {
		edits_insert(edits, root, at, path, inner);
	} else if (root->members[target].value->kind != NODE_MAP ||
	           root->members[target].value->count == 0 ||
	           is_taken(edits->arena, &root->members[target], path)) {
		edits->failed = true;
		return;
	} else {
		edits_insert(edits, root->members[target].value,
		             root->members[target].value->count - 1, dot + 1, inner);
	}
	if (outer->value->count == 1)
		edits_remove(edits, root, at);
	else
		edits_remove(edits, outer->value, which);
}

static void
move_key_at(struct edits *edits, const struct node *root, struct span at)
{
	for (uint32_t i = 0; root->kind == NODE_MAP && i < root->count; i++) {
		const struct node *map = root->members[i].value;

		for (uint32_t k = 0; map->kind == NODE_MAP && k < map->count; k++)
			if (map->members[k].key_at.offset == at.offset) {
				move_key(edits, root, i, k);
				return;
			}
	}
	edits->failed = true;
}

static void
remove_item_at(struct edits *edits, const struct node *root, struct span at)
{
	struct found found = find_item(root, at);

	if (found.list)
		edits_remove(edits, found.list, found.index);
	else
		edits->failed = true;
}

/* How the finding could be mended; FIX_NONE if a machine cannot. */
static enum fix_safety
edits_for(struct edits *edits, const struct node *root, const struct finding *finding)
{
	switch ((int)finding->code) {
	case DIAG_DEPRECATED_KEY:
		move_key_at(edits, root, finding->at);
		return FIX_SAFE;
	case DIAG_GRANT_IMPLIED: /* what it grants again at a symlink would go with it */
	case DIAG_GRANT_NOT_NARROWER:
	case DIAG_PORT_TWICE:
	case DIAG_BYPASS_UNUSED:
	case DIAG_EXCLUDE_UNUSED:
	case DIAG_SUPPRESSION_EXPIRED:
		remove_item_at(edits, root, finding->at);
		return FIX_UNSAFE;
	default:
		if (finding->suggested.length == 0)
			return FIX_NONE;
		edits_replace(edits, finding->at,
		              edits_quoted(edits, finding->at, finding->suggested));
		return FIX_UNSAFE;
	}
}

void
fixes_find(struct arena *arena, struct sources *sources, struct diags *diags, uint32_t source,
           enum format format)
{
	struct str text = source_get(sources, source)->text;
	const struct node *root = NULL;

	for (size_t i = 0; i < diags->count; i++) {
		struct finding *finding = &diags->findings[i];
		struct edits edits = {
		    .arena = arena, .text = text, .source = source, .yaml = format == FORMAT_YAML};
		enum fix_safety safety;
		struct edit *kept;

		if (finding->at.source != source || finding->suppressed)
			continue;
		if (!root)
			root =
			    layout_read(arena, sources, diags_new(arena, sources), source, format);
		if (!root)
			return;
		safety = edits_for(&edits, root, finding);
		if (safety == FIX_NONE || edits.failed || edits.count == 0)
			continue;
		kept = arena_calloc(arena, edits.count, sizeof(*kept));
		memcpy(kept, edits.list, edits.count * sizeof(*kept));
		finding->safety = safety;
		finding->edits = kept;
		finding->edit_count = edits.count;
	}
}

static bool
same_edit(const struct edit *a, const struct edit *b)
{
	return a->at.offset == b->at.offset && a->at.length == b->at.length &&
	       str_equal(a->text, b->text);
}

/* Two edits whose order would matter. */
static bool
meet(const struct edit *a, const struct edit *b)
{
	if (a->at.offset == b->at.offset)
		return true;
	if (a->at.offset > b->at.offset)
		return meet(b, a);
	return b->at.offset < a->at.offset + a->at.length;
}

struct chosen {
	struct edit *list;
	size_t count;
};

/* Takes all edits of a finding, or none if one of them meets another's. */
static bool
choose(struct chosen *chosen, const struct finding *finding)
{
	size_t count = chosen->count;

	for (uint32_t i = 0; i < finding->edit_count; i++) {
		bool known = false;

		for (size_t k = 0; k < count && !known; k++) {
			known = same_edit(&chosen->list[k], &finding->edits[i]) &&
			        finding->edits[i].at.length > 0;
			if (!known && meet(&chosen->list[k], &finding->edits[i]))
				return false;
		}
		if (!known)
			chosen->list[chosen->count++] = finding->edits[i];
	}
	return true;
}

static int
by_place(const void *left, const void *right)
{
	const struct edit *a = left, *b = right;

	return a->at.offset < b->at.offset ? -1 : a->at.offset > b->at.offset;
}

struct str
fixes_apply(struct arena *arena, const struct diags *diags, uint32_t source, bool unsafe,
            size_t *count)
{
	struct str text = source_get(diags->sources, source)->text;
	struct chosen chosen = {arena_calloc(arena, diags->count * EDITS_MAX, sizeof(struct edit)),
	                        0};
	size_t length = text.length, used = 0;
	uint32_t at = 0;
	char *data;

	*count = 0;
	for (size_t i = 0; i < diags->count; i++) {
		const struct finding *finding = &diags->findings[i];
		size_t before = chosen.count;

		if (finding->at.source != source || finding->safety == FIX_NONE ||
		    (finding->safety == FIX_UNSAFE && !unsafe))
			continue;
		if (choose(&chosen, finding))
			++*count;
		else
			chosen.count = before;
	}
	if (chosen.count)
		qsort(chosen.list, chosen.count, sizeof(*chosen.list), by_place);
	for (size_t i = 0; i < chosen.count; i++)
		length += chosen.list[i].text.length;
	data = arena_alloc(arena, length + 1);
	for (size_t i = 0; i < chosen.count; i++) {
		const struct edit *edit = &chosen.list[i];

		memcpy(data + used, text.data + at, edit->at.offset - at);
		used += edit->at.offset - at;
		memcpy(data + used, edit->text.data, edit->text.length);
		used += edit->text.length;
		at = edit->at.offset + edit->at.length;
	}
	memcpy(data + used, text.data + at, text.length - at);
	return (struct str){data, (uint32_t)(used + text.length - at)};
}
