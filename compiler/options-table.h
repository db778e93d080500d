/* SPDX-License-Identifier: Apache-2.0 */
/* options-table.h - verb.def and option.def as arrays, for the command line and for --help. */
#ifndef COMPILER_OPTIONS_TABLE_H
#define COMPILER_OPTIONS_TABLE_H

#include "compiler/options.h"

struct verb_row {
	const char *name;
	unsigned least, most; /* operands; most 0: any number */
	const char *operands;
	const char *summary;
};

struct option_row {
	const char *name;     /* or NULL: a letter alone */
	char letter;          /* or 0 */
	const char *argument; /* or NULL: takes none */
	uint32_t verbs;       /* 1 << enum verb */
	const char *help;
};

enum option_id {
#define OPTION(symbol, name, letter, argument, verbs, help) OPT_##symbol,
#include "compiler/option.def"
#undef OPTION
	OPTIONS
};

extern const struct verb_row verb_rows[VERBS];
extern const struct option_row option_rows[OPTIONS];

#endif
