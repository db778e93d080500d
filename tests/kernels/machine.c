/* SPDX-License-Identifier: Apache-2.0 */
/*
 * machine.c - sets up a test's machine.
 *
 * The server listens on TCP port 18080, takes datagrams on UDP ports 18083 and
 * 18084, and has unix sockets below run/ of the working directory, "stream" and
 * "other-stream", "datagram" and "other-datagram", and an abstract one, "nono-NAME".
 */
#include "tests/kernels/machine.h"

#include <errno.h>
#include <ftw.h>
#include <grp.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <unistd.h>

enum { SOCKETS = 8, BACKLOG = 64, TREE_FILES = 16 };

static const char *const directories[] = {"read", "both", "both2", "out"};

_Noreturn void
machine_die(const char *what)
{
	printf("init: %s: %s\nstatus: 2\n", what, strerror(errno));
	fflush(stdout);
	reboot(RB_POWER_OFF);
	_exit(2);
}

static void
mount_on(const char *type, const char *where, const char *options)
{
	if ((mkdir(where, 0755) && errno != EEXIST) || mount(type, where, type, 0, options))
		machine_die(where);
}

/* Initramfs has them in the order in which they have to go in. */
static void
load_modules(void)
{
	char path[64];
	int fd;

	for (int i = 10; i < 100; i++) {
		snprintf(path, sizeof(path), "/modules/%d", i);
		fd = open(path, O_RDONLY | O_CLOEXEC);
		if (fd < 0)
			return;
		if (syscall(SYS_finit_module, fd, "", 0) && errno != EEXIST)
			machine_die(path);
		close(fd);
	}
}

static void
loopback_up(void)
{
	struct ifreq request = {.ifr_name = "lo", .ifr_flags = IFF_UP};
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || ioctl(fd, SIOCSIFFLAGS, &request))
		machine_die("loopback");
	close(fd);
}

/* How much the kernel keeps in mind of what is there: "loose", "mmap", "none". */
static void
mount_share(const char *cache)
{
	char options[64];

	snprintf(options, sizeof(options), "trans=virtio,version=9p2000.L,cache=%s", cache);
	if ((mkdir("/srv", 0755) && errno != EEXIST) || mount("share", "/srv", "9p", 0, options))
		machine_die("share");
}

void
machine_set_up(void)
{
	const char *share = getenv("share");

	umask(022);
	mount_on("proc", "/proc", NULL);
	mount_on("sysfs", "/sys", NULL);
	mount_on("devtmpfs", "/dev", NULL);
	mount_on("devpts", "/dev/pts", NULL);
	mount_on("tmpfs", "/tmp", "mode=1777");
	mount_on("tmpfs", "/home", "mode=755");
	load_modules();
	if (!share)
		mount_on("tmpfs", "/srv", "mode=755");
	else
		mount_share(share);
	loopback_up();
}

void
caller_enter(const struct caller *caller)
{
	if (setgroups(0, NULL) || setresgid(caller->uid, caller->uid, caller->uid) ||
	    setresuid(caller->uid, caller->uid, caller->uid))
		_exit(126);
}

static int
bound(int family, int type, const void *name, size_t length)
{
	int fd = socket(family, type | SOCK_CLOEXEC, 0);

	if (fd < 0 || bind(fd, name, (socklen_t)length) ||
	    (type == SOCK_STREAM && listen(fd, BACKLOG)))
		machine_die("server");
	return fd;
}

static int
bound_port(int type, uint16_t port)
{
	struct sockaddr_in name = {.sin_family = AF_INET,
	                           .sin_port = htons(port),
	                           .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};

	return bound(AF_INET, type, &name, sizeof(name));
}

static int
bound_path(int type, const char *path)
{
	struct sockaddr_un name = {.sun_family = AF_UNIX};

	snprintf(name.sun_path, sizeof(name.sun_path), "run/%s", path);
	return bound(AF_UNIX, type, &name, sizeof(name));
}

static int
bound_abstract(const char *caller)
{
	struct sockaddr_un name = {.sun_family = AF_UNIX};
	int length = snprintf(name.sun_path + 1, sizeof(name.sun_path) - 1, "nono-%s", caller);

	return bound(AF_UNIX, SOCK_STREAM, &name,
	             offsetof(struct sockaddr_un, sun_path) + 1 + (size_t)length);
}

/* Whoever comes is let in and dismissed. */
static _Noreturn void
serve(const struct caller *caller, int ready)
{
	struct pollfd sockets[SOCKETS];
	int count = 0;
	char byte;

	caller_enter(caller);
	if (chdir(caller->work))
		machine_die(caller->work);
	/* The ports are the machine's: one server has them for all. */
	if (caller->uid == 0) {
		sockets[count++].fd = bound_port(SOCK_STREAM, 18080);
		sockets[count++].fd = bound_port(SOCK_DGRAM, 18083);
		sockets[count++].fd = bound_port(SOCK_DGRAM, 18084);
	}
	sockets[count++].fd = bound_path(SOCK_STREAM, "stream");
	sockets[count++].fd = bound_path(SOCK_STREAM, "other-stream");
	sockets[count++].fd = bound_path(SOCK_DGRAM, "datagram");
	sockets[count++].fd = bound_path(SOCK_DGRAM, "other-datagram");
	sockets[count++].fd = bound_abstract(caller->name);
	if (write(ready, "r", 1) != 1)
		machine_die("server");
	close(ready);
	for (int i = 0; i < count; i++)
		sockets[i].events = POLLIN;
	for (;;) {
		if (poll(sockets, (nfds_t)count, -1) < 0)
			continue;
		for (int i = 0; i < count; i++) {
			int peer = sockets[i].revents ? accept(sockets[i].fd, NULL, NULL) : -1;

			if (peer >= 0)
				close(peer);
			else if (sockets[i].revents)
				recv(sockets[i].fd, &byte, 1, MSG_DONTWAIT);
		}
	}
}

static void
make_directory(const char *path, uid_t owner)
{
	if ((mkdir(path, 0755) && errno != EEXIST) || chown(path, owner, owner))
		machine_die(path);
}

void
caller_set_up(struct caller *caller)
{
	char run[80], byte;
	int ends[2];

	snprintf(caller->home, sizeof(caller->home), "/home/%s", caller->name);
	snprintf(caller->work, sizeof(caller->work), "/srv/%s", caller->name);
	snprintf(run, sizeof(run), "%s/run", caller->work);
	make_directory(caller->home, caller->uid);
	make_directory(caller->work, caller->uid);
	make_directory(run, caller->uid);
	if (pipe2(ends, O_CLOEXEC))
		machine_die("pipe");
	caller->server = fork();
	if (caller->server == 0)
		serve(caller, ends[1]);
	close(ends[1]);
	if (read(ends[0], &byte, 1) != 1)
		machine_die("server");
	close(ends[0]);
}

static int
remove_entry(const char *path, const struct stat *st, int type, struct FTW *walk)
{
	(void)st;
	(void)type;
	(void)walk;
	return remove(path);
}

static void
make_file(const char *directory, const char *name, uid_t owner)
{
	static const char content[] = "content\n";
	char path[128];

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	if (fd < 0 || write(fd, content, sizeof(content)) < 0 || fchown(fd, owner, owner))
		machine_die(path);
	close(fd);
}

/* What can be executed is the same file everywhere: a copy a time would be slow. */
static void
make_program(const char *path)
{
	char block[16384];
	ssize_t n;
	int from = open("/usr/bin/probe", O_RDONLY | O_CLOEXEC);
	int to = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0755);

	if (from < 0 || to < 0)
		machine_die(path);
	while ((n = read(from, block, sizeof(block))) > 0)
		if (write(to, block, (size_t)n) != n)
			machine_die(path);
	close(from);
	close(to);
}

void
tree_make(const struct caller *caller)
{
	char top[80], program[96], path[96];

	snprintf(program, sizeof(program), "%s/run/program", caller->work);
	if (access(program, F_OK))
		make_program(program);
	for (size_t i = 0; i < sizeof(directories) / sizeof(directories[0]); i++) {
		snprintf(top, sizeof(top), "%s/%s", caller->work, directories[i]);
		nftw(top, remove_entry, TREE_FILES, FTW_DEPTH | FTW_PHYS);
		make_directory(top, caller->uid);
		make_file(top, "f", caller->uid);
		make_file(top, "g", caller->uid);
		snprintf(path, sizeof(path), "%s/empty", top);
		make_directory(path, caller->uid);
		snprintf(path, sizeof(path), "%s/program", top);
		if (link(program, path))
			machine_die(path);
		/* Not every share has devices. */
		snprintf(path, sizeof(path), "%s/null", top);
		if (mknod(path, S_IFCHR | 0666, makedev(1, 3)) == 0 && chmod(path, 0666))
			machine_die(path);
	}
}
