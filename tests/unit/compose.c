/* SPDX-License-Identifier: Apache-2.0 */
/* compose.c - extends, groups, names, and the merge, key by key. */
#include "tests/unit/run.h"
#include "tests/unit/world.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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

static const struct rule *
grant(const char *path)
{
	return world_rule(world, &world->ir->grants, path);
}

static const struct rule *
deny(const char *path)
{
	return world_rule(world, &world->ir->denies, path);
}

static void
only_error(enum diag_code code, const char *at)
{
	const struct finding *finding = world_finding(world, code);

	ck_assert_uint_eq(diags_count(world->diags, SEVERITY_ERROR), 1);
	ck_assert_ptr_nonnull(finding);
	ck_assert_str_eq(world_at(world, finding->at), at);
}

START_TEST(a_profile_without_extends_has_the_groups_of_default)
{
	const struct rule *rule;

	world_lower(world, "{\"meta\": {\"name\": \"default\"}}");
	ck_clean(world);
	rule = grant("/usr");
	ck_assert_ptr_nonnull(rule);
	ck_assert_str_eq(rule->origin->name, "system");
	ck_assert_int_eq(rule->origin->kind, ORIGIN_GROUP);
	ck_assert_int_eq(rule->origin->trust, TRUST_BUILTIN);
	ck_assert_str_eq(world_at(world, rule->origin->why), "system");
	ck_assert_str_eq(rule->origin->from->name, "default");
	ck_assert(!rule->origin->required);
	ck_assert(deny("~/.ssh")->origin->required);
	ck_assert_ptr_null(grant("/System"));
}
END_TEST

START_TEST(required_groups_join_whatever_a_profile_says)
{
	world_file(
	    world, "org/groups/house.yaml",
	    "description: rules of the house\nrequired: true\nfilesystem: {deny: [/house]}\n");
	world_file(world, "org/groups/hint.yaml", "description: no\nfilesystem: {deny: [/hint]}\n");
	world_lower(world, "{\"extends\": \"default\"}");
	ck_assert_ptr_nonnull(deny("~/.nono"));
	if (geteuid() != 0) {
		/* Both files are then the caller's, and the organisation has no say. */
		ck_assert_uint_eq(diags_count(world->diags, SEVERITY_ERROR), 2);
		return;
	}
	ck_clean(world);
	ck_assert_ptr_nonnull(deny("/house"));
	ck_assert_int_eq(deny("/house")->origin->trust, TRUST_ORGANISATION);
	ck_assert_uint_eq(deny("/house")->origin->why.source, 0);
	ck_assert_ptr_null(deny("/hint"));
}
END_TEST

START_TEST(an_organisations_group_must_be_roots)
{
	char *path =
	    (char *)arena_printf(world->arena, "%s/org/groups/house.yaml", world->directory);

	world_file(world, "org/groups/house.yaml", "description: d\nrequired: true\n");
	ck_assert_int_eq(chmod(path, 0666), 0);
	world_lower(world, "{}");
	ck_finding(world, DIAG_NOT_ROOT_OWNED);
}
END_TEST

START_TEST(an_organisations_policy_is_not_passed_over)
{
	world_file(world, "org/policy.yaml",
	           "assert: [deny read /opt/**]\nforbid_suppressions: [N0305]\n");
	world_lower(world, "{\"assert\": [\"deny read ~/.ssh/**\"]}");
	if (geteuid() != 0) {
		ck_finding(world, DIAG_NOT_ROOT_OWNED);
		return;
	}
	ck_clean(world);
	ck_assert_int_eq(world->ir->assertions->origin->trust, TRUST_USER);
	ck_assert_int_eq(world->ir->assertions->next->origin->trust, TRUST_ORGANISATION);
	ck_assert_ptr_null(world->ir->assertions->next->next);
	ck_assert_int_eq(world->ir->forbidden->code, DIAG_BYPASS_WIDE);
}
END_TEST

START_TEST(an_organisations_policy_has_few_keys)
{
	world_file(world, "org/policy.json", "{\"filesystem\": {}}");
	world_lower(world, "{}");
	if (geteuid() == 0)
		only_error(DIAG_UNKNOWN_KEY, "\"filesystem\"");
}
END_TEST

START_TEST(a_required_group_cannot_be_excluded)
{
	const struct finding *finding;

	world_lower(world, "{\"groups\": {\"exclude\": [\"deny_keys\"]}}");
	only_error(DIAG_REQUIRED_EXCLUDED, "\"deny_keys\"");
	finding = world_finding(world, DIAG_REQUIRED_EXCLUDED);
	ck_assert_ptr_nonnull(strstr(finding->text, "required"));
	ck_assert_ptr_nonnull(strstr(finding->text, "deny_keys"));
	ck_assert_str_eq(world_at(world, world_note(finding, 0)->at), "required");
	ck_assert_ptr_nonnull(deny("~/.ssh"));
}
END_TEST

START_TEST(exclude_wins_over_include)
{
	world_file(world, "base.json", "{\"groups\": {\"include\": [\"tools\"]}}");
	world_lower(world, "{\"extends\": \"./base.json\", \"groups\": {\"exclude\": [\"tools\", "
	                   "\"system\"]}}");
	ck_clean(world);
	ck_assert_ptr_null(grant("/opt/tools"));
	ck_assert_ptr_null(grant("/usr"));
}
END_TEST

START_TEST(excluding_what_is_not_there_is_told)
{
	world_lower(world, "{\"groups\": {\"exclude\": [\"tools\", \"apples\"]}}");
	ck_clean(world);
	/* apples is included, for another system. */
	ck_finding(world, DIAG_EXCLUDE_UNUSED);
	ck_assert_str_eq(world_at(world, world_finding(world, DIAG_EXCLUDE_UNUSED)->at),
	                 "\"tools\"");
}
END_TEST

START_TEST(unknown_groups_are_errors_wherever_they_stand)
{
	world_lower(world, "{\"groups\": {\"include\": [\"toolz\", {\"name\": \"nope\", \"when\": "
	                   "\"macos\"}], \"exclude\": [\"systm\"]}}");
	ck_assert_uint_eq(world_count(world, DIAG_UNKNOWN_NAME), 3);
	ck_assert(world_helps(world_finding(world, DIAG_UNKNOWN_NAME), "'tools'"));
	ck_assert(world_helps(world_finding(world, DIAG_UNKNOWN_NAME), "org/groups"));
}
END_TEST

START_TEST(a_users_group_is_not_required)
{
	world_file(
	    world, "home/groups/mine.json",
	    "{\"description\": \"d\", \"required\": true, \"filesystem\": {\"read\": [\"/r\"]}}");
	world_lower(world, "{\"groups\": {\"include\": [\"mine\"]}}");
	ck_clean(world);
	ck_finding(world, DIAG_REQUIRED_IGNORED);
	ck_assert(!grant("/r")->origin->required);
	ck_assert_int_eq(grant("/r")->origin->trust, TRUST_USER);
}
END_TEST

START_TEST(a_group_has_its_own_keys)
{
	world_file(world, "home/groups/a.yaml", "description: d\nextends: x\n");
	world_file(world, "home/groups/b.yaml", "filesystem: {bypass_protection: [/x]}\n");
	world_lower(world, "{\"groups\": {\"include\": [\"a\", \"b\"]}}");
	ck_assert_uint_eq(world_count(world, DIAG_UNKNOWN_KEY), 2);
	ck_finding(world, DIAG_MISSING_KEY);
}
END_TEST

START_TEST(bases_come_first_and_keep_their_places)
{
	const struct rule *rule;

	world_file(world, "a.json", "{\"filesystem\": {\"read\": [\"/a\", \"/both\"]}}");
	world_file(world, "b.yaml", "filesystem:\n  read: [/b]\n");
	world_lower(world, "{\"extends\": [\"a.json\", \"b.yaml\"],"
	                   "\"filesystem\": {\"read\": [\"/both\", \"/c\"]}}");
	ck_clean(world);
	ck_assert(grant("/a") < grant("/b") && grant("/b") < grant("/c"));
	rule = grant("/both");
	ck_assert_ptr_nonnull(strstr(rule->origin->name, "a.json"));
	ck_assert_str_eq(world_at(world, rule->at), "\"/both\"");
	ck_assert_str_eq(world_at(world, rule->origin->why), "\"a.json\"");
	ck_assert_ptr_nonnull(strstr(rule->origin->from->name, "profile.json"));
	ck_assert_ptr_null(rule->origin->from->from);
}
END_TEST

START_TEST(a_profiles_grant_is_not_swallowed_by_a_groups)
{
	world_lower(world, "{\"filesystem\": {\"read\": [\"/usr\", \"/usr\"]}}");
	ck_clean(world);
	ck_assert_int_eq(grant("/usr")->origin->kind, ORIGIN_PROFILE);
	ck_assert_int_eq(world->ir->grants.items[0].origin->kind, ORIGIN_GROUP);
	ck_assert_uint_eq(world->ir->grants.count, 2);
}
END_TEST

START_TEST(a_base_reached_twice_counts_once)
{
	world_file(world, "top.json", "{\"security\": {\"signal_mode\": \"isolated\"}}");
	world_file(world, "a.json",
	           "{\"extends\": \"./top.json\","
	           "\"security\": {\"signal_mode\": \"allow_all\"}}");
	world_file(world, "b.json", "{\"extends\": \"top.json\"}");
	world_lower(world, "{\"extends\": [\"a.json\", \"b.json\"]}");
	ck_clean(world);
	ck_assert_uint_eq(world->ir->scopes & BLOB_SCOPE_SIGNAL, 0);
	ck_assert_uint_eq(world_count(world, DIAG_SCALAR_TWICE), 0);
}
END_TEST

START_TEST(two_bases_with_one_scalar_are_told)
{
	const struct finding *finding;

	world_file(world, "a.json", "{\"security\": {\"signal_mode\": \"allow_all\"}}");
	world_file(world, "b.json", "{\"security\": {\"signal_mode\": \"isolated\"}}");
	world_lower(world, "{\"extends\": [\"a.json\", \"b.json\"]}");
	ck_clean(world);
	ck_finding(world, DIAG_SCALAR_TWICE);
	finding = world_finding(world, DIAG_SCALAR_TWICE);
	ck_assert_str_eq(world_at(world, finding->at), "\"isolated\"");
	ck_assert_str_eq(world_at(world, world_note(finding, 0)->at), "\"allow_all\"");
	ck_assert_uint_ne(world->ir->scopes & BLOB_SCOPE_SIGNAL, 0);
}
END_TEST

START_TEST(a_cycle_prints_its_chain)
{
	const struct finding *finding;

	world_file(world, "a.json", "{\"extends\": \"./b.json\"}");
	world_file(world, "b.json", "{\"extends\": \"./profile.json\"}");
	world_lower(world, "{\"extends\": \"./a.json\"}");
	only_error(DIAG_EXTENDS_CYCLE, "\"./profile.json\"");
	finding = world_finding(world, DIAG_EXTENDS_CYCLE);
	ck_assert_str_eq(world_at(world, world_note(finding, 0)->at), "\"./b.json\"");
	ck_assert_str_eq(world_at(world, world_note(finding, 1)->at), "\"./a.json\"");
	ck_assert_ptr_null(world_note(finding, 2));
}
END_TEST

static void
chain(unsigned length)
{
	for (unsigned i = 1; i <= length; i++)
		world_file(world, arena_printf(world->arena, "p%u.json", i),
		           i == length
		               ? "{\"filesystem\": {\"read\": [\"/end\"]}}"
		               : arena_printf(world->arena, "{\"extends\": \"p%u.json\"}", i + 1));
	world_lower(world, "{\"extends\": \"p1.json\"}");
}

START_TEST(ten_levels_are_enough)
{
	chain(10);
	ck_clean(world);
	ck_assert_ptr_nonnull(grant("/end"));
}
END_TEST

START_TEST(eleven_levels_are_too_many)
{
	chain(11);
	only_error(DIAG_EXTENDS_DEPTH, "\"p11.json\"");
}
END_TEST

START_TEST(a_ladder_of_diamonds_ends)
{
	for (unsigned i = 1; i <= 9; i++)
		for (const char *side = "ab"; *side; side++)
			world_file(world, arena_printf(world->arena, "%c%u.json", *side, i),
			           arena_printf(world->arena,
			                        "{\"extends\": [%s\"a%u.json\", \"b%u.json\"],"
			                        "\"security\": {\"signal_mode\": \"%s\"}}",
			                        "", i + 1, i + 1,
			                        *side == 'a' ? "allow_all" : "isolated"));
	world_file(world, "a10.json", "{}");
	world_file(world, "b10.json", "{}");
	world_lower(world, "{\"extends\": [\"a1.json\", \"b1.json\"]}");
	ck_clean(world);
	ck_assert_uint_eq(world_count(world, DIAG_SCALAR_TWICE), 9);
}
END_TEST

START_TEST(a_name_found_twice_names_both)
{
	world_file(world, "home/profiles/dev.json", "{}");
	world_lower(world, "{\"extends\": \"dev\"}");
	only_error(DIAG_FOUND_TWICE, "\"dev\"");
	ck_assert_ptr_nonnull(strstr(world_finding(world, DIAG_FOUND_TWICE)->text, "built-in"));
	ck_assert_ptr_nonnull(
	    strstr(world_finding(world, DIAG_FOUND_TWICE)->text, "home/profiles/dev.json"));
}
END_TEST

START_TEST(two_suffixes_of_a_name_are_found_twice)
{
	world_file(world, ".nono/profiles/base.json", "{}");
	world_file(world, ".nono/profiles/base.yaml", "meta: {name: x}\n");
	world_lower(world, "{\"extends\": \"base\"}");
	only_error(DIAG_FOUND_TWICE, "\"base\"");
}
END_TEST

START_TEST(names_are_looked_up_beside_the_first_profile)
{
	world_file(world, ".nono/profiles/base.yaml",
	           "extends: deep\nfilesystem: {read: [/base]}\ngroups: {include: [near]}\n");
	world_file(world, "home/profiles/deep.jsonc",
	           "{/* c */ \"filesystem\": {\"read\": [\"/deep\"]}}");
	world_file(world, ".nono/groups/near.yml", "description: d\nfilesystem: {read: [/near]}\n");
	world_lower(world, "{\"extends\": \"base\"}");
	ck_clean(world);
	ck_assert_ptr_nonnull(grant("/base"));
	ck_assert_ptr_nonnull(grant("/deep"));
	ck_assert_ptr_nonnull(grant("/near"));
}
END_TEST

START_TEST(a_file_is_relative_to_the_file_that_names_it)
{
	world_file(world, "sub/a.json", "{\"extends\": \"b.json\"}");
	world_file(world, "sub/b.json", "{\"filesystem\": {\"read\": [\"/b\"]}}");
	world_file(world, "default.json", "{\"filesystem\": {\"read\": [\"/hijack\"]}}");
	world_lower(world, "{\"extends\": [\"sub/a.json\", \"default\"]}");
	ck_clean(world);
	ck_assert_ptr_nonnull(grant("/b"));
	ck_assert_ptr_null(grant("/hijack"));
}
END_TEST

START_TEST(names_have_a_syntax)
{
	world_lower(world, "{\"extends\": [\"\", \"a b\", \"caf\\u00e9\"]}");
	ck_assert_uint_eq(world_count(world, DIAG_NAME_SYNTAX), 3);
	ck_assert_uint_eq(diags_count(world->diags, SEVERITY_ERROR), 3);
}
END_TEST

START_TEST(only_the_first_token_decides_the_status)
{
	world_lower(world, "{\"extends\": \"./absent.json\"}");
	ck_assert_int_eq(world->status, 0);
	only_error(DIAG_CANNOT_READ, "\"./absent.json\"");
}
END_TEST

START_TEST(a_first_token_that_cannot_be_read_is_told)
{
	world_lower_token(world, arena_printf(world->arena, "%s/absent.json", world->directory));
	ck_assert_int_eq(world->status, -ENOENT);
	only_error(DIAG_CANNOT_READ, "");
	world_lower_token(world, "nobody");
	ck_assert_int_eq(world->status, -ENOENT);
	ck_finding(world, DIAG_UNKNOWN_NAME);
	world_lower_token(world, "-");
	ck_assert_int_lt(world->status, 0);
	ck_finding(world, DIAG_UNKNOWN_FORMAT);
}
END_TEST

START_TEST(only_regular_files_are_read)
{
	char *fifo = (char *)arena_printf(world->arena, "%s/fifo.json", world->directory);

	ck_assert_int_eq(mkfifo(fifo, 0600), 0);
	ck_assert_int_eq(mkdir(arena_printf(world->arena, "%s/d.json", world->directory), 0700), 0);
	world_lower(world, "{\"extends\": [\"./fifo.json\", \"./d.json\", \"/dev/null\"]}");
	ck_assert_uint_eq(world_count(world, DIAG_NOT_REGULAR), 3);
}
END_TEST

START_TEST(a_large_file_is_refused)
{
	world->options.max_input = 39;
	world_file(world, "fits.json", "{\"filesystem\": {\"read\": [\"/12345678\"]}}");
	world_file(world, "large.json", "{\"filesystem\": {\"read\": [\"/123456789\"]}}");
	world_lower(world, "{\"extends\": \"fits.json\"}");
	ck_clean(world);
	world_lower(world, "{\"extends\": \"large.json\"}");
	only_error(DIAG_INPUT_TOO_LARGE, "\"large.json\"");
}
END_TEST

START_TEST(a_suffix_says_the_format)
{
	world_file(world, "sub/base", "{}");
	world_lower(world, "{\"extends\": \"./sub/base\"}");
	only_error(DIAG_UNKNOWN_FORMAT, "\"./sub/base\"");
}
END_TEST

START_TEST(a_built_in_profile_compiles_by_name)
{
	world_lower_token(world, "dev");
	ck_assert_int_eq(world->status, 0);
	ck_clean(world);
	ck_assert_ptr_nonnull(deny("~/.ssh"));
	ck_finding(world, DIAG_NETWORK_NARROWED);
	ck_assert_ptr_nonnull(world->ir->suppressions);
	ck_assert_uint_eq(world->ir->suppressions->at.source,
	                  world_finding(world, DIAG_NETWORK_NARROWED)->at.source);
}
END_TEST

static const struct {
	const char *base, *child;
	enum diag_code code;
	const char *at, *note;
} surprises[] = {
    {"{\"network\": {\"block\": true}}", "\"network\": {\"block\": false}", DIAG_MERGE_SURPRISE,
     "false", "true"},
    {"{\"workdir\": {\"access\": \"write\"}}", "\"workdir\": {\"access\": \"none\"}",
     DIAG_MERGE_SURPRISE, "\"none\"", "\"write\""},
    {"{\"environment\": {\"allow_vars\": [\"A\"]}}", "\"environment\": {\"allow_vars\": []}",
     DIAG_MERGE_SURPRISE, "[]", "\"A\""},
    {"{\"network\": {\"allow_domain\": [\"a.b\"]}}",
     "\"network\": {\"allow_domain\": [{\"domain\": \"a.b\", \"endpoints\": [{\"method\": \"GET\", "
     "\"path\": \"/\"}]}]}",
     DIAG_MERGE_SURPRISE, "\"a.b\"", "\"a.b\""},
};

START_TEST(surprises_of_the_merge_are_warnings)
{
	const struct finding *finding;

	world_file(world, "base.json", surprises[_i].base);
	world_lower(world, arena_printf(world->arena, "{\"extends\": \"base.json\", %s}",
	                                surprises[_i].child));
	ck_clean(world);
	ck_finding(world, surprises[_i].code);
	finding = world_finding(world, surprises[_i].code);
	ck_assert_str_eq(world_at(world, finding->at), surprises[_i].at);
	ck_assert_str_eq(world_at(world, world_note(finding, 0)->at), surprises[_i].note);
}
END_TEST

START_TEST(null_clears_a_network_profile_and_nothing_else)
{
	world_file(world, "base.json",
	           "{\"network\": {\"network_profile\": \"developer\"},"
	           "\"security\": {\"ipc_mode\": \"full\"}}");
	world_lower(world, "{\"extends\": \"base.json\", \"network\": {\"network_profile\": null},"
	                   "\"security\": {\"ipc_mode\": null}}");
	ck_clean(world);
	ck_assert_uint_eq(world->ir->net, 0);
	ck_assert_uint_eq(world_count(world, DIAG_NETWORK_NARROWED), 0);
	ck_assert_uint_eq(world->ir->scopes & BLOB_SCOPE_ABSTRACT_UNIX_SOCKET, 0);
}
END_TEST

START_TEST(an_empty_list_clears_credentials)
{
	world_file(world, "base.json", "{\"network\": {\"credentials\": [\"openai\"]}}");
	world_lower(world, "{\"extends\": \"base.json\", \"network\": {\"credentials\": []}}");
	ck_clean(world);
	ck_assert_uint_eq(world->ir->net, 0);
}
END_TEST

START_TEST(the_last_file_wins_a_variable)
{
	world_file(world, "base.json",
	           "{\"environment\": {\"set_vars\": {\"A\": \"1\", \"B\": \"1\"}}}");
	world_lower(world, "{\"extends\": \"base.json\","
	                   "\"environment\": {\"set_vars\": {\"B\": \"2\"}}}");
	ck_clean(world);
	ck_assert_uint_eq(world->ir->env_count, 2);
	ck_assert_str_eq(world->ir->env[0].value.data, "1");
	ck_assert_str_eq(world->ir->env[1].value.data, "2");
}
END_TEST

START_TEST(many_entries_are_told_apart)
{
	char *text = arena_alloc(world->arena, 2 * 3000 * 16 + 64);
	char *end = text + sprintf(text, "{\"filesystem\": {\"read\": [\"/x\"");

	for (int i = 0; i < 6000; i++)
		end += sprintf(end, ",\"/p%d\"", i % 3000);
	sprintf(end, "]}}");
	world_lower(world, text);
	ck_clean(world);
	ck_assert_uint_eq(world->ir->grants.count, 3002); /* and /usr */
}
END_TEST

static void
add_merge_tests(TCase *tests)
{
	tcase_add_loop_test(tests, surprises_of_the_merge_are_warnings, 0, (int)COUNTOF(surprises));
	tcase_add_test(tests, null_clears_a_network_profile_and_nothing_else);
	tcase_add_test(tests, an_empty_list_clears_credentials);
	tcase_add_test(tests, the_last_file_wins_a_variable);
	tcase_add_test(tests, many_entries_are_told_apart);
	tcase_add_test(tests, bases_come_first_and_keep_their_places);
	tcase_add_test(tests, a_profiles_grant_is_not_swallowed_by_a_groups);
	tcase_add_test(tests, a_base_reached_twice_counts_once);
	tcase_add_test(tests, two_bases_with_one_scalar_are_told);
	tcase_add_test(tests, a_cycle_prints_its_chain);
	tcase_add_test(tests, ten_levels_are_enough);
	tcase_add_test(tests, eleven_levels_are_too_many);
	tcase_add_test(tests, a_ladder_of_diamonds_ends);
}

static void
add_group_tests(TCase *tests)
{
	tcase_add_test(tests, a_profile_without_extends_has_the_groups_of_default);
	tcase_add_test(tests, required_groups_join_whatever_a_profile_says);
	tcase_add_test(tests, an_organisations_group_must_be_roots);
	tcase_add_test(tests, an_organisations_policy_is_not_passed_over);
	tcase_add_test(tests, an_organisations_policy_has_few_keys);
	tcase_add_test(tests, a_required_group_cannot_be_excluded);
	tcase_add_test(tests, exclude_wins_over_include);
	tcase_add_test(tests, excluding_what_is_not_there_is_told);
	tcase_add_test(tests, unknown_groups_are_errors_wherever_they_stand);
	tcase_add_test(tests, a_users_group_is_not_required);
	tcase_add_test(tests, a_group_has_its_own_keys);
}

static void
add_name_tests(TCase *tests)
{
	tcase_add_test(tests, a_name_found_twice_names_both);
	tcase_add_test(tests, two_suffixes_of_a_name_are_found_twice);
	tcase_add_test(tests, names_are_looked_up_beside_the_first_profile);
	tcase_add_test(tests, a_file_is_relative_to_the_file_that_names_it);
	tcase_add_test(tests, names_have_a_syntax);
	tcase_add_test(tests, only_the_first_token_decides_the_status);
	tcase_add_test(tests, a_first_token_that_cannot_be_read_is_told);
	tcase_add_test(tests, only_regular_files_are_read);
	tcase_add_test(tests, a_large_file_is_refused);
	tcase_add_test(tests, a_suffix_says_the_format);
	tcase_add_test(tests, a_built_in_profile_compiles_by_name);
}

int
main(void)
{
	TCase *tests = tcase_create("compose");

	tcase_add_checked_fixture(tests, setup, teardown);
	add_merge_tests(tests);
	add_group_tests(tests);
	add_name_tests(tests);
	return run_tests("compose", tests);
}
