/* SPDX-License-Identifier: Apache-2.0 */
/* driver-diff.h - what changes between two policies, and how it is shown. */
#ifndef COMPILER_DRIVER_DIFF_H
#define COMPILER_DRIVER_DIFF_H

#include "compiler/driver-compare.h"

enum mark { MARK_WIDENS, MARK_UNDECIDED, MARK_NARROWS };

/* One line. */
struct change {
	enum mark mark;
	char sign; /* '+' of the new policy, '-' of the old */
	const char *kind;
	struct words words;
	uint32_t rights;             /* of a deny or bypass */
	const struct origin *origin; /* of the rule: a group's lines are shown together */
	const struct excess *excess; /* or NULL */
	const struct ir *ir, *other; /* whose it is, and the other's */
};

struct diff {
	struct arena *arena;
	const char *old_name, *new_name;
	const struct ir *before, *after;
	bool created; /* there is nothing before */
	bool apart;   /* what differs from the diff for Linux: this is for macOS */
	/* Where the old files were laid out, and what people know it as; or NULL. */
	const char *laid_out, *shown_as;
	struct change *changes;
	size_t count;
	size_t room;           /* bytes of markdown, about */
	size_t without_effect; /* rules that differ and change nothing */
	const char *assumed;
	char old_hash[SHA256_HEX_SIZE], new_hash[SHA256_HEX_SIZE];
};

/* Compares two policies that were read. */
void diff_make(struct diff *diff);
/* Takes the changes away that OTHER tells of as well. */
void diff_less(struct diff *diff, const struct diff *other);
/* The mark that counts, or -1 when nothing changes. */
int diff_verdict(const struct diff *diff);
/* "WIDENS"; "widens", "narrows", "no change". */
const char *diff_mark(enum mark mark);
const char *diff_verdict_text(const struct diff *diff);
/*
 * How many changes from INDEX on are one line: of one group, with one sign, mark and right.
 */
size_t diff_run(const struct diff *diff, size_t index);

void diff_show_text(const struct diff *diff, FILE *out);
void diff_show_markdown(const struct diff *diff, FILE *out);
json_t *diff_json(const struct diff *diff);

#endif
