/* SPDX-License-Identifier: Apache-2.0 */
/* path.h - anchored, normalised paths; compared by component, never as strings. */
#ifndef COMPILER_PATH_H
#define COMPILER_PATH_H

#include "compiler/arena.h"
#include "compiler/base.h"
#include "runtime/blob.h"

/*
 * "$HOME/.ssh" is {BLOB_ANCHOR_HOME, ".ssh"}; "/" is {BLOB_ANCHOR_ROOT, ""}.
 * $UID inside a component is BLOB_ESCAPE 'u', as in the blob.
 */
struct path {
	enum blob_anchor anchor;
	struct str rest; /* "a/b": no '.', '..', empty part, leading or trailing '/' */
};

enum path_relation {
	PATH_EQUAL,
	PATH_BELOW, /* the first lies below the second */
	PATH_ABOVE, /* the first lies above the second */
	PATH_APART,
	PATH_UNKNOWN /* only the run can tell: across anchors */
};

/* "/" is above all; $XDG_* count as their defaults below $HOME; other anchors are UNKNOWN. */
enum path_relation path_relate(const struct path *a, const struct path *b);
/* Equal or below, as far as the compiler can know. */
bool path_within(const struct path *inner, const struct path *outer);
/* The directory that holds PATH; above an anchor nothing is known but "/". */
struct path path_parent(const struct path *path);
/* INNER lies directly in OUTER: nothing is between them. */
bool path_directly_in(const struct path *inner, const struct path *outer);
/* Total order: anchor, then components, '/' lowest: a tree is one run and parents lead. */
int path_compare(const struct path *a, const struct path *b);
/* As written in a profile: "~/.ssh", "/tmp", "$WORKDIR/x", "/run/user/$UID". */
const char *path_text(struct arena *arena, const struct path *path);
/* "$HOME", "$WORKDIR", ...; "/" for ROOT. */
const char *anchor_name(enum blob_anchor anchor);
/* ANCHOR's default below $HOME (".config"), or NULL when it has none. */
const char *anchor_default(enum blob_anchor anchor);

/* How many components PATH has below its anchor. */
unsigned path_depth(const struct path *path);
/* PATH cut to its first DEPTH components. */
struct path path_prefix(const struct path *path, unsigned depth);

enum path_problem {
	PATH_OK,
	PATH_RELATIVE,           /* no anchor at its beginning */
	PATH_UNKNOWN_VARIABLE,   /* *WHERE, *LENGTH show it */
	PATH_MISPLACED_VARIABLE, /* an anchor that is not at the beginning, or "~user" */
	PATH_ABOVE_ANCHOR,       /* ".." leaves the anchor */
	PATH_CONTROL,            /* NUL or another control byte, DEL included */
	PATH_GLOB,               /* '*', '?' or '[' */
	PATH_TOO_LONG,
	PATH_EMPTY,
	PATH_DYNAMIC, /* "@git:...", "$NONO_CONFIG", "$NONO_PACKAGES": ours to refuse */
};

/*
 * The only expander: reads TEXT once, left to right, and never what it
 * produced.  A relative path is resolved against BASE when BASE is given (nono
 * means the working directory), else PATH_RELATIVE.  On a problem *WHERE and
 * *LENGTH are the offending bytes of TEXT.
 */
enum path_problem path_parse(struct arena *arena, struct str text, const struct path *base,
                             struct path *path, uint32_t *where, uint32_t *length);
/* Whether a profile can say PATH, means it by that, and shows it as it is. */
bool path_can_be_said(struct arena *arena, const struct path *path);
/*
 * The same for the value of an environment variable: anchors and $UID stand
 * anywhere in it and become BLOB_ESCAPE sequences; "~" only in front.
 */
enum path_problem path_template(struct arena *arena, struct str text, struct str *value,
                                uint32_t *where, uint32_t *length);

/* So many paths a message names. */
enum { PATHS_SHOWN = 3 };
/* "'~/.aws', '~/.ssh' and 12 more": COUNT paths, the first of which are SHOWN. */
const char *paths_text(struct arena *arena, const struct path *const shown[static PATHS_SHOWN],
                       size_t count);

#endif
