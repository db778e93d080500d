/* SPDX-License-Identifier: Apache-2.0 */
/* source.c - bytes to lines and columns, as an editor counts them. */
#include "compiler/source.h"
#include "compiler/utf8.h"
#include "tests/unit/run.h"

#include <stdlib.h>
#include <string.h>

static struct arena *arena;
static struct sources *sources;

static void
set_up(void)
{
	arena = arena_new();
	sources = sources_new(arena);
}

static void
tear_down(void)
{
	arena_free(arena);
}

static void
expect(uint32_t source, uint32_t offset, uint32_t line, uint32_t column, const char *text)
{
	uint32_t start;
	struct place place = source_place(sources, source, offset);
	struct str whole = source_line(sources, source, offset, &start);
	ck_assert_uint_eq(place.line, line);
	ck_assert_uint_eq(place.column, column);
	ck_assert_uint_eq(whole.length, strlen(text));
	ck_assert_int_eq(memcmp(whole.data, text, whole.length), 0);
	ck_assert_ptr_eq(whole.data, source_get(sources, source)->text.data + start);
}

START_TEST(lines_end_with_lf_crlf_or_a_lone_cr)
{
	uint32_t source = sources_add(sources, "a", STR("one\ntwo\r\n\rfour"));
	expect(source, 0, 1, 1, "one");
	expect(source, 3, 1, 4, "one");
	expect(source, 4, 2, 1, "two");
	expect(source, 7, 2, 4, "two");
	expect(source, 8, 2, 5, "two");
	expect(source, 9, 3, 1, "");
	expect(source, 10, 4, 1, "four");
	expect(source, 14, 4, 5, "four");
}
END_TEST

START_TEST(columns_count_characters_and_no_byte_order_mark)
{
	uint32_t source =
	    sources_add(sources, "a", STR("\xef\xbb\xbf\xc3\xa9x\xf0\x9f\x98\x80y\n\n"));
	expect(source, 0, 1, 1, "\xc3\xa9x\xf0\x9f\x98\x80y");
	expect(source, 3, 1, 1, "\xc3\xa9x\xf0\x9f\x98\x80y");
	expect(source, 5, 1, 2, "\xc3\xa9x\xf0\x9f\x98\x80y");
	expect(source, 10, 1, 4, "\xc3\xa9x\xf0\x9f\x98\x80y");
	expect(source, 12, 2, 1, "");
	expect(source, 13, 3, 1, "");
}
END_TEST

START_TEST(an_empty_text_has_one_place)
{
	uint32_t first = sources_add(sources, "a", STR(""));
	uint32_t second = sources_add(sources, "b", STR("x"));
	ck_assert_uint_eq(first, 1);
	ck_assert_uint_eq(second, 2);
	expect(first, 0, 1, 1, "");
	expect(second, 1, 1, 2, "x");
	ck_assert_ptr_null(source_get(sources, 0));
	ck_assert_str_eq(source_get(sources, 2)->name, "b");
}
END_TEST

/* The table behind source_place() has an entry for every 4,096 bytes; none may show. */
START_TEST(places_agree_with_counting)
{
	static const char *const parts[] = {"x",  "\n",       "\r\n",
	                                    "\r", "\xc3\xa9", "\xf0\x9f\x98\x80"};
	enum { SIZE = 20000 };
	char *data = arena_alloc(arena, SIZE);
	uint32_t length = 0, state = 1;
	while (length < SIZE - 4) {
		state = state * 1103515245u + 12345u;
		const char *part = parts[(state >> 16) % COUNTOF(parts)];
		memcpy(data + length, part, strlen(part));
		length += (uint32_t)strlen(part);
	}
	uint32_t source = sources_add(sources, "a", (struct str){data, length});
	struct place place = {1, 1};
	for (uint32_t at = 0; at < length; at++) {
		struct place found = source_place(sources, source, at);
		ck_assert_uint_eq(found.line, place.line);
		ck_assert_uint_eq(found.column, place.column);
		if (data[at] == '\n' || (data[at] == '\r' && data[at + 1] != '\n'))
			place = (struct place){place.line + 1, 1};
		else if (((unsigned char)data[at] & 0xc0) != 0x80)
			place.column++;
	}
}
END_TEST

START_TEST(joined_spans_reach_from_first_to_last)
{
	struct span joined = span_join((struct span){1, 3, 4}, (struct span){1, 10, 2});
	ck_assert_uint_eq(joined.offset, 3);
	ck_assert_uint_eq(joined.length, 9);
}
END_TEST

START_TEST(every_code_point_survives_utf8)
{
	char data[4];
	for (uint32_t point = 0; point <= 0x10ffff; point++) {
		uint32_t back = 0, size = utf8_encode(point, data);
		bool surrogate = point >= 0xd800 && point <= 0xdfff;
		bool whole = utf8_decode(data, size, &back) == (surrogate ? 0 : size) &&
		             back == (surrogate ? 0 : point);
		bool cut = size == 1 || utf8_decode(data, size - 1, &back) == 0;
		if (!whole || !cut)
			ck_abort_msg("U+%04X", (unsigned)point);
	}
}
END_TEST

START_TEST(bytes_that_are_no_utf8_are_told)
{
	static const char *const wrong[] = {"\x80",
	                                    "\xc0\x80",
	                                    "\xc1\xbf",
	                                    "\xe0\x9f\xbf",
	                                    "\xed\xa0\x80",
	                                    "\xf0\x8f\xbf\xbf",
	                                    "\xf4\x90\x80\x80",
	                                    "\xf5\x80\x80\x80",
	                                    "\xff",
	                                    "\xc3x",
	                                    "\xe2\x82x"};
	uint32_t point;
	for (size_t i = 0; i < COUNTOF(wrong); i++)
		ck_assert_uint_eq(utf8_decode(wrong[i], strlen(wrong[i]), &point), 0);
}
END_TEST

int
main(void)
{
	TCase *cases = tcase_create("source");

	tcase_set_timeout(cases, 120);
	tcase_add_checked_fixture(cases, set_up, tear_down);
	tcase_add_test(cases, lines_end_with_lf_crlf_or_a_lone_cr);
	tcase_add_test(cases, columns_count_characters_and_no_byte_order_mark);
	tcase_add_test(cases, an_empty_text_has_one_place);
	tcase_add_test(cases, places_agree_with_counting);
	tcase_add_test(cases, joined_spans_reach_from_first_to_last);
	tcase_add_test(cases, every_code_point_survives_utf8);
	tcase_add_test(cases, bytes_that_are_no_utf8_are_told);
	return run_tests("source", cases);
}
