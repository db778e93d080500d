/* SPDX-License-Identifier: Apache-2.0 */
/* json.c - the JSON reader: trees with places, and a place for all that it refuses. */
#include "tests/unit/reading.h"
#include "tests/unit/run.h"

#include <stdlib.h>
#include <string.h>

START_TEST(every_value_has_its_place)
{
	static const char *const trees[][2] = {
	    {"{\"a\": 1, \"b\": [true, null]}",
	     "map@0+27 (a@1+3:number@6+1=1, b@9+3:list@14+12 (bool@15+4, null@21+4))"},
	    {" -0.5e+3 ", "number@1+7=-0.5e+3"},
	    {"\xef\xbb\xbf\"\xc3\xa9\"", "string@3+4=\xc3\xa9"},
	    {"\"\\u00e9\\ud83d\\ude00\\\"\\\\\\/\\b\\f\\n\\r\\t\\u001f\"",
	     "string@0+42=\xc3\xa9\xf0\x9f\x98\x80\"\\/\b\f\n\r\t\x1f"},
	    {"\"\\udbff\\udffd\"", "string@0+14=\xf4\x8f\xbf\xbd"},
	    {"[]", "list@0+2"},
	    {"{}", "map@0+2"},
	    {"// c\n[1, /* d **/ 2,\r\n]//", "list@5+18 (number@6+1=1, number@18+1=2)"},
	    {"{\"a\": {},}", "map@0+10 (a@1+3:map@6+2)"},
	    {"\"\"", "string@0+2"},
	    {"[\r1\r]", "list@0+5 (number@2+1=1)"},
	};
	for (size_t i = 0; i < COUNTOF(trees); i++) {
		struct str text = {trees[i][0], (uint32_t)strlen(trees[i][0])};
		struct reading reading = reading_of(FORMAT_JSON, text);
		ck_assert_str_eq(reading_tree(&reading), trees[i][1]);
		ck_assert_str_eq(reading_said(&reading), "");
		reading_free(&reading);
	}
}
END_TEST

START_TEST(syntax_errors_point_at_what_is_wrong)
{
	static const struct refusal refusals[] = {
	    {"{\"a\": 1 \"b\": 2}", "N0010 1:8"},
	    {"{\"a\": 1\n  \"b\": 2}", "N0010 1:8"},
	    {"[1 2]", "N0010 1:3"},
	    {"{\"a\" 1}", "N0010 1:5"},
	    {"{\"a\":}", "N0010 1:6"},
	    {"{\"a\":1,,}", "N0010 1:8"},
	    {"[,]", "N0010 1:2"},
	    {"{a: 1}", "N0010 1:2"},
	    {"{'a': 1}", "N0010 1:2"},
	    {"['a']", "N0010 1:2"},
	    {"{\"a\": [1}", "N0010 1:9"},
	    {"[1]]", "N0010 1:4"},
	    {"1 2", "N0010 1:3"},
	    {"[yes]", "N0010 1:2"},
	    {"[True]", "N0010 1:2"},
	    {"[nullx]", "N0010 1:2"},
	    {"# c\n1", "N0010 1:1"},
	    {"[1, / 2]", "N0010 1:5"},
	    {"[\xc2\xa0 1]", "N0010 1:2"},
	    {"[\"a\n\"]", "N0010 1:2"},
	    {"[01]", "N0016 1:2"},
	    {"[+1]", "N0016 1:2"},
	    {"[.5]", "N0016 1:2"},
	    {"[1.]", "N0016 1:2"},
	    {"[-]", "N0016 1:2"},
	    {"[0x10]", "N0016 1:2"},
	    {"[1e]", "N0016 1:2"},
	};
	check_refusals(FORMAT_JSON, refusals, COUNTOF(refusals));
}
END_TEST

START_TEST(a_truncated_file_says_so)
{
	static const struct refusal refusals[] = {
	    {"", "N0001 1:1"},           {"\xef\xbb\xbf", "N0001 1:1"},
	    {" \n // c\n", "N0001 3:1"}, {"{\"a\": [1, 2", "N0011 1:12"},
	    {"[", "N0011 1:2"},          {"{\"a\"", "N0011 1:5"},
	    {"[\"ab", "N0011 1:5"},      {"[\"ab\\", "N0011 1:6"},
	    {"[1, /* x", "N0011 1:9"},   {"[tru", "N0011 1:2"},
	    {"[-", "N0011 1:2"},         {"[1,\n", "N0011 2:1"},
	};
	check_refusals(FORMAT_JSON, refusals, COUNTOF(refusals));
}
END_TEST

START_TEST(bytes_that_are_no_text_are_refused)
{
	static const struct refusal refusals[] = {
	    {"[\"\xff\", \"\xc3\"]", "N0002 1:3, N0002 1:8"},
	    {"\"\xed\xa0\x80\"", "N0002 1:2, N0002 1:3, N0002 1:3"},
	    {"\"\xc0\xaf\"", "N0002 1:2, N0002 1:3"},
	    {"\xff\xfe[", "N0002 1:1"},
	    {"[\x1b]", "N0004 1:2"},
	    {"[\"a\x01\"]", "N0004 1:4"},
	    {"[\"a\tb\"]", "N0004 1:4"},
	    {"[\x7f]", "N0004 1:2"},
	    {"[1, // a\xe2\x80\xa8 2\n3]", "N0005 1:9"},
	    {"[1, /* \xc2\x85 */ 3]", "N0005 1:8"},
	    {"[1, // a\r \"b\"]", "N0005 1:9"},
	    {"[1, // \xe2\x80\xae\n3]", "N0006 1:8"},
	    {"[1,\xe2\x80\x8b 3]", "N0007 1:4"},
	    {"[1,\xef\xbb\xbf 3]", "N0007 1:4"},
	    {"[\"a\xe2\x80\xae\", \"\xc2\x85\", \"\xe2\x80\x8b\"]",
	     "N0008 1:4, N0008 1:9, N0008 1:14"},
	};
	check_refusals(FORMAT_JSON, refusals, COUNTOF(refusals));
	struct reading reading = reading_of(FORMAT_JSON, STR("[\"/etc\0/ssh\"]"));
	ck_assert_str_eq(reading_said(&reading), "N0003 1:7");
	reading_free(&reading);
}
END_TEST

START_TEST(escapes_name_characters)
{
	static const struct refusal refusals[] = {
	    {"[\"\\q\"]", "N0015 1:3"},
	    {"[\"a\\ud83d\"]", "N0015 1:4"},
	    {"[\"\\ude00\"]", "N0015 1:3"},
	    {"[\"\\ud83d\\u0041\"]", "N0015 1:3"},
	    {"[\"\\u12g4\", \"\\u1\"]", "N0015 1:3, N0015 1:13"},
	    {"[\"/etc\\u0000/ssh\"]", "N0003 1:7"},
	    {"{\"a\\u0000\": 1}", "N0003 1:4"},
	    {"[\"\\u202e\"]", ""},
	};
	check_refusals(FORMAT_JSON, refusals, COUNTOF(refusals));
}
END_TEST

START_TEST(duplicate_keys_are_found_once_decoded)
{
	static const struct refusal refusals[] = {
	    {"{\"a\": 1, \"b\": 2, \"\\u0061\": 3, \"a\": 4}", "N0012 1:18, N0012 1:31"},
	    {"{\"a\": {\"a\": 1}, \"A\": 2}", ""},
	    {"[{\"\": 1, \"\": 2}, {\"x\": 1}, {\"x\": 1}]", "N0012 1:10"},
	};
	check_refusals(FORMAT_JSON, refusals, 2);
	struct reading reading = reading_of(FORMAT_JSON, STR("{\"a\":1,\"b\":2,\"a\":3}"));
	ck_assert_str_eq(reading_tree(&reading),
	                 "map@0+19 (a@1+3:number@5+1=1, b@7+3:number@11+1=2)");
	reading_free(&reading);
}
END_TEST

static void
expect_said(struct str text, const char *said)
{
	struct reading reading = reading_of(FORMAT_JSON, text);
	ck_assert_str_eq(reading_said(&reading), said);
	reading_free(&reading);
	free((char *)text.data);
}

START_TEST(limits_hold_at_their_edge)
{
	struct str text = repeated("", "[", 64, "");
	struct str closed = repeated(text.data, "]", 64, "");
	expect_said(closed, "");
	free((char *)text.data);
	expect_said(repeated("", "[", 65, ""), "N0013 1:65");
	expect_said(repeated("[\"", "x", 65536, "\"]"), "");
	expect_said(repeated("[\"", "x", 65537, "\"]"), "N0014 1:2");
	expect_said(repeated("{\"", "\\u00e9", 32769, "\": 1}"), "N0014 1:2");
	expect_said(repeated("[", "1", 65537, "]"), "N0014 1:2");
#ifndef __SANITIZE_ADDRESS__ /* it needs 1 GB for this */
	expect_said(repeated("[", "1,", (4u << 20) + 8, "]"), "N0009 1:8388608");
#endif
}
END_TEST

START_TEST(hostile_texts_are_answered_at_once)
{
	static const char *const units[] = {"[", "{\"\":", "\"", "/*", "1", "\\", "[1,", "\"a\","};
	for (size_t i = 0; i < COUNTOF(units); i++) {
		struct str text = repeated("[", units[i], (1u << 20) / strlen(units[i]), "");
		struct reading reading = reading_of(FORMAT_JSON, text);
		ck_assert_ptr_null(reading.root);
		ck_assert_msg(reading_in_time(&reading), "%s: %f seconds", units[i],
		              reading.seconds);
		reading_free(&reading);
		free((char *)text.data);
	}
}
END_TEST

int
main(void)
{
	TCase *cases = tcase_create("json");

	tcase_set_timeout(cases, 120);
	tcase_add_test(cases, every_value_has_its_place);
	tcase_add_test(cases, syntax_errors_point_at_what_is_wrong);
	tcase_add_test(cases, a_truncated_file_says_so);
	tcase_add_test(cases, bytes_that_are_no_text_are_refused);
	tcase_add_test(cases, escapes_name_characters);
	tcase_add_test(cases, duplicate_keys_are_found_once_decoded);
	tcase_add_test(cases, limits_hold_at_their_edge);
	tcase_add_test(cases, hostile_texts_are_answered_at_once);
	return run_tests("json", cases);
}
