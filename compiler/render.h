/* SPDX-License-Identifier: Apache-2.0 */
/* render.h - a report of what was found in one file or in many, in each of the formats. */
#ifndef COMPILER_RENDER_H
#define COMPILER_RENDER_H

#include "compiler/diag-record.h"

struct tally {
	size_t errors, warnings, suppressed;
	size_t hidden; /* by the limit */
	size_t files;
};

/* One format's report.  What it keeps of a file, it copies: the file's arena may go. */
struct report {
	const struct render_format *format;
	struct diag_options options;
	struct arena *arena;
	FILE *out;
	struct tally tally;
	enum diag_code worst; /* the first of the worst that are shown, unless it is a note */
	int worst_severity;   /* -1: nothing yet */
	size_t room;          /* bytes of markdown at most */
	void *state;          /* the format's own */
};

struct render_format {
	const char *name;
	bool product; /* for programs: goes to standard output whatever the verb */
	bool whole;   /* no limit, and suppressed findings too */
	void (*begin)(struct report *report);
	/* The findings of DIAGS, sorted, with the marks of what is shown. */
	void (*add)(struct report *report, const struct diags *diags, int status);
	void (*end)(struct report *report, int status);
};

extern const struct render_format render_formats[DIAG_FORMATS];

/* A report to OUT that lives in ARENA, in the format that OPTIONS name. */
struct report *render_new(struct arena *arena, const struct diag_options *options, FILE *out);
/* Adds what was found in one file, and the exit status that it would have alone. */
void render_add(struct report *report, struct diags *diags, int status);
/* Ends the report; STATUS is that of the process. */
void render_end(struct report *report, int status);

/*
 * Where AT is, as a path from the root of the repository, or where there is none, from the current
 * directory, where it lies below; never NULL.
 */
const char *render_file(struct arena *arena, const struct diags *diags, struct span at);
/* TEXT as a terminal, and whoever scans a log, may have it. */
const char *render_tame(struct arena *arena, const char *text);
/* AT as far as it lies on the line on which it begins: nobody annotates half a file. */
struct span render_one_line(const struct diags *diags, struct span at);
/* "3 errors, 1 warning (2 suppressed)", and " in 4 files" of several. */
const char *render_totals(const struct report *report);

/* GitHub's primaryLocationLineHash of every line of TEXT: *COUNT of them. */
const char *const *render_fingerprints(struct arena *arena, struct str text, size_t *count);

#endif
