/* SPDX-License-Identifier: Apache-2.0 */
/* exec.c - finds the command in PATH: no relative entries, and no shell for what is no program. */
#include "runtime/exec.h"

#include "runtime/mem.h"

#define DEFAULT_PATH "/usr/local/bin:/usr/bin:/bin"

static int
not_run(struct loader *loader, const char *command, int error)
{
	if (error == -ENOENT || error == -ENOTDIR) {
		refuse(&loader->err, "'%s': not found", command);
		return 127;
	}
	if (error == -EACCES)
		refuse(
		    &loader->err,
		    "'%s': permission denied: it is not executable, or the policy does not grant "
		    "exec on it or on its interpreter",
		    command);
	else if (error == -ENOEXEC)
		refuse(&loader->err, "'%s': neither a program nor a script that begins with '#!'",
		       command);
	else if (error == -ENOLINK)
		refuse(&loader->err, "'%s': the interpreter that it asks for is not there",
		       command);
	else
		refuse(&loader->err, "'%s': %s", command, error_text(error));
	return 126;
}

/* -ENOENT may be about the interpreter: a name that is there is found. */
static int
try_path(struct loader *loader, const char *path)
{
	int error = sys_execve(path, loader->options.command, loader->environment.envp);
	struct sys_stat stat;

	if (error == -ENOENT && sys_stat_path(path, &stat) == 0)
		return -ENOLINK;
	return error;
}

/* Tries DIRECTORY/COMMAND; -ENOENT for what is no place to search. */
static int
try_entry(struct loader *loader, const char *directory, size_t length, const char *command)
{
	size_t size = strlen(command) + 1;
	char path[WALK_PATH_SIZE];

	if (directory[0] != '/' || length + 1 + size > sizeof(path))
		return -ENOENT;
	memcpy(path, directory, length);
	path[length] = '/';
	memcpy(path + length + 1, command, size);
	return try_path(loader, path);
}

int
command_exec(struct loader *loader)
{
	const char *command = loader->options.command[0];
	const char *entry = loader->environment.path ? loader->environment.path : DEFAULT_PATH;
	int result = -ENOENT;

	if (!*command)
		return not_run(loader, command, -ENOENT);
	for (const char *c = command; *c; c++)
		if (*c == '/')
			return not_run(loader, command, try_path(loader, command));
	for (;;) {
		size_t length = 0;

		while (entry[length] && entry[length] != ':')
			length++;
		int error = try_entry(loader, entry, length, command);
		if (error == -EACCES || error == -ENOLINK)
			result = error;
		else if (error != -ENOENT && error != -ENOTDIR)
			return not_run(loader, command, error);
		if (!entry[length])
			return not_run(loader, command, result);
		entry += length + 1;
	}
}
