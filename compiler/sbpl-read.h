/* SPDX-License-Identifier: Apache-2.0 */
/* sbpl-read.h - what the reader of profiles of macOS shares: rules and their filters. */
#ifndef COMPILER_SBPL_READ_H
#define COMPILER_SBPL_READ_H

#include "compiler/node.h"
#include "compiler/sbpl.h"

/* (define NAME FILTER); rules have the filter as if it was written where the name is. */
struct sbpl_definition {
	struct str name;
	struct sbpl_filter *filter;
	uint32_t before; /* which rule it stands */
	const struct node *written;
};

struct sbpl_reading {
	struct arena *arena;
	struct diags *diags;
	struct sbpl_profile *profile;
	struct span version;  /* where it stands, or {0} */
	bool defining;        /* no definition has another one in it */
	size_t written_short; /* bytes that names stand for */
};

/* The filter that LIST writes, never NULL: one that is not known is SBPL_UNKNOWN, and told. */
struct sbpl_filter *sbpl_read_filter(struct sbpl_reading *reading, const struct node *list);
/* The filter that the word NODE was defined as, or NULL. */
struct sbpl_filter *sbpl_defined(struct sbpl_reading *reading, const struct node *node);
/* AT has what this reader does not know; marks the profile. */
void sbpl_unknown(struct sbpl_reading *reading, struct span at, const char *format, ...)
    PRINTF(3, 4);
/* The word that LIST begins with, or one of length 0. */
struct str sbpl_head(const struct node *list);

#endif
