/* SPDX-License-Identifier: Apache-2.0 */
/* text.h - is it text at all, and does it show what it says? */
#ifndef COMPILER_TEXT_H
#define COMPILER_TEXT_H

#include "compiler/diag.h"

struct text {
	struct str all; /* the source's text */
	uint32_t start; /* behind the byte order mark */
	bool ascii;     /* a code point is a byte */
};

/*
 * Checks one source before it is parsed and describes it in *TEXT.  Refuses
 * what is empty, too large, no UTF-8, or holds NUL or control bytes; with
 * DECEPTIVE also what text_deceives() tells.  False after an error.
 */
bool text_check(struct diags *diags, const struct sources *sources, uint32_t source, bool deceptive,
                struct text *text);
/*
 * Reports each line break that not every program sees (a lone carriage return
 * included), bidi control and character that does not show in LENGTH bytes at
 * OFFSET of a checked text.  True if there was one.
 */
bool text_deceives(struct diags *diags, uint32_t source, const struct text *text, uint32_t offset,
                   uint32_t length);
/* The same question about a string's bytes, where it is only worth a warning. */
void text_warn_string(struct diags *diags, struct span at, const char *data);

#endif
