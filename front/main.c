/* SPDX-License-Identifier: Apache-2.0 */
/* main.c - nono: reads the command line and lets the verb answer. */
#include "front/front.h"

#include <stdio.h>

static int (*const verbs[FRONTS])(struct command_line *) = {
#define VERB(symbol, name, least, most, operands, failed, summary) [FRONT_##symbol] = front_##name,
#include "front/verb.def"
#undef VERB
};

static int
print(const struct command_line *line, const char *text)
{
	if (fputs(text, stdout) >= 0 && fflush(stdout) == 0)
		return 0;
	front_say("standard output could not be written");
	return command_failed(line);
}

static int
run(struct command_line *line, int argc, char **argv)
{
	const char *why;

	if (!command_read(line, argc, argv, &why)) {
		front_say(why);
		return command_failed(line);
	}
	if (line->version)
		return print(line, "nono " PACKAGE_VERSION "\n");
	if (line->help)
		return print(line, line->verb == FRONTS ? front_help(line->arena)
		                                        : front_help_verb(line->arena, line->verb));
	return verbs[line->verb](line);
}

/* Want of memory is a failure like others, and no command has run. */
static int
run_guarded(struct command_line *line, int argc, char **argv)
{
	jmp_buf exhausted;

	if (setjmp(exhausted)) {
		front_say("out of memory");
		return command_failed(line);
	}
	line->arena = arena_new_guarded(&exhausted);
	return run(line, argc, argv);
}

int
main(int argc, char **argv)
{
	struct command_line line = {.verb = FRONTS};
	int status = run_guarded(&line, argc, argv);

	arena_free(line.arena);
	return status;
}
