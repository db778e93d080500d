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
/*
 * FILE of the work tree as it lies in the directory; NULL if it is not in the repository, or only a
 * link leads to it that the commit does not have as a directory.
 */
const char *git_tree_path(const struct git_tree *tree, const char *file);
/* Whether the commit has something at PATH of the directory, laid out or not. */
bool git_tree_has(const struct git_tree *tree, const char *path);
void git_tree_remove(struct git_tree *tree);

/* FILE from "/", its links and '..' as they are. */
const char *git_place_absolute(struct arena *arena, const char *file);
/* The longest directory of PATH that is a link, beyond the first FROM bytes; or NULL. */
const char *git_place_last_link(struct arena *arena, const char *path, size_t from);
/* How PATH goes on below TOP, if a link lies on that way; else NULL: it lies where it leads. */
const char *git_place_named(struct arena *arena, const char *top, const char *path);

#endif
