/* SPDX-License-Identifier: Apache-2.0 */
/* fcntl.h - this system's, and what fcntl() of macOS knows besides: fake.c answers. */
#ifndef TESTS_DARWIN_FCNTL_H
#define TESTS_DARWIN_FCNTL_H

#include_next <fcntl.h>

#define F_GETPATH 50

int darwin_fcntl(int fd, int command, ...);
#define fcntl darwin_fcntl

#endif
