/* SPDX-License-Identifier: Apache-2.0 */
/* reading.h - what the tests of the two readers share. */
#ifndef TESTS_UNIT_READING_H
#define TESTS_UNIT_READING_H

#include "compiler/node.h"

struct reading {
	struct arena *arena;
	struct diags *diags;
	struct node *root;
	double seconds; /* of processor time */
};

/* A text, and what is said about it: "N0010 1:4, N0012 2:1", "" when nothing is. */
struct refusal {
	const char *text;
	const char *said;
};

struct reading reading_of(enum format format, struct str text);
void reading_free(struct reading *reading);
/* Answered within 0.1 s; under a sanitizer, or valgrind (CK_FORK=no), time says nothing. */
bool reading_in_time(const struct reading *reading);
/* Codes and places of all that was said. */
const char *reading_said(const struct reading *reading);
/* The tree: "map@0+8 (a@1+3:number@6+1=1)", or "nothing". */
const char *reading_tree(const struct reading *reading);
/* Each text of the table gets exactly what the table says, and a tree only if nothing is said. */
void check_refusals(enum format format, const struct refusal *refusals, size_t count);
/* BEFORE, COUNT times UNIT, AFTER; the caller frees it. */
struct str repeated(const char *before, const char *unit, size_t count, const char *after);

#endif
