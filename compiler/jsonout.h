/* SPDX-License-Identifier: Apache-2.0 */
/* jsonout.h - builds JSON values and writes them; a failure can only be want of memory. */
#ifndef COMPILER_JSONOUT_H
#define COMPILER_JSONOUT_H

#include "compiler/arena.h"

#include <jansson.h>
#include <stdio.h>

/* VALUE, which is there. */
json_t *jsonout_need(json_t *value);
/* TEXT as a string, null for NULL.  JSON is UTF-8, and a file's name may be anything: \xff. */
json_t *jsonout_text(struct arena *arena, const char *text);
/* Gives OBJECT the member KEY; takes VALUE over. */
void jsonout_set(json_t *object, const char *key, json_t *value);
/* Gives ARRAY one more item; takes VALUE over. */
void jsonout_append(json_t *array, json_t *value);
/* Writes DOCUMENT in ASCII with nothing in it that a terminal could act on. */
void jsonout_write(const json_t *document, FILE *out);
/* The same as one line. */
void jsonout_write_line(const json_t *document, FILE *out);

#endif
