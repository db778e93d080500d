/* SPDX-License-Identifier: Apache-2.0 */
/*
 * emit-seatbelt-points.h - the paths that a policy and its profile for macOS tell apart: the
 * prover's own.
 */
#ifndef COMPILER_EMIT_SEATBELT_POINTS_H
#define COMPILER_EMIT_SEATBELT_POINTS_H

#include "compiler/eval.h"
#include "compiler/sbpl.h"

/* What may be at a path; rules tell these apart. */
enum point_kind { POINT_FILE, POINT_DIRECTORY, POINT_SOCKET, POINT_OTHER, POINT_KINDS };

/* In a table by hash; the first member of what is in it. */
struct entry {
	uint64_t hash;
	struct entry *next;
};

struct table {
	struct entry **slots; /* a power of two of them */
	size_t count, size;
};

/* A text, and its point. */
struct spot {
	struct entry entry;
	struct str text; /* anchors stand where nothing else can */
	size_t at;
	size_t end; /* of what a filter names: behind the points at it and below */
};

struct point {
	struct path path; /* of its spot */
	struct standing standing;
	bool granted;  /* any right at all */
	uint32_t root; /* by grants for this very directory, where nothing withholds it */
	bool guards;   /* something protected lies below it */
	bool leads;    /* the same, or what a bypass lifts */
	/* nono-exec does not start with another object there */
	bool only_file, only_directory;
};

/* A path that the profile's filters name, however often. */
struct named {
	struct entry entry;
	const struct sbpl_value *value;
	enum blob_anchor anchor; /* it starts from */
	struct spot *spot;       /* NULL: none that can be known */
};

/* A deny of the policy. */
struct denied {
	size_t at;       /* its point */
	uint32_t rights; /* that it withholds, and no bypass lifts */
};

struct points {
	struct arena *arena;
	struct spot **order; /* sorted: what is below one follows it */
	struct point *items; /* in that order */
	size_t count;
	struct str places[BLOB_ANCHORS]; /* where each anchor stands */
	struct table spots, names;
	struct denied *denied; /* as the policy has them */
};

/* All that IR's rules and the profile's filters name, one below each, and what is above denies. */
struct points *points_of(const struct ir *ir, const struct sbpl_profile *profile);
/* What VALUE of the profile names; NULL if that cannot be known. */
const struct named *points_named(const struct points *points, const struct sbpl_value *value);

/* Whether what is at A lies directly in what is at B. */
bool spot_directly_in(const struct spot *a, const struct spot *b);

#endif
