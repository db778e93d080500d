/* SPDX-License-Identifier: Apache-2.0 */
/* tracee.h - what is read of a stopped thread: all of it hostile, and bounded. */
#ifndef TRACE_TRACEE_H
#define TRACE_TRACEE_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* A thread, and the process that it is one of. */
struct tracee {
	pid_t thread, process;
};

/* SIZE bytes at ADDRESS: all, or false. */
bool tracee_bytes(const struct tracee *tracee, uint64_t address, void *to, size_t size);
/* The string at ADDRESS; false if it cannot be read, or does not end within PATH_MAX. */
bool tracee_text(const struct tracee *tracee, uint64_t address, char text[static PATH_MAX]);
/* What a link of the thread's directory in /proc says: "cwd", "exe", "fd/3". */
bool tracee_link(const struct tracee *tracee, const char *name, char text[static PATH_MAX]);
/* The process that the thread belongs to, or 0. */
pid_t tracee_process(pid_t thread);
/* The process that descriptor FD of the thread refers to, or 0. */
pid_t tracee_pidfd(const struct tracee *tracee, int fd);
/* A copy of the descriptor FD, or -1. */
int tracee_descriptor(const struct tracee *tracee, int fd);

#endif
