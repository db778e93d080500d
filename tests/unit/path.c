/* SPDX-License-Identifier: Apache-2.0 */
/* path.c - the expander, and relations by component. */
#include "compiler/path.h"
#include "tests/unit/run.h"

#include <stdlib.h>
#include <string.h>

static struct arena *arena;

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

static struct str
str(const char *text)
{
	return (struct str){text, (uint32_t)strlen(text)};
}

static struct path
parse(const char *text)
{
	struct path path;
	uint32_t where, length;

	ck_assert_msg(path_parse(arena, str(text), NULL, &path, &where, &length) == PATH_OK, "'%s'",
	              text);
	return path;
}

static const char *
normal(const char *text)
{
	struct path path = parse(text);

	return path_text(arena, &path);
}

START_TEST(spellings_of_one_path_are_one_path)
{
	ck_assert_str_eq(normal("~"), "~");
	ck_assert_str_eq(normal("$HOME/"), "~");
	ck_assert_str_eq(normal("$HOME//a/./b/../c/"), "~/a/c");
	ck_assert_str_eq(normal("/"), "/");
	ck_assert_str_eq(normal("//usr/bin//"), "/usr/bin");
	ck_assert_str_eq(normal("$CWD/x"), "$WORKDIR/x");
	ck_assert_str_eq(normal("$TMPDIR/a-$UID/b"), "$TMPDIR/a-$UID/b");
	ck_assert_str_eq(normal("$XDG_CONFIG_HOME/git"), "$XDG_CONFIG_HOME/git");
	ck_assert_str_eq(normal("/a b\"c\\d(e/~x"), "/a b\"c\\d(e/~x");
	ck_assert_str_eq(normal("/srv/@git:hooks"), "/srv/@git:hooks");
	ck_assert_str_eq(normal("/srv/..a/b.."), "/srv/..a/b..");
}
END_TEST

static const struct {
	const char *text;
	enum path_problem problem;
	const char *part;
} problems[] = {
    {"", PATH_EMPTY, ""},
    {"a/b", PATH_RELATIVE, "a/b"},
    {"./a", PATH_RELATIVE, "./a"},
    {"$UID/a", PATH_RELATIVE, "$UID/a"},
    {"$HOMEBREW_PREFIX/x", PATH_UNKNOWN_VARIABLE, "$HOMEBREW_PREFIX"},
    {"$UIDX", PATH_UNKNOWN_VARIABLE, "$UIDX"},
    {"/a/$FOO", PATH_UNKNOWN_VARIABLE, "$FOO"},
    {"/a/$", PATH_UNKNOWN_VARIABLE, "$"},
    {"${HOME}/a", PATH_UNKNOWN_VARIABLE, "$"},
    {"$home", PATH_UNKNOWN_VARIABLE, "$home"},
    {"$HOME.x", PATH_MISPLACED_VARIABLE, "$HOME"},
    {"/a/$HOME/b", PATH_MISPLACED_VARIABLE, "$HOME"},
    {"~root/.ssh", PATH_MISPLACED_VARIABLE, "~root"},
    {"/..", PATH_ABOVE_ANCHOR, ".."},
    {"~/a/../../b", PATH_ABOVE_ANCHOR, ".."},
    {"/a\nb", PATH_CONTROL, "\n"},
    {"/a\x7f", PATH_CONTROL, "\x7f"},
    {"/a\xc2\x9b", PATH_CONTROL, "\xc2\x9b"},
    {"/a\001u", PATH_CONTROL, "\001"},
    {"/a/*.c", PATH_GLOB, "*"},
    {"~/[ab]", PATH_GLOB, "["},
    {"@git:worktree", PATH_DYNAMIC, "@git:worktree"},
    {"$NONO_CONFIG/x", PATH_DYNAMIC, "$NONO_CONFIG"},
    {"/a/$NONO_PACKAGES", PATH_DYNAMIC, "$NONO_PACKAGES"},
};

START_TEST(a_problem_shows_its_bytes)
{
	struct path path;
	uint32_t where, length;

	ck_assert_int_eq(path_parse(arena, str(problems[_i].text), NULL, &path, &where, &length),
	                 problems[_i].problem);
	ck_assert_uint_eq(length, strlen(problems[_i].part));
	ck_assert_mem_eq(problems[_i].text + where, problems[_i].part, length);
}
END_TEST

START_TEST(a_nul_byte_is_no_end)
{
	struct path path;
	uint32_t where, length;

	ck_assert_int_eq(path_parse(arena, STR("/etc\0/ssh"), NULL, &path, &where, &length),
	                 PATH_CONTROL);
	ck_assert_uint_eq(where, 4);
}
END_TEST

START_TEST(a_long_path_is_refused)
{
	char text[BLOB_PATH_MAX + 3];
	struct path path;
	uint32_t where, length;

	memset(text, 'a', sizeof(text));
	text[0] = '/';
	text[BLOB_PATH_MAX + 1] = '\0';
	ck_assert_uint_eq(parse(text).rest.length, BLOB_PATH_MAX);
	text[BLOB_PATH_MAX + 1] = 'a';
	text[BLOB_PATH_MAX + 2] = '\0';
	ck_assert_int_eq(path_parse(arena, str(text), NULL, &path, &where, &length), PATH_TOO_LONG);
}
END_TEST

START_TEST(a_base_makes_relative_paths_absolute)
{
	struct path base = parse("$WORKDIR/sub"), path;
	uint32_t where, length;

	ck_assert_int_eq(path_parse(arena, str("./a/../../b"), &base, &path, &where, &length),
	                 PATH_OK);
	ck_assert_str_eq(path_text(arena, &path), "$WORKDIR/b");
	ck_assert_int_eq(path_parse(arena, str("../../b"), &base, &path, &where, &length),
	                 PATH_ABOVE_ANCHOR);
	ck_assert_int_eq(path_parse(arena, str("/b"), &base, &path, &where, &length), PATH_OK);
	ck_assert_str_eq(path_text(arena, &path), "/b");
}
END_TEST

static const struct {
	const char *a, *b;
	enum path_relation relation;
} relations[] = {
    {"~/.ssh", "~/.ssh", PATH_EQUAL},
    {"~/.ssh/id", "~/.ssh", PATH_BELOW},
    {"~", "~/.ssh", PATH_ABOVE},
    {"~/.sshfoo", "~/.ssh", PATH_APART},
    {"/", "~/.ssh", PATH_ABOVE},
    {"$WORKDIR", "/", PATH_BELOW},
    {"/home/u", "~", PATH_UNKNOWN},
    {"$WORKDIR", "~", PATH_UNKNOWN},
    {"$TMPDIR", "/tmp", PATH_UNKNOWN},
    {"$XDG_CONFIG_HOME/git", "~/.config", PATH_BELOW},
    {"$XDG_CONFIG_HOME", "~/.config", PATH_EQUAL},
    {"$XDG_STATE_HOME", "~/.local", PATH_BELOW},
    {"~/.local", "$XDG_DATA_HOME/x", PATH_ABOVE},
    {"$XDG_CACHE_HOME", "$XDG_CONFIG_HOME", PATH_APART},
    {"$XDG_RUNTIME_DIR", "~", PATH_UNKNOWN},
    {"/run/user/$UID/bus", "/run/user/$UID", PATH_BELOW},
    {"/run/user/$UID/bus", "/run/user/1000", PATH_UNKNOWN},
    {"/run/user/$UID", "/run/user/root", PATH_APART},
    {"/tmp/a-$UID", "/tmp/a-0/x", PATH_UNKNOWN},
    {"/tmp/a-$UID", "/tmp/b-0", PATH_APART},
    {"/tmp/$UID/x", "/tmp/1/y", PATH_APART},
};

START_TEST(relations_go_by_component)
{
	struct path a = parse(relations[_i].a), b = parse(relations[_i].b);
	static const enum path_relation opposite[] = {[PATH_EQUAL] = PATH_EQUAL,
	                                              [PATH_BELOW] = PATH_ABOVE,
	                                              [PATH_ABOVE] = PATH_BELOW,
	                                              [PATH_APART] = PATH_APART,
	                                              [PATH_UNKNOWN] = PATH_UNKNOWN};

	ck_assert_int_eq(path_relate(&a, &b), relations[_i].relation);
	ck_assert_int_eq(path_relate(&b, &a), opposite[relations[_i].relation]);
	ck_assert_int_eq(path_within(&a, &b), relations[_i].relation == PATH_EQUAL ||
	                                          relations[_i].relation == PATH_BELOW);
}
END_TEST

START_TEST(a_tree_is_one_run_and_its_parent_leads)
{
	static const char *const order[] = {
	    "/",    "/a", "/a/b",   "/a/b/c",   "/a/c",     "/a b",     "/a!",
	    "/a.b", "~",  "~/.ssh", "~/.ssh/x", "~/.ssh-x", "$WORKDIR", "$TMPDIR/a"};

	for (size_t i = 0; i < COUNTOF(order); i++)
		for (size_t j = 0; j < COUNTOF(order); j++) {
			struct path a = parse(order[i]), b = parse(order[j]);
			int sign = path_compare(&a, &b);

			ck_assert_msg((sign > 0) - (sign < 0) == (i > j) - (i < j), "%s %s",
			              order[i], order[j]);
		}
}
END_TEST

START_TEST(a_value_keeps_its_variables_for_the_run)
{
	uint32_t where, length;
	struct str value;

	ck_assert_int_eq(path_template(arena, str("a:$HOME/b:$UID$5 $"), &value, &where, &length),
	                 PATH_OK);
	ck_assert_str_eq(value.data, "a:\001B/b:\001u$5 $");
	ck_assert_uint_eq(value.length, strlen(value.data));
	ck_assert_int_eq(path_template(arena, str("~/x:~"), &value, &where, &length), PATH_OK);
	ck_assert_str_eq(value.data, "\001B/x:~");
	ck_assert_int_eq(path_template(arena, str(""), &value, &where, &length), PATH_OK);
	ck_assert_uint_eq(value.length, 0);
	ck_assert_int_eq(path_template(arena, str("x$FOO"), &value, &where, &length),
	                 PATH_UNKNOWN_VARIABLE);
	ck_assert_uint_eq(where, 1);
	ck_assert_uint_eq(length, 4);
	ck_assert_int_eq(path_template(arena, str("${HOME}"), &value, &where, &length),
	                 PATH_UNKNOWN_VARIABLE);
	ck_assert_int_eq(path_template(arena, STR("a\0b"), &value, &where, &length), PATH_CONTROL);
	ck_assert_int_eq(path_template(arena, str("a\001B"), &value, &where, &length),
	                 PATH_CONTROL);
}
END_TEST

int
main(void)
{
	TCase *tests = tcase_create("path");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, spellings_of_one_path_are_one_path);
	tcase_add_loop_test(tests, a_problem_shows_its_bytes, 0, (int)COUNTOF(problems));
	tcase_add_test(tests, a_nul_byte_is_no_end);
	tcase_add_test(tests, a_long_path_is_refused);
	tcase_add_test(tests, a_base_makes_relative_paths_absolute);
	tcase_add_loop_test(tests, relations_go_by_component, 0, (int)COUNTOF(relations));
	tcase_add_test(tests, a_tree_is_one_run_and_its_parent_leads);
	tcase_add_test(tests, a_value_keeps_its_variables_for_the_run);
	return run_tests("path", tests);
}
