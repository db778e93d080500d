/* SPDX-License-Identifier: Apache-2.0 */
/* runtime-view.c - the validator takes a good blob and refuses every damaged one. */
#include "tests/unit/make-blob.h"
#include "tests/unit/run.h"

#include "runtime/crc32c.h"
#include "runtime/record.h"
#include "runtime/sha256.h"
#include "runtime/view.h"

#include <stdlib.h>
#include <string.h>

static const char spec[] = "grant rlx dir /usr\n"
			   "grant r file /etc/hosts own\n"
			   "grant rlwcdn dir $WORKDIR own\n"
			   "grant rl dir /run/user/$UID implied\n"
			   "grant rw any /a/b\n"
			   "grant rw any /a\n"
			   "grant rw any /a-b\n"
			   "deny rlw ~/.ssh\n"
			   "deny rlw ~/.config/gcloud\n"
			   "bypass rl ~/.ssh/config\n"
			   "port tcp connect 443\n"
			   "port tcp both 8080\n"
			   "port udp connect 53\n"
			   "allow LC_*\n"
			   "unset FOO\n"
			   "secret MY_TOKEN\n"
			   "set BAR ~/x\n"
			   "filter 0xc000003e 0\nbpf 0x15 0 1 250\nbpf 6 0 0 0x50001\n"
			   "bpf 0x20 0 0 24\nbpf 0x54 0 0 7\nbpf 0x45 1 0 1\nbpf 5 0 0 0\n"
			   "filter 0xc000003e 9\nbpf 0x35 0 1 9\nbpf 6 0 0 0x80000000\n"
			   "net 7\nscope 3\nflag 1\naccept 1\nrequire 2\norigins\n";

/* What blob_view() says of a copy that ends where its memory does. */
static const char *
judge(const uint8_t *bytes, size_t size)
{
	struct blob_view view;
	uint8_t *copy = malloc(size ? size : 1);
	const char *wrong;

	memcpy(copy, bytes, size);
	wrong = blob_view(&view, copy, size);
	free(copy);
	return wrong;
}

START_TEST(a_good_blob_is_read_back)
{
	struct blob_view view;
	size_t size;
	uint8_t *bytes = make_blob(spec, &size);

	ck_assert_ptr_nonnull(bytes);
	ck_assert_ptr_null(blob_view(&view, bytes, size));
	ck_assert_uint_eq(view.rules.count, 7);
	ck_assert_str_eq(view_string(&view, view.rules.items[0].path), "a");
	ck_assert_str_eq(view_string(&view, view.rules.items[1].path), "a/b");
	ck_assert_str_eq(view_string(&view, view.rules.items[2].path), "a-b");
	ck_assert_uint_eq(view.denies.count, 2);
	ck_assert_uint_eq(view.bypasses.count, 1);
	ck_assert_uint_eq(view.port_count, 3);
	ck_assert_uint_eq(view.env_count, 4);
	ck_assert_str_eq(view_origin(&view, BLOB_DENIES, 1), "spec");
	ck_assert_ptr_null(view_origin(&view, BLOB_DENIES, 2));
	free(bytes);
}
END_TEST

/* Attacks D01, D03, D04, by the numbers of docs/security-model.md. */
START_TEST(every_truncation_and_every_flipped_bit_is_refused)
{
	size_t size;
	uint8_t *bytes = make_blob(spec, &size);

	for (size_t length = 0; length < size; length++)
		ck_assert_ptr_nonnull(judge(bytes, length));
	for (size_t bit = 0; bit < 8 * size; bit++) {
		bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
		ck_assert_ptr_nonnull(judge(bytes, size));
		bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	ck_assert_ptr_null(judge(bytes, size));
	free(bytes);
}
END_TEST

/* D05, D06: the checksum keeps out accidents; the checks behind it must hold without it. */
START_TEST(a_flipped_bit_under_a_right_checksum_is_refused_or_well_formed)
{
	struct blob_view view;
	size_t size, refused = 0;
	uint8_t *bytes = make_blob(spec, &size), *copy = malloc(size);

	for (size_t bit = 0; bit < 8 * size; bit++) {
		memcpy(copy, bytes, size);
		copy[bit / 8] ^= (uint8_t)(1u << bit % 8);
		blob_seal(copy, size);
		if (blob_view(&view, copy, size)) {
			refused++;
			continue;
		}
		for (uint32_t i = 0; i < view.rules.count; i++)
			ck_assert_uint_eq(strlen(view_string(&view, view.rules.items[i].path)),
			                  view.rules.items[i].length);
	}
	ck_assert_uint_gt(refused, 4 * size);
	free(copy);
	free(bytes);
}
END_TEST

/* D02. */
START_TEST(bytes_after_the_end_are_refused)
{
	size_t size;
	uint8_t *bytes = make_blob(spec, &size);

	ck_assert_ptr_nonnull(judge(bytes, size + 8));
	((struct blob_header *)bytes)->size += 8;
	blob_seal(bytes, size + 8);
	ck_assert_ptr_nonnull(judge(bytes, size + 8));
	free(bytes);
}
END_TEST

#define FILTER "filter 0xc000003e 0\nbpf 6 0 0 0x50001\nfilter 0xc00000b7 0\n"

/* D07, D09.  Specs that make_blob() writes without looking: the validator must. */
static const char *const bad_specs[] = {
    "grant r any /a/../b\n",
    "grant r any /a/./b\n",
    "grant r any /..\n",
    "grant r any /a//b\n",
    "grant r any /a/\n",
    "grant r any /a\x7f\n",
    "grant r any /a\tb\n",
    "grant r any /a\x01z\n",
    "grant r any /a\x01\n",
    "grant r any /\xff\n",
    "grant r any /\xc0\xaf\n",
    "grant r any /\xed\xa0\x80\n",
    "grant r any /a\ngrant rw any /a\n",
    "grant rl file /a\n",
    "deny r /a implied\n",
    "port tcp connect 443\n",
    "net 1\nport tcp both 443\n",
    "net 1\nport tcp connect 0\n",
    "net 1\nport tcp connect 443\nport tcp connect 443\n",
    "net 12\n",
    "net 32\n",
    "net 33\n",
    "net 34\n",
    "net 64\n",
    "scope 4\n",
    "accept 1024\n",
    "require 1024\n",
    "flag 16\n",
    "capabilities 0x10000\n",
    "capabilities 0x20000000\n",
    "allow A*B\n",
    "allow A=B\n",
    "set A=B c\n",
    "set * c\n",
    "set LD_PRELOAD c\n",
    "set BASH_FUNC_x c\n",
    "set GIT_SSH_COMMAND c\n",
    "set A \x01\n",
    "set A \x01J\n",
    "allow A\nallow A\n",
    "filter 0xc000003e 0\n",
    "filter 0xc000003f 0\nbpf 6 0 0 0x50001\n",
    "filter 0xc000003e 1\nbpf 6 0 0 0x50001\n",
    "filter 0xc00000b7 0\nbpf 6 0 0 0x50001\nfilter 0xc000003e 0\nbpf 6 0 0 0x50001\n",
    "filter 0xc000003e 9\nbpf 6 0 0 0x50001\nfilter 0xc000003e 3\nbpf 6 0 0 0x50001\n",
    "filter 0xc000003e 0\nbpf 6 0 0 0x50001\nfilter 0xc000003e 0\nbpf 6 0 0 0x50001\n",
    /* Returns: allow, trace, a notification, errno 0, an errno too large, kill a thread. */
    FILTER "bpf 6 0 0 0x7fff0000\n",
    FILTER "bpf 6 0 0 0x7ff00000\n",
    FILTER "bpf 6 0 0 0x7fc00000\n",
    FILTER "bpf 6 0 0 0x50000\n",
    FILTER "bpf 6 0 0 0x51000\n",
    FILTER "bpf 6 0 0 0\n",
    FILTER "bpf 6 1 0 0x50001\n",
    FILTER "bpf 0x16 0 0 0x50001\n",
    /* Loads: beside a word, the instruction pointer, past the end, from memory, half a word. */
    FILTER "bpf 0x20 0 0 2\n",
    FILTER "bpf 0x20 0 0 8\n",
    FILTER "bpf 0x20 0 0 64\n",
    FILTER "bpf 0x20 0 0 0xfffff000\n",
    FILTER "bpf 0x60 0 0 0\n",
    FILTER "bpf 0x28 0 0 0\n",
    FILTER "bpf 0x20 0 1 0\n",
    /* Jumps: past the end, far past it, on X. */
    FILTER "bpf 0x15 1 0 0\n",
    FILTER "bpf 0x15 0 1 0\n",
    FILTER "bpf 0x35 0 200 0\n",
    FILTER "bpf 5 0 0 1\n",
    FILTER "bpf 5 0 0 0xffffffff\n",
    FILTER "bpf 0x1d 0 0 0\n",
    FILTER "bpf 0x25 0 0 0\n",
    /* Arithmetic other than masks; stores. */
    FILTER "bpf 0x04 0 0 1\n",
    FILTER "bpf 0x34 0 0 0\n",
    FILTER "bpf 0x02 0 0 0\n",
    FILTER "bpf 0x54 0 1 1\n",
};

START_TEST(a_malformed_record_is_refused)
{
	size_t size;
	uint8_t *bytes = make_blob(bad_specs[_i], &size);

	ck_assert_ptr_nonnull(bytes);
	ck_assert_msg(judge(bytes, size) != NULL, "'%s' passes", bad_specs[_i]);
	free(bytes);
}
END_TEST

START_TEST(an_empty_policy_is_a_policy)
{
	size_t size;
	uint8_t *bytes = make_blob("", &size);

	ck_assert_ptr_null(judge(bytes, size));
	free(bytes);
}
END_TEST

START_TEST(digests_are_those_of_the_standards)
{
	uint8_t digest[SHA256_SIZE];
	char hex[SHA256_HEX_SIZE], message[3000];

	sha256("", 0, digest);
	sha256_hex(digest, hex);
	ck_assert_str_eq(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	sha256("abc", 3, digest);
	sha256_hex(digest, hex);
	ck_assert_str_eq(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 56, digest);
	sha256_hex(digest, hex);
	ck_assert_str_eq(hex, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
	memset(message, 'a', sizeof(message));
	sha256(message, 1000, digest);
	sha256_hex(digest, hex);
	ck_assert_str_eq(hex, "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3");
	/* The last without the processor's instructions, and the first with them. */
	sha256(message, 2047, digest);
	sha256_hex(digest, hex);
	ck_assert_str_eq(hex, "5d8098602265204dabadbc3cc14431446432926ca242f6f5699b106c51c40725");
	sha256(message, 2048, digest);
	sha256_hex(digest, hex);
	ck_assert_str_eq(hex, "b2a3a502fdfc34f4e3edfa94b7f3109cd972d87a4fec63ab21a6673379ccf7ad");
	sha256(message, 3000, digest);
	sha256_hex(digest, hex);
	ck_assert_str_eq(hex, "556ac82f23f64d2f41b3fb3b9a171791364021aa95c0af6df9e2b5e1d88c8038");
	ck_assert_uint_eq(crc32c(0, "123456789", 9), 0xe3069283);
}
END_TEST

START_TEST(a_checksum_may_be_continued_anywhere)
{
	static uint8_t bytes[9000];

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)(i * 7 + i / 256);
	for (size_t cut = 0; cut < sizeof(bytes); cut += 611)
		ck_assert_uint_eq(crc32c(crc32c(0, bytes, cut), bytes + cut, sizeof(bytes) - cut),
		                  crc32c(0, bytes, sizeof(bytes)));
	uint32_t crc = 0;

	for (size_t i = 0; i < sizeof(bytes); i++)
		crc = crc32c(crc, bytes + i, 1);
	ck_assert_uint_eq(crc, crc32c(0, bytes, sizeof(bytes)));
}
END_TEST

START_TEST(a_record_is_about_an_absolute_path)
{
	char path[RECORD_PATH_SIZE], name[RECORD_NAME_SIZE];
	char long_name[RECORD_PATH_SIZE + 10];

	ck_assert(record_absolute("/a/b", "c//./d", path));
	ck_assert_str_eq(path, "/a/b/c/d");
	ck_assert(record_absolute("/", "p.bin", path));
	ck_assert_str_eq(path, "/p.bin");
	ck_assert(record_absolute("/a", "/x/../y", path));
	ck_assert_str_eq(path, "/x/../y");
	ck_assert(!record_absolute("(unreachable)/a", "b", path));
	memset(long_name, 'x', sizeof(long_name) - 1);
	long_name[sizeof(long_name) - 1] = '\0';
	ck_assert(!record_absolute("/a", long_name, path));
	record_name("abc", name);
	ck_assert_str_eq(name, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}
END_TEST

START_TEST(variables_match_whole_patterns_only)
{
	ck_assert(env_loads_code("LD_PRELOAD", 10));
	ck_assert(env_loads_code("BASH_FUNC_x%%", 13));
	ck_assert(!env_loads_code("LD", 2));
	ck_assert(!env_loads_code("OLD_PATH", 8));
	ck_assert(!env_loads_code("ENVIRONMENT", 11));
	ck_assert(env_credential("GITHUB_TOKEN", 12));
	ck_assert(env_credential("MY_SECRET_THING", 15));
	ck_assert(!env_credential("SECRETARY", 9));
	ck_assert(env_credential("AWS_SESSION", 11));
	ck_assert(!env_credential("AWS_REGION", 10));
	ck_assert(!env_credential("PATH", 4));
}
END_TEST

/* However long a name is, its letters may be small. */
START_TEST(a_credential_is_one_in_any_case_and_length)
{
	static const char *const shapes[][3] = {
	    {"aws_", "x", ""}, {"", "x", "_toKen"}, {"x", "_secret_", "y"}, {"_secreT", "_", ""}};
	static const size_t lengths[] = {32, 255, 256, 257, 300, 5000};
	char name[5001];

	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++)
		for (size_t j = 0; j < sizeof(lengths) / sizeof(lengths[0]); j++) {
			size_t length = lengths[j], middle = length / 2, end;

			memset(name, 'x', sizeof(name));
			end = length - strlen(shapes[i][2]);
			memcpy(name, shapes[i][0], strlen(shapes[i][0]));
			memcpy(name + middle, shapes[i][1], strlen(shapes[i][1]));
			memcpy(name + end, shapes[i][2], strlen(shapes[i][2]));
			ck_assert_msg(env_credential(name, length) == (i < 3), "%zu: %zu", i,
			              length);
		}
}
END_TEST

int
main(void)
{
	TCase *tests = tcase_create("blob");

	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, a_good_blob_is_read_back);
	tcase_add_test(tests, every_truncation_and_every_flipped_bit_is_refused);
	tcase_add_test(tests, a_flipped_bit_under_a_right_checksum_is_refused_or_well_formed);
	tcase_add_test(tests, bytes_after_the_end_are_refused);
	tcase_add_loop_test(tests, a_malformed_record_is_refused, 0,
	                    sizeof(bad_specs) / sizeof(bad_specs[0]));
	tcase_add_test(tests, an_empty_policy_is_a_policy);
	tcase_add_test(tests, digests_are_those_of_the_standards);
	tcase_add_test(tests, a_checksum_may_be_continued_anywhere);
	tcase_add_test(tests, a_record_is_about_an_absolute_path);
	tcase_add_test(tests, variables_match_whole_patterns_only);
	tcase_add_test(tests, a_credential_is_one_in_any_case_and_length);
	return run_tests("runtime-view", tests);
}
