/* SPDX-License-Identifier: Apache-2.0 */
/* buffer.c - a text that grows, in an arena. */
#include "compiler/buffer.h"

#include <string.h>

void
buffer_reserve(struct buffer *buffer, size_t length)
{
	size_t needed = buffer->length + length + 1;

	if (needed <= buffer->capacity)
		return;
	buffer->capacity = 2 * buffer->capacity > needed ? 2 * buffer->capacity : needed + 63;
	buffer->data = arena_grow(buffer->arena, buffer->data, buffer->length, buffer->capacity, 1);
}

void
buffer_put_bytes(struct buffer *buffer, const char *data, size_t length)
{
	buffer_reserve(buffer, length);
	memcpy(buffer->data + buffer->length, data, length);
	buffer->length += length;
	buffer->data[buffer->length] = '\0';
}

void
buffer_put(struct buffer *buffer, const char *text)
{
	buffer_put_bytes(buffer, text, strlen(text));
}
