/* SPDX-License-Identifier: Apache-2.0 */
/* place.h - absolute paths, and where the kernel goes with one. */
#ifndef ORACLE_PLACE_H
#define ORACLE_PLACE_H

#include "compiler/eval.h"

/* The links are far less than the kernel's 40: a tree's chains are shorter, or endless. */
enum { PLACE_SIZE = 256, WALK_LINKS = 12 };

/* Ends the test: the harness itself could not go on (99 is automake's hard error). */
_Noreturn void fail(const char *format, ...) PRINTF(1, 2);
/* snprintf that fails when the text does not fit. */
void place_print(char place[static PLACE_SIZE], const char *format, ...) PRINTF(2, 3);

/* How a path leads to an object, or to a name that is free. */
struct walked {
	char place[PLACE_SIZE]; /* the canonical path: no symlinks, no ".." */
	enum thing thing;
	unsigned links; /* symlinks followed, and the directories that hold them */
	char holders[WALK_LINKS][PLACE_SIZE];
};

/*
 * Walks PATH as the kernel would for this process; a symlink at its end is
 * followed only if LAST.  False if it leads nowhere.
 */
bool place_walk(const char *path, bool last, struct walked *walked);
/* PLACE as policies name it. */
struct path place_path(const char *place);

#endif
