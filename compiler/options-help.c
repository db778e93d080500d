/* SPDX-License-Identifier: Apache-2.0 */
/* options-help.c - what --help prints, from the tables. */
#include "compiler/options-table.h"

#include <string.h>

enum { HELP_COLUMN = 25, HELP_WIDTH = 94 };

/* "  -v, --verbose", "      --format F": as a table of options begins. */
static const char *
option_usage(struct arena *arena, const struct option_row *row)
{
	const char *argument = row->argument ? row->argument : "";
	/* -Werror, -o OUT: what follows a letter may belong to it. */
	const char *blank = row->argument && row->letter != 'W' && row->letter != 'M' ? " " : "";

	if (!row->name)
		return arena_printf(arena, "  -%c%s%s", row->letter, blank, argument);
	if (!row->letter)
		return arena_printf(arena, "      --%s%s%s", row->name, blank, argument);
	return arena_printf(arena, "  -%c, --%s%s%s", row->letter, row->name, blank, argument);
}

const char *
options_help_entry(struct arena *arena, int column, const char *head, const char *text)
{
	const char *all = arena_printf(arena, "%-*s", column, head);
	size_t room = HELP_WIDTH - (size_t)column;

	if (strlen(head) >= (size_t)column)
		all = arena_printf(arena, "%s\n%*s", head, column, "");
	while (strlen(text) > room) {
		size_t length = room;

		while (length > 1 && text[length] != ' ')
			length--;
		all = arena_printf(arena, "%s%.*s\n%*s", all, (int)length, text, column, "");
		text += length + 1;
	}
	return arena_printf(arena, "%s%s\n", all, text);
}

static const char *
options_of(struct arena *arena, const char *all, uint32_t verbs)
{
	for (size_t i = 0; i < OPTIONS; i++)
		if (option_rows[i].verbs & verbs)
			all = arena_printf(arena, "%s%s", all,
			                   options_help_entry(arena, HELP_COLUMN,
			                                      option_usage(arena, &option_rows[i]),
			                                      option_rows[i].help));
	return all;
}

static const char *
usage(struct arena *arena, enum verb verb)
{
	const struct verb_row *row = &verb_rows[verb];

	return arena_printf(arena, "nonoc %s%s[OPTION]... %s",
	                    verb == VERB_COMPILE ? "" : row->name, verb == VERB_COMPILE ? "" : " ",
	                    row->operands);
}

const char *
options_help(struct arena *arena)
{
	const char *all = "usage: nonoc [OPTION]... FILE -o OUT\n"
			  "       nonoc VERB [OPTION]... [FILE]...\n\n";

	for (unsigned verb = 0; verb < VERBS; verb++) {
		const struct verb_row *row = &verb_rows[verb];

		if (verb != VERB_COMPILE)
			all =
			    arena_printf(arena, "%s%s", all,
			                 options_help_entry(arena, HELP_COLUMN,
			                                    arena_printf(arena, "  %s %s",
			                                                 row->name, row->operands),
			                                    row->summary));
	}
	return arena_printf(
	    arena,
	    "%s\nFILE is a profile (.json, .jsonc, .yaml, .yml), the name of one (claude-code), "
	    "or -\n\n%s\n"
	    "'nonoc VERB --help' has the options of VERB.  Exit status: 0 clean or warnings only,\n"
	    "1 an error in the input, 2 usage, or a file that cannot be read or written.  See\n"
	    "nonoc(1) and nono-profile(5).\n",
	    all, options_of(arena, "", 1u << VERB_COMPILE));
}

const char *
options_help_verb(struct arena *arena, enum verb verb)
{
	return options_of(
	    arena,
	    arena_printf(arena, "usage: %s\n\n%s\n\n", usage(arena, verb), verb_rows[verb].summary),
	    1u << verb);
}
