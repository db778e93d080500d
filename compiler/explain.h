/* SPDX-License-Identifier: Apache-2.0 */
/* explain.h - what each code means: the text of docs/codes, built in. */
#ifndef COMPILER_EXPLAIN_H
#define COMPILER_EXPLAIN_H

#include "compiler/arena.h"
#include "compiler/diag.h"

/* docs/codes/NXXXX.md: "# NXXXX slug", paragraphs, "## Example", "## Fix". */
struct explanation {
	int code; /* enum diag_code */
	struct str text;
};

/* All of them, by code (generated from docs/codes). */
const struct explanation *explanations(size_t *count);
/* Every code of diag.def, in its order. */
const enum diag_code *explain_codes(size_t *count);
/* The Markdown that explains CODE; empty if nobody has written it. */
struct str explain_text(enum diag_code code);
/* Its first sentence up to a colon, on one line and without its full stop. */
const char *explain_summary(struct arena *arena, enum diag_code code);
/* What CODE is about: "paths". */
const char *explain_family(enum diag_code code);
/* docs/profiles.md: how profiles are written (generated, too). */
struct str explain_guide(void);
/* Writes the explanation of CODE as a terminal shows it best. */
void explain_write(enum diag_code code, FILE *out);

#endif
