/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mem.c - the memory functions that a compiler may call, for a program without libc: eight bytes at
 * a time, since most of what is copied and compared here is as short as a path.
 */
#include "runtime/mem.h"

#include <stdint.h>

static inline uint64_t
word_at(const unsigned char *from)
{
	uint64_t word;

	__builtin_memcpy(&word, from, sizeof(word));
	return word;
}

/* The last word overlaps the one before. */
void *
memcpy(void *restrict to, const void *restrict from, size_t size)
{
	unsigned char *t = to;
	const unsigned char *f = from;
	size_t at = 0;

	if (size < sizeof(uint64_t)) {
		if (size >= sizeof(uint32_t)) {
			uint32_t first, last;

			__builtin_memcpy(&first, f, sizeof(first));
			__builtin_memcpy(&last, f + size - sizeof(last), sizeof(last));
			__builtin_memcpy(t, &first, sizeof(first));
			__builtin_memcpy(t + size - sizeof(last), &last, sizeof(last));
			return to;
		}
		for (; at < size; at++)
			t[at] = f[at];
		return to;
	}
	for (; at < size; at += sizeof(uint64_t)) {
		if (size - at < sizeof(uint64_t))
			at = size - sizeof(uint64_t);
		uint64_t word = word_at(f + at);

		__builtin_memcpy(t + at, &word, sizeof(word));
	}
	return to;
}

void *
memmove(void *to, const void *from, size_t size)
{
	unsigned char *t = to;
	const unsigned char *f = from;

	if (t <= f) {
		while (size--)
			*t++ = *f++;
	} else {
		while (size--)
			t[size] = f[size];
	}
	return to;
}

void *
memset(void *to, int byte, size_t size)
{
	const uint64_t word = 0x0101010101010101u * (unsigned char)byte;
	unsigned char *t = to;

	for (; size >= sizeof(word); size -= sizeof(word), t += sizeof(word))
		__builtin_memcpy(t, &word, sizeof(word));
	while (size--)
		*t++ = (unsigned char)byte;
	return to;
}

int
memcmp(const void *a, const void *b, size_t size)
{
	const unsigned char *x = a;
	const unsigned char *y = b;

	for (; size >= sizeof(uint64_t) && word_at(x) == word_at(y); size -= sizeof(uint64_t)) {
		x += sizeof(uint64_t);
		y += sizeof(uint64_t);
	}
	for (; size--; x++, y++)
		if (*x != *y)
			return *x < *y ? -1 : 1;
	return 0;
}

size_t
strlen(const char *text)
{
	size_t length = 0;

	while (text[length])
		length++;
	return length;
}
