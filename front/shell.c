/* SPDX-License-Identifier: Apache-2.0 */
/* shell.c - nono shell: the user's own shell in a sandbox. */
#include "front/front.h"

#include <pwd.h>
#include <stdlib.h>
#include <unistd.h>

static const char *
users_shell(const struct command_line *line)
{
	const struct given *given = command_given(line, FLAG_SHELL);
	const char *shell = getenv("SHELL");
	const struct passwd *entry;

	if (given)
		return given->value;
	if (shell && shell[0] == '/')
		return shell;
	entry = getpwuid(geteuid());
	return entry && entry->pw_shell && entry->pw_shell[0] == '/' ? entry->pw_shell : "/bin/sh";
}

int
front_shell(struct command_line *line)
{
	char **command = arena_calloc(line->arena, 2, sizeof(*command));

	command[0] = (char *)(uintptr_t)users_shell(line);
	line->command = command;
	return front_run(line);
}
