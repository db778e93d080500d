/* SPDX-License-Identifier: Apache-2.0 */
/* arena.c - a chain of blocks, filled from the front and released together. */
#include "compiler/arena.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A sanitizer sees where an object ends only if each has its own block. */
#ifdef __SANITIZE_ADDRESS__
#define BLOCK_SIZE ((size_t)0)
#else
#define BLOCK_SIZE ((size_t)64 << 10)
#endif
/* Blocks double up to this: large ones come from the kernel, which has zeroed them already. */
#define BLOCK_SIZE_MAX (BLOCK_SIZE << 4)
#define ALIGNMENT _Alignof(max_align_t)

struct block {
	struct block *next;
	size_t size; /* of bytes */
	size_t used;
	_Alignas(max_align_t) char bytes[];
};

struct arena {
	struct block *blocks; /* the first one is being filled */
	jmp_buf *guard;       /* or NULL */
	struct arena_held *held;
	size_t size; /* of the next */
};

void
arena_exhausted(const struct arena *arena)
{
	if (arena && arena->guard) {
		for (struct arena_held *held = arena->held; held; held = held->outer)
			held->release(held->what);
		longjmp(*arena->guard, 1);
	}
	fputs("out of memory\n", stderr);
	exit(2);
}

static struct block *
block_new(const struct arena *arena, size_t size)
{
	if (size > SIZE_MAX - sizeof(struct block))
		arena_exhausted(arena);
	struct block *block = calloc(1, sizeof(*block) + size);
	if (!block)
		arena_exhausted(arena);
	block->size = size;
	return block;
}

struct arena *
arena_new_guarded(jmp_buf *where)
{
	struct arena *arena = calloc(1, sizeof(*arena));
	if (!arena)
		arena_exhausted(&(struct arena){.guard = where});
	arena->guard = where;
	arena->size = BLOCK_SIZE;
	return arena;
}

struct arena *
arena_new(void)
{
	return arena_new_guarded(NULL);
}

void
arena_unguard(struct arena *arena)
{
	arena->guard = NULL;
}

void
arena_hold(struct arena *arena, struct arena_held *held)
{
	held->outer = arena->held;
	arena->held = held;
}

void
arena_release(struct arena *arena)
{
	struct arena_held *held = arena->held;

	arena->held = held->outer;
	held->release(held->what);
}

void
arena_free(struct arena *arena)
{
	if (!arena)
		return;
	for (struct block *block = arena->blocks, *next; block; block = next) {
		next = block->next;
		free(block);
	}
	free(arena);
}

/* A large object gets a block of its own, behind the one being filled, whose rest stays in use. */
static void *
alloc_block(struct arena *arena, size_t size)
{
	bool large = size > arena->size / 4;
	struct block *block = block_new(arena, large ? size : arena->size);
	if (!large && arena->size != BLOCK_SIZE_MAX)
		arena->size *= 2;
	struct block **link = large && arena->blocks ? &arena->blocks->next : &arena->blocks;
	block->next = *link;
	block->used = size;
	*link = block;
	return block->bytes;
}

void *
arena_alloc(struct arena *arena, size_t size)
{
	if (size > SIZE_MAX - ALIGNMENT)
		arena_exhausted(arena);
	size_t padded = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	struct block *block = arena->blocks;
	if (BLOCK_SIZE == 0 || !block || padded > block->size - block->used)
		return alloc_block(arena, BLOCK_SIZE == 0 ? size : padded);
	void *object = block->bytes + block->used;
	block->used += padded;
	return object;
}

void *
arena_calloc(struct arena *arena, size_t count, size_t size)
{
	size_t product;
	if (__builtin_mul_overflow(count, size, &product))
		arena_exhausted(arena);
	return arena_alloc(arena, product);
}

void *
arena_grow(struct arena *arena, const void *old, size_t count, size_t capacity, size_t size)
{
	assert(count <= capacity);
	void *grown = arena_calloc(arena, capacity, size);
	if (count > 0)
		memcpy(grown, old, count * size);
	return grown;
}

void *
arena_room(struct arena *arena, void *items, size_t count, size_t size)
{
	/* Arrays begin with two and double. */
	if (count == 1 || count & (count - 1))
		return items;
	return arena_grow(arena, items, count, count ? 2 * count : 2, size);
}

struct str
arena_str(struct arena *arena, const char *data, size_t length)
{
	if (length >= UINT32_MAX)
		arena_exhausted(arena);
	char *copy = arena_alloc(arena, length + 1);
	if (length > 0)
		memcpy(copy, data, length);
	return (struct str){copy, (uint32_t)length};
}

const char *
arena_vprintf(struct arena *arena, const char *format, va_list args)
{
	va_list again;
	va_copy(again, args);
	/* Most texts fit behind what is there, and are made once. */
	struct block *block = arena->blocks;
	size_t room = block ? block->size - block->used : 0;
	char *text = room ? block->bytes + block->used : NULL;
	int length = vsnprintf(text, room, format, args);
	if (length < 0)
		arena_exhausted(arena);
	if ((size_t)length < room) {
		const char *same = arena_alloc(arena, (size_t)length + 1);

		assert(same == text);
		(void)same;
	} else {
		if (room)
			memset(text, 0, room);
		text = arena_alloc(arena, (size_t)length + 1);
		vsnprintf(text, (size_t)length + 1, format, again);
	}
	va_end(again);
	return text;
}

const char *
arena_printf(struct arena *arena, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	const char *text = arena_vprintf(arena, format, args);
	va_end(args);
	return text;
}
