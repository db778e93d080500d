/* SPDX-License-Identifier: Apache-2.0 */
/* here.h - a policy as nono-exec would find it if it were started here and now. */
#ifndef COMPILER_HERE_H
#define COMPILER_HERE_H

#include "compiler/define.h"
#include "compiler/eval.h"
#include "compiler/why.h"

#include <limits.h>

/* What this process's environment, user and working directory make of anchors. */
struct here {
	struct definitions definitions; /* of the command line, then of the environment */
	const char *second_home;        /* /etc/passwd's, when $HOME is another; or NULL */
	const char
	    *unfit[BLOB_ANCHORS]; /* what is wrong with the variable: it binds nothing; or NULL */
};

/* VALUE, byte for byte, as a place from "/"; false if it is none that nono-exec would take. */
bool here_place(struct arena *arena, const char *value, struct path *place);
/* STATED (of the command line) comes first; the rest as nono-exec(1) finds it. */
struct here here_find(struct arena *arena, const struct definitions *stated);

/*
 * A copy of the policy IR with every anchor bound, and every grant moved to the
 * object that its path leads to now.  What is missing grants nothing, as when
 * nono-exec starts: *MISSING gets those grants, in IR's words.
 */
struct ir *here_bind(const struct ir *ir, const struct here *here, struct rules *missing);

/*
 * Why nono-exec would not start BOUND, which here_bind() made of IR: a grant that reaches what is
 * protected or is of another kind than it says, or a symlink that the command could have made.
 * NULL: none of these.
 */
const char *here_refusal(const struct ir *bound, const struct ir *ir, const struct here *here);

/* Names that symlinks make of what is protected, as they are now. */
struct here_names {
	struct rules denies, bypasses; /* of a policy, and the same where its own lead elsewhere */
	struct path *objects;          /* where, by the policy's denies; no text: nowhere else */
};
struct here_names here_names(const struct ir *bound);
/*
 * why_path() of BOUND; what is protected by a name whose symlinks lead there is answered for by
 * that name: no other can be granted.
 */
struct why here_why(const struct ir *bound, const struct here_names *names,
                    const struct query *query, const struct kernel *kernel,
                    const struct definitions *definitions);

struct here_place {
	uint64_t device, inode;
};

/* Where the kernel goes with a path. */
struct here_object {
	struct path path; /* without symlinks, as far as it exists */
	enum thing thing;
	const char *error; /* why it could not be looked at, or NULL */
	const char *shut;  /* the caller's own directory that lets nobody see it, or NULL */
	/* The root, the directories on the way and, unless it is missing, the object. */
	struct here_place *places;
	size_t place_count;
	const char **links; /* the symlinks that were followed, each without others on its way */
	size_t link_count;
};

/* TEXT, absolute and without "//", as a path from the root; a copy in ARENA. */
struct path here_path(struct arena *arena, const char *text);
/* PATH, absolute; a symlink at its end is followed only if FOLLOW. */
struct here_object here_resolve(struct arena *arena, const char *path, bool follow);

/* Scripts may have scripts for interpreters, so many times. */
enum { HERE_INTERPRETERS = 5 };

/* The next file that the kernel executes for the one at PATH, as that names it. */
bool here_interpreter(const char *path, char next[static PATH_MAX]);

/*
 * Rules hold for objects: gives BOUND those of GRANTS, from which it was made, that OBJECT or a
 * directory above it has by another name, of a hard link or a bind mount.  That name, or NULL.
 */
const char *here_alias(struct ir *bound, const struct rules *grants, const struct here *here,
                       const struct here_object *object);

#endif
