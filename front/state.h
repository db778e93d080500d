/* SPDX-License-Identifier: Apache-2.0 */
/* state.h - files of nono's own in $XDG_STATE_HOME/nono, which no sandbox may write. */
#ifndef FRONT_STATE_H
#define FRONT_STATE_H

#include "compiler/arena.h"

/* The path of NAME ("trusted") there; NULL without a home directory. */
const char *state_path(struct arena *arena, const char *name);
/* Makes the directory PATH and those above it, mode 0700; whether it is there, and ours. */
bool state_make(struct arena *arena, const char *path);
/* Whether DIRECTORY and the one above are the caller's or root's; no one else can write them. */
bool state_is_ours(struct arena *arena, const char *directory);

#endif
