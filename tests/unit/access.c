/* SPDX-License-Identifier: Apache-2.0 */
/* access.c - the names of rights, and what each ABI mediates. */
#include "compiler/access.h"
#include "tests/unit/run.h"

#include <linux/landlock.h>
#include <stdlib.h>

START_TEST(every_bit_belongs_to_one_right)
{
	size_t count;
	const struct right *rights = access_rights(&count);
	uint32_t seen = 0;

	for (size_t i = 0; i < count; i++) {
		ck_assert_uint_eq(seen & rights[i].bits, 0);
		seen |= rights[i].bits;
	}
	ck_assert_uint_eq(seen, BLOB_FS_ALL);
}
END_TEST

START_TEST(bits_are_the_kernels)
{
	ck_assert_uint_eq(BLOB_FS_EXECUTE, LANDLOCK_ACCESS_FS_EXECUTE);
	ck_assert_uint_eq(BLOB_FS_WRITE_FILE, LANDLOCK_ACCESS_FS_WRITE_FILE);
	ck_assert_uint_eq(BLOB_FS_READ_FILE, LANDLOCK_ACCESS_FS_READ_FILE);
	ck_assert_uint_eq(BLOB_FS_READ_DIR, LANDLOCK_ACCESS_FS_READ_DIR);
	ck_assert_uint_eq(BLOB_FS_REMOVE_DIR, LANDLOCK_ACCESS_FS_REMOVE_DIR);
	ck_assert_uint_eq(BLOB_FS_REMOVE_FILE, LANDLOCK_ACCESS_FS_REMOVE_FILE);
	ck_assert_uint_eq(BLOB_FS_MAKE_CHAR, LANDLOCK_ACCESS_FS_MAKE_CHAR);
	ck_assert_uint_eq(BLOB_FS_MAKE_DIR, LANDLOCK_ACCESS_FS_MAKE_DIR);
	ck_assert_uint_eq(BLOB_FS_MAKE_REG, LANDLOCK_ACCESS_FS_MAKE_REG);
	ck_assert_uint_eq(BLOB_FS_MAKE_SOCK, LANDLOCK_ACCESS_FS_MAKE_SOCK);
	ck_assert_uint_eq(BLOB_FS_MAKE_FIFO, LANDLOCK_ACCESS_FS_MAKE_FIFO);
	ck_assert_uint_eq(BLOB_FS_MAKE_BLOCK, LANDLOCK_ACCESS_FS_MAKE_BLOCK);
	ck_assert_uint_eq(BLOB_FS_MAKE_SYM, LANDLOCK_ACCESS_FS_MAKE_SYM);
#ifdef LANDLOCK_ACCESS_FS_REFER
	ck_assert_uint_eq(BLOB_FS_REFER, LANDLOCK_ACCESS_FS_REFER);
#endif
}
END_TEST

/* The kernel's table: Documentation/userspace-api/landlock.rst, "Previous limitations". */
START_TEST(an_abi_mediates_what_its_kernel_does)
{
	static const uint32_t masks[] = {0,      0x1fff, 0x3fff,  0x7fff,  0x7fff,  0xffff, 0xffff,
	                                 0xffff, 0xffff, 0x1ffff, 0x1ffff, 0x1ffff, 0x1ffff};

	for (unsigned abi = 0; abi < COUNTOF(masks); abi++)
		ck_assert_uint_eq(access_mediated(abi), masks[abi]);
}
END_TEST

START_TEST(rights_are_named_whole_or_by_their_parts)
{
	struct arena *arena = arena_new();

	ck_assert_str_eq(access_text(arena, 0), "");
	ck_assert_str_eq(access_text(arena, RIGHTS_READ | RIGHT_EXEC), "read, list, exec");
	ck_assert_str_eq(access_text(arena, RIGHTS_WRITE),
	                 "write, truncate, create, remove, rename");
	ck_assert_str_eq(access_text(arena, BLOB_FS_MAKE_SOCK | BLOB_FS_REMOVE_DIR),
	                 "make_sock, remove_dir");
	ck_assert_str_eq(access_text(arena, BLOB_FS_ALL),
	                 "read, list, exec, write, truncate, create, remove, rename, ioctl, "
	                 "connect_unix, device");
	arena_free(arena);
}
END_TEST

int
main(void)
{
	TCase *tests = tcase_create("access");

	tcase_add_test(tests, every_bit_belongs_to_one_right);
	tcase_add_test(tests, bits_are_the_kernels);
	tcase_add_test(tests, an_abi_mediates_what_its_kernel_does);
	tcase_add_test(tests, rights_are_named_whole_or_by_their_parts);
	return run_tests("access", tests);
}
