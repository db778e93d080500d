/* SPDX-License-Identifier: Apache-2.0 */
/*
 * emit-seatbelt-points.h - the paths that a policy and its profile for macOS tell apart, and which
 * of them a filter covers: the prover's own.
 */
#ifndef COMPILER_EMIT_SEATBELT_POINTS_H
#define COMPILER_EMIT_SEATBELT_POINTS_H

#include "compiler/eval.h"
#include "compiler/sbpl.h"

/* What may be at a path; rules tell these apart. */
enum point_kind { POINT_FILE, POINT_DIRECTORY, POINT_SOCKET, POINT_OTHER, POINT_KINDS };

struct point {
	struct str text;  /* anchors stand where nothing else can */
	struct path path; /* the same for the evaluator */
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
	const struct sbpl_value *value;
	struct str text;         /* length 0: none that can be known */
	enum blob_anchor anchor; /* it starts from */
	size_t at, end;          /* its point, and behind those at it and below */
	struct named *next;
};

/* A deny of the policy. */
struct denied {
	size_t at;       /* its point */
	uint32_t rights; /* that it withholds, and no bypass lifts */
};

struct points {
	struct arena *arena;
	struct point *items; /* sorted: what is below one follows it */
	size_t count, capacity;
	struct str places[BLOB_ANCHORS]; /* where each anchor stands */
	struct named **names;            /* by hash; their number is a power of two */
	size_t name_slots, name_count;
	struct denied *denied; /* as the policy has them */
};

/* A bit for each point and kind. */
struct covered {
	uint64_t *words[POINT_KINDS];
};

/* All that IR's rules and the profile's filters name, one below each, and what is above denies. */
struct points *points_of(const struct ir *ir, const struct sbpl_profile *profile);
/* What VALUE of the profile names; NULL if that cannot be known. */
const struct named *points_named(const struct points *points, const struct sbpl_value *value);

struct covered covered_new(const struct points *points);
void covered_all(const struct points *points, struct covered *covered);
void covered_add(const struct points *points, struct covered *to, const struct covered *more);
/* What falls under FILTER, which is about paths; false if that cannot be said. */
bool covered_by(const struct points *points, const struct sbpl_filter *filter,
                struct covered *covered);

static inline bool
covered_has(const struct covered *covered, enum point_kind kind, size_t point)
{
	return covered->words[kind][point / 64] >> (point % 64) & 1;
}

static inline bool
covered_at_all(const struct covered *covered, size_t point)
{
	uint64_t bits = 0;

	for (int kind = 0; kind < POINT_KINDS; kind++)
		bits |= covered->words[kind][point / 64];
	return bits >> (point % 64) & 1;
}

/* The trees that a filter lets through. */
struct trees {
	unsigned starts;         /* from which anchors: a bit for each */
	struct covered left_out; /* by name */
};

struct trees trees_of(const struct points *points, const struct sbpl_filter *filter);
/* Whether POINT, and what is below it, is in none of them, wherever the anchors are. */
bool trees_leave_out(const struct trees *trees, const struct points *points, size_t point);
/* Whether a filter is about paths at all. */
bool filter_about_paths(const struct sbpl_filter *filter);

#endif
