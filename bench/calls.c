/* SPDX-License-Identifier: Apache-2.0 */
/*
 * calls.c - what a system call costs: calls ROUNDS prints nanoseconds a call, the least of ROUNDS.
 *
 * getppid is a call that the filter passes whatever its arguments are: the
 * kernel remembers that.  Of the others the filter looks at the arguments.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
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

int
main(int argc, char **argv)
{
	static const char *const names[] = {"getppid", "ioctl", "fchmod", "open+close"};
	int rounds = argc > 1 ? atoi(argv[1]) : 20;
	int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

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
