/* SPDX-License-Identifier: Apache-2.0 */
/* sbpl-depth.h - the one regular expression that is understood: how many names a path has. */
#ifndef COMPILER_SBPL_DEPTH_H
#define COMPILER_SBPL_DEPTH_H

#include "compiler/sbpl.h"

/* What a name is in it. */
#define SBPL_DEPTH_NAME "/[^/]+"

struct sbpl_depth {
	struct str param; /* whose value a path begins with, or nothing */
	uint32_t names;   /* that follow; at least 1 */
};

/* Whether VALUE, a regular expression, says that and nothing else. */
bool sbpl_depth_read(const struct sbpl_value *value, struct sbpl_depth *depth);
/*
 * Whether FILTER is (require-all (subpath DIRECTORY) (regex ...)) for what lies directly in the
 * directory.  It has no word of the directory's name but in the subpath.
 */
bool sbpl_is_children(const struct sbpl_filter *filter);

#endif
