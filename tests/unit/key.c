/* SPDX-License-Identifier: Apache-2.0 */
/* key.c - the table of keys agrees with itself, and documents are held against it. */
#include "compiler/key.h"
#include "compiler/node.h"
#include "compiler/suggest.h"
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

static struct str
str(const char *text)
{
	return (struct str){text, (uint32_t)strlen(text)};
}

START_TEST(paths_are_distinct_and_found)
{
	size_t count;
	const struct key *all = keys(&count);

	for (size_t i = 0; i < count; i++)
		ck_assert_msg(key_find(str(all[i].path)) == &all[i], "%s", all[i].path);
	ck_assert_ptr_null(key_find(str("filesystem.")));
}
END_TEST

/* The row that a path's last component, "[]" or "*" belongs to. */
static const struct key *
parent_of(const struct key *key)
{
	uint32_t length = key->length;

	if (length > 2 && memcmp(key->path + length - 2, "[]", 2) == 0)
		return key_find((struct str){key->path, length - 2});
	while (length && key->path[length] != '.')
		length--;
	return length ? key_find((struct str){key->path, length}) : NULL;
}

START_TEST(parents_stand_before_children_and_hold_them)
{
	size_t count;
	const struct key *all = keys(&count);

	for (size_t i = 0; i < count; i++) {
		const struct key *parent = parent_of(&all[i]);

		if (!parent) {
			ck_assert_msg(!strchr(all[i].path, '.'), "%s", all[i].path);
			continue;
		}
		ck_assert_msg(parent < &all[i], "%s", all[i].path);
		switch (parent->type & TYPE_MASK) {
		case TYPE_MAP:
		case TYPE_STRING_OR_MAP:
		case TYPE_DICT:
		case TYPE_LIST:
			break;
		default:
			ck_abort_msg("%s has a child, %s", parent->path, all[i].path);
		}
	}
}
END_TEST

START_TEST(rows_are_complete)
{
	size_t count;
	const struct key *all = keys(&count);

	for (size_t i = 0; i < count; i++) {
		const struct key *key = &all[i];
		const struct key *target;

		if (key->alias) {
			target = key_find(str(key->values));
			ck_assert_msg(target && !target->alias, "%s", key->path);
			continue;
		}
		ck_assert_msg(key->text && key->text[0], "%s", key->path);
		/* A list's words are as many as there are, and it need not have any. */
		if ((key->type & TYPE_MASK) != TYPE_STRINGS)
			ck_assert_int_eq((key->type & TYPE_MASK) == TYPE_ENUM, key->values != NULL);
		ck_assert_int_eq(key->id != KEYS, key->merge != MERGE_NONE);
		if (key->id != KEYS)
			ck_assert_ptr_eq(key_of(key->id), key);
		if ((key->type & TYPE_MASK) == TYPE_LIST)
			ck_assert_msg(key_item(key), "%s", key->path);
		if ((key->type & TYPE_MASK) == TYPE_DICT)
			ck_assert_msg(key_member(key, STR("any")), "%s", key->path);
	}
}
END_TEST

START_TEST(a_name_is_one_component)
{
	const struct key *network = key_find(STR("network"));

	ck_assert_ptr_eq(key_member(NULL, STR("network")), network);
	ck_assert_ptr_eq(key_member(network, STR("block")), key_of(KEY_BLOCK));
	ck_assert_ptr_null(key_member(NULL, STR("network.block")));
	ck_assert_ptr_null(key_member(network, STR("allow_domain[]")));
	ck_assert_ptr_null(key_member(network, STR("*")));
	ck_assert_ptr_null(key_member(network, STR("")));
	ck_assert_ptr_null(key_member(NULL, STR("etwork")));
}
END_TEST

START_TEST(words_of_a_list_are_whole)
{
	ck_assert(key_value("none|read|write", STR("none")));
	ck_assert(key_value("none|read|write", STR("write")));
	ck_assert(!key_value("none|read|write", STR("rea")));
	ck_assert(!key_value("none|read|write", STR("none|read")));
	ck_assert(!key_value("none|read|write", STR("")));
}
END_TEST

START_TEST(edits_are_counted)
{
	ck_assert_uint_eq(edit_distance(STR("filesystem"), STR("filesystem"), 2), 0);
	ck_assert_uint_eq(edit_distance(STR("flesystem"), STR("filesystem"), 2), 1);
	ck_assert_uint_eq(edit_distance(STR("fielsystem"), STR("filesystem"), 2), 1);
	ck_assert_uint_eq(edit_distance(STR("abcd"), STR("wxyz"), 2), 3);
	ck_assert_uint_eq(edit_distance(STR(""), STR("abc"), 2), 3);
}
END_TEST

/* Every key of nono 0.66, nested ones included, with a value that it takes. */
static const char everything[] =
    "{\"$schema\": \"s\", \"x-mine\": 1, \"_note\": 2, \"extends\": null,"
    " \"meta\": {\"name\": \"n\","
    "\"version\": null, \"description\": \"d\", \"author\": \"a\"},"
    "\"groups\": {\"include\": [\"tools\", {\"name\": \"apples\", \"when\": \"macos\"}],"
    " \"exclude\": [\"tools\"]},"
    "\"commands\": {\"allow\": [\"rm\"], \"deny\": [\"dd\"]},"
    "\"filesystem\": {\"allow\": [\"/a\", {\"path\": \"/b\", \"when\": [\"macos\", \"linux\"]}],"
    " \"read\": [], \"write\": [], \"allow_file\": [], \"read_file\": [], \"write_file\": [],"
    " \"unix_socket\": [], \"unix_socket_bind\": [], \"unix_socket_dir\": [],"
    " \"unix_socket_dir_bind\": [], \"unix_socket_subtree\": [], \"unix_socket_subtree_bind\": [],"
    " \"deny\": [], \"bypass_protection\": [], \"ignore\": [\"/x\"], \"_why\": 1},"
    "\"policy\": {\"exclude_groups\": [], \"add_allow_read\": [\"/c\"], \"add_allow_write\": [],"
    " \"add_allow_readwrite\": [], \"add_deny_access\": [\"/d\"], \"add_deny_commands\": [],"
    " \"override_deny\": []},"
    "\"network\": {\"block\": false, \"allow_http2\": true, \"network_profile\": \"minimal\","
    " \"proxy_allow\": [\"*.y.com\", {\"domain\": \"a\", \"endpoints\":"
    "  [{\"method\": \"GET\", \"path\": \"/r/**\"}]}], \"proxy_credentials\": [\"openai\"],"
    " \"allow_port\": [3000], \"listen_port\": [8080], \"connect_port\": [5432],"
    " \"external_proxy\": \"corp:3128\", \"external_proxy_bypass\": [\"*.corp\"],"
    " \"tls_intercept\": {\"ca_lifecycle\": \"session\", \"ca_validity\": \"24h\"},"
    " \"custom_credentials\": {\"t\": {\"upstream\": \"https://t\","
    " \"credential_key\": \"env://T\","
    "  \"auth\": {\"type\": \"oauth2\", \"token_url\": \"u\", \"client_id\": \"i\","
    "   \"client_secret\": \"s\", \"scope\": \"x\"},"
    "  \"aws_auth\": {\"profile\": \"p\", \"region\": \"r\", \"service\": \"s\"},"
    "  \"inject_mode\": \"header\", \"inject_header\": \"A\", \"credential_format\": \"Bearer {}\","
    "  \"path_pattern\": \"/b{}/\", \"path_replacement\": \"/b{}/\", \"query_param_name\": \"k\","
    "  \"proxy\": {\"inject_mode\": \"url_path\"}, \"env_var\": \"T\","
    "  \"endpoint_rules\": [{\"method\": \"GET\", \"path\": \"/x/*\"}],"
    "  \"endpoint_policy\": {\"default\": \"deny\", \"deny\": [], \"approve\": [],"
    " \"allow\": [{}]},"
    "  \"tls_ca\": \"/p\", \"tls_client_cert\": \"/c\", \"tls_client_key\": \"/k\"}}},"
    "\"security\": {\"groups\": [], \"allowed_commands\": [],"
    " \"signal_mode\": \"allow_same_sandbox\","
    " \"process_info_mode\": null, \"ipc_mode\": \"full\", \"capability_elevation\": false,"
    " \"wsl2_proxy_policy\": \"error\"},"
    "\"linux\": {\"af_unix_mediation\": \"off\", \"sandbox_policy\": \"auto\"},"
    "\"environment\": {\"allow_vars\": null, \"deny_vars\": [\"A*\"],"
    " \"set_vars\": {\"FOO\": \"$WORKDIR/x\", \"_X\": \"\"}},"
    "\"workdir\": {\"access\": \"none\"},"
    "\"secrets\": {\"k\": \"V\", \"op://v/i\": {\"env_var\": \"X\", \"when\": \"macos\"}},"
    "\"credential_capture\": {\"gh\": {\"command\": [\"gh\"], \"timeout_secs\": 5,"
    " \"cache_ttl_secs\": 900, \"cache_path_regex\": null, \"stdin\": \"request_json\","
    " \"output\": {\"format\": \"json\", \"allow_headers\": []}, \"interaction\": {\"stdio\": 1}}},"
    "\"hooks\": {\"c\": {\"event\": \"E\", \"matcher\": \"M\", \"script\": \"s\"}},"
    "\"session_hooks\": {\"before\": {\"script\": \"/x\", \"timeout_secs\": 30}, \"after\": null},"
    "\"undo\": {\"exclude_patterns\": [\"n\"], \"exclude_globs\": [\"*.pyc\"]},"
    "\"open_urls\": {\"allow_origins\": [\"https://g\", {\"origin\": \"https://x\","
    " \"when\": \"macos\"}], \"allow_localhost\": true},"
    "\"allow_launch_services\": false, \"allow_gpu\": false, \"allow_parent_of_protected\": false,"
    "\"interactive\": true, \"skipdirs\": [\"target\"], \"packs\": [], \"binary\": \"b\","
    "\"brokered_commands\": [\"x\"], \"unsafe_macos_seatbelt_rules\": [\"(allow sysctl-read)\"],"
    "\"diagnostics\": {\"suppress_system_services\": [\"com.apple.x\"]},"
    "\"compat\": {\"accept\": [\"command_policies\"]},"
    "\"command_policies\": {\"executable_dirs\": [\"/o\"], \"allow_writable_executables\": false,"
    " \"deny_direct_exec_bypass\": true, \"entrypoint\": \"sh\","
    " \"approval_backends\": {\"d\": {\"type\": \"webhook\", \"url\": \"https://h\","
    "  \"timeout_secs\": 60, \"mode\": \"all\", \"backends\": []}},"
    " \"approval_defaults\": {\"backend\": \"d\", \"timeout_secs\": 60},"
    " \"credentials\": {\"ssh\": {\"type\": \"local-socket\", \"path\": \"$SSH_AUTH_SOCK\"}},"
    " \"commands\": {\"git\": {\"executable\": \"/usr/bin/git\", \"can_use\": [\"ssh\"],"
    "  \"from\": {\"npm\": \"deny\", \"make\": {\"sandbox\": {}, \"invocation_policy\": {}}},"
    "  \"sandbox\": {\"fs_read\": [], \"fs_read_file\": [], \"fs_write\": [],"
    " \"fs_write_file\": [],"
    "   \"use_credentials\": [], \"credentials\": [{\"name\": \"p\", \"endpoint_policy\": {}}],"
    "   \"argv_prepend\": [], \"network\": {\"allow_all\": false, \"allow_domain\": [],"
    "    \"tcp_connect_ports\": [1], \"tcp_bind_ports\": []},"
    "   \"environment\": {\"allow_vars\": [], \"set_vars\": {\"A\": \"b\"}},"
    "   \"resources\": {\"backend\": \"auto\", \"fallback\": \"f\", \"memory_bytes\": 0,"
    "    \"cpu_seconds\": 0}, \"stdio\": {\"stdout\": {\"max_bytes\": 0}},"
    "   \"open_urls\": {}, \"allow_launch_services\": false,"
    "   \"allow_raw_file_credentials_in_chained_policy\": false},"
    "  \"invocation_policy\": {\"default\": \"deny\","
    " \"deny\": [{\"argv\": {\"exact\": [\"push\"]}}],"
    "   \"approve\": [], \"allow\": []},"
    "  \"intercept\": [{\"args\": [\"status\"], \"action\": {\"type\": \"passthrough\"}}],"
    "  \"allow_direct_exec_bypass\": false}}}}";

START_TEST(every_key_of_nono_is_known)
{
	world_lower(world, everything);
	ck_clean(world);
	/* security.groups and .allowed_commands, and all seven of policy. */
	ck_assert_uint_eq(world_count(world, DIAG_DEPRECATED_KEY), 9);
	ck_assert(world_helps(world_finding(world, DIAG_DEPRECATED_KEY), "instead"));
	ck_assert_ptr_nonnull(world_rule(world, &world->ir->grants, "/c"));
	ck_assert_ptr_nonnull(world_rule(world, &world->ir->denies, "/d"));
}
END_TEST

static const struct {
	const char *text;
	enum diag_code code;
	const char *at;
	const char *help; /* or NULL */
} refusals[] = {
    {"{\"filesytem\": {}}", DIAG_UNKNOWN_KEY, "\"filesytem\"", "'filesystem'"},
    {"{\"filesystem\": {\"raed\": []}}", DIAG_UNKNOWN_KEY, "\"raed\"", "'read'"},
    {"{\"read\": []}", DIAG_UNKNOWN_KEY, "\"read\"", "'filesystem.read'"},
    {"{\"qqqq\": []}", DIAG_UNKNOWN_KEY, "\"qqqq\"", NULL},
    {"{\"description\": \"d\"}", DIAG_UNKNOWN_KEY, "\"description\"", NULL},
    {"{\"network\": {\"allow_domain\": [{\"domain\": \"a\", \"endpoint\": []}]}}", DIAG_UNKNOWN_KEY,
     "\"endpoint\"", "'endpoints'"},
    {"{\"filesystem\": {\"read\": [{\"path\": \"/a\", \"wen\": \"linux\"}]}}", DIAG_UNKNOWN_KEY,
     "\"wen\"", NULL},
    {"{\"filesystem\": {\"read\": \"/a\"}}", DIAG_WRONG_TYPE, "\"/a\"", NULL},
    {"{\"filesystem\": {\"read\": [7]}}", DIAG_WRONG_TYPE, "7", NULL},
    {"{\"filesystem\": []}", DIAG_WRONG_TYPE, "[]", NULL},
    {"{\"network\": {\"open_port\": [1.5]}}", DIAG_WRONG_TYPE, "1.5", NULL},
    {"{\"network\": {\"udp\": \"yes\"}}", DIAG_WRONG_TYPE, "\"yes\"", NULL},
    {"{\"command_policies\": null}", DIAG_WRONG_TYPE, "null", NULL},
    {"{\"environment\": {\"set_vars\": {\"A\": 1}}}", DIAG_WRONG_TYPE, "1", NULL},
    {"[]", DIAG_WRONG_TYPE, "[]", NULL},
    {"{\"workdir\": {\"access\": \"readwrit\"}}", DIAG_WRONG_VALUE, "\"readwrit\"", "'readwrite'"},
    {"{\"meta\": {}}", DIAG_MISSING_KEY, "{}", NULL},
    {"{\"filesystem\": {\"deny\": [{\"when\": \"linux\"}]}}", DIAG_MISSING_KEY,
     "{\"when\": \"linux\"}", NULL},
    {"{\"lint\": [{\"ignore\": \"N0601\"}]}", DIAG_MISSING_KEY, "{\"ignore\": \"N0601\"}", NULL},
    {"{\"rollback\": {\"exclude_globs\": []}, \"undo\": {\"exclude_globs\": []}}", DIAG_KEY_TWICE,
     "\"exclude_globs\"", NULL},
    {"{\"rules\": [\"allow raed /a\"]}", DIAG_UNKNOWN_RIGHT, "raed", "'read'"},
    {"{\"rules\": [\"allow \\u0072aed /a\"]}", DIAG_UNKNOWN_RIGHT, "\"allow \\u0072aed /a\"",
     "'read'"},
    {"{\"assert\": [\"deny read .ssh\"]}", DIAG_RELATIVE_PATH, ".ssh", NULL},
    {"{\"filesystem\": {\"deny\": [{\"path\": \"/a\", \"protect\": \"mask\"}]}}", DIAG_NOT_YET,
     "\"protect\"", NULL},
    {"{\"filesystem\": {\"read\": [{\"path\": \"/a\", \"protect\": \"mask\"}]}}", DIAG_UNKNOWN_KEY,
     "\"protect\"", NULL},
};

START_TEST(what_the_table_does_not_know_is_refused_at_its_place)
{
	const struct finding *finding;

	world_lower(world, refusals[_i].text);
	ck_assert_int_eq(world->status, 0);
	ck_assert_uint_eq(diags_count(world->diags, SEVERITY_ERROR), 1);
	finding = world_finding(world, refusals[_i].code);
	ck_assert_ptr_nonnull(finding);
	ck_assert_str_eq(world_at(world, finding->at), refusals[_i].at);
	if (refusals[_i].help)
		ck_assert(world_helps(finding, refusals[_i].help));
	else
		ck_assert(!world_helps(finding, "did you mean"));
}
END_TEST

int
main(void)
{
	TCase *tests = tcase_create("key");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, paths_are_distinct_and_found);
	tcase_add_test(tests, parents_stand_before_children_and_hold_them);
	tcase_add_test(tests, rows_are_complete);
	tcase_add_test(tests, a_name_is_one_component);
	tcase_add_test(tests, words_of_a_list_are_whole);
	tcase_add_test(tests, edits_are_counted);
	tcase_add_test(tests, every_key_of_nono_is_known);
	tcase_add_loop_test(tests, what_the_table_does_not_know_is_refused_at_its_place, 0,
	                    (int)COUNTOF(refusals));
	return run_tests("key", tests);
}
