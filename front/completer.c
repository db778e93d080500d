/* SPDX-License-Identifier: Apache-2.0 */
/* completer.c - nono completion alone: for a machine that builds what only another one runs. */
#include "front/front.h"

int
main(int argc, char **argv)
{
	struct command_line line = {.arena = arena_new(), .verb = FRONTS};
	const char *why;
	int status = 2;

	if (!command_read(&line, argc, argv, &why))
		front_say(why);
	else if (line.verb == FRONT_COMPLETION && !line.help && !line.version)
		status = front_completion(&line);
	arena_free(line.arena);
	return status;
}
