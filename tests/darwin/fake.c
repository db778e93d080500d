/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fake.c - macOS's side of nono-exec, on Linux: what its sandbox library is given is written down
 * in the directory $FAKE_RECORD, and $FAKE_ANSWER is what it answers:
 *
 *   (unset)   it applies the text
 *   broken    the text is none
 *   second    the process has a sandbox already
 *   lies      it says that it applies the text, and does not
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libproc.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

int sandbox_init_with_parameters(const char *profile, uint64_t flags,
                                 const char *const parameters[], char **error);
void sandbox_free_error(char *error);
int sandbox_check(pid_t process, const char *operation, int type, ...);

static bool
answers(const char *answer)
{
	const char *wanted = getenv("FAKE_ANSWER");

	return wanted && strcmp(wanted, answer) == 0;
}

static const char *
record_name(const char *name, char path[static 4096])
{
	const char *directory = getenv("FAKE_RECORD");

	if (!directory)
		exit(99);
	snprintf(path, 4096, "%s/%s", directory, name);
	return path;
}

static FILE *
record(const char *name)
{
	char path[4096];
	FILE *file = fopen(record_name(name, path), "we");

	if (!file)
		exit(99);
	return file;
}

/* What exec would leave open above 2. */
static void
record_descriptors(void)
{
	FILE *file = record("descriptors");

	for (int fd = 3; fd < 256; fd++) {
		int flags = fcntl(fd, F_GETFD);

		if (flags >= 0 && !(flags & FD_CLOEXEC))
			fprintf(file, "%d\n", fd);
	}
	fclose(file);
}

int
sandbox_init_with_parameters(const char *profile, uint64_t flags, const char *const parameters[],
                             char **error)
{
	struct rlimit core;
	FILE *file = record("text");

	fputs(profile, file);
	fclose(file);
	file = record("parameters");
	for (; *parameters; parameters += 2)
		fprintf(file, "%s=%s\n", parameters[0], parameters[1]);
	fclose(file);
	record_descriptors();
	getrlimit(RLIMIT_CORE, &core);
	file = record("call");
	fprintf(file, "flags %llu, core %llu\n", (unsigned long long)flags,
	        (unsigned long long)core.rlim_cur);
	fclose(file);
	if (answers("broken")) {
		*error = strdup("unbound variable: x at <input string>, line 1\n");
		errno = EINVAL;
		return -1;
	}
	if (answers("second")) {
		*error = NULL;
		errno = EPERM;
		return -1;
	}
	return 0;
}

void
sandbox_free_error(char *error)
{
	free(error);
}

int
sandbox_check(pid_t process, const char *operation, int type, ...)
{
	char path[4096];

	if (process != getpid() || operation || type)
		return -1;
	return answers("second") ||
	       (!getenv("FAKE_ANSWER") && access(record_name("call", path), F_OK) == 0);
}

int
issetugid(void)
{
	return getenv("FAKE_SETUGID") != NULL;
}

/* FAKE_CASE=PLACE: on the disk the last name of that begins with a large letter. */
static void
respell(char *path)
{
	const char *place = getenv("FAKE_CASE");
	size_t length = place ? strlen(place) : 0;
	char *name;

	if (!place || strncmp(path, place, length) != 0 || (path[length] && path[length] != '/'))
		return;
	for (name = path + length; name[-1] != '/';)
		name--;
	*name = (char)(*name - 'a' + 'A');
}

int
darwin_fcntl(int fd, int command, ...)
{
	char name[32];
	va_list arguments;
	char *path;
	long argument;
	ssize_t length;

	va_start(arguments, command);
	if (command != F_GETPATH) {
		argument = va_arg(arguments, long);
		va_end(arguments);
		return (int)syscall(SYS_fcntl, fd, command, argument);
	}
	path = va_arg(arguments, char *);
	va_end(arguments);
	snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
	length = readlink(name, path, 1023);
	if (length < 0)
		return -1;
	path[length] = '\0';
	respell(path);
	return 0;
}

int
proc_pidinfo(int process, int flavor, uint64_t argument, void *buffer, int size)
{
	struct proc_fdinfo *open = buffer;
	DIR *directory = opendir("/proc/self/fd");
	struct dirent *entry;
	int count = 0;

	if (!directory || process != getpid() || flavor != PROC_PIDLISTFDS || argument)
		return -1;
	while ((entry = readdir(directory))) {
		if (*entry->d_name == '.' || atoi(entry->d_name) == dirfd(directory))
			continue;
		if (buffer && (count + 1) * (int)sizeof(*open) <= size)
			open[count] = (struct proc_fdinfo){.proc_fd = atoi(entry->d_name)};
		count++;
	}
	closedir(directory);
	return count * (int)sizeof(*open);
}
