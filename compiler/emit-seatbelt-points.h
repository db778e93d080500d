/* SPDX-License-Identifier: Apache-2.0 */
/*
 * emit-seatbelt-points.h - the paths that a policy and its profile for macOS tell apart, and which
 * of them a filter covers: the prover's own.
 */
#ifndef COMPILER_EMIT_SEATBELT_POINTS_H
#define COMPILER_EMIT_SEATBELT_POINTS_H

#include "compiler/ir.h"
#include "compiler/sbpl.h"

/* What may be at a path; rules tell these apart. */
enum point_kind { POINT_FILE, POINT_DIRECTORY, POINT_SOCKET, POINT_OTHER, POINT_KINDS };

struct point {
	struct str text;  /* anchors stand where nothing else can */
	struct path path; /* the same for the evaluator */
	uint32_t rights[POINT_KINDS];
	uint32_t entry;          /* for the name, in the directory that holds it */
	uint32_t root;           /* by grants for this very directory, where nothing withholds it */
	uint32_t withheld;       /* by denies that are not bypassed */
	bool guards;             /* something protected lies below it */
	bool leads;              /* the same, or what a bypass lifts */
	bool never[POINT_KINDS]; /* nono-exec does not start with such an object there */
};

struct points {
	struct arena *arena;
	struct point *items; /* sorted: what is below one follows it */
	size_t count, capacity;
	struct str places[BLOB_ANCHORS]; /* where each anchor stands */
};

/* A bit for each point and kind. */
struct covered {
	uint64_t *words[POINT_KINDS];
};

/* All that IR's rules and the profile's filters name, one below each, and what is above denies. */
struct points *points_of(const struct ir *ir, const struct sbpl_profile *profile);
struct covered covered_new(const struct points *points);
void covered_all(const struct points *points, struct covered *covered);
void covered_add(const struct points *points, struct covered *to, const struct covered *more);
bool covered_has(const struct covered *covered, enum point_kind kind, size_t point);
/* What falls under FILTER, which is about paths; false if that cannot be said. */
bool covered_by(struct points *points, const struct sbpl_filter *filter, struct covered *covered);
/* Whether FILTER lets through a tree that starts from another anchor than PATH. */
bool filter_starts_elsewhere(const struct sbpl_filter *filter, const struct path *path);
/* Whether FILTER leaves PATH, and what is below it, out by name. */
bool filter_leaves_out(const struct points *points, const struct sbpl_filter *filter,
                       const struct path *path);
/* Whether a filter is about paths at all. */
bool filter_about_paths(const struct sbpl_filter *filter);

#endif
