/* SPDX-License-Identifier: Apache-2.0 */
/* when.c - conditions on the target: the language, and what is not known. */
#include "compiler/when.h"
#include "tests/unit/run.h"
#include "tests/unit/world.h"

#include <stdlib.h>
#include <string.h>

static struct world *world;

static void
setup(void)
{
	world = world_new();
}

static void
teardown(void)
{
	world_free(world);
}

static enum when
decide(const char *text, const char *distribution, const char *version, enum target target)
{
	struct node value = {.kind = NODE_STRING, .text = {text, (uint32_t)strlen(text)}};
	struct when_target about = {target, distribution, version};

	ck_assert_msg(when_check(world->diags, &value), "'%s'", text);
	return when_decide(&about, &value);
}

static const struct {
	const char *text;
	const char *distribution, *version;
	enum when linux, macos;
} decisions[] = {
    {"linux", NULL, NULL, WHEN_YES, WHEN_NO},
    {"macos", NULL, NULL, WHEN_NO, WHEN_YES},
    {"windows", NULL, NULL, WHEN_NO, WHEN_NO},
    {"windows:10:1", NULL, NULL, WHEN_NO, WHEN_NO},
    {"!windows", NULL, NULL, WHEN_YES, WHEN_YES},
    {"!linux", NULL, NULL, WHEN_NO, WHEN_YES},
    {"macos:>=14", NULL, NULL, WHEN_NO, WHEN_UNDECIDED},
    {"linux:debian", NULL, NULL, WHEN_UNDECIDED, WHEN_NO},
    {"!linux:debian", NULL, NULL, WHEN_UNDECIDED, WHEN_YES},
    {"linux:debian", "debian", "12", WHEN_YES, WHEN_NO},
    {"linux:debian", "fedora", "40", WHEN_NO, WHEN_NO},
    {"linux:debian", "ubuntu", "24.04", WHEN_YES, WHEN_NO},
    {"linux:debian:>=12", "ubuntu", "24.04", WHEN_UNDECIDED, WHEN_NO},
    {"linux:ubuntu", "debian", "12", WHEN_NO, WHEN_NO},
    {"linux:debian:12", "debian", NULL, WHEN_UNDECIDED, WHEN_NO},
    {"linux:debian:12", "debian", "12", WHEN_YES, WHEN_NO},
    {"linux:debian:==12", "debian", "12.0", WHEN_YES, WHEN_NO},
    {"linux:debian:>=12.5", "debian", "12.10", WHEN_YES, WHEN_NO},
    {"linux:debian:<12", "debian", "12", WHEN_NO, WHEN_NO},
    {"linux:debian:<=12", "debian", "12", WHEN_YES, WHEN_NO},
    {"linux:debian:>12", "debian", "13", WHEN_YES, WHEN_NO},
    {"linux:ubuntu:24", "ubuntu", "24.04", WHEN_NO, WHEN_NO},
    {"!linux:ubuntu:24", "ubuntu", "24.04", WHEN_YES, WHEN_YES},
    {"linux:debian:12:server", "debian", "12", WHEN_UNDECIDED, WHEN_NO},
    {"linux:debian:13:server", "debian", "12", WHEN_NO, WHEN_NO},
};

START_TEST(conditions_are_decided_for_the_target)
{
	ck_assert_int_eq(decide(decisions[_i].text, decisions[_i].distribution,
	                        decisions[_i].version, TARGET_LANDLOCK),
	                 decisions[_i].linux);
	ck_assert_int_eq(decide(decisions[_i].text, decisions[_i].distribution,
	                        decisions[_i].version, TARGET_SEATBELT),
	                 decisions[_i].macos);
}
END_TEST

static const struct {
	const char *text;
	const char *help; /* or NULL */
} mistakes[] = {
    {"darwin", "'macos'"},
    {"mac", "'macos'"},
    {"osx", "'macos'"},
    {"lunix", "'linux'"},
    {"Linux", "'linux'"},
    {"freebsd", NULL},
    {"", NULL},
    {"!", NULL},
    {"linux:", NULL},
    {"linux::12", NULL},
    {"macos:14:x", NULL},
    {"linux:a:1:b:c", NULL},
    {"linux:debian:=>12", NULL},
    {"linux:debian:>=", NULL},
    {"linux:debian:12.", NULL},
    {"linux:debian:bookworm", NULL},
};

START_TEST(a_mistake_is_an_error_and_never_false)
{
	char text[128];
	const struct finding *finding;

	snprintf(text, sizeof(text),
	         "{\"filesystem\": {\"deny\": [{\"path\": \"/a\", \"when\": \"%s\"}]}}",
	         mistakes[_i].text);
	world_lower(world, text);
	ck_finding(world, DIAG_WHEN_SYNTAX);
	finding = world_finding(world, DIAG_WHEN_SYNTAX);
	if (mistakes[_i].help)
		ck_assert(world_helps(finding, mistakes[_i].help));
}
END_TEST

START_TEST(a_list_is_any_of_and_never_empty)
{
	world_lower(world, "{\"filesystem\": {\"read\": [{\"path\": \"/a\", \"when\": [\"macos\", "
	                   "\"linux\"]}, {\"path\": \"/b\", \"when\": [\"macos\", \"windows\"]},"
	                   "{\"path\": \"/c\", \"when\": [\"linux:debian\", \"linux\"]}]}}");
	ck_clean(world);
	ck_assert_ptr_nonnull(world_rule(world, &world->ir->grants, "/a"));
	ck_assert_ptr_null(world_rule(world, &world->ir->grants, "/b"));
	ck_assert_ptr_nonnull(world_rule(world, &world->ir->grants, "/c"));
	world_lower(world, "{\"filesystem\": {\"deny\": [{\"path\": \"/a\", \"when\": []}]}}");
	ck_finding(world, DIAG_WHEN_SYNTAX);
}
END_TEST

START_TEST(what_is_not_known_denies_and_does_not_grant)
{
	static const char text[] =
	    "{\"filesystem\": {\"read\": [{\"path\": \"/a\", \"when\": \"linux:debian:>=12\"}],"
	    "\"deny\": [{\"path\": \"/d\", \"when\": \"linux:fedora\"}]}}";

	world_lower(world, text);
	ck_finding(world, DIAG_WHEN_UNDECIDED);
	ck_assert_str_eq(world_at(world, world_finding(world, DIAG_WHEN_UNDECIDED)->at),
	                 "\"linux:debian:>=12\"");
	ck_assert(
	    world_helps(world_finding(world, DIAG_WHEN_UNDECIDED), "--target linux:ID:VERSION"));
	ck_assert_ptr_nonnull(world_rule(world, &world->ir->denies, "/d"));
	ck_assert_ptr_null(world_rule(world, &world->ir->grants, "/a"));
}
END_TEST

START_TEST(a_named_target_decides)
{
	world->options.distribution = "debian";
	world->options.version = "12";
	world_lower(world, "{\"filesystem\": {\"read\": [{\"path\": \"/a\", \"when\": "
	                   "\"linux:debian:>=12\"}], \"deny\": [{\"path\": \"/d\", \"when\": "
	                   "\"linux:fedora\"}]}}");
	ck_clean(world);
	ck_assert_ptr_nonnull(world_rule(world, &world->ir->grants, "/a"));
	ck_assert_ptr_null(world_rule(world, &world->ir->denies, "/d"));
}
END_TEST

START_TEST(a_group_under_an_unknown_condition_only_denies)
{
	world_file(world, "home/groups/mixed.yaml",
	           "description: both\nfilesystem:\n  deny: [/d]\n  read: [/r]\n  write: [/w]\n");
	world_lower(world, "{\"groups\": {\"include\": [{\"name\": \"mixed\", \"when\": "
	                   "\"linux:debian\"}]}}");
	ck_finding(world, DIAG_WHEN_UNDECIDED);
	ck_assert_ptr_nonnull(world_rule(world, &world->ir->denies, "/d"));
	ck_assert_ptr_null(world_rule(world, &world->ir->grants, "/r"));
}
END_TEST

START_TEST(a_group_is_in_if_one_include_holds)
{
	world_file(world, "home/groups/mine.yaml", "description: d\nfilesystem: {read: [/r]}\n");
	world_lower(world, "{\"groups\": {\"include\": [{\"name\": \"mine\", \"when\": \"macos\"},"
	                   "\"mine\", {\"name\": \"tools\", \"when\": \"!linux\"}]}}");
	ck_clean(world);
	ck_assert_ptr_nonnull(world_rule(world, &world->ir->grants, "/r"));
	ck_assert_ptr_null(world_rule(world, &world->ir->grants, "/opt/tools"));
}
END_TEST

/* A key that says more on one target than on the other. */
START_TEST(sockets_right_in_a_directory_are_told_from_a_tree_on_macos)
{
	static const char profile[] = "{\"filesystem\": {\"unix_socket_dir\": [\"/run/app\"],"
				      "\"unix_socket_bind\": [\"/run/one/s\"],"
				      "\"unix_socket_dir_bind\": [\"~/s\"],"
				      "\"unix_socket_subtree\": [\"/run/tree\"]}}";
	unsigned made = 0;

	world->options.target = TARGET_SEATBELT;
	world_lower(world, profile);
	ck_clean(world);
	ck_assert_uint_eq(diags_count(world->diags, SEVERITY_WARNING), 0);
	ck_assert(world_rule(world, &world->ir->grants, "/run/app")->children);
	ck_assert(world_rule(world, &world->ir->grants, "~/s")->children);
	ck_assert(!world_rule(world, &world->ir->grants, "/run/tree")->children);
	for (size_t i = 0; i < world->ir->grants.count; i++)
		if (world->ir->grants.items[i].rights == BLOB_FS_MAKE_SOCK) {
			ck_assert(world->ir->grants.items[i].children);
			made++;
		}
	ck_assert_uint_eq(made, 2);
	ck_assert(world_rule(world, &world->ir->grants, "/run/one")->children);
	ck_assert(!world_rule(world, &world->ir->grants, "/run/one/s")->children);
	ck_assert_uint_eq(world_count(world, DIAG_SOCKET_WIDENED), 1);
}
END_TEST

int
main(void)
{
	TCase *tests = tcase_create("when");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_loop_test(tests, conditions_are_decided_for_the_target, 0,
	                    (int)COUNTOF(decisions));
	tcase_add_loop_test(tests, a_mistake_is_an_error_and_never_false, 0,
	                    (int)COUNTOF(mistakes));
	tcase_add_test(tests, a_list_is_any_of_and_never_empty);
	tcase_add_test(tests, what_is_not_known_denies_and_does_not_grant);
	tcase_add_test(tests, a_named_target_decides);
	tcase_add_test(tests, a_group_under_an_unknown_condition_only_denies);
	tcase_add_test(tests, a_group_is_in_if_one_include_holds);
	tcase_add_test(tests, sockets_right_in_a_directory_are_told_from_a_tree_on_macos);
	return run_tests("when", tests);
}
