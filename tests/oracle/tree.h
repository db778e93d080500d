/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tree.h - a random tree of files, and the way back to it after an operation.
 *
 * Rules are bound to inodes when a sandbox starts, so the way back must keep
 * them: every inode but a directory's has a second name in a vault outside the
 * tree, and what lost its name gets it from there.
 */
#ifndef ORACLE_TREE_H
#define ORACLE_TREE_H

#include "tests/oracle/place.h"
#include "tests/random.h"

#include <sys/types.h>

enum { TREE_OBJECTS = 80, TREE_NAMES = 96 };

/* An inode. */
struct object {
	mode_t mode;  /* kind and permissions */
	bool foreign; /* root's, although the operations are a user's */
	bool program;
	ino_t number;
	off_t size;
	int held; /* keeps a pipe open at both ends, a socket bound; or -1 */
};

struct name {
	char place[PLACE_SIZE];
	unsigned object;
};

struct tree {
	char root[PLACE_SIZE];
	char vault[PLACE_SIZE];
	const char *home; /* two of its directories */
	const char *workdir;
	uid_t owner;
	bool devices; /* it has device nodes */
	struct object objects[TREE_OBJECTS];
	unsigned object_count;
	struct name names[TREE_NAMES]; /* the root first */
	unsigned name_count;
};

/* Builds one below SCRATCH for operations of OWNER. */
void tree_make(struct tree *tree, struct random *random, const char *scratch, uid_t owner);
void tree_remove(struct tree *tree);
/* The name at PLACE, or NULL. */
const struct name *tree_find(const struct tree *tree, const char *place);
/* The name of a random directory. */
const char *tree_directory(const struct tree *tree, struct random *random);
/*
 * Puts back what an operation on PLACE, and on SECOND unless NULL, has changed.
 * Returns the names whose directory had to be made anew (1: PLACE's, 2:
 * SECOND's): rules bound to the old one are lost.
 */
unsigned tree_restore(struct tree *tree, const char *place, const char *second);

#endif
