/* SPDX-License-Identifier: Apache-2.0 */
/* help.c - what nono --help prints, from the tables. */
#include "front/profile.h"

enum { HELP_COLUMN = 27 };

/* "  -a, --allow DIR" */
static const char *
head_of(struct arena *arena, const struct flag_row *row)
{
	const char *blank = row->argument ? " " : "",
		   *argument = row->argument ? row->argument : "";
	int length = (int)(strchrnul(row->names, '|') - row->names);

	if (row->letter)
		return arena_printf(arena, "  -%c, --%.*s%s%s", row->letter, length, row->names,
		                    blank, argument);
	return arena_printf(arena, "      --%.*s%s%s", length, row->names, blank, argument);
}

/* "; also --net-block", and the variable that gives it. */
static const char *
text_of(struct arena *arena, const struct flag_row *row)
{
	const char *text = row->text;

	for (const char *name = strchrnul(row->names, '|'); *name;) {
		const char *end = strchrnul(name + 1, '|');

		text =
		    arena_printf(arena, "%s; also --%.*s", text, (int)(end - name - 1), name + 1);
		name = end;
	}
	return row->variable ? arena_printf(arena, "%s [%s]", text, row->variable) : text;
}

/* What stands before the options: "  NAME OPERANDS   SUMMARY". */
static const char *
entry(struct arena *arena, const char *name, const char *operands, const char *summary)
{
	const char *words = arena_printf(arena, "  %s%s%s", name, *operands ? " " : "", operands);

	return options_help_entry(arena, HELP_COLUMN, words, summary);
}

const char *
front_help(struct arena *arena)
{
	const char *all = "usage: nono VERB [OPTION]... [OPERAND]...\n\n";

	for (unsigned i = 0; i < FRONTS; i++)
		all = arena_printf(arena, "%s%s", all,
		                   entry(arena, front_verbs[i].name, front_verbs[i].operands,
		                         front_verbs[i].summary));
	return arena_printf(arena,
	                    "%s\n'nono VERB --help' has the options of VERB, 'nono --version' the "
	                    "version.  See nono(1).\n",
	                    all);
}

/* What nono profile does. */
static const char *
profile_help(struct arena *arena)
{
	const char *all = "";

	for (unsigned i = 0; i < PROFILE_PARTS; i++)
		all = arena_printf(arena, "%s%s", all,
		                   entry(arena, profile_rows[i].name, profile_rows[i].operands,
		                         profile_rows[i].summary));
	return arena_printf(arena, "%s\n", all);
}

const char *
front_help_verb(struct arena *arena, enum front_verb verb)
{
	const struct front_row *row = &front_verbs[verb];
	const char *all = arena_printf(arena, "usage: nono %s [OPTION]...%s%s\n\n%s\n\n", row->name,
	                               *row->operands ? " " : "", row->operands, row->summary);

	if (verb == FRONT_PROFILE)
		all = arena_printf(arena, "%s%s", all, profile_help(arena));
	for (unsigned i = 0; i < FLAGS; i++)
		if (front_flags[i].verbs >> verb & 1)
			all = arena_printf(arena, "%s%s", all,
			                   options_help_entry(arena, HELP_COLUMN,
			                                      head_of(arena, &front_flags[i]),
			                                      text_of(arena, &front_flags[i])));
	if (row->most != ONE_COMMAND)
		return all;
	return arena_printf(
	    arena,
	    "%s\nExit status: COMMAND's own; 125 nono refused or failed and COMMAND has not run;\n"
	    "126 COMMAND was found but cannot be executed; 127 it was not found.\n",
	    all);
}
