/* SPDX-License-Identifier: Apache-2.0 */
/*
 * init.c - the first process of a machine that only runs the kernel's selftests: init DIRECTORY
 * SUITE...  As /bin/sh it does the one thing that a suite asks of a shell: to bring the loopback
 * device up.
 */
#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int
loopback_up(const char *command)
{
	struct ifreq request = {.ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING};
	int fd;

	if (strcmp(command, "ip link set dev lo up") != 0) {
		fprintf(stderr, "sh: '%s' is not what this shell can do\n", command);
		return 127;
	}
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	return fd < 0 || ioctl(fd, SIOCSIFFLAGS, &request) < 0;
}

static void
mount_on(const char *what, const char *where)
{
	mkdir(where, 0755);
	if (mount(what, where, what, 0, NULL) < 0 && errno != EBUSY)
		printf("init: no %s on %s: %s\n", what, where, strerror(errno));
}

static void
run_suite(const char *directory, const char *suite)
{
	time_t begin = time(NULL);
	int status = -1;
	pid_t child;

	printf("== %s\n", suite);
	fflush(stdout);
	child = fork();
	if (child == 0) {
		char program[64];

		snprintf(program, sizeof(program), "./%s", suite);
		if (chdir(directory) == 0)
			execl(program, program, (char *)NULL);
		_exit(127);
	}
	waitpid(child, &status, 0);
	printf("-- %s: status %d, %d s\n", suite,
	       WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
	       (int)(time(NULL) - begin));
}

int
main(int argc, char **argv)
{
	if (argc > 2 && strstr(argv[0], "sh"))
		return loopback_up(argv[argc - 1]);
	mount_on("proc", "/proc");
	mount_on("sysfs", "/sys");
	mount_on("devtmpfs", "/dev");
	mount_on("tmpfs", "/tmp");
	mount_on("tracefs", "/sys/kernel/tracing");
	mount_on("cgroup2", "/sys/fs/cgroup");
	for (int i = 2; i < argc; i++)
		run_suite(argv[1], argv[i]);
	puts("status: 0");
	fflush(stdout);
	reboot(RB_POWER_OFF);
	return 1;
}
