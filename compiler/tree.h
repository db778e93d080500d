/* SPDX-License-Identifier: Apache-2.0 */
/* tree.h - how a reader builds the located tree, and the limits that hold for all readers. */
#ifndef COMPILER_TREE_H
#define COMPILER_TREE_H

#include "compiler/node.h"

#define TREE_DEPTH_MAX 64
#define TREE_STRING_MAX 65536
#define TREE_VALUES_MAX (4u << 20) /* what two bytes a value of a hostile file may cost in memory */

struct tree {
	struct arena *arena;
	struct diags *diags;
	uint32_t source;
	uint32_t depth;
	uint32_t values;
	bool failed;                      /* an error was recorded that leaves no tree */
	struct span open[TREE_DEPTH_MAX]; /* where the lists and maps around us begin */
};

/* A value without content.  Past TREE_VALUES_MAX an error is recorded: stop when tree_full(). */
struct node *tree_node(struct tree *tree, enum node_kind kind, struct span at);
bool tree_full(const struct tree *tree);
/* A list or map begins at AT.  False, after an error, when it lies too deep. */
bool tree_enter(struct tree *tree, struct span at);
/* The innermost list or map ends. */
void tree_leave(struct tree *tree);
/* False, after an error, when a string of LENGTH bytes at AT is too long. */
bool tree_string_fits(struct tree *tree, struct span at, size_t length);
/* One more item of a list; one more member of a map, whose key may be there already. */
void tree_append(struct tree *tree, struct node *list, struct node *item);
void tree_insert(struct tree *tree, struct node *map, const struct member *member);
/* A map is complete: reports keys that came before, and keeps the first of each. */
void tree_finish_map(struct tree *tree, struct node *map);

#endif
