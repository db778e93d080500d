/* SPDX-License-Identifier: Apache-2.0 */
/* landlock-abi.c - prints the ABI of this kernel's Landlock; status 1 if it has none. */
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The number is the same on every architecture, but older C libraries lack the name. */
enum { LANDLOCK_CREATE_RULESET = 444, CREATE_RULESET_VERSION = 1 };

int
main(void)
{
	long abi = syscall(LANDLOCK_CREATE_RULESET, NULL, 0, CREATE_RULESET_VERSION);

	if (abi < 1)
		return 1;
	return printf("%ld\n", abi) < 0;
}
