/* SPDX-License-Identifier: Apache-2.0 */
/* sys.h - the system calls: of Linux, or of macOS where RUNTIME_DARWIN is set. */
#ifndef RUNTIME_SYS_H
#define RUNTIME_SYS_H

#ifdef RUNTIME_DARWIN
#include "runtime/sys-darwin.h"
#else
#include "runtime/sys-linux.h"
#endif

#include <stdbool.h>

/* Whether RESULT, of sys_map(), is -errno and no address. */
static inline bool
sys_map_failed(long result)
{
	return result < 0 && result > -4096;
}

#endif
