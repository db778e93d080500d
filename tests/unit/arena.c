/* SPDX-License-Identifier: Apache-2.0 */
/* arena.c - what an arena gives is aligned, zeroed, apart from all else, and stays. */
#include "compiler/arena.h"
#include "tests/unit/run.h"

#include <stdlib.h>
#include <string.h>

static struct arena *arena;

static void
set_up(void)
{
	arena = arena_new();
}

static void
tear_down(void)
{
	arena_free(arena);
}

static bool
all(const unsigned char *data, size_t size, unsigned char value)
{
	for (size_t i = 0; i < size; i++)
		if (data[i] != value)
			return false;
	return true;
}

START_TEST(objects_are_aligned_zeroed_and_apart)
{
	enum { COUNT = 3000 };
	unsigned char *objects[COUNT];
	for (size_t i = 0; i < COUNT; i++) {
		size_t size = i * 37 % 5000;
		objects[i] = arena_alloc(arena, size);
		ck_assert_uint_eq((uintptr_t)objects[i] % _Alignof(max_align_t), 0);
		ck_assert(all(objects[i], size, 0));
		memset(objects[i], (int)(i & 0xff), size);
	}
	for (size_t i = 0; i < COUNT; i++)
		ck_assert(all(objects[i], i * 37 % 5000, (unsigned char)(i & 0xff)));
}
END_TEST

START_TEST(large_objects_do_not_waste_the_block_in_use)
{
	char *first = arena_alloc(arena, 16);
	char *large = arena_alloc(arena, (size_t)8 << 20);
	char *second = arena_alloc(arena, 16);
	large[((size_t)8 << 20) - 1] = 1;
	ck_assert_ptr_nonnull(first);
#ifndef __SANITIZE_ADDRESS__
	ck_assert_ptr_eq(second, first + 16);
#else
	ck_assert_ptr_nonnull(second);
#endif
}
END_TEST

START_TEST(arrays_keep_their_objects_when_they_grow)
{
	int *numbers = arena_calloc(arena, 3, sizeof(*numbers));
	for (int i = 0; i < 3; i++)
		numbers[i] = i + 1;
	numbers = arena_grow(arena, numbers, 3, 1000, sizeof(*numbers));
	ck_assert_int_eq(numbers[0] + numbers[1] + numbers[2], 6);
	ck_assert_int_eq(numbers[999], 0);
	ck_assert_ptr_nonnull(arena_grow(arena, NULL, 0, 4, 8));
}
END_TEST

START_TEST(arrays_have_room_for_one_more)
{
	enum { COUNT = 1000 };
	size_t *numbers = NULL, *before = NULL, moves = 0;

	for (size_t i = 0; i < COUNT; i++) {
		numbers = arena_room(arena, numbers, i, sizeof(*numbers));
		moves += numbers != before;
		before = numbers;
		numbers[i] = i;
	}
	for (size_t i = 0; i < COUNT; i++)
		ck_assert_uint_eq(numbers[i], i);
	ck_assert_uint_eq(moves, 10); /* to 2, 4, ..., 1024 */
}
END_TEST

START_TEST(strings_are_counted_and_end_with_nul)
{
	struct str text = arena_str(arena, "a\0b", 3);
	ck_assert_uint_eq(text.length, 3);
	ck_assert_int_eq(memcmp(text.data, "a\0b", 4), 0);
	ck_assert_uint_eq(arena_str(arena, NULL, 0).length, 0);
	ck_assert_str_eq(arena_printf(arena, "%s-%d", "x", 7), "x-7");
}
END_TEST

/* Exits with 2, one line said. */
static void
ask_for(size_t count, size_t size)
{
	arena_calloc(arena, count, size);
	exit(0);
}

START_TEST(a_product_that_overflows_ends_the_program)
{
	ask_for(SIZE_MAX / 8, 16);
}
END_TEST

START_TEST(a_size_that_overflows_ends_the_program)
{
	ask_for(1, SIZE_MAX - 4);
}
END_TEST

START_TEST(a_guarded_arena_jumps_and_is_whole)
{
	static struct arena *guarded; /* what setjmp() returns to must not be in a register */
	jmp_buf where;

	if (setjmp(where)) {
		ck_assert_ptr_nonnull(arena_alloc(guarded, 16));
		arena_free(guarded);
		return;
	}
	guarded = arena_new_guarded(&where);
	arena_alloc(guarded, 100);
	arena_calloc(guarded, SIZE_MAX / 8, 16);
	ck_abort_msg("it came back");
}
END_TEST

int
main(void)
{
	const char *fork = getenv("CK_FORK");
	TCase *cases = tcase_create("arena");

	tcase_add_checked_fixture(cases, set_up, tear_down);
	tcase_add_test(cases, objects_are_aligned_zeroed_and_apart);
	tcase_add_test(cases, large_objects_do_not_waste_the_block_in_use);
	tcase_add_test(cases, arrays_keep_their_objects_when_they_grow);
	tcase_add_test(cases, arrays_have_room_for_one_more);
	tcase_add_test(cases, strings_are_counted_and_end_with_nul);
	tcase_add_test(cases, a_guarded_arena_jumps_and_is_whole);
	/* These end their process. */
	if (!fork || strcmp(fork, "no") != 0) {
		tcase_add_exit_test(cases, a_product_that_overflows_ends_the_program, 2);
		tcase_add_exit_test(cases, a_size_that_overflows_ends_the_program, 2);
	}
	return run_tests("arena", cases);
}
