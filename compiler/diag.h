/* SPDX-License-Identifier: Apache-2.0 */
/* diag.h - problems in the user's files: passes record, main renders. */
#ifndef COMPILER_DIAG_H
#define COMPILER_DIAG_H

#include "compiler/base.h"
#include "compiler/source.h"

#include <stdio.h>

enum severity { SEVERITY_NOTE, SEVERITY_WARNING, SEVERITY_ERROR };

enum diag_code {
#define DIAG(symbol, number, severity, slug) DIAG_##symbol = (number),
#include "compiler/diag.def"
#undef DIAG
};

enum diag_format {
	DIAG_TEXT,
	DIAG_GCC,
	DIAG_JSON,
	DIAG_SARIF,
	DIAG_GITHUB,
	DIAG_MARKDOWN,
	DIAG_FORMATS
};

struct diags; /* lives in, and dies with, its arena */

struct diags *diags_new(struct arena *arena, struct sources *sources);
/* The file that the findings are about, as given: those without a place belong there. */
void diags_name(struct diags *diags, const char *name);
/* Record a problem.  Never exits, so a pass can report all that it sees. */
void diag_at(struct diags *diags, enum diag_code code, struct span at, const char *format, ...)
    PRINTF(4, 5);
/* Show a second place that explains the problem last recorded. */
void diag_note(struct diags *diags, struct span at, const char *format, ...) PRINTF(3, 4);
/* Say what to do about the problem last recorded. */
void diag_help(struct diags *diags, const char *format, ...) PRINTF(2, 3);
/* WORD may have been meant by the key or string at the place of the problem last recorded. */
void diag_suggest(struct diags *diags, struct str word);
/* From now on every warning counts and shows as an error. */
void diags_warnings_are_errors(struct diags *diags);
/*
 * Make every warning CODE whose place lies in SOURCE a note that carries
 * REASON: the file itself says that it is on purpose.  Errors cannot be made
 * less.  Returns how many it found.
 */
size_t diags_suppress(struct diags *diags, enum diag_code code, uint32_t source,
                      const char *reason);
/*
 * Risks (N05xx) are warnings of `nonoc check`.  From now on, and before the first is recorded,
 * they are only counted: neither shown nor warnings.
 */
void diags_hide_risks(struct diags *diags);
/* Whether CODE was recorded, and not suppressed. */
bool diags_told(const struct diags *diags, enum diag_code code);
/* How many risks are hidden and not suppressed. */
size_t diags_hidden_risks(const struct diags *diags);
/* Whether a compile only counts CODE, and `check` shows it. */
bool diag_code_is_risk(enum diag_code code);
/* How many of a severity so far; a pass failed if the errors grew. */
size_t diags_count(const struct diags *diags, enum severity severity);
/* "N0301" and "sensitive-path" of a code. */
void diag_code_name(enum diag_code code, char name[static 6]);
const char *diag_code_slug(enum diag_code code);
/* The code called NAME ("N0301" or its slug), or 0. */
int diag_code_find(struct str name);

struct diag_options {
	enum diag_format format;
	bool color;
	bool notes;   /* also show notes that stand alone */
	bool all;     /* and what is suppressed, and notes on what is built in */
	size_t limit; /* findings shown per source; 0 is all */
};

/* Writes a report of nothing but these findings, sorted by source and place (see render.h). */
void diags_render(struct diags *diags, const struct diag_options *options, FILE *out);

#endif
