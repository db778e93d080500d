/* SPDX-License-Identifier: Apache-2.0 */
/* driver-prune.h - what nonoc prune found, and how it shows it. */
#ifndef COMPILER_DRIVER_PRUNE_H
#define COMPILER_DRIVER_PRUNE_H

#include "compiler/driver-amend.h"
#include "compiler/propose.h"

/* A run, and the policy as it was bound there. */
struct run {
	const struct recording *recording;
	struct ir *bound; /* its grants each as written, less those found needless */
	bool *used;       /* of each record: the policy allowed it */
};

/* An entry of the user's own files that nothing needed, or a group. */
struct needless {
	struct span at;
	const char *what;
	const char *kept; /* what of it was needed: "read", "write"; or NULL */
	bool workdir;     /* the access to the whole of it */
	bool removed;     /* from the profile's text, or all but what is kept */
	/* The entry of a list of which something is kept, and where that goes; or KEYS. */
	enum key_id from, key;
	struct path path;
};

struct pruning {
	struct amending amending;
	struct ir *written; /* the profile's rules before they were merged */
	struct run *runs;
	size_t used; /* records */
	struct needless *items;
	size_t count;
	size_t entries; /* that were looked at */
	struct needless *groups;
	size_t group_count;
	const char *refused; /* why the text stays as it was, or NULL */
};

/* Prints it, for people or as JSON; a status of the world. */
int prune_show(const struct pruning *pruning);
int prune_show_json(const struct pruning *pruning);

#endif
