/* SPDX-License-Identifier: Apache-2.0 */
/* here-exec.c - what the kernel executes for a file: the interpreter of a script, a loader. */
#include "compiler/here.h"

#include <elf.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { LINE_SIZE = 256, SEGMENTS_MAX = 64 };

struct open_file_how {
	uint64_t flags, mode, resolve;
};
enum { NO_MAGICLINKS = 2, NO_SYMLINKS = 4 };

/*
 * The regular file at PATH, for reading.  The command may have put a link or a device there
 * meanwhile, and opening one of these can do something: so it is looked at before.
 */
static int
open_regular(const char *path)
{
	struct open_file_how how = {.flags = O_PATH | O_CLOEXEC, .resolve = NO_SYMLINKS};
	char again[sizeof("/proc/self/fd/2147483647")];
	int fd = -1, place = (int)syscall(SYS_openat2, AT_FDCWD, path, &how, sizeof(how));
	struct stat status;

	if (place < 0)
		return -1;
	snprintf(again, sizeof(again), "/proc/self/fd/%d", place);
	if (fstat(place, &status) == 0 && S_ISREG(status.st_mode))
		fd = open(again, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	close(place);
	return fd;
}

/* "#! /bin/sh -e": the interpreter, in place; NULL if there is none. */
static char *
script_interpreter(char line[static LINE_SIZE])
{
	char *name = line + 2;
	size_t length;

	if (line[0] != '#' || line[1] != '!')
		return NULL;
	name += strspn(name, " \t");
	length = strcspn(name, " \t\n");
	name[length] = '\0';
	return length ? name : NULL;
}

/* What loads the program in FD. */
static bool
program_loader(int fd, char loader[static PATH_MAX])
{
	Elf64_Ehdr header;
	Elf64_Phdr segment;

	if (pread(fd, &header, sizeof(header), 0) != sizeof(header) ||
	    memcmp(header.e_ident, ELFMAG, SELFMAG) != 0 || header.e_phentsize != sizeof(segment) ||
	    header.e_phoff > INT64_MAX / 2)
		return false;
	for (unsigned i = 0; i < header.e_phnum && i < SEGMENTS_MAX; i++) {
		off_t at = (off_t)(header.e_phoff + i * sizeof(segment));

		if (pread(fd, &segment, sizeof(segment), at) != sizeof(segment))
			return false;
		if (segment.p_type != PT_INTERP)
			continue;
		return segment.p_filesz > 1 && segment.p_filesz < PATH_MAX &&
		       segment.p_offset <= INT64_MAX &&
		       pread(fd, loader, segment.p_filesz, (off_t)segment.p_offset) ==
		           (ssize_t)segment.p_filesz &&
		       loader[segment.p_filesz - 1] == '\0' && loader[0] == '/';
	}
	return false;
}

bool
here_interpreter(const char *path, char next[static PATH_MAX])
{
	char line[LINE_SIZE] = "";
	const char *name;
	bool found = false;
	int fd = open_regular(path);

	if (fd < 0)
		return false;
	if (pread(fd, line, sizeof(line) - 1, 0) > 0) {
		name = script_interpreter(line);
		found = name ? snprintf(next, PATH_MAX, "%s", name) > 0 : program_loader(fd, next);
	}
	close(fd);
	return found;
}
