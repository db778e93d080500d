/* SPDX-License-Identifier: Apache-2.0 */
/* amend.h - entries that come into a profile's text or leave it; the rest stays as it is. */
#ifndef COMPILER_AMEND_H
#define COMPILER_AMEND_H

#include "compiler/key.h"
#include "compiler/node.h"

/* A text with its tree. */
struct amended {
	struct arena *arena;
	enum format format;
	struct str text;
	const struct node *root;
};

/* False unless TEXT is a map of keys. */
bool amend_start(struct arena *arena, struct str text, enum format format, struct amended *amended);
/* Whether the list KEY has VALUE, or the key is VALUE. */
bool amend_has(const struct amended *amended, enum key_id key, struct str value);
/*
 * VALUE becomes an entry of the list KEY, or what the key has if that is no list; as it is read,
 * it is the one thing that changes.  False, and the text is as it was, when it cannot be put in.
 */
bool amend_add(struct amended *amended, enum key_id key, struct str value);
/*
 * Takes out the item of a list that AT is in, and the list with its last one unless an empty list
 * would mean another thing than none.  False when nobody could say which comment goes with it.
 */
bool amend_remove(struct amended *amended, struct span at);

#endif
