/* SPDX-License-Identifier: Apache-2.0 */
/* object.h - opens, identifies and adds what the rules grant, and remembers where it lies. */
#ifndef RUNTIME_OBJECT_H
#define RUNTIME_OBJECT_H

#include "runtime/loader.h"

/* What becomes of a rule for what is not there. */
#ifdef RUNTIME_DARWIN
#define OBJECT_MISSING_TEXT "not there, granted once it is: "
#else
#define OBJECT_MISSING_TEXT "not there, so not granted: "
#endif

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
/* Whether what PATH names, of MODE, is of the kind that rule INDEX is for. */
int object_check_kind(struct loader *loader, uint32_t index, const char *path, uint16_t mode);

#endif
