/* SPDX-License-Identifier: Apache-2.0 */
/* shape.h - holds a document against the table of keys; wrong ones stop here. */
#ifndef COMPILER_SHAPE_H
#define COMPILER_SHAPE_H

#include "compiler/diag.h"
#include "compiler/key.h"
#include "compiler/node.h"

/* A key of a document with its value. */
struct setting {
	const struct key *key; /* never an alias */
	struct span at;        /* the key as written */
	const struct node *value;
};

struct shape {
	struct diags *diags;
	enum key_place place;
	/* Called for each key with a value of its own whose value is what the table asks for. */
	void (*take)(void *context, const struct setting *setting);
	void *context;
};

/* Records everything in ROOT that the table does not know, and hands on the rest. */
void shape_walk(const struct shape *shape, const struct node *root);

#endif
