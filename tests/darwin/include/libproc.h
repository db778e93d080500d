/* SPDX-License-Identifier: Apache-2.0 */
/* libproc.h - of macOS's header, the list of a process's descriptors: fake.c answers. */
#ifndef TESTS_DARWIN_LIBPROC_H
#define TESTS_DARWIN_LIBPROC_H

#include <stdint.h>

#define PROC_PIDLISTFDS 1

struct proc_fdinfo {
	int32_t proc_fd;
	uint32_t proc_fdtype;
};

/* Bytes that were written, or without a BUFFER how many there could be; at most 0 on failure. */
int proc_pidinfo(int process, int flavor, uint64_t argument, void *buffer, int size);

#endif
