/* SPDX-License-Identifier: Apache-2.0 */
/* eval-move.c - what a kernel does not hold must not hide what it does. */
#include "compiler/eval.h"
#include "tests/unit/run.h"

#include <errno.h>
#include <stdlib.h>

static struct verdict
exchange(uint32_t rights_a, uint32_t rights_b, unsigned abi)
{
	static const struct origin origin = {.kind = ORIGIN_PROFILE, .name = "test"};
	struct arena *arena = arena_new();
	struct sources *sources = sources_new(arena);
	struct ir *ir = ir_new(arena, sources, diags_new(arena, sources), TARGET_LANDLOCK);
	const struct rule a = {.path = {BLOB_ANCHOR_ROOT, STR("a")},
	                       .rights = RIGHTS_WRITE | rights_a,
	                       .origin = &origin};
	const struct rule b = {.path = {BLOB_ANCHOR_ROOT, STR("b")},
	                       .rights = RIGHTS_WRITE | rights_b,
	                       .origin = &origin};
	const struct query query = {.op = OP_EXCHANGE,
	                            .path = {BLOB_ANCHOR_ROOT, STR("a/f")},
	                            .thing = THING_FILE,
	                            .second = {BLOB_ANCHOR_ROOT, STR("b/s")},
	                            .second_thing = THING_SOCKET};
	const struct kernel kernel = {.abi = abi};
	struct verdict verdict;

	rules_add(arena, &ir->grants, &a);
	rules_add(arena, &ir->grants, &b);
	verdict = eval(ir, &query, &kernel);
	verdict.rule = NULL; /* it goes with the arena */
	arena_free(arena);
	return verdict;
}

/* a/f gains connect_unix, which ABI 7 does not know, and b/s gains ioctl, which it does. */
START_TEST(the_second_object_is_looked_at)
{
	struct verdict verdict = exchange(RIGHT_IOCTL, RIGHT_CONNECT_UNIX, 7);

	ck_assert(!verdict.allowed);
	ck_assert(verdict.held);
	ck_assert_int_eq(verdict.error, EXDEV);
	ck_assert_uint_eq(verdict.missing, RIGHT_IOCTL);
}
END_TEST

START_TEST(the_first_object_is_looked_at)
{
	struct verdict verdict = exchange(RIGHT_CONNECT_UNIX, RIGHT_IOCTL, 7);

	ck_assert(verdict.held);
	ck_assert_uint_eq(verdict.missing, RIGHT_IOCTL);
}
END_TEST

START_TEST(what_no_side_holds_is_not_held)
{
	struct verdict verdict = exchange(0, RIGHT_CONNECT_UNIX, 7);

	ck_assert(!verdict.allowed);
	ck_assert(!verdict.held);
	ck_assert_uint_eq(verdict.held_from, 9);
}
END_TEST

START_TEST(equal_rights_allow_it)
{
	ck_assert(exchange(RIGHT_IOCTL, RIGHT_IOCTL, 7).allowed);
}
END_TEST

int
main(void)
{
	TCase *cases = tcase_create("exchange");

	tcase_add_test(cases, the_second_object_is_looked_at);
	tcase_add_test(cases, the_first_object_is_looked_at);
	tcase_add_test(cases, what_no_side_holds_is_not_held);
	tcase_add_test(cases, equal_rights_allow_it);
	return run_tests("eval-move", cases);
}
