/* SPDX-License-Identifier: Apache-2.0 */
/* emit-seatbelt-cover.h - which of the points that are told apart fall under a filter. */
#ifndef COMPILER_EMIT_SEATBELT_COVER_H
#define COMPILER_EMIT_SEATBELT_COVER_H

#include "compiler/emit-seatbelt-points.h"

/* A bit for each point and kind. */
struct covered {
	uint64_t *words[POINT_KINDS];
};

/* A set that is empty; made empty; made full; with MORE in it. */
struct covered covered_new(const struct points *points);
void covered_none(const struct points *points, struct covered *covered);
void covered_all(const struct points *points, struct covered *covered);
void covered_add(const struct points *points, struct covered *to, const struct covered *more);
/* Makes COVERED what falls under FILTER, which is about paths; false if that cannot be said. */
bool covered_by(const struct points *points, const struct sbpl_filter *filter,
                struct covered *covered);

/* Of one kind; of any. */
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

/* Makes TREES, whose set is there, those of FILTER. */
void trees_of(const struct points *points, const struct sbpl_filter *filter, struct trees *trees);
/* Whether POINT, and what is below it, is in none of them, wherever the anchors are. */
bool trees_leave_out(const struct trees *trees, const struct points *points, size_t point);
/* Whether a filter is about paths at all. */
bool filter_about_paths(const struct sbpl_filter *filter);

#endif
