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

struct finding {
	enum diag_code code;
	struct span at;
	const char *text;
	const char *suppressed; /* the reason, or NULL */
	struct remark *remarks; /* in the order recorded */
	struct remark *last;
	enum severity severity; /* what it counts as, set when rendering */
	bool shown;
};

struct diags {
	struct arena *arena;
	struct sources *sources;
	struct finding *findings;
	size_t count;
	size_t capacity;
	size_t
	    counts[SEVERITY_ERROR + 1]; /* by the code's own severity, unrecorded ones included */
	size_t suppressed;
	bool warnings_are_errors;
	bool dropped; /* the finding last reported was counted only */
};

enum severity diag_code_severity(enum diag_code code);
/* "error", "warning", "note". */
const char *severity_name(enum severity severity);

void render_text(const struct diags *diags, const struct diag_options *options, FILE *out);
void render_gcc(const struct diags *diags, const struct diag_options *options, FILE *out);
void render_json(const struct diags *diags, const struct diag_options *options, FILE *out);

/* The number of findings of SOURCE that the limit keeps from being shown. */
size_t render_hidden(const struct diags *diags, const struct diag_options *options,
                     uint32_t source);
/* Is a finding worth showing under these options, whatever the limit? */
bool render_wanted(const struct finding *finding, const struct diag_options *options);

/*
 * Writes bytes of the user so that no terminal acts on them: control bytes,
 * bidi controls and what does not show become \x1b or \u202e, and bytes that
 * are no UTF-8 become \xff.  Returns the terminal columns used.
 */
size_t escape_write(const char *data, size_t length, FILE *out);

#endif
