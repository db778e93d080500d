/* SPDX-License-Identifier: Apache-2.0 */
/* run.c - nono run and nono wrap: compile, show, apply, become the command. */
#include "front/execute.h"
#include "front/prepare.h"
#include "front/watch.h"

#include "compiler/diag-record.h"

#include <stdio.h>

/* "$ cmd args" */
static void
show_command(const struct command_line *line)
{
	const char *text = "$";

	for (char **word = line->command; *word; word++)
		text = arena_printf(line->arena, "%s %s", text, *word);
	escape_line(text, stderr);
}

static int
dry_run(const struct command_line *line, const struct front_policy *policy)
{
	int status = execute(line, policy, line->command, true);

	if (status || command_given(line, FLAG_SILENT))
		return status;
	fputs("dry-run sandbox would be applied with above capabilities\n", stderr);
	if (line->command && line->command[0])
		show_command(line);
	return 0;
}

int
front_run(struct command_line *line)
{
	struct front_policy policy;
	int status;

	if (!prepare(line, &policy))
		return command_failed(line);
	if (command_given(line, FLAG_DRY_RUN))
		return dry_run(line, &policy);
	if (command_given(line, FLAG_VERBOSE) && !command_given(line, FLAG_SILENT) &&
	    watch_run(line, &policy, &status))
		return status;
	return execute(line, &policy, line->command, false);
}

int
front_wrap(struct command_line *line)
{
	return front_run(line);
}
