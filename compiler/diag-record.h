/* SPDX-License-Identifier: Apache-2.0 */
/* diag-record.h - findings as diag.c keeps them and the renderers see them. */
#ifndef COMPILER_DIAG_RECORD_H
#define COMPILER_DIAG_RECORD_H

#include "compiler/diag.h"

/* A place that explains a finding, or a thing to do about it. */
struct remark {
	bool help;
	struct span at;
	const char *text;
	struct remark *next;
};

/* Whether a mended text means what it meant before. */
enum fix_safety { FIX_NONE, FIX_SAFE, FIX_UNSAFE };

/* The bytes at a place, to be replaced. */
struct edit {
	struct span at;
	struct str text;
};

struct finding {
	enum diag_code code;
	struct span at;
	const char *text;
	const char *suppressed; /* the reason, or NULL */
	struct remark *remarks; /* in the order recorded */
	struct remark *last;
	struct str suggested;   /* by diag_suggest(), or nothing */
	enum fix_safety safety; /* what EDITS are; set by fixes_find(), as they are */
	const struct edit *edits;
	uint32_t edit_count;
	uint32_t remark_count;  /* those beyond REMARKS_MAX are not kept */
	uint32_t order;         /* of recording */
	enum severity severity; /* what it counts as; set by diags_render(), as is the next */
	bool shown;
	bool hidden; /* by the limit */
};

struct diags {
	struct arena *arena;
	struct sources *sources;
	struct finding *findings;
	size_t count;
	size_t
	    counts[SEVERITY_ERROR + 1]; /* by the code's own severity, unrecorded ones included */
	size_t suppressed;
	const char
	    *name; /* of what was asked for, if told: where a finding without a place belongs */
	size_t risks, suppressed_risks; /* while risks are hidden */
	bool risks_hidden;
	bool warnings_are_errors;
	bool dropped; /* the finding last reported was counted only */
};

/* A finding that names a thousand places explains nothing. */
#define REMARKS_MAX 32

enum severity diag_code_severity(enum diag_code code);
/* What FINDING, which may be suppressed or a warning that is an error, counts as. */
enum severity diags_severity(const struct diags *diags, const struct finding *finding);
/* "error", "warning", "note". */
const char *severity_name(enum severity severity);

/* How many findings of the source of the finding at INDEX the limit hides, if that is its last. */
size_t render_hidden(const struct diags *diags, size_t index);

/*
 * One character of the user's text as a terminal may have it: control bytes,
 * bidi controls and what does not show become \x1b or \u202e, and bytes that
 * are no UTF-8 become \xff.  "##[" loses its first: a log of GitHub Actions
 * acts on it.  Returns the bytes consumed; *COLUMNS is its width.
 */
size_t escape_next(const char *data, size_t length, char shown[static 16], unsigned *columns);
/* Writes a whole string so. */
void escape_write(const char *text, FILE *out);
/* The same at the start of a line, where "::" behind any blanks begins a workflow command. */
void escape_first(const char *text, FILE *out);
/* A whole line, which blanks of ours may begin, and its end. */
void escape_line(const char *text, FILE *out);

#endif
