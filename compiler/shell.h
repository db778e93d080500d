/* SPDX-License-Identifier: Apache-2.0 */
/* shell.h - words that somebody may copy into a shell. */
#ifndef COMPILER_SHELL_H
#define COMPILER_SHELL_H

#include "compiler/arena.h"

/* PATH as a shell takes it for one word: as it is, or in quotes, but for a '~' that leads. */
const char *shell_word(struct arena *arena, const char *path);

#endif
