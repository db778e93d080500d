/* SPDX-License-Identifier: Apache-2.0 */
/* resolve.h - where a thread gets with a path: its directories, its /proc/self, symlinks. */
#ifndef TRACE_RESOLVE_H
#define TRACE_RESOLVE_H

#include "compiler/eval.h"
#include "trace/tracee.h"

struct location {
	char
	    path[PATH_MAX]; /* absolute, without symlinks as far as it exists; /proc/self as such */
	char real[PATH_MAX]; /* the same for other processes than the thread's */
	enum thing thing;
	bool hidden; /* a directory on the way may not be searched */
};

enum resolved {
	RESOLVED,
	RESOLVE_NAMELESS, /* a pipe, a socket, ...: no path that policies are about */
	RESOLVE_UNREAD,   /* it has no name that is short enough, or the thread hides it */
};

/*
 * TEXT from the directory that descriptor FD is of (AT_FDCWD: the current one); a symlink at its
 * end is followed only if FOLLOW.  An empty TEXT is what FD itself is of.
 */
enum resolved resolve(const struct tracee *tracee, int fd, const char *text, bool follow,
                      struct location *place);

#endif
