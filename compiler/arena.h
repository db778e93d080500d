/* SPDX-License-Identifier: Apache-2.0 */
/* arena.h - one per compilation; what a compilation makes, its arena owns. */
#ifndef COMPILER_ARENA_H
#define COMPILER_ARENA_H

#include "compiler/base.h"

#include <setjmp.h>
#include <stdarg.h>

struct arena;

/* A new, empty arena.  Out of memory ends the process: one line, status 2, here and below. */
struct arena *arena_new(void);
/*
 * The same for a library: out of memory, here and below, jumps to *WHERE, which must be set and
 * in force for as long as anything may be allocated.
 */
struct arena *arena_new_guarded(jmp_buf *where);
/*
 * What is no arena's, and would be lost by a jump: from arena_hold() on, it is released before.
 * HELD is the caller's, and in its place until arena_release(), which releases the one that was
 * held last.
 */
struct arena_held {
	void (*release)(void *what);
	void *what;
	struct arena_held *outer;
};
void arena_hold(struct arena *arena, struct arena_held *held);
void arena_release(struct arena *arena);
/* Ends the jump of ARENA, whose place is no more: out of memory ends the process again. */
void arena_unguard(struct arena *arena);
/* What running out of memory does; ARENA may be NULL. */
_Noreturn void arena_exhausted(const struct arena *arena);
/* Releases all that was ever allocated from it.  NULL is fine. */
void arena_free(struct arena *arena);
/* SIZE zeroed bytes, aligned for any object.  SIZE may be 0. */
void *arena_alloc(struct arena *arena, size_t size);
/* COUNT zeroed objects of SIZE bytes; the product is checked. */
void *arena_calloc(struct arena *arena, size_t count, size_t size);
/* Moves an array of COUNT objects of SIZE bytes to room for CAPACITY (>= COUNT). */
void *arena_grow(struct arena *arena, const void *old, size_t count, size_t capacity, size_t size);
/*
 * Room for one more behind the COUNT objects in ITEMS, which only this function makes and moves:
 * NULL at first.  For arrays that only grow: the count alone tells when one is full.
 */
void *arena_room(struct arena *arena, void *items, size_t count, size_t size);
/* A counted copy, followed by a NUL. */
struct str arena_str(struct arena *arena, const char *data, size_t length);
/* A formatted string. */
const char *arena_printf(struct arena *arena, const char *format, ...) PRINTF(2, 3);
const char *arena_vprintf(struct arena *arena, const char *format, va_list args) PRINTF(2, 0);

#endif
