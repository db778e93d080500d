/* SPDX-License-Identifier: Apache-2.0 */
/* machine.h - what a test's machine has: file systems, callers, servers, a tree. */
#ifndef MACHINE_H
#define MACHINE_H

#include <fcntl.h>
#include <sys/types.h>

enum { CALLERS = 2 };

struct caller {
	const char *name;
	uid_t uid;
	char home[64], work[64];
	pid_t server; /* a process of the caller's that answers at its sockets */
};

/* Says what and why on the console, and turns the machine off. */
_Noreturn void machine_die(const char *what);
/* Mounts, directories, the loopback interface, modules, the share. */
void machine_set_up(void);
/* Home and working directory, and the server: see machine.c. */
void caller_set_up(struct caller *caller);
/* In a child: becomes the caller for good. */
void caller_enter(const struct caller *caller);
/* The tree below `work` anew: read, both, both2 and out, each with f, g, empty/, program, null. */
void tree_make(const struct caller *caller);

#endif
