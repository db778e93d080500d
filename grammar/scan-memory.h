/* SPDX-License-Identifier: Apache-2.0 */
/* scan-memory.h - the scanners' own memory, from the arena: want of it never ends the process. */
#ifndef GRAMMAR_SCAN_MEMORY_H
#define GRAMMAR_SCAN_MEMORY_H

#include "compiler/arena.h"

/* The size stands in front. */
union scan_header {
	size_t size;
	max_align_t alignment;
};

static inline void *
scan_alloc(struct arena *arena, size_t size)
{
	union scan_header *header;

	if (size > SIZE_MAX - sizeof(*header))
		arena_exhausted(arena);
	header = arena_alloc(arena, sizeof(*header) + size);
	header->size = size;
	return header + 1;
}

static inline void *
scan_realloc(struct arena *arena, const void *old, size_t size)
{
	void *moved = scan_alloc(arena, size);
	size_t held = old ? ((const union scan_header *)old)[-1].size : 0;

	if (held)
		memcpy(moved, old, held < size ? held : size);
	return moved;
}

#endif
