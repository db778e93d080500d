/* SPDX-License-Identifier: Apache-2.0 */
/* mem.h - the memory functions: libc's, or ours where there is no libc. */
#ifndef RUNTIME_MEM_H
#define RUNTIME_MEM_H

#include <stdbool.h>
#include <stddef.h>

#if __STDC_HOSTED__
#include <string.h>
#else
void *memcpy(void *restrict to, const void *restrict from, size_t size);
void *memmove(void *to, const void *from, size_t size);
void *memset(void *to, int byte, size_t size);
int memcmp(const void *a, const void *b, size_t size);
size_t strlen(const char *text);
#endif

/* Whether A and B are the same text. */
static inline bool
text_equal(const char *a, const char *b)
{
	while (*a && *a == *b)
		a++, b++;
	return *a == *b;
}

/* What follows PREFIX in TEXT, or NULL. */
static inline const char *
text_after(const char *text, const char *prefix)
{
	while (*prefix)
		if (*text++ != *prefix++)
			return NULL;
	return text;
}

#endif
