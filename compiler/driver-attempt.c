/* SPDX-License-Identifier: Apache-2.0 */
/* driver-attempt.c - one operation, by system calls, that leaves everything as it was. */
#include "compiler/driver-probe.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

/* Pipes and devices must not make anybody wait, nor a terminal ours. */
#define OPEN_FLAGS (O_NONBLOCK | O_NOCTTY | O_CLOEXEC)

/* AT_EXECVE_CHECK of Linux 6.14: all of execve's checks, and nothing is executed. */
enum { EXECVE_CHECK = 0x10000 };

static bool
is_creation(enum op op)
{
	switch (op) {
	case OP_CREATE:
	case OP_MKDIR:
	case OP_SYMLINK:
	case OP_MKFIFO:
	case OP_MKNOD_FILE:
	case OP_MKNOD_SOCKET:
	case OP_BIND_UNIX:
		return true;
	default:
		return false;
	}
}

bool
attempt_creates(const struct attempt *attempt)
{
	return is_creation(attempt->op) && attempt->thing == THING_MISSING;
}

const char *
attempt_unsafe(const struct attempt *attempt)
{
	bool plain = attempt->thing == THING_FILE || attempt->thing == THING_DIRECTORY;

	if (attempt->kind != ATTEMPT_OPERATION)
		return NULL;
	if (is_creation(attempt->op))
		return attempt->thing == THING_MISSING ? NULL : "something is there";
	switch (attempt->op) {
	case OP_READ:
	case OP_WRITE:
	case OP_READ_WRITE:
		if (attempt->thing == THING_MISSING)
			return "there is nothing";
		return plain ? NULL : "opening what is no file or directory may do something";
	case OP_LIST:
	case OP_TMPFILE:
		return attempt->thing == THING_DIRECTORY ? NULL : "there is no such directory";
	case OP_EXEC:
		return attempt->thing == THING_FILE ? NULL : "there is no such file";
	default:
		return "it would change something";
	}
}

static int
result_of(long result)
{
	return result < 0 ? errno : 0;
}

static int
try_open(const char *path, int flags)
{
	int file = open(path, flags | OPEN_FLAGS, 0600);
	int error = result_of(file);

	if (file >= 0)
		close(file);
	return error;
}

static int
try_list(const char *path)
{
	DIR *directory = opendir(path);
	int error = directory ? 0 : errno;

	if (directory)
		closedir(directory);
	return error;
}

static int
try_bind_unix(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int file = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0), error;

	if (file < 0)
		return errno;
	error = ENAMETOOLONG;
	if (strlen(path) < sizeof(address.sun_path)) {
		strcpy(address.sun_path, path);
		error = result_of(bind(file, (struct sockaddr *)&address, sizeof(address)));
	}
	close(file);
	return error;
}

static int
try_operation(const struct attempt *attempt)
{
	const char *path = attempt->path;
	char *none[] = {NULL};

	switch (attempt->op) {
	case OP_READ:
		return try_open(path, O_RDONLY);
	case OP_WRITE:
		return try_open(path, O_WRONLY);
	case OP_READ_WRITE:
		return try_open(path, O_RDWR);
	case OP_LIST:
		return try_list(path);
	case OP_TMPFILE:
		return try_open(path, O_WRONLY | O_TMPFILE);
	case OP_EXEC:
		return result_of(syscall(SYS_execveat, AT_FDCWD, path, none, none, EXECVE_CHECK));
	case OP_CREATE:
		return try_open(path, O_WRONLY | O_CREAT | O_EXCL);
	case OP_MKDIR:
		return result_of(mkdir(path, 0700));
	case OP_SYMLINK:
		return result_of(symlink("nowhere", path));
	case OP_MKFIFO:
		return result_of(mkfifo(path, 0600));
	case OP_MKNOD_FILE:
		return result_of(mknod(path, S_IFREG | 0600, 0));
	case OP_MKNOD_SOCKET:
		return result_of(mknod(path, S_IFSOCK | 0600, 0));
	case OP_BIND_UNIX:
		return try_bind_unix(path);
	default:
		return ENOSYS;
	}
}

/* A refused connection was let through, as was a port that somebody has. */
static int
try_port(const struct attempt *attempt)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
	                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	                              .sin_port = htons(attempt->port)};
	int file = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), error;

	if (file < 0)
		return errno;
	if (attempt->kind == ATTEMPT_CONNECT)
		error = result_of(connect(file, (struct sockaddr *)&address, sizeof(address)));
	else
		error = result_of(bind(file, (struct sockaddr *)&address, sizeof(address)));
	close(file);
	return error == ECONNREFUSED || error == EINPROGRESS || error == EADDRINUSE ? 0 : error;
}

static int
try_abstract(const char *name)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	size_t length = strlen(name);
	int file = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), error;

	if (file < 0)
		return errno;
	memcpy(address.sun_path + 1, name, length);
	error =
	    result_of(connect(file, (struct sockaddr *)&address,
	                      (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + length)));
	close(file);
	return error;
}

int
attempt_make(const struct attempt *attempt)
{
	switch (attempt->kind) {
	case ATTEMPT_CONNECT:
	case ATTEMPT_BIND:
		return try_port(attempt);
	case ATTEMPT_SIGNAL:
		return result_of(kill(attempt->pid, 0));
	case ATTEMPT_ABSTRACT:
		return try_abstract(attempt->path);
	default:
		return try_operation(attempt);
	}
}
