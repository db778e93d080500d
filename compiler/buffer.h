/* SPDX-License-Identifier: Apache-2.0 */
/* buffer.h - a text that grows, in an arena. */
#ifndef COMPILER_BUFFER_H
#define COMPILER_BUFFER_H

#include "compiler/arena.h"

struct buffer {
	struct arena *arena;
	char *data; /* NULL until something is put; a NUL follows */
	size_t length, capacity;
};

/* Room for LENGTH bytes more, and for the NUL. */
void buffer_reserve(struct buffer *buffer, size_t length);
void buffer_put(struct buffer *buffer, const char *text);
void buffer_put_bytes(struct buffer *buffer, const char *data, size_t length);

#endif
