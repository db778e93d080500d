/* SPDX-License-Identifier: Apache-2.0 */
/* unistd.h - this system's, and what macOS has in it besides: fake.c answers. */
#ifndef TESTS_DARWIN_UNISTD_H
#define TESTS_DARWIN_UNISTD_H

#include_next <unistd.h>

/* Whether the program was started with more rights than its caller has. */
int issetugid(void);

#endif
