/* SPDX-License-Identifier: Apache-2.0 */
/* tracee.c - reads memory and descriptors of a stopped thread. */
#include "trace/tracee.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { PAGE = 4096, NAME_SIZE = 64, STATUS_SIZE = 4096 };

static ssize_t
read_at(const struct tracee *tracee, uint64_t address, void *to, size_t size)
{
	struct iovec local = {to, size};
	struct iovec remote = {(void *)(uintptr_t)address, size};

	return process_vm_readv(tracee->thread, &local, 1, &remote, 1, 0);
}

bool
tracee_bytes(const struct tracee *tracee, uint64_t address, void *to, size_t size)
{
	return read_at(tracee, address, to, size) == (ssize_t)size;
}

bool
tracee_text(const struct tracee *tracee, uint64_t address, char text[static PATH_MAX])
{
	size_t used = 0;

	/* Page by page: what follows the string need not be there. */
	while (used < PATH_MAX) {
		size_t size = PAGE - address % PAGE;
		ssize_t got;

		if (size > PATH_MAX - used)
			size = PATH_MAX - used;
		got = read_at(tracee, address, text + used, size);
		if (got <= 0)
			return false;
		if (memchr(text + used, '\0', (size_t)got))
			return true;
		used += (size_t)got;
		address += (uint64_t)got;
	}
	return false;
}

bool
tracee_link(const struct tracee *tracee, const char *name, char text[static PATH_MAX])
{
	char link[NAME_SIZE];
	ssize_t length;

	snprintf(link, sizeof(link), "/proc/%d/%s", tracee->thread, name);
	length = readlink(link, text, PATH_MAX);
	if (length <= 0 || length >= PATH_MAX)
		return false;
	text[length] = '\0';
	return true;
}

/* The number after LABEL in a file of the thread's directory in /proc, or 0. */
static pid_t
number_in(pid_t thread, const char *name, const char *label)
{
	char file[NAME_SIZE], text[STATUS_SIZE];
	const char *at;
	ssize_t length;
	int fd;

	snprintf(file, sizeof(file), "/proc/%d/%s", thread, name);
	fd = open(file, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	length = read(fd, text, sizeof(text) - 1);
	close(fd);
	if (length <= 0)
		return 0;
	text[length] = '\0';
	at = strstr(text, label);
	return at ? (pid_t)strtol(at + strlen(label), NULL, 10) : 0;
}

pid_t
tracee_process(pid_t thread)
{
	return number_in(thread, "status", "\nTgid:");
}

pid_t
tracee_pidfd(const struct tracee *tracee, int fd)
{
	char name[NAME_SIZE];

	snprintf(name, sizeof(name), "fdinfo/%d", fd);
	return number_in(tracee->thread, name, "\nPid:");
}

int
tracee_descriptor(const struct tracee *tracee, int fd)
{
	int process = (int)syscall(SYS_pidfd_open, tracee->process, 0);
	int copy;

	if (process < 0)
		return -1;
	copy = (int)syscall(SYS_pidfd_getfd, process, fd, 0);
	close(process);
	return copy;
}
