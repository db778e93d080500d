/* SPDX-License-Identifier: Apache-2.0 */
/* cases.c - the numbered cases that ask what a policy says, not what a kernel does: 30, 31, 34. */
#include "compiler/eval.h"
#include "compiler/pass.h"
#include "compiler/profile.h"

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct arena *arena;
static char file[] = "/var/tmp/nono-cases-XXXXXX.json";

static void
set_up(void)
{
	arena = arena_new();
}

static void
tear_down(void)
{
	arena_free(arena);
}

static void
write_profile(const char *text)
{
	strcpy(file + sizeof file - sizeof "XXXXXX.json", "XXXXXX.json");
	int fd = mkstemps(file, sizeof ".json" - 1);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
}

/* As a user's own profile, with the built-in groups that every profile gets. */
static struct ir *
ir_from(const char *text)
{
	struct sources *sources = sources_new(arena);
	struct diags *diags = diags_new(arena, sources);
	struct ir *ir = ir_new(arena, sources, diags, TARGET_LANDLOCK);
	struct profile_options options = {
	    .target = TARGET_LANDLOCK, .max_input = 1 << 20, .organisation = "/nonexistent"};

	write_profile(text);
	int status = profile_lower(ir, file, &options);
	unlink(file);
	ck_assert_int_eq(status, 0);
	ck_assert_uint_eq(diags_count(diags, SEVERITY_ERROR), 0);
	pass_bypass(ir);
	ck_assert_uint_eq(diags_count(diags, SEVERITY_ERROR), 0);
	pass_normalise(ir);
	return ir;
}

static struct verdict
ask(const struct ir *ir, enum op op, const char *name)
{
	uint32_t where, length;
	struct query query = {.op = op, .thing = THING_FILE};
	struct kernel intent = {0};
	struct str text = {name, (uint32_t)strlen(name)};

	ck_assert_int_eq(path_parse(arena, text, NULL, &query.path, &where, &length), PATH_OK);
	return eval(ir, &query, &intent);
}

/* 30: profile allow + bypass; why read: allowed. */
START_TEST(a_grant_with_a_bypass_is_allowed)
{
	struct ir *ir = ir_from("{\"filesystem\": {\"allow\": [\"$HOME/.docker\"],"
	                        " \"bypass_protection\": [\"$HOME/.docker\"]}}");

	struct verdict read = ask(ir, OP_READ, "$HOME/.docker/config.json");
	ck_assert(read.allowed);
	ck_assert_ptr_nonnull(read.rule);
	ck_assert(rule_from_profile(read.rule));
	ck_assert(ask(ir, OP_OVERWRITE, "$HOME/.docker/config.json").allowed);
}
END_TEST

/* 31: profile read + bypass; why write: denied, and what is missing is the right to write. */
START_TEST(a_bypass_for_reading_does_not_write)
{
	struct ir *ir = ir_from("{\"filesystem\": {\"read\": [\"$HOME/.docker\"],"
	                        " \"bypass_protection\": [\"$HOME/.docker\"]}}");

	ck_assert(ask(ir, OP_READ, "$HOME/.docker/config.json").allowed);
	struct verdict write = ask(ir, OP_WRITE, "$HOME/.docker/config.json");
	ck_assert(!write.allowed);
	ck_assert(write.held);
	ck_assert_int_eq(write.error, EACCES);
	ck_assert_uint_eq(write.missing, RIGHT_WRITE);
	ck_assert(!ask(ir, OP_CREATE, "$HOME/.docker/new").allowed);
}
END_TEST

/* 34: a bypass of .docker; why ~/.ssh: denied, and the deny that decides is told. */
START_TEST(a_bypass_leaves_other_protected_paths_alone)
{
	struct ir *ir = ir_from("{\"filesystem\": {\"allow\": [\"$HOME/.docker\"],"
	                        " \"bypass_protection\": [\"$HOME/.docker\"]}}");

	struct verdict read = ask(ir, OP_READ, "$HOME/.ssh/id_rsa");
	ck_assert(!read.allowed);
	ck_assert_ptr_nonnull(read.rule);
	ck_assert_str_eq(path_text(arena, &read.rule->path), "~/.ssh");
	ck_assert_str_eq(read.rule->origin->name, "deny_credentials");
	ck_assert(read.rule->origin->required);
	/* A name that only begins alike is neither bypassed nor protected. */
	struct verdict other = ask(ir, OP_READ, "$HOME/.dockerignore");
	ck_assert(!other.allowed);
	ck_assert_ptr_null(other.rule);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("cases");
	TCase *tcase = tcase_create("evaluator");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, a_grant_with_a_bypass_is_allowed);
	tcase_add_test(tcase, a_bypass_for_reading_does_not_write);
	tcase_add_test(tcase, a_bypass_leaves_other_protected_paths_alone);
	suite_add_tcase(suite, tcase);

	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
