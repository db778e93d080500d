/* SPDX-License-Identifier: Apache-2.0 */
/* mem.c - the memory functions that a compiler may call, for a program without libc. */
#include "runtime/mem.h"

void *
memcpy(void *restrict to, const void *restrict from, size_t size)
{
	unsigned char *t = to;
	const unsigned char *f = from;

	while (size--)
		*t++ = *f++;
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
	unsigned char *t = to;

	while (size--)
		*t++ = (unsigned char)byte;
	return to;
}

int
memcmp(const void *a, const void *b, size_t size)
{
	const unsigned char *x = a;
	const unsigned char *y = b;

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
