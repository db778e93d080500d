/* SPDX-License-Identifier: Apache-2.0 */
/* object.h - opens, identifies and adds what the rules grant, and remembers where it lies. */
#ifndef RUNTIME_OBJECT_H
#define RUNTIME_OBJECT_H

#include "runtime/loader.h"

/* Bytes of tables that objects_add() takes. */
size_t objects_size(const struct loader *loader);
/* Every rule: open, judge, add, close. */
int objects_add(struct loader *loader);
/* One line for what was not there. */
int objects_report(struct loader *loader);

/*
 * Whether something about rule INDEX is worth a word: it is from the user's own files, grants
 * writing, or the user wants to hear it.
 */
bool object_telling(const struct loader *loader, uint32_t index);

/* An absolute path, as far as it exists, to its end; WALK_ARRIVED, WALK_MISSING or WALK_FAILED. */
enum walk_step walk_to_end(struct walk *walk, const char *path);

#endif
