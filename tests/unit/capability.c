/* SPDX-License-Identifier: Apache-2.0 */
/* capability.c - the table of capabilities is the kernel's, and the blob's list is a part of it. */
#include "compiler/capability.h"
#include "compiler/key.h"
#include "compiler/node.h"
#include "runtime/blob.h"
#include "tests/unit/run.h"

#include <linux/capability.h>
#include <stdlib.h>

static const unsigned numbers[] = {
#define CAPABILITY(symbol, number, name, kind, text) CAP_##symbol,
#include "compiler/capability.def"
#undef CAPABILITY
};

static const struct {
	unsigned number;
	const char *name;
} listed[] = {
#define CAPABILITY(number, name) {number, name},
    BLOB_CAPABILITIES(CAPABILITY)
#undef CAPABILITY
};

START_TEST(numbers_are_the_kernels)
{
	ck_assert_uint_ge(capability_count, CAP_LAST_CAP + 1);
	for (size_t i = 0; i < capability_count; i++) {
		ck_assert_uint_eq(capabilities[i].number, i);
		ck_assert_uint_eq(numbers[i], i);
		ck_assert_ptr_eq(capability_find(str_of(capabilities[i].name)), &capabilities[i]);
	}
	ck_assert_ptr_null(capability_find(STR("CAP_CHOWN")));
	ck_assert_ptr_null(capability_find(STR("")));
}
END_TEST

/* The blob, the key's values and the table name the same ones, in the same order. */
START_TEST(what_can_be_kept_is_the_same_everywhere)
{
	const char *values = key_of(KEY_CAPABILITIES)->values;
	uint32_t bits = 0;
	size_t k = 0;

	for (size_t i = 0; i < capability_count; i++) {
		const struct capability *c = &capabilities[i];

		ck_assert(!c->text == (c->kind == CAPABILITY_PLAIN));
		ck_assert(key_value(values, str_of(c->name)) == (c->kind != CAPABILITY_CLOSED));
		if (c->kind == CAPABILITY_CLOSED)
			continue;
		ck_assert_uint_lt(k, COUNTOF(listed));
		ck_assert_uint_eq(listed[k].number, c->number);
		ck_assert_str_eq(listed[k++].name, c->name);
		bits |= 1u << c->number;
	}
	ck_assert_uint_eq(k, COUNTOF(listed));
	ck_assert_uint_eq(bits, BLOB_CAPABILITIES_ALL);
}
END_TEST

int
main(void)
{
	TCase *tests = tcase_create("capability");

	tcase_add_test(tests, numbers_are_the_kernels);
	tcase_add_test(tests, what_can_be_kept_is_the_same_everywhere);
	return run_tests("capability", tests);
}
