/* SPDX-License-Identifier: Apache-2.0 */
/* normalise.c - the one form of a policy, and what bypasses come to. */
#include "compiler/pass.h"
#include "compiler/variable.h"
#include "tests/unit/ir-text.h"
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

static struct ir *
normalised(const char *text)
{
	struct ir *ir = ir_from(arena, text);

	pass_bypass(ir);
	pass_normalise(ir);
	if (diags_count(ir->diags, SEVERITY_ERROR) == 0)
		pass_verify(ir);
	return ir;
}

/* "PATH rights[ dir|file|children][ implied]" of each rule, a line each. */
static const char *
text_of(const struct rules *rules)
{
	static const char *const objects[] = {"", " dir", " file"};
	const char *text = "";

	for (size_t i = 0; i < rules->count; i++)
		text = arena_printf(
		    arena, "%s%s: %s%s%s\n", text, path_text(arena, &rules->items[i].path),
		    access_text(arena, rules->items[i].rights),
		    rules->items[i].children ? " children" : objects[rules->items[i].object],
		    rules->items[i].implied ? " implied" : "");
	return text;
}

START_TEST(equal_paths_become_one_rule)
{
	struct ir *ir = normalised("allow write ~/a group\n"
	                           "allow read ~/a\n"
	                           "allow list ~/a builtin\n");

	ck_assert_str_eq(text_of(&ir->grants), "~/a: read, list, write\n");
	ck_assert(rule_own(&ir->grants.items[0]));
	ck_assert_uint_eq(source_place(ir->sources, 1, ir->grants.items[0].at.offset).line, 2);
}
END_TEST

START_TEST(a_rule_for_direct_children_is_one_of_its_own)
{
	struct ir *ir = normalised("allow connect_unix /a children\n"
	                           "allow connect_unix /a children group\n"
	                           "allow read /a dir\n"
	                           "allow connect_unix /a/b dir group\n"
	                           "allow connect_unix /t\n"
	                           "allow connect_unix /t/u children group\n"
	                           "allow connect_unix /t/v children\n");

	ck_assert_str_eq(text_of(&ir->grants), "/a: read dir\n"
	                                       "/a: connect_unix children\n"
	                                       "/a/b: read, connect_unix dir\n"
	                                       "/t: connect_unix\n"
	                                       "/t/v: connect_unix children implied\n");
}
END_TEST

START_TEST(a_rule_carries_what_lies_above_it)
{
	struct ir *ir = normalised("allow read /a group\n"
	                           "allow write /a/b group\n"
	                           "allow exec /a/b/c/d group\n"
	                           "allow list /a/bc group\n");

	ck_assert_str_eq(text_of(&ir->grants), "/a: read\n"
	                                       "/a/b: read, write\n"
	                                       "/a/b/c/d: read, exec, write\n"
	                                       "/a/bc: read, list\n");
}
END_TEST

START_TEST(a_groups_implied_rule_goes_and_a_profiles_stays_marked)
{
	struct ir *ir = normalised("allow read,list /a group\n"
	                           "allow read /a/group group\n"
	                           "allow read /a/profile\n"
	                           "allow list /a/profile/below group\n");

	ck_assert_str_eq(text_of(&ir->grants), "/a: read, list\n"
	                                       "/a/profile: read, list implied\n");
}
END_TEST

START_TEST(kinds_do_not_mix)
{
	struct ir *ir = normalised("allow read /a\n"
	                           "allow list /a dir\n"
	                           "allow write,create /a file\n"
	                           "allow exec /a/b group\n");

	/* What a directory has is nothing to a file; what either has is. */
	ck_assert_str_eq(text_of(&ir->grants), "/a: read\n"
	                                       "/a: read, list dir\n"
	                                       "/a: read, write file\n"
	                                       "/a/b: read, list, exec\n");
}
END_TEST

START_TEST(a_file_gives_nothing_below_it)
{
	struct ir *ir = normalised("allow read,list /a file group\n"
	                           "allow read /a/b group\n");

	ck_assert_str_eq(text_of(&ir->grants), "/a: read file\n/a/b: read\n");
}
END_TEST

START_TEST(anchors_are_not_closed_over)
{
	struct ir *ir = normalised("allow read / group\n"
	                           "allow write ~ group\n"
	                           "allow list ~/.config group\n"
	                           "allow exec $XDG_CONFIG_HOME group\n");

	ck_assert_str_eq(text_of(&ir->grants), "/: read\n"
	                                       "~: write\n"
	                                       "~/.config: list, write\n"
	                                       "$XDG_CONFIG_HOME: exec\n");
}
END_TEST

START_TEST(a_bypass_has_the_rights_of_the_profiles_grants)
{
	struct ir *ir = normalised("allow read ~/.docker\n"
	                           "allow write ~/.docker/config.json group\n"
	                           "allow list ~/.docker/config.json file\n"
	                           "allow exec ~ builtin\n"
	                           "deny all ~/.docker group\n"
	                           "bypass ~/.docker/config.json\n");

	ck_assert_str_eq(text_of(&ir->bypasses), "~/.docker/config.json: read, exec\n");
	ck_assert_uint_eq(ir->denies.items[0].rights, BLOB_FS_ALL);
}
END_TEST

START_TEST(a_bypass_takes_its_rights_from_denies_at_and_below_it)
{
	struct ir *ir = normalised("allow read ~/.docker\n"
	                           "deny read ~/.docker group\n"
	                           "deny read,write ~/.docker/a group\n"
	                           "deny read ~/.dockerx group\n"
	                           "deny read ~ group\n"
	                           "bypass ~/.docker\n");

	ck_assert_str_eq(text_of(&ir->denies), "~: read\n"
	                                       "~/.docker/a: write\n"
	                                       "~/.dockerx: read\n");
}
END_TEST

START_TEST(a_bypass_without_a_grant_of_the_profile_is_an_error)
{
	struct ir *ir = normalised("allow read ~/.docker group\n"
	                           "deny all ~/.docker group\n"
	                           "bypass ~/.docker\n");
	struct place at;

	ck_assert_uint_eq(ir_reported(ir, DIAG_BYPASS_NO_GRANT, &at), 1);
	ck_assert_uint_eq(at.line, 3);
	ck_assert_uint_eq(at.column, 8);
	ck_assert(ir_silent(ir, 1, 0, 0));
}
END_TEST

START_TEST(ports_and_variables_are_sorted_and_unique)
{
	struct ir *ir = normalised("connect udp 53\n"
	                           "listen tcp 443\n"
	                           "connect tcp 443\n"
	                           "connect tcp 80\n"
	                           "env set B=1\n"
	                           "env set B=2\n"
	                           "env allow B\n"
	                           "env allow A*\n"
	                           "env allow A\n"
	                           "env allow A\n");

	ck_assert_uint_eq(ir->port_count, 3);
	ck_assert_uint_eq(ir->ports[0].port, 80);
	ck_assert_uint_eq(ir->ports[1].port, 443);
	ck_assert_uint_eq(ir->ports[1].access, BLOB_PORT_CONNECT | BLOB_PORT_BIND);
	ck_assert_uint_eq(ir->ports[2].protocol, BLOB_UDP);
	ck_assert_uint_eq(ir->env_count, 4);
	ck_assert(!ir->env[0].prefix && ir->env[1].prefix);
	ck_assert_str_eq(ir->env[2].name.data, "B");
	ck_assert_str_eq(ir->env[3].value.data, "2");
}
END_TEST

enum { NAME_MAX_LENGTH = 5 };

/* Of all names of A and B: the one of NUMBER, which counts them by length. */
static struct str
name_of(unsigned number)
{
	char name[NAME_MAX_LENGTH + 1];
	uint32_t length = 0;

	for (number++; number > 1; number >>= 1)
		name[length++] = number & 1 ? 'B' : 'A';
	return arena_str(arena, name, length);
}

/* A variable's rule among sorted ones is the one that a look at each finds first. */
START_TEST(a_variable_has_the_rule_that_a_look_at_all_finds)
{
	const unsigned names = (1u << (NAME_MAX_LENGTH + 1)) - 1;
	unsigned found = 0;

	for (unsigned run = 0; run < 200; run++) {
		struct random random = random_seed(17, run);
		struct ir *ir = ir_new(arena, NULL, NULL, TARGET_LANDLOCK), all;

		for (unsigned i = random_below(&random, 12); i > 0; i--)
			ir_add_env(ir, &(struct env_rule){
					   .action = random_chance(&random, 50) ? BLOB_ENV_ALLOW
			                                                        : BLOB_ENV_DENY,
					   .prefix = random_chance(&random, 40),
					   .name = name_of(random_below(&random, names))});
		pass_normalise(ir);
		ck_assert(ir->env_sorted);
		all = *ir;
		all.env_sorted = false;
		for (unsigned i = 0; i < names; i++) {
			struct str name = name_of(i);
			const struct env_rule *rule = variable_rule(ir, BLOB_ENV_DENY, name);

			ck_assert_ptr_eq(rule, variable_rule(&all, BLOB_ENV_DENY, name));
			found += rule != NULL;
		}
	}
	ck_assert_uint_gt(found, names * 20);
	ck_assert_uint_lt(found, names * 180);
}
END_TEST

int
main(void)
{
	TCase *tests = tcase_create("normalise");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, equal_paths_become_one_rule);
	tcase_add_test(tests, a_rule_for_direct_children_is_one_of_its_own);
	tcase_add_test(tests, a_rule_carries_what_lies_above_it);
	tcase_add_test(tests, a_groups_implied_rule_goes_and_a_profiles_stays_marked);
	tcase_add_test(tests, kinds_do_not_mix);
	tcase_add_test(tests, a_file_gives_nothing_below_it);
	tcase_add_test(tests, anchors_are_not_closed_over);
	tcase_add_test(tests, a_bypass_has_the_rights_of_the_profiles_grants);
	tcase_add_test(tests, a_bypass_takes_its_rights_from_denies_at_and_below_it);
	tcase_add_test(tests, a_bypass_without_a_grant_of_the_profile_is_an_error);
	tcase_add_test(tests, ports_and_variables_are_sorted_and_unique);
	tcase_add_test(tests, a_variable_has_the_rule_that_a_look_at_all_finds);
	return run_tests("normalise", tests);
}
