/* SPDX-License-Identifier: Apache-2.0 */
/*
 * probe.c - does one operation and says how it went: "ok", or the errno's name.
 *
 * probe OPERATION PATH [PATH], or "probe -" for a line of these at a time from
 * standard input.  The operations are those of compiler/op.def and a few more.
 * What one makes stays, so that a test can look at it.  The status is 0 for ok,
 * 1 for an errno, 2 for a mistake in the command line.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

struct job {
	const char *path;
	const char *second;
	unsigned flags; /* of open(), or the type of a node */
};

struct operation {
	const char *name;
	int paths;
	int (*run)(const struct job *job); /* 0, or an errno */
	unsigned flags;
};

static int
answer(long result)
{
	return result < 0 ? errno : 0;
}

static int
open_path(const struct job *job)
{
	return open(job->path, (int)job->flags | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0644);
}

static int
run_open(const struct job *job)
{
	int fd = open_path(job);
	if (fd < 0)
		return errno;
	close(fd);
	return 0;
}

/* Opening is what the kernel judges; a byte shows that there is no other obstacle. */
static int
run_read(const struct job *job)
{
	char byte;
	int fd = open_path(job);
	if (fd < 0)
		return errno;
	int error = answer(read(fd, &byte, 1));
	close(fd);
	return error;
}

static int
run_put(const struct job *job)
{
	int fd = open_path(job);
	if (fd < 0)
		return errno;
	int error = answer(write(fd, "x", 1));
	close(fd);
	return error;
}

/* A device that does not know the request has been reached, too. */
static int
run_ioctl(const struct job *job)
{
	struct winsize size;
	int fd = open_path(job);
	if (fd < 0)
		return errno;
	int error = answer(ioctl(fd, TIOCGWINSZ, &size));
	close(fd);
	return error == ENOTTY ? 0 : error;
}

static int
run_stat(const struct job *job)
{
	struct stat st;

	return answer(stat(job->path, &st));
}

static int
run_truncate(const struct job *job)
{
	return answer(truncate(job->path, 1));
}

static int
run_list(const struct job *job)
{
	DIR *dir = opendir(job->path);
	if (!dir)
		return errno;
	errno = 0;
	int error = readdir(dir) ? 0 : errno;
	closedir(dir);
	return error;
}

/* A child tells its errno through a pipe, which closes when the execution succeeds. */
static int
run_exec(const struct job *job)
{
	int ends[2];
	int error = 0;

	if (pipe2(ends, O_CLOEXEC))
		return errno;
	pid_t child = fork();
	if (child < 0)
		return errno;
	if (child == 0) {
		execl(job->path, job->path, (char *)NULL);
		error = errno;
		_exit(write(ends[1], &error, sizeof(error)) < 0);
	}
	close(ends[1]);
	if (read(ends[0], &error, sizeof(error)) != (ssize_t)sizeof(error))
		error = 0;
	waitpid(child, NULL, 0);
	return error;
}

static int
run_mkdir(const struct job *job)
{
	return answer(mkdir(job->path, 0755));
}

static int
run_rmdir(const struct job *job)
{
	return answer(rmdir(job->path));
}

static int
run_unlink(const struct job *job)
{
	return answer(unlink(job->path));
}

static int
run_symlink(const struct job *job)
{
	return answer(symlink("target", job->path));
}

/* Devices get the number of /dev/null, or of a loop device that nobody has. */
static int
run_mknod(const struct job *job)
{
	dev_t device = 0;

	if (job->flags == S_IFCHR)
		device = makedev(1, 3);
	else if (job->flags == S_IFBLK)
		device = makedev(7, 200);
	return answer(mknod(job->path, (mode_t)job->flags | 0644, device));
}

static int
with_socket(const char *path, int (*use)(int, const struct sockaddr *, socklen_t))
{
	struct sockaddr_un name = {.sun_family = AF_UNIX};

	if (strlen(path) >= sizeof(name.sun_path))
		return ENAMETOOLONG;
	memcpy(name.sun_path, path, strlen(path) + 1);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return errno;
	int error = answer(use(fd, (const struct sockaddr *)&name, sizeof(name)));
	close(fd);
	return error;
}

static int
run_bind_unix(const struct job *job)
{
	return with_socket(job->path, bind);
}

static int
run_connect_unix(const struct job *job)
{
	return with_socket(job->path, connect);
}

static int
with_port(const char *port, int (*use)(int, const struct sockaddr *, socklen_t))
{
	struct sockaddr_in name = {.sin_family = AF_INET,
	                           .sin_port = htons((uint16_t)atoi(port)),
	                           .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return errno;
	int error = answer(use(fd, (const struct sockaddr *)&name, sizeof(name)));
	close(fd);
	return error;
}

static int
run_bind_tcp(const struct job *job)
{
	return with_port(job->path, bind);
}

/* Nobody need listen: who was refused has been let through by the kernel. */
static int
run_connect_tcp(const struct job *job)
{
	int error = with_port(job->path, connect);
	return error == ECONNREFUSED ? 0 : error;
}

static int
run_rename(const struct job *job)
{
	return answer(renameat2(AT_FDCWD, job->path, AT_FDCWD, job->second, job->flags));
}

static int
run_link(const struct job *job)
{
	return answer(link(job->path, job->second));
}

static const struct operation operations[] = {
    {"read", 1, run_read, O_RDONLY},
    {"write", 1, run_open, O_WRONLY},
    {"read_write", 1, run_open, O_RDWR},
    {"overwrite", 1, run_put, O_WRONLY | O_TRUNC},
    {"append", 1, run_put, O_WRONLY | O_APPEND},
    {"read_truncate", 1, run_open, O_RDONLY | O_TRUNC},
    {"truncate", 1, run_truncate, 0},
    {"create", 1, run_put, O_WRONLY | O_CREAT | O_EXCL},
    {"tmpfile", 1, run_put, O_WRONLY | O_TMPFILE},
    {"list", 1, run_list, 0},
    {"stat", 1, run_stat, 0},
    {"exec", 1, run_exec, 0},
    {"mkdir", 1, run_mkdir, 0},
    {"rmdir", 1, run_rmdir, 0},
    {"unlink", 1, run_unlink, 0},
    {"symlink", 1, run_symlink, 0},
    {"mkfifo", 1, run_mknod, S_IFIFO},
    {"mknod_file", 1, run_mknod, S_IFREG},
    {"mknod_socket", 1, run_mknod, S_IFSOCK},
    {"mknod_char", 1, run_mknod, S_IFCHR},
    {"mknod_block", 1, run_mknod, S_IFBLK},
    {"bind_unix", 1, run_bind_unix, 0},
    {"connect_unix", 1, run_connect_unix, 0},
    {"bind_tcp", 1, run_bind_tcp, 0},
    {"connect_tcp", 1, run_connect_tcp, 0},
    {"ioctl", 1, run_ioctl, O_WRONLY},
    {"rename", 2, run_rename, 0},
    {"link", 2, run_link, 0},
    {"exchange", 2, run_rename, RENAME_EXCHANGE},
};

/* The row that OP names, if it takes that many paths. */
static const struct operation *
operation_find(const char *op, int paths)
{
	for (size_t i = 0; i < sizeof(operations) / sizeof(operations[0]); i++)
		if (strcmp(operations[i].name, op) == 0 && operations[i].paths == paths)
			return &operations[i];
	return NULL;
}

/* Returns the exit status. */
static int
say(const char *op, const char *path, const char *second)
{
	const struct operation *row = operation_find(op, second ? 2 : 1);
	if (!row) {
		fprintf(stderr, "probe: no such operation: %s\n", op);
		return 2;
	}

	struct job job = {path, second, row->flags};
	int error = row->run(&job);
	puts(error ? strerrorname_np(error) : "ok");
	return error != 0;
}

static int
say_lines(void)
{
	char line[8192];

	while (fgets(line, sizeof(line), stdin)) {
		char *op = strtok(line, " \n");
		char *path = strtok(NULL, " \n");
		if (!op || !path || say(op, path, strtok(NULL, " \n")) == 2)
			return 2;
	}
	return 0;
}

int
main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "-") == 0)
		return say_lines();
	if (argc == 3 || argc == 4)
		return say(argv[1], argv[2], argv[3]);
	fputs("usage: probe OPERATION PATH [PATH]\n", stderr);
	return 2;
}
