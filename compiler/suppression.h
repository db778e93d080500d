/* SPDX-License-Identifier: Apache-2.0 */
/* suppression.h - warnings that a file has on purpose, and those that nobody may have. */
#ifndef COMPILER_SUPPRESSION_H
#define COMPILER_SUPPRESSION_H

#include "compiler/diag.h"
#include "compiler/rule.h"

/* An entry of a file's `lint` key; the pipeline applies all of them when every check has run. */
struct suppression {
	enum diag_code code;
	struct span at; /* the entry; it silences its own file only */
	const char *reason;
	bool used;
	const struct origin *origin; /* whose file it is in; NULL: the user's */
	struct suppression *next;
};

/* A code that the organisation lets nobody suppress. */
struct forbidden {
	enum diag_code code;
	struct span at;
	struct forbidden *next;
};

#endif
