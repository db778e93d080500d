/* SPDX-License-Identifier: Apache-2.0 */
/* cases.c - the numbered cases of what a policy says, by kernel or none: 11, 12, 30, 31, 34, 36. */
#include "compiler/check.h"
#include "compiler/diag-record.h"
#include "compiler/eval.h"
#include "compiler/pass.h"
#include "compiler/profile.h"
#include "tests/unit/run.h"

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

/* As a user's own profile, with the built-in groups that every profile gets; checked or not. */
static struct ir *
ir_checked(const char *text, bool check)
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
	if (check)
		checks_run(ir);
	ck_assert_uint_eq(diags_count(diags, SEVERITY_ERROR), 0);
	pass_normalise(ir);
	return ir;
}

static struct ir *
ir_from(const char *text)
{
	return ir_checked(text, false);
}

/* The one finding of CODE; what it points at begins with PLACE. */
static const struct finding *
told(const struct ir *ir, enum diag_code code, const char *place)
{
	const struct finding *found = NULL;

	for (size_t i = 0; i < ir->diags->count; i++) {
		if (ir->diags->findings[i].code != code)
			continue;
		ck_assert_ptr_null(found);
		found = &ir->diags->findings[i];
	}
	ck_assert_ptr_nonnull(found);
	const char *text = source_get(ir->sources, found->at.source)->text.data + found->at.offset;
	ck_assert_msg(strncmp(text, place, strlen(place)) == 0, "%.40s", text);
	ck_assert_int_eq(diag_code_severity(code), SEVERITY_WARNING);
	return found;
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

/* 11: a grant within a grant works, and is told to add nothing. */
START_TEST(a_grant_within_a_grant_is_subsumed)
{
	struct ir *ir =
	    ir_checked("{\"filesystem\": {\"allow\": [\"/srv/a\", \"/srv/a/nested\"]}}", true);

	told(ir, DIAG_GRANT_IMPLIED, "\"/srv/a/nested\"");
	ck_assert(ask(ir, OP_READ, "/srv/a/nested/deep/f").allowed);
	ck_assert(ask(ir, OP_OVERWRITE, "/srv/a/nested/deep/f").allowed);
	ck_assert(!ask(ir, OP_READ, "/srv/b").allowed);
}
END_TEST

/* 12: reading below what may be written narrows nothing: the write succeeds, and is told to. */
START_TEST(a_grant_of_less_does_not_narrow)
{
	struct ir *ir = ir_checked(
	    "{\"filesystem\": {\"allow\": [\"/srv/p\"], \"read\": [\"/srv/p/sub\"]}}", true);

	told(ir, DIAG_GRANT_NOT_NARROWER, "\"/srv/p/sub\"");
	ck_assert(ask(ir, OP_OVERWRITE, "/srv/p/sub/x").allowed);
	ck_assert(ask(ir, OP_CREATE, "/srv/p/sub/new").allowed);
}
END_TEST

/* 36: a bypass above denies lifts each of them, and says how many and which. */
START_TEST(a_bypass_above_denies_lifts_them_aloud)
{
	struct ir *ir = ir_checked("{\"filesystem\": {\"read\": [\"$HOME/.config\"],"
	                           " \"bypass_protection\": [\"$HOME/.config\"]}}",
	                           true);
	const struct finding *wide = told(ir, DIAG_BYPASS_WIDE, "\"$HOME/.config\"");
	unsigned long lifted = strtoul(strstr(wide->text, "lifts ") + 6, NULL, 10);
	unsigned long denies = 0;

	for (size_t i = 0; i < ir->denies.count; i++) {
		const struct rule *deny = &ir->denies.items[i];
		struct path config = {BLOB_ANCHOR_HOME, STR(".config")};

		denies += path_within(&deny->path, &config);
	}
	ck_assert_uint_gt(lifted, 3);
	/* What it lifts for reading stays denied for the rest. */
	ck_assert_uint_ge(denies, lifted);
	ck_assert(ask(ir, OP_READ, "$HOME/.config/gcloud/x").allowed);
	ck_assert(ask(ir, OP_READ, "$HOME/.config/op/x").allowed);
	ck_assert(!ask(ir, OP_WRITE, "$HOME/.config/gcloud/x").allowed);
	ck_assert(!ask(ir, OP_READ, "$HOME/.ssh/id_rsa").allowed);
}
END_TEST

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
	TCase *tcase = tcase_create("evaluator");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, a_grant_within_a_grant_is_subsumed);
	tcase_add_test(tcase, a_grant_of_less_does_not_narrow);
	tcase_add_test(tcase, a_grant_with_a_bypass_is_allowed);
	tcase_add_test(tcase, a_bypass_for_reading_does_not_write);
	tcase_add_test(tcase, a_bypass_leaves_other_protected_paths_alone);
	tcase_add_test(tcase, a_bypass_above_denies_lifts_them_aloud);
	return run_tests("cases", tcase);
}
