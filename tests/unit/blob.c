/* SPDX-License-Identifier: Apache-2.0 */
/* blob.c - emitted bytes: the loader takes them, they read back, and no changed byte does. */
#include "compiler/emit-landlock.h"
#include "compiler/pass.h"
#include "runtime/view.h"
#include "tests/unit/ir-text.h"
#include "tests/unit/run.h"

#include <stdlib.h>
#include <string.h>

static struct arena *arena;

static const char policy[] = "allow read,list,exec /usr dir group\n"
			     "allow read,list,write,create ~/a\n"
			     "allow read ~/a/b\n"
			     "allow read ~/.gitconfig file\n"
			     "allow read /run/user/$UID/x\n"
			     "deny all ~/.ssh group\n"
			     "deny all ~/a/secret group\n"
			     "bypass ~/a\n"
			     "net connect,listen,blocked,udp\n"
			     "connect tcp 443\n"
			     "listen tcp 443\n"
			     "connect udp 53\n"
			     "env allow LC_*\n"
			     "env deny A\n"
			     "env set EDITOR=vi\n"
			     "env set A=1\n";

static void
setup(void)
{
	arena = arena_new();
}

static void
teardown(void)
{
	arena_free(arena);
}

static struct ir *
policy_from(const char *text)
{
	struct ir *ir = ir_from(arena, text);

	pass_bypass(ir);
	pass_normalise(ir);
	pass_verify(ir);
	return ir;
}

static struct str
emitted(const struct ir *ir, bool origins)
{
	struct str blob = backend_landlock.emit(ir, &(struct emit_options){.origins = origins});

	ck_assert_ptr_nonnull(blob.data);
	return blob;
}

START_TEST(the_loader_takes_it)
{
	struct str blob = emitted(policy_from(policy), true);
	struct blob_view view;

	ck_assert_ptr_null(blob_view(&view, blob.data, blob.length));
	ck_assert_uint_eq(view.rules.count, 5);
	ck_assert_uint_eq(view.denies.count, 2);
	ck_assert_uint_eq(view.bypasses.count, 1);
	ck_assert_uint_eq(view.port_count, 2);
	ck_assert_uint_eq(view.env_count, 4);
	ck_assert_uint_eq(view.origin_count, 14);
	ck_assert_str_eq(view_origin(&view, BLOB_PORTS, 0), "test.ir:10:13");
	ck_assert_str_eq(view_origin(&view, BLOB_DENIES, 0), "group group (built-in, required)");
	blob = emitted(policy_from("allow read /x\n"), false);
	ck_assert_ptr_null(blob_view(&view, blob.data, blob.length));
	ck_assert_uint_eq(view.origin_count, 0);
}
END_TEST

START_TEST(it_reads_back_as_it_was)
{
	struct ir *ir = policy_from(policy), *back;
	struct str blob = emitted(ir, true);
	const char *how;

	back = backend_landlock.read(arena, ir->sources, ir->diags, blob);
	ck_assert_ptr_nonnull(back);
	ck_assert_msg(ir_equal(ir, back, &how), "%s", how);
	back->grants.items[1].rights ^= RIGHT_EXEC;
	ck_assert(!ir_equal(ir, back, &how));
	ck_assert_ptr_nonnull(strstr(how, "grant 1"));
}
END_TEST

START_TEST(equal_spellings_give_equal_bytes)
{
	struct str a = emitted(policy_from("allow read ~/a group\nallow write ~/b group\n"
	                                   "deny all ~/c group\nenv allow X\nenv allow Y\n"),
	                       false);
	struct str b = emitted(policy_from("env allow Y\ndeny all ~/c group\nenv allow X\n"
	                                   "allow write ~/b/ group\nallow read ~/a/x group\n"
	                                   "allow read $HOME//a/. group\n"),
	                       false);

	ck_assert_uint_eq(a.length, b.length);
	ck_assert_mem_eq(a.data, b.data, a.length);
}
END_TEST

/* The checksum is made to fit, so that what lies behind it has to notice. */
static void
seal(char *bytes, size_t size)
{
	uint32_t crc = 0xffffffff;

	memset(bytes + 16, 0, 4);
	for (size_t i = 0; i < size; i++) {
		crc ^= (unsigned char)bytes[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0x82f63b78 : 0);
	}
	crc = ~crc;
	memcpy(bytes + 16, &crc, 4);
}

/*
 * Both readers, written apart, take the same blobs, and what they take is
 * another policy; but the compiler's knows the filter that belongs to it.
 * (No string is empty here: an empty one may lie at any NUL.)
 */
START_TEST(no_changed_byte_goes_unseen)
{
	struct ir *ir = policy_from(policy), *back;
	struct str blob = emitted(ir, false);
	char *bytes = aligned_alloc(8, (blob.length + 7) & ~(size_t)7);
	struct blob_view view;
	const char *how, *wrong = "";
	bool filter;

	for (uint32_t i = 0; i < blob.length; i++) {
		for (int change = 0; change < 3; change++) {
			struct arena *scratch = arena_new();
			struct sources *sources = sources_new(scratch);
			struct diags *diags = diags_new(scratch, sources);

			memcpy(bytes, blob.data, blob.length);
			bytes[i] ^= (char)(change == 0 ? 1 : change == 1 ? 0x80 : 0x12);
			if (i < 16 || i >= 20)
				seal(bytes, blob.length);
			back = landlock_read(scratch, sources, diags,
			                     (struct str){bytes, blob.length}, &wrong);
			filter = !back && strstr(wrong, "its filter");
			ck_assert_msg(filter || !back == !!blob_view(&view, bytes, blob.length),
			              "byte %u, change %d: one reader takes it", i, change);
			ck_assert_msg(!back || !ir_equal(ir, back, &how), "byte %u, change %d", i,
			              change);
			arena_free(scratch);
		}
	}
	free(bytes);
}
END_TEST

/* The rights of rule RULE, and what is written of them, become RIGHTS. */
static void
forge(char *bytes, size_t size, uint32_t rule, uint32_t rights)
{
	uint32_t rules;

	memcpy(&rules, bytes + 24 + 16 + 4, 4); /* the offset of the second section */
	memcpy(bytes + rules + 20 * rule + 8, &rights, 4);
	memcpy(bytes + rules + 20 * rule + 12, &rights, 4);
	seal(bytes, size);
}

/*
 * What nonoc says of a blob counts on its form: a rule below '~/a' that does not carry what
 * '~/a' gives would look as if it took that away, which no kernel does.
 */
START_TEST(only_the_form_that_nonoc_writes_is_asked_about)
{
	struct ir *ir = policy_from("allow read,write ~/a\nallow read,write,list ~/a/b\n");
	struct str blob = emitted(ir, false);
	char *bytes = aligned_alloc(8, (blob.length + 7) & ~(size_t)7);
	struct str forged = {bytes, blob.length};
	struct blob_view view;
	const char *wrong;
	struct place at;

	memcpy(bytes, blob.data, blob.length);
	forge(bytes, blob.length, 1, RIGHT_LIST);
	ck_assert_ptr_null(blob_view(&view, bytes, blob.length));
	ck_assert_ptr_nonnull(landlock_read(arena, ir->sources, ir->diags, forged, &wrong));
	ck_assert_ptr_null(backend_landlock.read(arena, ir->sources, ir->diags, forged));
	ck_assert_uint_eq(ir_reported(ir, DIAG_BLOB_MALFORMED, &at), 1);
	ck_assert_ptr_nonnull(backend_landlock.read(arena, ir->sources, ir->diags, blob));
	free(bytes);
}
END_TEST

START_TEST(no_truncated_blob_is_read)
{
	struct ir *ir = policy_from(policy);
	struct str blob = emitted(ir, true);

	for (uint32_t size = 0; size < blob.length; size++)
		ck_assert_ptr_null(backend_landlock.read(arena, ir->sources, ir->diags,
		                                         arena_str(arena, blob.data, size)));
}
END_TEST

START_TEST(what_does_not_fit_is_an_error)
{
	struct ir *ir = policy_from("allow read ~/a\nenv allow X\n");
	struct emit_options options = {.origins = true};
	char *long_path = arena_alloc(arena, BLOB_STRING_MAX + 2);
	struct place at;

	memset(long_path, 'a', BLOB_STRING_MAX + 1);
	ir->grants.items[0].path.rest = (struct str){long_path, BLOB_PATH_MAX + 1};
	ck_assert_ptr_null(backend_landlock.emit(ir, &options).data);
	ck_assert_uint_eq(ir_reported(ir, DIAG_BLOB_STRING, &at), 1);
	ir->grants.items[0].path.rest.length = BLOB_PATH_MAX;
	ir->env[0].name = (struct str){long_path, BLOB_STRING_MAX + 1};
	ck_assert_ptr_null(backend_landlock.emit(ir, &options).data);
	ck_assert_uint_eq(ir_reported(ir, DIAG_BLOB_STRING, &at), 2);
}
END_TEST

/* A port of a direction that is no list: the policy must not reach a loader. */
START_TEST(what_cannot_be_read_back_is_not_written)
{
	struct ir *ir = policy_from("connect tcp 443\n");
	struct place at;

	ck_assert_ptr_null(backend_landlock.emit(ir, &(struct emit_options){.origins = true}).data);
	ck_assert_uint_eq(ir_reported(ir, DIAG_BLOB_DIFFERS, &at), 1);
}
END_TEST

int
main(void)
{
	TCase *tests = tcase_create("blob");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, the_loader_takes_it);
	tcase_add_test(tests, it_reads_back_as_it_was);
	tcase_add_test(tests, equal_spellings_give_equal_bytes);
	tcase_add_test(tests, no_changed_byte_goes_unseen);
	tcase_add_test(tests, only_the_form_that_nonoc_writes_is_asked_about);
	tcase_add_test(tests, no_truncated_blob_is_read);
	tcase_add_test(tests, what_does_not_fit_is_an_error);
	tcase_add_test(tests, what_cannot_be_read_back_is_not_written);
	return run_tests("blob", tests);
}
