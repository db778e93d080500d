/* SPDX-License-Identifier: Apache-2.0 */
/* mem.h - the memory functions: libc's, or ours where there is no libc. */
#ifndef RUNTIME_MEM_H
#define RUNTIME_MEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if __STDC_HOSTED__
#include <string.h>
#else
void *memcpy(void *restrict to, const void *restrict from, size_t size);
void *memmove(void *to, const void *from, size_t size);
void *memset(void *to, int byte, size_t size);
int memcmp(const void *a, const void *b, size_t size);
size_t strlen(const char *text);
#endif

/* Where BYTE is next in LENGTH bytes of TEXT, from AT on; LENGTH if nowhere.  Little-endian. */
static inline size_t
text_find(const char *text, size_t at, size_t length, char byte)
{
	const uint64_t ones = 0x0101010101010101u, bytes = ones * (unsigned char)byte;

	for (uint64_t word; length - at >= sizeof(word); at += sizeof(word)) {
		__builtin_memcpy(&word, text + at, sizeof(word));
		word ^= bytes;
		word = (word - ones) & ~word & 0x80 * ones;
		if (word)
			return at + (size_t)__builtin_ctzll(word) / 8;
	}
	while (at < length && text[at] != byte)
		at++;
	return at;
}

/* Whether A and B are the same text. */
static inline bool
text_equal(const char *a, const char *b)
{
	while (*a && *a == *b)
		a++, b++;
	return *a == *b;
}

/* FROM with its NUL into SIZE bytes at TO; false if it does not fit. */
static inline bool
text_copy(char *to, size_t size, const char *from)
{
	size_t length = strlen(from);

	if (length >= size)
		return false;
	memcpy(to, from, length + 1);
	return true;
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
