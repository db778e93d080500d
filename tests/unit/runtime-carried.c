/* SPDX-License-Identifier: Apache-2.0 */
/* runtime-carried.c - the lines for nono-exec in a text for macOS: read as written, or refused. */
#include "runtime/carried.h"
#include "tests/unit/run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char rules[] = "; a comment\n(version 1)\n(deny default)\n";
/* 69 bytes a line, and two more: 0, 1, 2, ... */
static const char line[] =
    "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0+P0BBQkNE";

/* The text with TAIL after the line with the digits. */
static char *
text_of(const char *tail)
{
	char digits[CARRIED_DIGITS + 1];
	char *text = malloc(sizeof(rules) + strlen(tail) + 64);

	carried_digits(rules, strlen(rules), digits);
	sprintf(text, "%s%s%s\n%s", rules, CARRIED_HEAD, digits, tail);
	return text;
}

/* What is wrong with SIZE bytes, which end where their memory does; BLOB gets what they carry. */
static const char *
judge(const char *text, size_t size, uint8_t blob[static 256], struct carried *carried)
{
	uint8_t *copy = malloc(size + 1), *out = NULL;
	const char *wrong;

	memcpy(copy, text, size);
	copy = realloc(copy, size ? size : 1);
	wrong = carried_find(carried, copy, size);
	if (!wrong) {
		out = malloc(carried->size);
		wrong = carried_decode(carried, copy, out) ? NULL : "base64";
	}
	if (!wrong)
		memcpy(blob, out, carried->size);
	free(out);
	free(copy);
	return wrong;
}

static const char *
judge_tail(const char *tail)
{
	char *text = text_of(tail);
	struct carried carried;
	uint8_t blob[256];
	const char *wrong = judge(text, strlen(text), blob, &carried);

	free(text);
	return wrong;
}

START_TEST(what_was_written_is_read)
{
	char tail[256], *text;
	struct carried carried;
	uint8_t blob[256];

	ck_assert_uint_eq(strlen(line), CARRIED_LINE);
	sprintf(tail, ";nono %s\n;nono RUY=\n", line);
	text = text_of(tail);
	ck_assert_ptr_null(judge(text, strlen(text), blob, &carried));
	ck_assert_uint_eq(carried.text, strlen(rules));
	ck_assert_uint_eq(carried.size, 71);
	for (size_t i = 0; i < carried.size; i++)
		ck_assert_uint_eq(blob[i], i);
	free(text);
	ck_assert_ptr_null(judge_tail(";nono RQ==\n"));
	ck_assert_ptr_null(judge_tail(";nono RUZH\n"));
}
END_TEST

START_TEST(a_text_without_them_is_told_from_a_damaged_one)
{
	struct carried carried;
	uint8_t blob[256];

	ck_assert_ptr_nonnull(strstr(judge(rules, strlen(rules), blob, &carried), "--no-comments"));
	ck_assert_ptr_nonnull(strstr(judge("", 0, blob, &carried), "--no-comments"));
	ck_assert_ptr_nonnull(strstr(judge(";nono", 5, blob, &carried), "--no-comments"));
	/* Only at the start of a line. */
	ck_assert_ptr_nonnull(
	    strstr(judge("(x) ;nono 1 crc32c:", 19, blob, &carried), "--no-comments"));
	ck_assert_ptr_nonnull(strstr(judge("\0\n;nono 1\n", 10, blob, &carried), "NUL"));
}
END_TEST

START_TEST(each_other_tail_is_refused)
{
	static const char *const tails[] = {
	    "",
	    "\n",
	    ";nono \n",
	    ";nono RQ=\n",
	    ";nono RQ=",
	    ";nono RQ==",
	    ";nono RQ==\n\n",
	    ";nono RQ==\n(allow default)\n",
	    ";nono RQ==\n;nono RQ==\n",
	    ";nono R===\n",
	    ";nono ====\n",
	    ";nono RR==\n", /* bits that say nothing */
	    ";nono RUZ=\n",
	    ";nono R Q=\n",
	    ";nono RU\nG\n",
	    ";nono =QRU\n",
	    ";nonoxRUZH\n",
	    "; nono RUZ\n",
	};

	for (size_t i = 0; i < sizeof(tails) / sizeof(tails[0]); i++)
		ck_assert_msg(judge_tail(tails[i]), "'%s' is taken", tails[i]);
}
END_TEST

START_TEST(no_byte_can_change)
{
	char *text = text_of(";nono RUZH\n");
	size_t size = strlen(text);
	struct carried carried;
	uint8_t blob[256];

	for (size_t i = 0; i < size; i++) {
		bool data =
		    i >= size - 5 && i < size - 1; /* the blob's own checksum is for these */

		ck_assert_ptr_nonnull(judge(text, i, blob, &carried));
		text[i] ^= 1;
		ck_assert_msg(data || judge(text, size, blob, &carried), "byte %zu", i);
		text[i] ^= 1;
	}
	ck_assert_ptr_null(judge(text, size, blob, &carried));
	free(text);
}
END_TEST

int
main(void)
{
	TCase *all = tcase_create("all");

	tcase_add_test(all, what_was_written_is_read);
	tcase_add_test(all, a_text_without_them_is_told_from_a_damaged_one);
	tcase_add_test(all, each_other_tail_is_refused);
	tcase_add_test(all, no_byte_can_change);
	return run_tests("carried", all);
}
