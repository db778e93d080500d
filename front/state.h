/* SPDX-License-Identifier: Apache-2.0 */
/* state.h - files of nono's own in $XDG_STATE_HOME/nono, which no sandbox may write. */
#ifndef FRONT_STATE_H
#define FRONT_STATE_H

#include "compiler/arena.h"

/* The path of NAME ("trusted") there; NULL without a home directory. */
const char *state_path(struct arena *arena, const char *name);
/* Makes the directory PATH and those above it, mode 0700; whether it is there, and ours alone. */
bool state_make(struct arena *arena, const char *path);
/* Whether DIRECTORY is the caller's or root's, and nobody else can write it. */
bool state_is_ours(const char *directory);

#endif
