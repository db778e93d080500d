/* SPDX-License-Identifier: Apache-2.0 */
/* process.h - what a program is started with. */
#ifndef RUNTIME_PROCESS_H
#define RUNTIME_PROCESS_H

#include <stdbool.h>
#include <stdint.h>

/* What the kernel handed over. */
struct process {
	int argc;
	char **argv;
	char **envp;
	uint32_t uid, gid; /* effective; the real ones are the same unless `secure` */
	bool secure;       /* set-user-id or file capabilities: AT_SECURE */
};

#endif
