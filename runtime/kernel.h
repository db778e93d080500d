/* SPDX-License-Identifier: Apache-2.0 */
/* kernel.h - which Landlock the kernel has, and what that mediates. */
#ifndef RUNTIME_KERNEL_H
#define RUNTIME_KERNEL_H

#include "runtime/loader.h"

#define LANDLOCK_ABI_KNOWN 11u

/* Flags of landlock_restrict_self(). */
#define KERNEL_LOG_SAME_EXEC_OFF (1u << 0)
#define KERNEL_LOG_NEW_EXEC_ON (1u << 1)
#define KERNEL_LOG_SUBDOMAINS_OFF (1u << 2)
#define KERNEL_TSYNC (1u << 3)
#define KERNEL_NO_NEW_PRIVS (1u << 4)

/* What an ABI up to LANDLOCK_ABI_KNOWN mediates. */
void kernel_of_abi(struct kernel *kernel, unsigned abi);
/* Asks the kernel; 0 or -errno. */
int kernel_ask(struct kernel *kernel);
/* Asks which errata are fixed; 0 also when it cannot tell, or -errno. */
int kernel_ask_errata(struct kernel *kernel);

/* All of that for a run: a kernel without Landlock refuses. */
int kernel_query(struct loader *loader);

#endif
