/* SPDX-License-Identifier: Apache-2.0 */
/* emit-landlock.h - the two halves of the Landlock backend, which share no code. */
#ifndef COMPILER_EMIT_LANDLOCK_H
#define COMPILER_EMIT_LANDLOCK_H

#include "compiler/emit.h"

/* The policy that BLOB denotes, or NULL with what is wrong in *WRONG. */
struct ir *landlock_read(struct arena *arena, struct sources *sources, struct diags *diags,
                         struct str blob, const char **wrong);

#endif
