/* SPDX-License-Identifier: Apache-2.0 */
/* driver-git.h - files as they were at a commit, through git itself. */
#ifndef COMPILER_DRIVER_GIT_H
#define COMPILER_DRIVER_GIT_H

#include "compiler/arena.h"

/* A commit's profiles, groups and policy texts, laid out in a directory of our own. */
struct git_tree {
	struct arena *arena;
	const char *near;      /* a directory in the work tree */
	const char *ref;       /* as given */
	const char *commit;    /* its hash */
	const char *temporary; /* our own directory, or NULL */
	const char *directory; /* in it: the files */
	const char *top;       /* of the work tree, with '/' at its end */
};

/*
 * Reads at REF what a policy may be made of, in the repository that holds FILE.  NULL, or what
 * went wrong.  git_tree_remove() must follow in any case.
 */
const char *git_tree_read(struct git_tree *tree, struct arena *arena, const char *ref,
                          const char *file, size_t most);
/* FILE of the work tree as it lies in the directory; NULL if it is not in the repository. */
const char *git_tree_path(const struct git_tree *tree, const char *file);
/* Whether the commit has something at PATH of the directory, laid out or not. */
bool git_tree_has(const struct git_tree *tree, const char *path);
void git_tree_remove(struct git_tree *tree);

#endif
