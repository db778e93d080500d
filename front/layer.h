/* SPDX-License-Identifier: Apache-2.0 */
/* layer.h - the options of a command line as a profile that extends the one they name. */
#ifndef FRONT_LAYER_H
#define FRONT_LAYER_H

#include "front/front.h"

#include "compiler/here.h"
#include "compiler/lookup.h"

/*
 * Makes *TEXT: a document, whose places are in a source of its own, the first of SOURCES: an option
 * a line.  HERE says what of a path is the home directory.  NULL, or what is wrong.
 */
const char *layer_make(const struct command_line *line, const struct here *here,
                       struct sources *sources, struct document *text);
/*
 * PATH as the command line has it, for a profile: from "/" or "~".  One that begins with '~' or '$'
 * is left.  NULL when the working directory has no path.
 */
const char *layer_path(struct arena *arena, const struct here *here, const char *path);
/* PATH from "/"; of NULL, the working directory.  NULL when that has no path. */
const char *layer_absolute(struct arena *arena, const char *path);

#endif
