/* SPDX-License-Identifier: Apache-2.0 */
/* lookup-file.h - the one place that opens an input. */
#ifndef COMPILER_LOOKUP_FILE_H
#define COMPILER_LOOKUP_FILE_H

#include "compiler/lookup.h"

/*
 * Reads PATH, which must be a regular file within the limit, and must be
 * root's own for the organisation's trust.  0, or -errno after an error was
 * recorded at AT.
 */
int lookup_file(const struct lookup *lookup, const char *path, enum trust trust, struct span at,
                struct document *text);
/* The same for standard input; its files are relative to the current directory. */
int lookup_standard_input(const struct lookup *lookup, struct document *text);
/* Whether PATH is more than nothing: a link that leads nowhere is, for what it is to lead to. */
bool lookup_is_there(const char *path);

#endif
