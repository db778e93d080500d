/* SPDX-License-Identifier: Apache-2.0 */
/*
 * played.c - nono-exec on a played kernel: played ABI ERRATA [ARGUMENT]...
 *
 * ABI may be the negative number of an error; ERRATA too, or "none": a kernel that cannot tell.
 * "noseccomp" in place of ERRATA is a kernel without filters.  Prints what nono-exec says; status 0
 * when the command would have been executed, with everything in place, else nono-exec's own.
 */
#include "tests/unit/fake-kernel.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern char **environ;

int
main(int argc, char **argv)
{
	static char name[] = "nono-exec";
	int status;

	if (argc < 4) {
		fputs("usage: played ABI ERRATA ARGUMENT...\n", stderr);
		return 2;
	}
	fake_reset(atoi(argv[1]));
	fake.errata = atoi(argv[2]);
	if (strcmp(argv[2], "none") == 0)
		fake.errata = -EINVAL;
	if (strcmp(argv[2], "noseccomp") == 0) {
		fake.errata = 15;
		fake.no_seccomp = true;
	}
	/* What nonoc writes brings a filter; the other answers do not get that far. */
	fake.wants_filter = true;
	argv[2] = name;
	status = fake_run(argv + 2, environ);
	fputs(fake.text, stdout);
	if (fake.executed_early) {
		fputs("played: the command would have been executed without protection\n", stdout);
		return 1;
	}
	return fake.executed ? 0 : status;
}
