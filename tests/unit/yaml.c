/* SPDX-License-Identifier: Apache-2.0 */
/* yaml.c - the YAML reader: places in bytes, and all that could mean two things refused. */
#include "compiler/read-plain.h"

#include "tests/unit/reading.h"
#include "tests/unit/run.h"

#include <stdlib.h>
#include <string.h>

START_TEST(every_value_has_its_place)
{
	static const char *const trees[][2] = {
	    {"a: 1\nb:\n  - x\n  - 'y'\n",
	     "map@0+21 (a@0+1:number@3+1=1, b@5+1:list@10+11 (string@12+1=x, string@18+3=y))"},
	    {"\xef\xbb\xbf\xc3\xa9: \"\xf0\x9f\x98\x80\" # \xe2\x82\xac\nb: {\xc3\xbc: [true, ]}\n",
	     "map@3+34 (\xc3\xa9@3+2:string@7+6=\xf0\x9f\x98\x80, "
	     "b@20+1:map@23+14 (\xc3\xbc@24+2:list@28+8 (bool@29+4)))"},
	    {"a:\nb: null\n", "map@0+10 (a@0+1:null@2+0, b@3+1:null@6+4)"},
	    {"a: |\n  x\n  y\n\n# c\nb: >-\n  z\n",
	     "map@0+27 (a@0+1:string@3+9=x\ny\n, b@18+1:string@21+6=z)"},
	    {"%YAML 1.2\n---\n- - 1\n  - 2\n...\n",
	     "list@14+11 (list@16+9 (number@18+1=1, number@24+1=2))"},
	    {"---\na: 1\n---\n", "map@4+4 (a@4+1:number@7+1=1)"},
	    {"p: [/a: b]", "map@0+10 (p@0+1:list@3+7 (map@4+5 (/a@4+2:string@8+1=b)))"},
	    {"a: \"x\\ty\\u00e9\"\n", "map@0+15 (a@0+1:string@3+12=x\ty\xc3\xa9)"},
	    {"# c\r\n{\"a\":\r\n[]}\r\n", "map@5+10 (a@6+3:list@12+2)"},
	    {"a: http://x/y\n", "map@0+13 (a@0+1:string@3+10=http://x/y)"},
	};
	for (size_t i = 0; i < COUNTOF(trees); i++) {
		struct str text = {trees[i][0], (uint32_t)strlen(trees[i][0])};
		struct reading reading = reading_of(FORMAT_YAML, text);
		ck_assert_str_eq(reading_said(&reading), "");
		ck_assert_str_eq(reading_tree(&reading), trees[i][1]);
		reading_free(&reading);
	}
}
END_TEST

START_TEST(features_that_hide_meaning_are_refused)
{
	static const struct refusal refusals[] = {
	    {"a: &x 1\n", "N0020 1:4"},
	    {"- &x [1]\n- {b: &y {}}\n", "N0020 1:3, N0020 2:7"},
	    {"a: *x\n", "N0021 1:4"},
	    {"*x : 1\n", "N0021 1:1"},
	    {"a: *.key\n", "N0021 1:5"},
	    {"a: !!str 1\nb: ! 12\nc: !t [1]\n", "N0022 1:4, N0022 2:4, N0022 3:4"},
	    {"a: ! \"x\"\nb: !h!t x\n", "N0022 1:4, N0022 2:4"},
	    {"<<: {a: 1}\n", "N0023 1:1"},
	    {"? [k]\n: 3\n", "N0024 1:3"},
	    {"{[a]: 1}", "N0024 1:2"},
	    {"{? : 1}", "N0024 1:4"},
	    {"{a:1}", "N0024 1:2"},
	    {"a: 1\n---\nb: 2\n", "N0025 2:1"},
	    {"---\n---\na: 1\n", "N0025 2:1"},
	    {"%TAG ! x\n---\na: 1\n", "N0026 1:1"},
	    {"%YAML 1.3\n---\na: 1\n", "N0026 1:1"},
	    {"# c\n%YAML 1.1\n%YAML 1.1\n---\na: 1\n", "N0026 3:1"},
	    {"a: 1\n...\n%TAG ! x\n---\n", "N0026 3:1"},
	};
	check_refusals(FORMAT_YAML, refusals, COUNTOF(refusals));
}
END_TEST

START_TEST(texts_without_quotes_mean_one_thing)
{
	static const struct refusal refusals[] = {
	    {"a: yes\n", "N0027 1:4"},
	    {"no: 1\n", "N0027 1:1"},
	    {"443: 1\n", "N0027 1:1"},
	    {"true: 1\n", "N0027 1:1"},
	    {"[\"/a\", // first, x\n \"/b\"]", "N0027 1:8, N0028 1:18"},
	    {"{ /* c */ \"a\": 1 }", "N0027 1:3"},
	    {"a: /b // why\n", "N0027 1:4"},
	    {"{\"a\":1 \"b\":2}", "N0027 1:6"},
	    {"a: b\n  c\n", "N0028 1:4"},
	    {"a: 1\n b\n", "N0028 1:4"},
	    {"a: |\n  yes\nb: \"no\"\nc: '~'\nd: it's \"x\"\n", ""},
	};
	check_refusals(FORMAT_YAML, refusals, COUNTOF(refusals));
}
END_TEST

START_TEST(plain_scalars_are_what_all_readers_agree_on)
{
	static const struct {
		enum plain kind;
		const char *texts[40];
	} rows[] = {
	    {PLAIN_NULL, {"", "null"}},
	    {PLAIN_TRUE, {"true"}},
	    {PLAIN_FALSE, {"false"}},
	    {PLAIN_NUMBER, {"0", "-1", "12", "-0", "1.5", "0.1", "1e3", "1E+3", "2.5e-10", "443"}},
	    {PLAIN_AMBIGUOUS, {"yes",        "No",       "ON",
	                       "off",        "y",        "N",
	                       "True",       "FALSE",    "Null",
	                       "~",          "0777",     "0o12",
	                       "0x1F",       "0b101",    "1_000",
	                       "+1",         ".5",       "1.",
	                       "1:30",       "22:22:22", "1.2.3",
	                       ".inf",       "-.Inf",    ".NaN",
	                       "00",         "1.5e",     "-0777",
	                       "2024-01-31", "=",        "<<",
	                       "1e",         "-0x1",     "2001-12-14t21:59:43.10-05:00",
	                       "1_0.5e+3"}},
	    {PLAIN_STRING,
	     {"a",  "nobody", "yes please", "/etc",       "$HOME/.ssh", "~/x", "1a", "0xg", "v1.2",
	      "-x", ".ssh",   "2024-01",    "12 monkeys", "on-call",    ".",   "..", "_1",  "1,2",
	      "e3", "0x",     "nullx",      "8080/tcp",   "2024-01-31x"}},
	};
	for (size_t i = 0; i < COUNTOF(rows); i++)
		for (const char *const *text = rows[i].texts; *text; text++)
			ck_assert_msg(plain_kind((struct str){*text, (uint32_t)strlen(*text)}) ==
			                  rows[i].kind,
			              "%s", *text);
}
END_TEST

START_TEST(syntax_errors_have_a_place)
{
	static const struct refusal refusals[] = {
	    {"", "N0001 1:1"},
	    {"\n# c\n", "N0001 3:1"},
	    {"---\n", "N0001 2:1"},
	    {"a: [1, 2", "N0011 1:9"},
	    {"a: \"x\n", "N0011 2:1"},
	    {"a: 1\nb\n", "N0011 3:1"},
	    {"a: 1\nb\nc: 2\n", "N0010 3:1"},
	    {"\xc3\xa9: 1\nb: c: d\n", "N0010 2:5"},
	    {"a:\n\t- b\n", "N0010 2:1"},
	    {"a: - b\n", "N0010 1:4"},
	    {"a: @x\n", "N0010 1:4"},
	    {"a:\n  - b\n c: 1\n", "N0010 3:2"},
	    {"a: [1}\n", "N0010 1:6"},
	    {"a: \"\\q\"\n", "N0015 1:5"},
	    {"a: \"\\ud83d\\ude00\"\n", "N0015 1:7"},
	    {"a: 1\nb:\n  c: 2\n  c: 3\n\"a\": 4\n", "N0012 4:3, N0012 5:1"},
	};
	check_refusals(FORMAT_YAML, refusals, COUNTOF(refusals));
}
END_TEST

START_TEST(bytes_that_deceive_are_refused_anywhere)
{
	static const struct refusal refusals[] = {
	    {"a: \"\xff\"\n", "N0002 1:5"},
	    {"\xff\xfe[", "N0002 1:1"},
	    {"a: \x1b\n", "N0004 1:4"},
	    {"a: \"\x7f\"\n", "N0004 1:5"},
	    {"a: \"\xc2\x9b\"\n", "N0004 1:5"},
	    {"a: \xef\xbf\xbe\n", "N0004 1:4"},
	    {"# note\xc2\x85"
	     "evil: true\n",
	     "N0005 1:7"},
	    {"a: \"\xe2\x80\xa8\"\nb: \"\xe2\x80\xa9\"\n", "N0005 1:5, N0005 2:5"},
	    {"# a\rb: 1\n", "N0005 1:4"},
	    {"a: \"\xe2\x80\xae\" # \xe2\x81\xa6\n", "N0006 1:5, N0006 1:10"},
	    {"a: x\xe2\x80\x8by\n", "N0007 1:5"},
	    {"a: \xef\xbb\xbfy\n", "N0007 1:4"},
	    {"a: \"/etc\\0/ssh\"\nb: \"\\x00\"\n", "N0003 1:4, N0003 2:4"},
	};
	check_refusals(FORMAT_YAML, refusals, COUNTOF(refusals));
	struct reading reading = reading_of(FORMAT_YAML, STR("a: /etc\0/ssh\n"));
	ck_assert_str_eq(reading_said(&reading), "N0003 1:8");
	reading_free(&reading);
}
END_TEST

START_TEST(limits_hold_at_their_edge)
{
	static const struct {
		const char *before, *unit;
		size_t count;
		const char *after, *said;
	} rows[] = {
	    {"", "- ", 64, "x", ""},
	    {"", "- ", 65, "x", "N0013 1:129"},
	    {"", "[", 65, "", "N0013 1:65"},
	    {"a: ", "x", 65536, "\n", ""},
	    {"a: ", "x", 65537, "", "N0014 1:4"},
	    {"a: \"", "\\x41", 65537, "\"", "N0014 1:4"},
	};
	for (size_t i = 0; i < COUNTOF(rows); i++) {
		struct str text =
		    repeated(rows[i].before, rows[i].unit, rows[i].count, rows[i].after);
		struct reading reading = reading_of(FORMAT_YAML, text);
		ck_assert_str_eq(reading_said(&reading), rows[i].said);
		reading_free(&reading);
		free((char *)text.data);
	}
}
END_TEST

START_TEST(hostile_texts_are_answered_at_once)
{
	static const char *const units[] = {"[",   "{\"\":", "- ",  "? ",    "{",    "%TAG !a! b\n",
	                                    "&a ", "*a",     "!a ", "...\n", "[[1],"};
	for (size_t i = 0; i < COUNTOF(units); i++) {
		struct str text = repeated("", units[i], (1u << 20) / strlen(units[i]), "");
		struct reading reading = reading_of(FORMAT_YAML, text);
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
	TCase *cases = tcase_create("yaml");

	tcase_set_timeout(cases, 120);
	tcase_add_test(cases, every_value_has_its_place);
	tcase_add_test(cases, features_that_hide_meaning_are_refused);
	tcase_add_test(cases, texts_without_quotes_mean_one_thing);
	tcase_add_test(cases, plain_scalars_are_what_all_readers_agree_on);
	tcase_add_test(cases, syntax_errors_have_a_place);
	tcase_add_test(cases, bytes_that_deceive_are_refused_anywhere);
	tcase_add_test(cases, limits_hold_at_their_edge);
	tcase_add_test(cases, hostile_texts_are_answered_at_once);
	return run_tests("yaml", cases);
}
