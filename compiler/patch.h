/* SPDX-License-Identifier: Apache-2.0 */
/* patch.h - two texts as a unified diff. */
#ifndef COMPILER_PATCH_H
#define COMPILER_PATCH_H

#include "compiler/arena.h"

#include <stdio.h>

/*
 * Writes what patch(1) and git apply make AFTER of BEFORE with; nothing if they are equal.  With
 * SHOWN it is for a terminal, and what could drive one is escaped.
 */
void patch_print(const char *name, struct str before, struct str after, bool shown, FILE *out);

#endif
