/* SPDX-License-Identifier: Apache-2.0 */
/* sbpl-text.h - profiles of macOS's sandbox as text, in one way and in ASCII. */
#ifndef COMPILER_SBPL_TEXT_H
#define COMPILER_SBPL_TEXT_H

#include "compiler/sbpl.h"

/*
 * The whole profile, a filter a line.  Aliases go by the one name, what only says what is logged
 * is left out, and what is not known stands as it was written.
 */
struct str sbpl_text(struct arena *arena, const struct sbpl_profile *profile);
/* One filter on one line, of no more than about LIMIT bytes. */
const char *sbpl_filter_text(struct arena *arena, const struct sbpl_filter *filter, size_t limit);

#endif
