/* SPDX-License-Identifier: Apache-2.0 */
/* version.c - what this library is, and what the kernel has for it. */
#include "compiler/driver-probe.h"
#include "library/nono.h"

const char *
nono_version(void)
{
	return PACKAGE_VERSION;
}

uint32_t
nono_landlock_abi(void)
{
	return probe_abi();
}
