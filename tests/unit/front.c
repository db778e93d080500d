/* SPDX-License-Identifier: Apache-2.0 */
/* front.c - nono's command line as it is read, and texts that changed between two readings. */
#include "front/policy.h"
#include "tests/unit/run.h"

#include <stdlib.h>
#include <string.h>

static struct command_line line;
static const char *why;

static bool
read_words(char **words)
{
	int count = 0;

	while (words[count])
		count++;
	line = (struct command_line){.arena = arena_new()};
	return command_read(&line, count, words, &why);
}
#define READ(...) read_words((char *[]){"nono", __VA_ARGS__, NULL})

START_TEST(letters_go_together_and_values_anywhere)
{
	ck_assert(READ("run", "-sva/a", "-a", "/b", "--allow=/c", "--allow=--net-block", "--", "x",
	               "--allow"));
	ck_assert_uint_eq(line.count, 6);
	ck_assert_ptr_nonnull(command_given(&line, FLAG_SILENT));
	ck_assert_ptr_nonnull(command_given(&line, FLAG_VERBOSE));
	ck_assert_str_eq(line.given[2].value, "/a");
	ck_assert_str_eq(line.given[4].value, "/c");
	ck_assert_str_eq(command_given(&line, FLAG_ALLOW)->value, "--net-block");
	ck_assert_ptr_null(command_given(&line, FLAG_BLOCK_NET));
	ck_assert_str_eq(line.command[1], "--allow");
	arena_free(line.arena);
	/* What a forgotten value swallows would not hold. */
	ck_assert(!READ("run", "--allow", "--net-block", "--", "x"));
	ck_assert_ptr_nonnull(strstr(why, "found '--net-block'"));
	arena_free(line.arena);
}
END_TEST

START_TEST(an_option_stands_before_its_verb_too)
{
	ck_assert(READ("-s", "run", "--", "x"));
	arena_free(line.arena);
	ck_assert(!READ("--allow", "/a", "setup-that-is-not-there"));
	ck_assert_ptr_nonnull(strstr(why, "there is no 'setup-that-is-not-there'"));
	ck_assert_int_eq(command_failed(&line), 2);
	arena_free(line.arena);
}
END_TEST

START_TEST(the_command_line_is_stronger_than_variables)
{
	setenv("NONO_PROFILE", "node-dev", 1);
	ck_assert(READ("run", "--profile", "go-dev", "--", "x"));
	ck_assert_str_eq(command_given(&line, FLAG_PROFILE)->value, "go-dev");
	arena_free(line.arena);
	ck_assert(READ("run", "--", "x"));
	ck_assert_str_eq(command_given(&line, FLAG_PROFILE)->value, "node-dev");
	arena_free(line.arena);
	unsetenv("NONO_PROFILE");
}
END_TEST

START_TEST(texts_that_changed_are_noticed)
{
	struct arena *arena = arena_new();
	struct sources *a = sources_new(arena), *b = sources_new(arena), *c = sources_new(arena);

	sources_add_words(a, "command line", STR("--allow x\n"));
	sources_add_file(a, "one.json", STR("{}"));
	sources_add_file(b, "one.json", STR("{}"));
	ck_assert(front_same_texts(a, b));
	sources_add_file(c, "one.json", STR("{ }"));
	ck_assert(!front_same_texts(a, c));
	sources_add_file(b, "two.json", STR("{}"));
	ck_assert(!front_same_texts(a, b));
	ck_assert(!front_same_texts(b, a));
	arena_free(arena);
}
END_TEST

int
main(void)
{
	TCase *tests = tcase_create("command line");

	tcase_add_test(tests, letters_go_together_and_values_anywhere);
	tcase_add_test(tests, an_option_stands_before_its_verb_too);
	tcase_add_test(tests, the_command_line_is_stronger_than_variables);
	tcase_add_test(tests, texts_that_changed_are_noticed);
	return run_tests("front", tests);
}
