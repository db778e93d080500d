/* SPDX-License-Identifier: Apache-2.0 */
/* define.h - anchors whose place the command line gives: --define ANCHOR=PATH. */
#ifndef COMPILER_DEFINE_H
#define COMPILER_DEFINE_H

#include "compiler/path.h"

struct definitions {
	bool given;                   /* any of them */
	bool known[BLOB_ANCHORS];     /* said, or a default below a $HOME that was */
	struct path at[BLOB_ANCHORS]; /* known: from "/" */
	bool stated[BLOB_ANCHORS];    /* known: said itself */
	const char *uid;              /* in decimal, or NULL */
};

/*
 * Adds what TEXT ("HOME=/home/ci", "UID=1000") says.  NULL, or what was
 * expected.  The $XDG_* that have a default below $HOME follow it, unless they are said.
 */
const char *definitions_add(struct arena *arena, struct definitions *definitions, const char *text);
/* NULL, or what is wrong if the command line has said already that ANCHOR is at another PLACE. */
const char *definitions_differ(struct arena *arena, const struct definitions *definitions,
                               enum blob_anchor anchor, const struct path *place);
/* ANCHOR is at PLACE, as another source than the command line says. */
void definitions_set(struct arena *arena, struct definitions *definitions, enum blob_anchor anchor,
                     struct path place);
/* PATH from "/", as far as DEFINITIONS know. */
struct path definitions_apply(struct arena *arena, const struct definitions *definitions,
                              const struct path *path);
/* The same for the value of a variable. */
struct str definitions_apply_value(struct arena *arena, const struct definitions *definitions,
                                   struct str value);

#endif
