/* SPDX-License-Identifier: Apache-2.0 */
/* depfile.h - what an output is made from, as make and ninja read it. */
#ifndef COMPILER_DEPFILE_H
#define COMPILER_DEPFILE_H

#include "compiler/source.h"

/*
 * The rule "TARGET: FILE...", and an empty one for each FILE so that make does not stop when it is
 * gone.  NULL if a name cannot be written so that make and ninja both read it; *WHY says which.
 */
const char *depfile_text(struct arena *arena, const char *target, const struct sources *sources,
                         const char **why);

#endif
