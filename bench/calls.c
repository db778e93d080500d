/* SPDX-License-Identifier: Apache-2.0 */
/*
 * calls.c - what a system call costs: calls ROUNDS prints nanoseconds a call, the least of ROUNDS.
 *
 * getppid, open and close are calls that the filter passes whatever their
 * arguments are: the kernel remembers that.  Of the others the filter looks at
 * the arguments.  "calls ROUNDS least" first installs the least filter that
 * there is, which passes everything: no filter costs less.
 */
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { REPEAT = 20000 };

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static void
call(int which, int fd)
{
	if (which == 0)
		syscall(SYS_getppid);
	else if (which == 1)
		syscall(SYS_ioctl, fd, FIONREAD, NULL);
	else if (which == 2)
		syscall(SYS_fchmod, -1, 0644);
	else
		close(open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
}

static int
filter(void)
{
	struct sock_filter pass = {BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW};
	struct sock_fprog program = {1, &pass};

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) != 0) {
		perror("calls: seccomp");
		return -1;
	}
	return 0;
}

int
main(int argc, char **argv)
{
	static const char *const names[] = {"getppid", "ioctl", "fchmod", "open+close"};
	int rounds = argc > 1 ? atoi(argv[1]) : 20;
	int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

	if (argc > 2 && strcmp(argv[2], "least") == 0 && filter() < 0)
		return 1;
	for (int which = 0; which < 4; which++) {
		double least = 1e18;

		for (int round = 0; round < rounds; round++) {
			double begin = now();

			for (int i = 0; i < REPEAT; i++)
				call(which, fd);
			if (now() - begin < least)
				least = now() - begin;
		}
		printf("%s %.1f\n", names[which], least / REPEAT);
	}
	return 0;
}
