/* SPDX-License-Identifier: Apache-2.0 */
/* listed.h - what is known of paths before any profile: stdlib-groups/lists/, built in. */
#ifndef COMPILER_LISTED_H
#define COMPILER_LISTED_H

#include "compiler/path.h"

struct listed {
	struct path path;
	const char *why;
	unsigned order; /* in the file: what matters most leads */
	bool read;      /* list_broad: reading it is too much, too */
	bool workdir;   /* from $WORKDIR, wherever that is */
	bool lifted;    /* a deny withholds it unless a bypass lifts that */
};

/* Sorted by path_compare(), none from an $XDG_* with a default. */
struct list {
	const struct listed *items;
	size_t count;
};

extern const struct list list_broad;       /* directories too wide to grant */
extern const struct list list_persistence; /* what runs code for whoever writes it */
extern const struct list list_replaced;    /* files that are saved by a rename */
extern const struct list list_secrets;     /* inside what programs need */
extern const struct list list_sockets;     /* of daemons that act for others */

#endif
