/* SPDX-License-Identifier: Apache-2.0 */
/*
 * worker.c - does one operation after another and answers what the kernel said.
 *
 * It runs twice: inside the sandbox, as nono-exec's command, and outside, as
 * the control.  Standard input is the socket to the oracle.  It knows nothing
 * of policies, and it is static, so that the sandbox need not grant it a thing.
 */
#include "tests/oracle/protocol.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/random.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

/* Pipes and devices must not make anybody wait, nor a terminal ours. */
#define OPEN_FLAGS (O_NONBLOCK | O_NOCTTY | O_CLOEXEC)

static int
result_of(int result)
{
	return result < 0 ? errno : 0;
}

static int
do_open(const char *path, int flags)
{
	int file = open(path, flags | OPEN_FLAGS, 0666);
	int error = result_of(file);

	if (file >= 0)
		close(file);
	return error;
}

static int
do_list(const char *path)
{
	char entries[1024];
	int directory = open(path, O_RDONLY | O_DIRECTORY | OPEN_FLAGS);
	int error;

	if (directory < 0)
		return errno;
	error = result_of((int)getdents64(directory, entries, sizeof(entries)));
	close(directory);
	return error;
}

/* To its own size: the right is the same and the content stays. */
static int
do_truncate(const char *path)
{
	struct stat status;

	if (stat(path, &status) != 0)
		return errno;
	return result_of(truncate(path, status.st_size));
}

static int
do_ioctl(const char *path)
{
	int file = open(path, O_WRONLY | OPEN_FLAGS);
	int entropy;
	int error;

	if (file < 0)
		return errno;
	error = result_of(ioctl(file, RNDGETENTCNT, &entropy));
	close(file);
	return error;
}

static int
do_exec(const char *path)
{
	char *arguments[] = {(char *)(uintptr_t)path, NULL};
	char *environment[] = {NULL};
	volatile int error = 0;
	int status = 0;
	/* The child writes to our memory, which is how it says why it failed. */
	pid_t child = vfork();

	if (child == 0) {
		execve(path, arguments, environment);
		error = errno;
		_exit(127);
	}
	if (child < 0 || waitpid(child, &status, 0) != child)
		return errno;
	if (error == 0 && status != 0)
		return ECHILD;
	return error;
}

static int
do_socket(const char *path, int (*call)(int, const struct sockaddr *, socklen_t))
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int file;
	int error;

	if (strlen(path) >= sizeof(address.sun_path))
		return ENAMETOOLONG;
	strcpy(address.sun_path, path);
	file = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (file < 0)
		return errno;
	error = result_of(call(file, (struct sockaddr *)&address, sizeof(address)));
	close(file);
	return error;
}

static int
do_unix(enum op op, const char *path)
{
	return do_socket(path, op == OP_BIND_UNIX ? bind : connect);
}

static int
do_node(enum op op, const char *path)
{
	switch (op) {
	case OP_MKDIR:
		return result_of(mkdir(path, 0777));
	case OP_SYMLINK:
		return result_of(symlink("target", path));
	case OP_MKFIFO:
		return result_of(mkfifo(path, 0666));
	case OP_MKNOD_FILE:
		return result_of(mknod(path, S_IFREG | 0666, 0));
	case OP_MKNOD_SOCKET:
		return result_of(mknod(path, S_IFSOCK | 0666, 0));
	case OP_MKNOD_CHAR:
		return result_of(mknod(path, S_IFCHR | 0666, makedev(1, 3)));
	case OP_MKNOD_BLOCK:
		return result_of(mknod(path, S_IFBLK | 0600, makedev(7, 200)));
	default:
		return ENOSYS;
	}
}

static int
do_operation(const struct request *request)
{
	const char *path = request->path;
	const char *second = request->second;

	switch (request->op) {
	case OP_READ:
		return do_open(path, O_RDONLY);
	case OP_WRITE:
		return do_open(path, O_WRONLY);
	case OP_READ_WRITE:
		return do_open(path, O_RDWR);
	case OP_OVERWRITE:
		return do_open(path, O_WRONLY | O_TRUNC);
	case OP_READ_TRUNCATE:
		return do_open(path, O_RDONLY | O_TRUNC);
	case OP_TRUNCATE:
		return do_truncate(path);
	case OP_CREATE:
		return do_open(path, O_WRONLY | O_CREAT);
	case OP_TMPFILE:
		return do_open(path, O_WRONLY | O_TMPFILE);
	case OP_LIST:
		return do_list(path);
	case OP_EXEC:
		return do_exec(path);
	case OP_RMDIR:
		return result_of(rmdir(path));
	case OP_UNLINK:
		return result_of(unlink(path));
	case OP_BIND_UNIX:
	case OP_CONNECT_UNIX:
		return do_unix(request->op, path);
	case OP_IOCTL:
		return do_ioctl(path);
	case OP_RENAME:
		return result_of(rename(path, second));
	case OP_LINK:
		return result_of(link(path, second));
	case OP_EXCHANGE:
		return result_of(renameat2(AT_FDCWD, path, AT_FDCWD, second, RENAME_EXCHANGE));
	default:
		return do_node(request->op, path);
	}
}

int
main(void)
{
	struct answer answer = {0};
	struct request request;

	umask(0);
	/* The first answer says that we are here. */
	while (write(STDIN_FILENO, &answer, sizeof(answer)) == sizeof(answer) &&
	       read(STDIN_FILENO, &request, sizeof(request)) == sizeof(request))
		answer.error = do_operation(&request);
	return 0;
}
