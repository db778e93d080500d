/* SPDX-License-Identifier: Apache-2.0 */
/* tree.c - how a reader builds the located tree, and the limits that hold for all readers. */
#include "compiler/tree.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct node *
tree_node(struct tree *tree, enum node_kind kind, struct span at)
{
	if (tree->values++ == TREE_VALUES_MAX) {
		diag_at(tree->diags, DIAG_TOO_LARGE, at, "more than %u values in one file",
		        TREE_VALUES_MAX);
		tree->failed = true;
	}
	struct node *node = arena_alloc(tree->arena, sizeof(*node));
	node->kind = kind;
	node->at = at;
	return node;
}

bool
tree_full(const struct tree *tree)
{
	return tree->values > TREE_VALUES_MAX;
}

bool
tree_enter(struct tree *tree, struct span at)
{
	if (tree->depth == TREE_DEPTH_MAX) {
		diag_at(tree->diags, DIAG_TOO_DEEP, at, "lists and maps nest deeper than %d levels",
		        TREE_DEPTH_MAX);
		tree->failed = true;
		return false;
	}
	tree->open[tree->depth++] = at;
	return true;
}

void
tree_leave(struct tree *tree)
{
	assert(tree->depth > 0);
	tree->depth--;
}

bool
tree_string_fits(struct tree *tree, struct span at, size_t length)
{
	if (length <= TREE_STRING_MAX)
		return true;
	diag_at(tree->diags, DIAG_STRING_TOO_LONG, at, "a string of more than %d bytes",
	        TREE_STRING_MAX);
	tree->failed = true;
	return false;
}

void
tree_append(struct tree *tree, struct node *list, struct node *item)
{
	list->items = arena_room(tree->arena, list->items, list->count, sizeof(*list->items));
	list->items[list->count++] = item;
}

void
tree_insert(struct tree *tree, struct node *map, const struct member *member)
{
	map->members = arena_room(tree->arena, map->members, map->count, sizeof(*map->members));
	map->members[map->count++] = *member;
}

static int
compare_keys(const void *left, const void *right)
{
	const struct member *a = *(const struct member *const *)left;
	const struct member *b = *(const struct member *const *)right;
	if (a->key.length != b->key.length)
		return a->key.length < b->key.length ? -1 : 1;
	int order = a->key.length ? memcmp(a->key.data, b->key.data, a->key.length) : 0;
	if (order != 0)
		return order;
	return a < b ? -1 : a > b;
}

static void
drop_duplicates(struct node *map)
{
	uint32_t kept = 0;
	for (uint32_t i = 0; i < map->count; i++)
		if (map->members[i].value)
			map->members[kept++] = map->members[i];
	map->count = kept;
}

void
tree_finish_map(struct tree *tree, struct node *map)
{
	if (map->count < 2)
		return;
	struct member **sorted = calloc(map->count, sizeof(struct member *));
	if (!sorted)
		arena_exhausted(tree->arena);
	struct arena_held held = {free, sorted, NULL};
	arena_hold(tree->arena, &held);
	for (uint32_t i = 0; i < map->count; i++)
		sorted[i] = &map->members[i];
	qsort(sorted, map->count, sizeof(struct member *), compare_keys);
	bool duplicates = false;
	const struct member *first = sorted[0];
	for (uint32_t i = 1; i < map->count; i++) {
		if (!str_equal(sorted[i]->key, first->key)) {
			first = sorted[i];
			continue;
		}
		diag_at(tree->diags, DIAG_DUPLICATE_KEY, sorted[i]->key_at,
		        "the key '%.*s' stands twice in one map", STR_ARG(first->key));
		diag_note(tree->diags, first->key_at, "first here");
		sorted[i]->value = NULL;
		duplicates = true;
	}
	arena_release(tree->arena);
	if (duplicates)
		drop_duplicates(map);
}
