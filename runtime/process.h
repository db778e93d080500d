/* SPDX-License-Identifier: Apache-2.0 */
/* process.h - what a program is started with. */
#ifndef RUNTIME_PROCESS_H
#define RUNTIME_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What the kernel handed over, and what an embedding program adds. */
struct process {
	int argc;
	char **argv;
	char **envp;
	uint32_t uid, gid;   /* effective; the real ones are the same unless `secure` */
	bool secure;         /* set-user-id or file capabilities: AT_SECURE */
	const char *program; /* that messages name; NULL: nono-exec */
	bool silent;         /* only what keeps the command from running is said */
	/*
	 * A policy that this very process compiled, at a multiple of 8: then ARGV has no POLICY, no
	 * file is read, and who could have written one is no question.  NULL: a file.
	 */
	const void *policy;
	size_t policy_size;
	int messages; /* the descriptor that what is said goes to; 0: standard error */
	/*
	 * A filter (struct sock_filter) for whoever traces this process.  It goes on after the
	 * policy's own, so it can only refuse more; the tracer can read the memory.  NULL: none.
	 */
	const void *watch;
	uint16_t watch_count;
};

#endif
