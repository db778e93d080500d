/* SPDX-License-Identifier: Apache-2.0 */
/* own.h - the grants that stand in one profile's text. */
#ifndef COMPILER_OWN_H
#define COMPILER_OWN_H

#include "compiler/key.h"
#include "compiler/node.h"
#include "compiler/path.h"

/* An entry of the profile's text that grants something. */
struct own_entry {
	enum key_id key;
	struct path path;
	uint32_t rights;
	bool directory;
	struct span at; /* in its text */
};

struct own_entries {
	struct own_entry *items;
	size_t count;
};

/* The entries of ROOT, a profile's tree, that grant on paths without a condition. */
struct own_entries own_entries(struct arena *arena, const struct node *root);

#endif
