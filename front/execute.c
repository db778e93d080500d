/* SPDX-License-Identifier: Apache-2.0 */
/* execute.c - hands the policy to nono-exec's own code, in this very process. */
#include "front/execute.h"

#include "runtime/sandbox.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/auxv.h>
#include <unistd.h>

extern char **environ;

/* What the loader lists of a dry run is for nono-exec's users. */
static void
hide_output(void)
{
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

	if (null >= 0)
		dup2(null, STDOUT_FILENO);
}

struct process
execute_as(const struct command_line *line, const struct front_policy *policy, char **command,
           bool dry_run)
{
	size_t count = 0, used = 0;
	char **words;

	while (command && command[count])
		count++;
	words = arena_calloc(line->arena, count + 6, sizeof(*words));
	words[used++] = (char *)(uintptr_t) "nono";
	if (command_given(line, FLAG_STRICT))
		words[used++] = (char *)(uintptr_t) "--strict";
	if (command_given(line, FLAG_VERBOSE))
		words[used++] = (char *)(uintptr_t) "-v";
	if (dry_run)
		words[used++] = (char *)(uintptr_t) "--dry-run";
	words[used++] = (char *)(uintptr_t) "--";
	for (size_t i = 0; i < count; i++)
		words[used++] = command[i];
	return (struct process){.argc = (int)used,
	                        .argv = words,
	                        .envp = environ,
	                        .uid = geteuid(),
	                        .gid = getegid(),
	                        .secure = getauxval(AT_SECURE) != 0,
	                        .program = "nono",
	                        .silent = command_given(line, FLAG_SILENT),
	                        .policy = policy->blob.data,
	                        .policy_size = policy->blob.length};
}

int
execute(const struct command_line *line, const struct front_policy *policy, char **command,
        bool dry_run)
{
	struct process process = execute_as(line, policy, command, dry_run);

	fflush(NULL);
	if (dry_run)
		hide_output();
	return sandbox_exec(&process);
}
