/* SPDX-License-Identifier: Apache-2.0 */
/* diag.c - what is recorded, what it counts as, and how each format shows it. */
#include "compiler/diag-record.h"
#include "tests/unit/run.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct arena *arena;
static struct sources *sources;
static struct diags *diags;
static char *shown;

static void
set_up(void)
{
	arena = arena_new();
	sources = sources_new(arena);
	diags = diags_new(arena, sources);
	shown = NULL;
}

static void
tear_down(void)
{
	free(shown);
	arena_free(arena);
}

static const char *
render_limited(enum diag_format format, bool notes, size_t limit)
{
	struct diag_options options = {
	    .format = format, .notes = notes, .all = notes, .limit = limit};
	size_t length;
	free(shown);
	FILE *out = open_memstream(&shown, &length);
	ck_assert_ptr_nonnull(out);
	diags_render(diags, &options, out);
	fclose(out);
	return shown;
}

static const char *
render(enum diag_format format)
{
	return render_limited(format, false, 0);
}

static struct span
at(uint32_t source, uint32_t offset, uint32_t length)
{
	return (struct span){source, offset, length};
}

START_TEST(codes_are_unique_sorted_and_found_by_name)
{
	static const struct {
		enum diag_code code;
		const char *slug;
	} codes[] = {
#define DIAG(symbol, number, severity, slug) {DIAG_##symbol, slug},
#include "compiler/diag.def"
#undef DIAG
	};
	for (size_t i = 0; i < COUNTOF(codes); i++) {
		char name[6];
		const char *slug = codes[i].slug;
		diag_code_name(codes[i].code, name);
		ck_assert_msg(i == 0 || codes[i - 1].code < codes[i].code, "%s is out of order",
		              slug);
		ck_assert_int_eq(diag_code_find((struct str){name, 5}), (int)codes[i].code);
		ck_assert_int_eq(diag_code_find((struct str){slug, (uint32_t)strlen(slug)}),
		                 (int)codes[i].code);
		ck_assert_msg(strspn(slug, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(slug),
		              "%s", slug);
	}
	ck_assert_int_eq(diag_code_find(STR("N9999")), 0);
	ck_assert_int_eq(diag_code_find(STR("N001")), 0);
	ck_assert_int_eq(diag_code_find(STR("")), 0);
}
END_TEST

START_TEST(text_shows_line_mark_second_place_and_help)
{
	uint32_t a = sources_add(sources, "agent.json",
	                         STR("{\n\t\"allow\": [\"~\"],\n\n \"deny\": [\"~/.ssh\"]\n}\n"));
	uint32_t b = sources_add(sources, "base.yaml", STR("x: y\n"));
	diag_at(diags, DIAG_SYNTAX, at(a, 30, 8), "the '%s' is wrong", "deny");
	diag_note(diags, at(a, 13, 3), "declared here");
	diag_note(diags, at(b, 3, 1), "and here");
	diag_note(diags, at(0, 0, 0), "so it is");
	diag_help(diags, "remove it");
	ck_assert_str_eq(render(DIAG_TEXT),
	                 "error[N0010]: the 'deny' is wrong\n"
	                 "  --> agent.json:4:11\n"
	                 "   |\n"
	                 " 2 |     \"allow\": [\"~\"],\n"
	                 "   |               --- declared here\n"
	                 " 4 |  \"deny\": [\"~/.ssh\"]\n"
	                 "   |           ^^^^^^^^\n"
	                 "  ::: base.yaml:1:4\n"
	                 "   |\n"
	                 " 1 | x: y\n"
	                 "   |    - and here\n"
	                 "   = note: so it is\n"
	                 "   = help: remove it\n"
	                 "1 error, 0 warnings; 'nonoc explain N0010' says more\n");
}
END_TEST

START_TEST(marks_end_with_their_line_and_count_columns)
{
	uint32_t a = sources_add(sources, "a", STR("\xe4\xb8\xad\xcc\x81 [1,\n2]"));
	diag_at(diags, DIAG_SYNTAX, at(a, 6, 6), "a list");
	diag_at(diags, DIAG_TRUNCATED, at(a, 12, 0), "the end");
	ck_assert_str_eq(render(DIAG_TEXT),
	                 "error[N0010]: a list\n"
	                 "  --> a:1:4\n"
	                 "   |\n"
	                 " 1 | \xe4\xb8\xad\xcc\x81 [1,\n"
	                 "   |    ^^^\n"
	                 "error[N0011]: the end\n"
	                 "  --> a:2:3\n"
	                 "   |\n"
	                 " 2 | 2]\n"
	                 "   |   ^\n"
	                 "2 errors, 0 warnings; 'nonoc explain N0010' says more\n");
}
END_TEST

START_TEST(long_lines_are_cut_around_the_mark)
{
	char *line = arena_alloc(arena, 1u << 20);
	memset(line, 'x', 1u << 20);
	line[500000] = 'Y';
	uint32_t a = sources_add(sources, "a", (struct str){line, 1u << 20});
	diag_at(diags, DIAG_SYNTAX, at(a, 500000, 1), "here");
	const char *text = render(DIAG_TEXT);
	ck_assert_uint_lt(strlen(text), 400);
	const char *cut = strstr(text, " 1 | ...");
	ck_assert_ptr_nonnull(cut);
	const char *mark = strchr(cut, '^');
	const char *next = strchr(cut, '\n');
	ck_assert_ptr_nonnull(mark);
	ck_assert_int_eq(cut[mark - next - 1], 'Y');
	ck_assert_int_eq(memcmp(next - 3, "...", 3), 0);
}
END_TEST

START_TEST(bytes_of_the_user_are_escaped)
{
	static const char hostile[] =
	    "a\x1b[31m\x7f\xc2\x9b\xe2\x80\xae\xff\n\xe2\x80\x8b\xf3\xa0\x80\x81z";
	static const char tame[] = "a\\x1b[31m\\x7f\\u009b\\u202e\\xff\\x0a\\u200b\\U000e0001z";
	static const char line[] = "a\\x1b[31m\\x7f\\u009b\\u202e\\xff\n";
	struct str text = {hostile, sizeof(hostile) - 1};
	uint32_t a = sources_add(sources, hostile, text);
	diag_at(diags, DIAG_SYNTAX, at(a, 0, 3), "%s", hostile);
	diag_note(diags, at(0, 0, 0), "%s", hostile);
	diag_help(diags, "%s", hostile);
	for (int format = DIAG_TEXT; format < DIAG_FORMATS; format++) {
		const char *out = render((enum diag_format)format);
		for (const char *c = out; *c; c++)
			ck_assert_msg((*c >= 0x20 && *c < 0x7f) || *c == '\n', "format %d: %s",
			              format, out);
		if (format > DIAG_GCC)
			continue;
		ck_assert_ptr_nonnull(strstr(out, arena_printf(arena, "%s:1:1", tame)));
		ck_assert_ptr_nonnull(strstr(out, arena_printf(arena, ": %s", tame)));
	}
	ck_assert_ptr_nonnull(strstr(render(DIAG_TEXT), arena_printf(arena, " 1 | %s", line)));
}
END_TEST

START_TEST(gcc_format_is_a_line_each)
{
	uint32_t a = sources_add(sources, "a.json", STR("[1,\n2]"));
	diag_at(diags, DIAG_DECEPTIVE_STRING, at(a, 4, 1), "second");
	diag_help(diags, "do");
	diag_at(diags, DIAG_SYNTAX, at(a, 1, 1), "first");
	diag_note(diags, at(a, 4, 1), "because");
	diag_at(diags, DIAG_EMPTY, at(0, 0, 0), "nowhere");
	ck_assert_str_eq(render(DIAG_GCC), "nonoc: error: nowhere [N0001]\n"
	                                   "a.json:1:2: error: first [N0010]\n"
	                                   "a.json:2:1: note: because\n"
	                                   "a.json:2:1: warning: second [N0008]\n"
	                                   "a.json:2:1: note: help: do\n");
}
END_TEST

START_TEST(json_format_is_one_document)
{
	uint32_t a = sources_add(sources, "a.json", STR("[\xc3\xa9,\n2]"));
	diag_at(diags, DIAG_DECEPTIVE_STRING, at(a, 1, 5), "hm");
	diag_note(diags, at(a, 5, 1), "because");
	diag_help(diags, "do");
	diag_at(diags, DIAG_SYNTAX, at(0, 0, 0), "nowhere");
	diags_suppress(diags, DIAG_DECEPTIVE_STRING, a, "on purpose");
	json_t *got = json_loads(render(DIAG_JSON), JSON_REJECT_DUPLICATES, NULL);
	json_t *want = json_loads(
	    "{\"schema\": \"nonoc.check/1\", \"status\": 1, \"files\": [{\"file\": \"\","
	    "\"result\": \"error\", \"errors\": 1, \"warnings\": 0}],"
	    "\"errors\": 1, \"warnings\": 0, \"suppressed\": 1, \"hidden\": 0,"
	    "\"diagnostics\": ["
	    "{\"code\": \"N0010\", \"slug\": \"syntax\", \"severity\": \"error\","
	    " \"message\": \"nowhere\", \"notes\": [], \"help\": []},"
	    "{\"code\": \"N0008\", \"slug\": \"deceptive-string\", \"severity\": \"note\","
	    " \"message\": \"hm\", \"file\": \"a.json\", \"line\": 1, \"column\": 2,"
	    " \"endLine\": 2, \"endColumn\": 2, \"offset\": 1, \"length\": 5,"
	    " \"suppressed\": \"on purpose\","
	    " \"help\": [\"do\"], \"notes\": [{\"message\": \"because\", \"file\": \"a.json\","
	    " \"line\": 2, \"column\": 1, \"endLine\": 2, \"endColumn\": 2, \"offset\": 5,"
	    " \"length\": 1}]}]}",
	    0, NULL);
	ck_assert_ptr_nonnull(want);
	ck_assert_msg(json_equal(got, want), "%s", shown);
	json_decref(got);
	json_decref(want);
}
END_TEST

START_TEST(suppressed_warnings_are_notes_and_errors_stay)
{
	uint32_t a = sources_add(sources, "a", STR("[]"));
	uint32_t b = sources_add(sources, "b", STR("[]"));
	diag_at(diags, DIAG_DECEPTIVE_STRING, at(a, 0, 1), "mine");
	diag_at(diags, DIAG_DECEPTIVE_STRING, at(b, 0, 1), "of another");
	diag_at(diags, DIAG_SYNTAX, at(a, 0, 1), "wrong");
	ck_assert_uint_eq(diags_suppress(diags, DIAG_SYNTAX, a, "no"), 0);
	ck_assert_uint_eq(diags_suppress(diags, DIAG_DECEPTIVE_STRING, a, "why"), 1);
	ck_assert_uint_eq(diags_suppress(diags, DIAG_DECEPTIVE_STRING, a, "again"), 1);
	ck_assert_uint_eq(diags_count(diags, SEVERITY_WARNING), 1);
	ck_assert_uint_eq(diags_count(diags, SEVERITY_NOTE), 1);
	diags_warnings_are_errors(diags);
	ck_assert_uint_eq(diags_count(diags, SEVERITY_ERROR), 2);
	ck_assert_uint_eq(diags_count(diags, SEVERITY_WARNING), 0);
	diags_suppress(diags, DIAG_DECEPTIVE_STRING, b, "because");
	ck_assert_uint_eq(diags_count(diags, SEVERITY_ERROR), 1);
	/* The first file's own suppression is no news; that of a file it draws in is. */
	ck_assert_str_eq(render(DIAG_TEXT),
	                 "error[N0010]: wrong\n"
	                 "  --> a:1:1\n"
	                 "   |\n"
	                 " 1 | []\n"
	                 "   | ^\n"
	                 "note[N0008]: of another\n"
	                 "  --> b:1:1\n"
	                 "   |\n"
	                 " 1 | []\n"
	                 "   | ^\n"
	                 "   = suppressed: because\n"
	                 "1 error, 0 warnings (2 suppressed); 'nonoc explain N0010' says more\n");
	ck_assert_ptr_nonnull(strstr(render_limited(DIAG_TEXT, true, 0), "mine"));
}
END_TEST

START_TEST(the_limit_hides_warnings_before_errors)
{
	uint32_t a = sources_add(sources, "a", STR("0123456789"));
	uint32_t b = sources_add(sources, "b", STR("0123456789"));
	for (uint32_t i = 0; i < 5; i++)
		diag_at(diags, DIAG_DECEPTIVE_STRING, at(a, i, 1), "warning %u", i);
	diag_at(diags, DIAG_SYNTAX, at(a, 9, 1), "the error");
	diag_at(diags, DIAG_SYNTAX, at(b, 0, 1), "elsewhere");
	ck_assert_str_eq(render_limited(DIAG_GCC, false, 2), "a:1:1: warning: warning 0 [N0008]\n"
	                                                     "a:1:10: error: the error [N0010]\n"
	                                                     "a: note: 4 more not shown\n"
	                                                     "b:1:1: error: elsewhere [N0010]\n");
	const char *text = render_limited(DIAG_TEXT, false, 2);
	ck_assert_ptr_nonnull(strstr(text, "\n... and 4 more in a\nerror[N0010]: elsewhere\n"));
	ck_assert_ptr_nonnull(
	    strstr(text, "2 errors, 5 warnings; 'nonoc explain N0010' says more\n"));
}
END_TEST

START_TEST(floods_are_counted_and_bounded)
{
	uint32_t a = sources_add(sources, "a", STR("x"));
	char *huge = arena_alloc(arena, 65537);
	memset(huge, 'h', 65536);
	for (uint32_t i = 0; i < 30000; i++) {
		diag_at(diags, DIAG_DECEPTIVE_STRING, at(a, 0, 1), "%s", i ? "again" : huge);
		for (uint32_t k = 0; i == 0 && k < 100; k++)
			diag_note(diags, at(0, 0, 0), "note %u", k);
	}
	diag_at(diags, DIAG_SYNTAX, at(a, 0, 1), "the last");
	ck_assert_uint_eq(diags_count(diags, SEVERITY_WARNING), 30000);
	ck_assert_ptr_nonnull(
	    strstr(render_limited(DIAG_GCC, false, 1), "error: the last [N0010]"));
	const char *text = render_limited(DIAG_TEXT, false, 2);
	ck_assert_uint_lt(strlen(text), 4096);
	ck_assert_ptr_nonnull(strstr(text, "hhh...\n"));
	ck_assert_ptr_nonnull(strstr(text, "   = note: 68 more not shown\n"));
}
END_TEST

START_TEST(color_is_asked_for)
{
	uint32_t a = sources_add(sources, "a", STR("x"));
	diag_at(diags, DIAG_SYNTAX, at(a, 0, 1), "wrong");
	ck_assert_ptr_null(strchr(render(DIAG_TEXT), '\x1b'));
	struct diag_options options = {.format = DIAG_TEXT, .color = true};
	size_t length;
	free(shown);
	FILE *out = open_memstream(&shown, &length);
	diags_render(diags, &options, out);
	fclose(out);
	ck_assert_ptr_nonnull(strstr(shown, "\x1b[1;31merror[N0010]\x1b[0m"));
}
END_TEST

START_TEST(silence_stays_silent)
{
	ck_assert_str_eq(render(DIAG_TEXT), "");
	ck_assert_str_eq(render(DIAG_GCC), "");
	diag_note(diags, at(0, 0, 0), "to nothing");
	diag_help(diags, "to nothing");
	ck_assert_uint_eq(diags_count(diags, SEVERITY_NOTE), 0);
}
END_TEST

int
main(void)
{
	TCase *cases = tcase_create("diag");

	tcase_set_timeout(cases, 120);
	tcase_add_checked_fixture(cases, set_up, tear_down);
	tcase_add_test(cases, codes_are_unique_sorted_and_found_by_name);
	tcase_add_test(cases, text_shows_line_mark_second_place_and_help);
	tcase_add_test(cases, marks_end_with_their_line_and_count_columns);
	tcase_add_test(cases, long_lines_are_cut_around_the_mark);
	tcase_add_test(cases, bytes_of_the_user_are_escaped);
	tcase_add_test(cases, gcc_format_is_a_line_each);
	tcase_add_test(cases, json_format_is_one_document);
	tcase_add_test(cases, suppressed_warnings_are_notes_and_errors_stay);
	tcase_add_test(cases, the_limit_hides_warnings_before_errors);
	tcase_add_test(cases, floods_are_counted_and_bounded);
	tcase_add_test(cases, color_is_asked_for);
	tcase_add_test(cases, silence_stays_silent);
	return run_tests("diag", cases);
}
