/* SPDX-License-Identifier: Apache-2.0 */
/*
 * walk.h - follows a path component by component, as the kernel would, and
 * knows the identity of every directory on the way.
 *
 * Start with walk_begin() and call walk_next() until it returns something
 * other than WALK_LINK.  What walks see is kept, so that a list of paths costs
 * about one system call a path, and every phase judges by the same view.
 */
#ifndef RUNTIME_WALK_H
#define RUNTIME_WALK_H

#include "runtime/sys.h"

#include <stdbool.h>

#define WALK_PATH_SIZE 4096 /* with the NUL */
#define WALK_TODO_SIZE 8192
#define WALK_DEPTH 512
#define WALK_LINKS 40
#define WALK_SIGHTS 512       /* what is more is looked at again */
#define WALK_NAMES_SIZE 32768 /* of all of them */
#define WALK_UNSEEN UINT16_MAX

struct place {
	uint64_t device, inode;
	uint32_t uid, gid;
	uint32_t spot; /* for object.c: where it is in the table of spots, or 0 */
	uint16_t mode;
	uint16_t end;   /* of its path in walk.path */
	uint16_t sight; /* 1 + its own; 0 for the root; WALK_UNSEEN if it was not kept */
};

/* What one look at a name found: nothing is looked at twice in a run. */
struct sight {
	struct place place;
	uint16_t parent; /* the sight of the place where the name is */
	uint16_t length; /* of the name */
	uint16_t name;   /* where it is in walk.names */
	uint16_t target; /* and where a symlink's target is, once it was read */
	uint16_t target_length;
	uint16_t error; /* errno, or 0 */
};

struct walk {
	unsigned depth;     /* places[0] is the root, places[depth - 1] where we are */
	int error;          /* WALK_MISSING, WALK_FAILED: -errno */
	unsigned links;     /* symlinks followed */
	const char *todo;   /* what is left, in the caller's path or in text */
	unsigned link_part; /* WALK_LINK: length of the component that is a symlink */
	uint16_t sight_count, names_left;
	uint16_t sight_index[WALK_SIGHTS * 2]; /* hash table: 1 + the sight, or 0 */
	/* In pairs, one filling from its end, the other from its start: see struct loader. */
	struct place places[WALK_DEPTH];
	char text[WALK_TODO_SIZE];
	char path[WALK_PATH_SIZE]; /* so far, without symlinks; "" is the root */
	char names[WALK_NAMES_SIZE];
	struct sight sights[WALK_SIGHTS];
};

enum walk_step {
	WALK_ARRIVED, /* places[depth - 1] is the object */
	WALK_LINK,    /* places[depth - 1] holds the symlink that the next step follows */
	WALK_MISSING, /* places[depth - 1] is the nearest ancestor that exists in reach */
	WALK_FAILED,
};

/* PATH is absolute, and stays as it is until the walk has ended.  0 or -errno. */
int walk_begin(struct walk *walk, const char *path);
enum walk_step walk_next(struct walk *walk);
/* An absolute path, as far as it exists, to its end; WALK_ARRIVED, WALK_MISSING or WALK_FAILED. */
enum walk_step walk_to_end(struct walk *walk, const char *path);
/* Steps into NAME, which the caller has opened and found to be STAT; 0, -ESTALE or -errno. */
int walk_enter(struct walk *walk, const char *name, const struct sys_stat *stat);
/* Whether the walk stands at or below the directory with this absolute path, as text. */
bool walk_below(const struct walk *walk, const char *directory);
/*
 * WALK_MISSING: whether that is for the mode of a directory of UID's, who can open it again.  Else
 * it is AppArmor, SELinux or a server that hides what is there.
 */
bool walk_shut(const struct walk *walk, uint32_t uid);
/* WALK_LINK: the symlink's name and its target. */
const char *walk_link_name(const struct walk *walk, unsigned *length);
/* The path of where the walk stands; "/" for the root. */
const char *walk_where(const struct walk *walk);

/* Whether the path INNER is OUTER or lies below it, by component; both absolute. */
bool path_within(const char *inner, const char *outer);

#endif
