/* SPDX-License-Identifier: Apache-2.0 */
/* apply.h - a blob becomes a ruleset of the kernel's, by nono-exec's own code. */
#ifndef SELFTESTS_APPLY_H
#define SELFTESTS_APPLY_H

#include <stddef.h>
#include <stdint.h>

struct format;

/*
 * Checks the SIZE bytes at BLOB, which lie at a multiple of 8, and makes their ruleset.  NULL when
 * any of it was refused, or a path leads to nothing, which has been said on standard error.
 */
struct format *format_load(const void *blob, size_t size);
/* Restricts the process by it, with FLAGS; 0 or -errno.  Ends FORMAT. */
int format_enforce(struct format *format, uint32_t flags);

#endif
