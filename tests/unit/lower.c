/* SPDX-License-Identifier: Apache-2.0 */
/* lower.c - what each key becomes, and what is said of those that become nothing. */
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

static const struct rule *
grant(const char *path)
{
	return world_rule(world, &world->ir->grants, path);
}

static void
filesystem(const char *keys_and_values)
{
	world_lower(world, arena_printf(world->arena, "{\"filesystem\": {%s}}", keys_and_values));
}

#define READ_EXEC (RIGHTS_READ | RIGHT_EXEC)
#define FILE_WRITE (RIGHT_WRITE | RIGHT_TRUNCATE)

static const struct {
	const char *key;
	uint32_t rights;
	enum blob_object object;
} grants[] = {
    {"allow", READ_EXEC | RIGHTS_WRITE, BLOB_OBJECT_DIRECTORY},
    {"read", READ_EXEC, BLOB_OBJECT_ANY},
    {"write", RIGHTS_WRITE, BLOB_OBJECT_DIRECTORY},
    {"allow_file", RIGHT_READ | RIGHT_EXEC | FILE_WRITE, BLOB_OBJECT_FILE},
    {"read_file", RIGHT_READ | RIGHT_EXEC, BLOB_OBJECT_FILE},
    {"write_file", FILE_WRITE, BLOB_OBJECT_FILE},
    {"unix_socket", BLOB_FS_RESOLVE_UNIX, BLOB_OBJECT_FILE},
    {"unix_socket_subtree", BLOB_FS_RESOLVE_UNIX, BLOB_OBJECT_DIRECTORY},
};

START_TEST(each_list_has_its_rights_and_object)
{
	filesystem(arena_printf(world->arena, "\"%s\": [\"~/x\"]", grants[_i].key));
	ck_clean(world);
	ck_assert_uint_eq(grant("~/x")->rights, grants[_i].rights);
	ck_assert_int_eq(grant("~/x")->object, grants[_i].object);
	ck_assert_str_eq(world_at(world, grant("~/x")->at), "\"~/x\"");
}
END_TEST

START_TEST(a_profiles_exec_key_ends_implied_execution)
{
	filesystem("\"read\": [\"/r\"], \"exec\": [\"/e\"], \"exec_file\": [\"/f\"]");
	ck_clean(world);
	ck_assert_uint_eq(grant("/r")->rights, RIGHTS_READ);
	ck_assert_uint_eq(grant("/usr")->rights, RIGHTS_READ);
	ck_assert_uint_eq(grant("/e")->rights, RIGHT_EXEC);
	ck_assert_int_eq(grant("/e")->object, BLOB_OBJECT_ANY);
	ck_assert_int_eq(grant("/f")->object, BLOB_OBJECT_FILE);
	ck_assert_uint_eq(grant("/usr/bin")->rights, RIGHT_EXEC);
}
END_TEST

START_TEST(a_groups_exec_list_alone_is_not_used)
{
	world_lower(world, "{}");
	ck_assert_uint_eq(grant("/usr")->rights, READ_EXEC);
	ck_assert_ptr_null(grant("/usr/bin"));
}
END_TEST

START_TEST(an_empty_exec_list_is_a_list)
{
	filesystem("\"read\": [\"/r\"], \"exec\": []");
	ck_assert_uint_eq(grant("/r")->rights, RIGHTS_READ);
}
END_TEST

START_TEST(devices_written_may_be_controlled)
{
	filesystem("\"write_file\": [\"/dev/tty\", \"/devil\"], \"read_file\": [\"/dev/null\"],"
	           "\"write\": [\"/dev\"]");
	ck_assert_uint_eq(grant("/dev/tty")->rights, FILE_WRITE | RIGHT_IOCTL);
	ck_assert_uint_eq(grant("/devil")->rights, FILE_WRITE);
	ck_assert_uint_eq(grant("/dev/null")->rights, RIGHT_READ | RIGHT_EXEC);
	ck_assert_uint_eq(grant("/dev")->rights, RIGHTS_WRITE);
}
END_TEST

START_TEST(denies_and_bypasses_have_their_own_lists)
{
	filesystem("\"deny\": [\"/d\"], \"deny_write\": [\"/w\"], \"bypass_protection\": [\"/b\"]");
	ck_clean(world);
	ck_assert_uint_eq(world_rule(world, &world->ir->denies, "/d")->rights, BLOB_FS_ALL);
	ck_assert_uint_eq(world_rule(world, &world->ir->denies, "/w")->rights,
	                  RIGHTS_WRITE | RIGHT_DEVICE);
	ck_assert_uint_eq(world->ir->bypasses.count, 1);
	ck_assert_ptr_null(grant("/b"));
}
END_TEST

static const struct {
	const char *access;
	uint32_t rights;
} workdirs[] = {{"none", 0},
                {"read", READ_EXEC},
                {"write", RIGHTS_WRITE},
                {"readwrite", READ_EXEC | RIGHTS_WRITE}};

START_TEST(workdir_is_a_grant_on_it)
{
	world_lower(world, arena_printf(world->arena, "{\"workdir\": {\"access\": \"%s\"}}",
	                                workdirs[_i].access));
	ck_clean(world);
	if (!workdirs[_i].rights) {
		ck_assert_ptr_null(grant("$WORKDIR"));
		return;
	}
	ck_assert_uint_eq(grant("$WORKDIR")->rights, workdirs[_i].rights);
	ck_assert_int_eq(grant("$WORKDIR")->object, BLOB_OBJECT_DIRECTORY);
	ck_assert_int_eq(grant("$WORKDIR")->origin->kind, ORIGIN_PROFILE);
}
END_TEST

static const struct {
	const char *path;
	enum diag_code code;
	const char *part, *help;
} paths[] = {
    {"sub", DIAG_RELATIVE_PATH, "sub", "./sub"},
    {".env", DIAG_RELATIVE_PATH, ".env", "$WORKDIR/.env"},
    {"$FOO/x", DIAG_UNKNOWN_VARIABLE, "$FOO", "$HOME"},
    {"/a/$HOME", DIAG_MISPLACED_VARIABLE, "$HOME", NULL},
    {"~root/x", DIAG_MISPLACED_VARIABLE, "~root", NULL},
    {"../sub", DIAG_ABOVE_ANCHOR, "..", "absolute path"},
    {"/a\\nb", DIAG_CONTROL_BYTE, "\"/a\\nb\"", NULL},
    {"/a/*.c", DIAG_GLOB, "*", "directory"},
    {"", DIAG_EMPTY_PATH, "", NULL},
    {"@git:worktree", DIAG_DYNAMIC_PATH, "@git:worktree", "path itself"},
};

START_TEST(a_path_is_refused_at_its_bytes)
{
	const struct finding *finding;

	filesystem(arena_printf(world->arena, "\"deny\": [\"%s\"]", paths[_i].path));
	ck_assert_uint_eq(diags_count(world->diags, SEVERITY_ERROR), 1);
	finding = world_finding(world, paths[_i].code);
	ck_assert_ptr_nonnull(finding);
	ck_assert_str_eq(world_at(world, finding->at), paths[_i].part);
	if (paths[_i].help)
		ck_assert(world_helps(finding, paths[_i].help));
}
END_TEST

START_TEST(dot_slash_is_the_working_directory)
{
	filesystem("\"allow\": [\"./subdir\", \"$CWD/other\", \"./\"]");
	ck_clean(world);
	ck_assert_ptr_nonnull(grant("$WORKDIR/subdir"));
	ck_assert_ptr_nonnull(grant("$WORKDIR/other"));
	ck_assert_ptr_nonnull(grant("$WORKDIR"));
}
END_TEST

START_TEST(binding_makes_sockets_beside)
{
	filesystem("\"unix_socket_bind\": [\"/run/app/a.sock\"],"
	           "\"unix_socket_subtree_bind\": [\"$WORKDIR/run\"]");
	ck_clean(world);
	ck_assert_uint_eq(grant("/run/app/a.sock")->rights, BLOB_FS_RESOLVE_UNIX);
	ck_assert_uint_eq(grant("/run/app")->rights, BLOB_FS_MAKE_SOCK);
	ck_assert_uint_eq(grant("$WORKDIR/run")->rights, BLOB_FS_MAKE_SOCK);
	ck_assert_uint_eq(world_count(world, DIAG_SOCKET_WIDENED), 2);
	ck_assert_uint_ne(world->ir->flags & BLOB_UNIX_SOCKETS, 0);
}
END_TEST

START_TEST(a_socket_below_the_root_is_refused)
{
	filesystem("\"unix_socket_bind\": [\"/a.sock\"], \"unix_socket\": [\"/b.sock\"]");
	ck_finding(world, DIAG_SOCKET_PARENT);
	ck_assert_ptr_nonnull(grant("/b.sock"));
}
END_TEST

static const struct {
	const char *text;
	const char *accept;
} unexpressed[] = {
    {"\"filesystem\": {\"unix_socket_dir\": [\"/run/app\", \"/run/x\"]}", "unix_socket_dir"},
    {"\"filesystem\": {\"unix_socket_dir_bind\": [\"/run/app\"]}", "unix_socket_dir"},
    {"\"command_policies\": {\"commands\": {\"git\": {}}}", "command_policies"},
};

START_TEST(what_cannot_be_expressed_is_an_error_unless_accepted)
{
	world_lower(world, arena_printf(world->arena, "{%s}", unexpressed[_i].text));
	ck_finding(world, DIAG_NOT_EXPRESSIBLE);
	ck_assert(world_helps(world_finding(world, DIAG_NOT_EXPRESSIBLE), unexpressed[_i].accept));
}
END_TEST

START_TEST(what_is_accepted_is_noted)
{
	world_lower(world, arena_printf(world->arena, "{%s, \"compat\": {\"accept\": [\"%s\"]}}",
	                                unexpressed[_i].text, unexpressed[_i].accept));
	ck_clean(world);
	ck_finding(world, DIAG_NO_EFFECT);
}
END_TEST

#define BLOCKED (BLOB_NET_BLOCKED | BLOB_NET_CONNECT_LISTED | BLOB_NET_BIND_LISTED)

static const struct {
	const char *text;
	uint32_t net;
	size_t ports;
	enum diag_code told; /* 0: no warning */
} networks[] = {
    {"", 0, 0, 0},
    {"\"block\": false", 0, 0, 0},
    {"\"block\": true", BLOCKED | BLOB_NET_UDP_CLOSED, 0, 0},
    {"\"block\": true, \"udp\": true", BLOCKED | BLOB_NET_UDP_ASKED, 0, 0},
    {"\"block\": true, \"connect_port\": [443]", BLOCKED | BLOB_NET_UDP_CLOSED, 1, 0},
    {"\"connect_port\": [443, 80]", BLOB_NET_CONNECT_LISTED | BLOB_NET_UDP_CLOSED, 2, 0},
    {"\"listen_port\": [8080]", BLOB_NET_BIND_LISTED | BLOB_NET_UDP_CLOSED, 1, 0},
    {"\"open_port\": [3000]", BLOB_NET_CONNECT_LISTED | BLOB_NET_BIND_LISTED | BLOB_NET_UDP_CLOSED,
     1, DIAG_PORT_ANY_HOST},
    {"\"connect_port\": []", BLOB_NET_CONNECT_LISTED | BLOB_NET_UDP_CLOSED, 0, DIAG_EMPTY_PORTS},
    {"\"udp\": true", BLOB_NET_UDP_ASKED, 0, 0},
    {"\"udp\": false", BLOB_NET_UDP_CLOSED, 0, 0},
    {"\"udp\": [53, 123]", BLOB_NET_UDP_LISTED | BLOB_NET_UDP_ASKED, 2, 0},
    {"\"udp\": []", BLOB_NET_UDP_LISTED | BLOB_NET_UDP_ASKED, 0, DIAG_EMPTY_PORTS},
    {"\"network_profile\": \"developer\"", BLOCKED | BLOB_NET_UDP_CLOSED, 0, DIAG_NETWORK_NARROWED},
    {"\"allow_domain\": [\"a.b\"]", BLOCKED | BLOB_NET_UDP_CLOSED, 0, DIAG_NETWORK_NARROWED},
    {"\"upstream_proxy\": \"a:1\"", BLOCKED | BLOB_NET_UDP_CLOSED, 0, DIAG_NETWORK_NARROWED},
    {"\"credentials\": [\"openai\"]", BLOCKED | BLOB_NET_UDP_CLOSED, 0, DIAG_NOTHING_GRANTED},
    {"\"network_profile\": null", 0, 0, 0},
};

START_TEST(the_network_is_as_its_table_says)
{
	world_lower(world, arena_printf(world->arena, "{\"network\": {%s}}", networks[_i].text));
	ck_clean(world);
	ck_assert_uint_eq(world->ir->net, networks[_i].net);
	ck_assert_uint_eq(world->ir->port_count, networks[_i].ports);
	ck_assert_uint_eq(diags_count(world->diags, SEVERITY_WARNING), networks[_i].told ? 1 : 0);
	if (networks[_i].told)
		ck_finding(world, networks[_i].told);
	ck_assert_uint_eq(world_count(world, DIAG_NETWORK_OPEN), networks[_i].net == 0);
}
END_TEST

START_TEST(ports_have_directions_and_protocols)
{
	world_lower(world, "{\"network\": {\"connect_port\": [1], \"listen_port\": [65535],"
	                   "\"open_port\": [3], \"udp\": [53]}}");
	ck_clean(world);
	ck_assert_uint_eq(world->ir->port_count, 4);
	ck_assert_uint_eq(world->ir->ports[0].port, 1);
	ck_assert_uint_eq(world->ir->ports[0].access, BLOB_PORT_CONNECT);
	ck_assert_uint_eq(world->ir->ports[1].port, 65535);
	ck_assert_uint_eq(world->ir->ports[1].access, BLOB_PORT_BIND);
	ck_assert_uint_eq(world->ir->ports[2].access, BLOB_PORT_CONNECT | BLOB_PORT_BIND);
	ck_assert_int_eq(world->ir->ports[2].protocol, BLOB_TCP);
	ck_assert_int_eq(world->ir->ports[3].protocol, BLOB_UDP);
	ck_assert_uint_eq(world_count(world, DIAG_NO_NAMES), 0);
}
END_TEST

START_TEST(a_port_list_without_names_is_noted)
{
	world_lower(world, "{\"network\": {\"connect_port\": [443], \"udp\": [123]}}");
	ck_finding(world, DIAG_NO_NAMES);
	ck_assert_str_eq(world_at(world, world_finding(world, DIAG_NO_NAMES)->at),
	                 "\"connect_port\"");
}
END_TEST

START_TEST(no_port_is_zero_or_large)
{
	world_lower(world, "{\"network\": {\"connect_port\": [0, 65536, -1, 4294967297,"
	                   "99999999999999999999, 65535], \"udp\": [0]}}");
	ck_assert_uint_eq(world_count(world, DIAG_PORT_RANGE), 6);
	ck_assert_uint_eq(world->ir->port_count, 1);
}
END_TEST

START_TEST(network_profiles_have_names)
{
	world_lower(world, "{\"network\": {\"network_profile\": \"standard\"}}");
	ck_finding(world, DIAG_UNKNOWN_NETWORK_PROFILE);
	ck_assert(!world_helps(world_finding(world, DIAG_UNKNOWN_NETWORK_PROFILE), "did you mean"));
}
END_TEST

START_TEST(a_slip_in_a_network_profile_is_guessed)
{
	world_lower(world, "{\"network\": {\"network_profile\": \"develper\"}}");
	ck_finding(world, DIAG_UNKNOWN_NETWORK_PROFILE);
	ck_assert(world_helps(world_finding(world, DIAG_UNKNOWN_NETWORK_PROFILE), "'developer'"));
}
END_TEST

START_TEST(an_extended_network_profile_names_its_fix)
{
	const struct finding *finding;

	world_lower(world, "{\"extends\": \"dev\"}");
	finding = world_finding(world, DIAG_NETWORK_NARROWED);
	ck_assert_ptr_nonnull(finding);
	ck_assert(world_helps(finding, "\"network_profile\": null"));
	ck_assert_str_eq(source_get(world->sources, finding->at.source)->name, "dev (built-in)");
}
END_TEST

static const struct {
	const char *text;
	uint32_t scopes;
} scopes[] = {
    {"", BLOB_SCOPE_SIGNAL | BLOB_SCOPE_ABSTRACT_UNIX_SOCKET},
    {"\"signal_mode\": \"allow_same_sandbox\"",
     BLOB_SCOPE_SIGNAL | BLOB_SCOPE_ABSTRACT_UNIX_SOCKET},
    {"\"signal_mode\": \"allow_all\"", BLOB_SCOPE_ABSTRACT_UNIX_SOCKET},
    {"\"ipc_mode\": \"shared_memory_only\"", BLOB_SCOPE_SIGNAL | BLOB_SCOPE_ABSTRACT_UNIX_SOCKET},
    {"\"ipc_mode\": \"full\"", BLOB_SCOPE_SIGNAL},
};

START_TEST(modes_are_scopes)
{
	world_lower(world, arena_printf(world->arena, "{\"security\": {%s}}", scopes[_i].text));
	ck_clean(world);
	ck_assert_uint_eq(world->ir->scopes, scopes[_i].scopes);
}
END_TEST

static void
environment(const char *text)
{
	world_lower(world, arena_printf(world->arena, "{\"environment\": {%s}}", text));
}

START_TEST(variables_pass_by_name_or_beginning)
{
	const struct env_rule *rules;

	environment("\"allow_vars\": [\"LC_*\", \"*\", \"MY_API_KEY\"], \"deny_vars\": [\"AWS_*\"],"
	            "\"allow_secrets\": [\"MY_*\"], \"set_vars\": {\"A\": \"$HOME/x\"}");
	ck_clean(world);
	ck_assert_uint_eq(diags_count(world->diags, SEVERITY_WARNING), 0);
	ck_assert_uint_ne(world->ir->flags & BLOB_ENV_LISTED, 0);
	ck_assert_uint_eq(world->ir->env_count, 6);
	rules = world->ir->env;
	ck_assert(rules[0].prefix && str_is(rules[0].name, "LC_") &&
	          rules[0].action == BLOB_ENV_ALLOW);
	ck_assert(rules[1].prefix && rules[1].name.length == 0);
	ck_assert(!rules[2].prefix && str_is(rules[2].name, "MY_API_KEY"));
	ck_assert(rules[3].action == BLOB_ENV_DENY);
	ck_assert(rules[4].action == BLOB_ENV_SECRET && str_is(rules[4].name, "MY_"));
	ck_assert(rules[5].action == BLOB_ENV_SET && str_is(rules[5].value, "\001B/x"));
}
END_TEST

START_TEST(an_empty_list_passes_nothing)
{
	environment("\"allow_vars\": []");
	ck_clean(world);
	ck_assert_uint_ne(world->ir->flags & BLOB_ENV_LISTED, 0);
	ck_assert_uint_eq(world->ir->env_count, 0);
}
END_TEST

static const struct {
	const char *text;
	enum diag_code code;
} variables[] = {
    {"\"allow_vars\": [\"A*B\"]", DIAG_ENV_PATTERN},
    {"\"deny_vars\": [\"*X\"]", DIAG_ENV_PATTERN},
    {"\"allow_secrets\": [\"**\"]", DIAG_ENV_PATTERN},
    {"\"set_vars\": {\"A*\": \"\"}", DIAG_ENV_PATTERN},
    {"\"allow_vars\": [\"\"]", DIAG_ENV_NAME},
    {"\"allow_vars\": [\"=\"]", DIAG_ENV_NAME},
    {"\"allow_vars\": [\"A=1\"]", DIAG_ENV_NAME},
    {"\"set_vars\": {\"\": \"\"}", DIAG_ENV_NAME},
    {"\"set_vars\": {\"A\\n\": \"\"}", DIAG_ENV_NAME},
    {"\"set_vars\": {\"LD_PRELOAD\": \"\"}", DIAG_ENV_RESERVED},
    {"\"set_vars\": {\"BASH_FUNC_x%%\": \"\"}", DIAG_ENV_RESERVED},
    {"\"set_vars\": {\"GIT_CONFIG_COUNT\": \"1\"}", DIAG_ENV_RESERVED},
    {"\"set_vars\": {\"PATH\": \"/bin\"}", DIAG_ENV_RESERVED},
    {"\"set_vars\": {\"NONO_X\": \"\"}", DIAG_ENV_RESERVED},
    {"\"set_vars\": {\"A\": \"$FOO\"}", DIAG_UNKNOWN_VARIABLE},
    {"\"set_vars\": {\"A\": \"@\\u0001B\"}", DIAG_CONTROL_BYTE},
};

START_TEST(a_variable_that_cannot_be_is_an_error)
{
	environment(variables[_i].text);
	ck_assert_uint_eq(diags_count(world->diags, SEVERITY_ERROR), 1);
	ck_finding(world, variables[_i].code);
	ck_assert_uint_eq(world->ir->env_count, 0);
}
END_TEST

START_TEST(a_variable_that_is_removed_all_the_same_is_told)
{
	environment("\"allow_vars\": [\"OPENAI_API_KEY\", \"AWS_REGION\", \"LD_PRELOAD\", \"PATH\","
	            "\"MY_SECRET_X\"], \"allow_secrets\": [\"NODE_OPTIONS\"]");
	ck_clean(world);
	ck_assert_uint_eq(world_count(world, DIAG_ENV_REMOVED), 4);
	ck_assert(world_helps(world_finding(world, DIAG_ENV_REMOVED), "allow_secrets"));
}
END_TEST

START_TEST(losses_have_names)
{
	world_lower(world,
	            "{\"compat\": {\"accept\": [\"net.tcp\"], \"require\": [\"fs.refer\"]}}");
	ck_clean(world);
	ck_assert_uint_eq(world->ir->accept, BLOB_LOSS_TCP);
	ck_assert_uint_eq(world->ir->require, BLOB_LOSS_REFER);
	world_lower(world, "{\"compat\": {\"accept\": [\"net.tpc\"],"
	                   "\"require\": [\"command_policies\"]}}");
	ck_assert_uint_eq(world_count(world, DIAG_UNKNOWN_LOSS), 2);
	ck_assert(world_helps(world_finding(world, DIAG_UNKNOWN_LOSS), "'net.tcp'"));
}
END_TEST

static const struct {
	const char *text;
	enum diag_code code; /* or 0 */
	uint32_t bits;
} kept[] = {
    {"\"capabilities\": []", 0, 0},
    {"\"capabilities\": [\"chown\", \"net_bind_service\", \"chown\"]", 0, 1 | 1 << 10},
    {"\"capabilities\": [\"net_raw\"]", 0, 1 << 13},
    {"\"capabilities\": [\"CAP_CHOWN\"]", DIAG_UNKNOWN_CAPABILITY, 0},
    {"\"capabilities\": [\"cap_\"]", DIAG_UNKNOWN_CAPABILITY, 0},
    {"\"capabilities\": [\"sys_module\", \"kill\"]", DIAG_CAPABILITY_CLOSED, 1 << 5},
    {"\"capabilities\": [\"net_raw\"]}, \"network\": {\"block\": true", DIAG_CAPABILITY_CONTRADICTS,
     1 << 13},
    {"\"capabilities\": [\"net_raw\"]}, \"network\": {\"listen_port\": [80]",
     DIAG_CAPABILITY_CONTRADICTS, 1 << 13},
    {"\"capabilities\": [\"net_raw\"]}, \"network\": {\"udp\": true", 0, 1 << 13},
    {"\"capabilities\": [\"net_raw\"]}, \"network\": {\"udp\": false", DIAG_CAPABILITY_CONTRADICTS,
     1 << 13},
    {"\"capabilities\": [\"net_admin\"]}, \"network\": {\"block\": true", 0, 1 << 12},
};

START_TEST(capabilities_are_kept_by_name)
{
	world_lower(world, arena_printf(world->arena, "{\"linux\": {%s}}", kept[_i].text));
	ck_assert_uint_eq(ir_capability_bits(world->ir), kept[_i].bits);
	if (kept[_i].code)
		ck_finding(world, kept[_i].code);
	else
		ck_clean(world);
}
END_TEST

static const struct {
	const char *text;
	enum diag_code code;
} effects[] = {
    {"\"interactive\": true", DIAG_NO_EFFECT},
    {"\"undo\": {\"exclude_globs\": [\"*\"]}", DIAG_NO_EFFECT},
    {"\"commands\": {\"deny\": [\"rm\", \"dd\"]}", DIAG_NO_EFFECT},
    {"\"unsafe_macos_seatbelt_rules\": [\"(allow default)\"]", DIAG_NO_EFFECT},
    {"\"session_hooks\": {\"before\": {\"script\": \"/x\"}}", DIAG_NO_EFFECT},
    {"\"linux\": {\"user_namespaces\": true}, \"ipc\": {\"sysv\": true}", 0},
    {"\"linux\": {\"user_namespaces\": false}, \"ipc\": {\"sysv\": false}", 0},
    {"\"ipc\": {\"posix\": true}", DIAG_NO_EFFECT},
    {"\"ipc\": {\"posix\": false}", DIAG_NOT_ENFORCED},
    {"\"linux\": {\"af_unix_mediation\": \"pathname\"}", DIAG_NOT_ENFORCED},
    {"\"env_credentials\": {\"a\": \"B\", \"c\": \"D\"}", DIAG_NOTHING_GRANTED},
    {"\"allow_gpu\": true", DIAG_NOTHING_GRANTED},
    {"\"open_urls\": {\"allow_localhost\": true}", DIAG_NOTHING_GRANTED},
    {"\"packs\": [\"a/b\"]", DIAG_NOTHING_GRANTED},
    {"\"interactive\": false, \"allow_gpu\": null, \"packs\": [], \"hooks\": {}", 0},
    {"\"groups\": {\"include\": [\"tools\"]}", 0},
};

START_TEST(a_key_without_effect_is_never_silent)
{
	static const enum diag_code codes[] = {DIAG_NO_EFFECT, DIAG_NOT_ENFORCED,
	                                       DIAG_NOTHING_GRANTED};

	world_lower(world, arena_printf(world->arena, "{%s}", effects[_i].text));
	ck_clean(world);
	for (size_t i = 0; i < COUNTOF(codes); i++)
		ck_assert_uint_eq(world_count(world, codes[i]), effects[_i].code == codes[i]);
}
END_TEST

static const struct {
	const char *entry;
	enum diag_code code; /* 0: in force */
} lints[] = {
    {"\"ignore\": \"N0601\", \"reason\": \"waits\"", 0},
    {"\"ignore\": \"deprecated-key\", \"reason\": \"w\", \"expires\": \"2999-02-28\"", 0},
    {"\"ignore\": \"N0601\", \"reason\": \" \\t\"", DIAG_EMPTY_REASON},
    {"\"ignore\": \"N9999\", \"reason\": \"w\"", DIAG_UNKNOWN_CODE},
    {"\"ignore\": \"N0202\", \"reason\": \"w\"", DIAG_ONLY_WARNINGS},
    {"\"ignore\": \"N0601\", \"reason\": \"w\", \"expires\": \"2020-01-31\"",
     DIAG_SUPPRESSION_EXPIRED},
    {"\"ignore\": \"N0601\", \"reason\": \"w\", \"expires\": \"2999-02-29\"", DIAG_DATE_SYNTAX},
    {"\"ignore\": \"N0601\", \"reason\": \"w\", \"expires\": \"31.12.2999\"", DIAG_DATE_SYNTAX},
};

START_TEST(a_suppression_has_a_reason_and_a_warning)
{
	world_lower(world, arena_printf(world->arena, "{\"lint\": [{%s}]}", lints[_i].entry));
	if (lints[_i].code) {
		ck_finding(world, lints[_i].code);
		ck_assert_ptr_null(world->ir->suppressions);
		return;
	}
	ck_clean(world);
	ck_assert_int_eq(world->ir->suppressions->code, DIAG_DEPRECATED_KEY);
	ck_assert_uint_eq(world->ir->suppressions->at.source, 1);
}
END_TEST

static void
add_path_tests(TCase *tests)
{
	tcase_add_loop_test(tests, each_list_has_its_rights_and_object, 0, (int)COUNTOF(grants));
	tcase_add_test(tests, a_profiles_exec_key_ends_implied_execution);
	tcase_add_test(tests, a_groups_exec_list_alone_is_not_used);
	tcase_add_test(tests, an_empty_exec_list_is_a_list);
	tcase_add_test(tests, devices_written_may_be_controlled);
	tcase_add_test(tests, denies_and_bypasses_have_their_own_lists);
	tcase_add_loop_test(tests, workdir_is_a_grant_on_it, 0, (int)COUNTOF(workdirs));
	tcase_add_loop_test(tests, a_path_is_refused_at_its_bytes, 0, (int)COUNTOF(paths));
	tcase_add_test(tests, dot_slash_is_the_working_directory);
	tcase_add_test(tests, binding_makes_sockets_beside);
	tcase_add_test(tests, a_socket_below_the_root_is_refused);
	tcase_add_loop_test(tests, what_cannot_be_expressed_is_an_error_unless_accepted, 0,
	                    (int)COUNTOF(unexpressed));
	tcase_add_loop_test(tests, what_is_accepted_is_noted, 0, (int)COUNTOF(unexpressed));
}

static void
add_network_tests(TCase *tests)
{
	tcase_add_loop_test(tests, the_network_is_as_its_table_says, 0, (int)COUNTOF(networks));
	tcase_add_test(tests, ports_have_directions_and_protocols);
	tcase_add_test(tests, a_port_list_without_names_is_noted);
	tcase_add_test(tests, no_port_is_zero_or_large);
	tcase_add_test(tests, network_profiles_have_names);
	tcase_add_test(tests, a_slip_in_a_network_profile_is_guessed);
	tcase_add_test(tests, an_extended_network_profile_names_its_fix);
	tcase_add_loop_test(tests, modes_are_scopes, 0, (int)COUNTOF(scopes));
}

static void
add_other_tests(TCase *tests)
{
	tcase_add_test(tests, variables_pass_by_name_or_beginning);
	tcase_add_test(tests, an_empty_list_passes_nothing);
	tcase_add_loop_test(tests, a_variable_that_cannot_be_is_an_error, 0,
	                    (int)COUNTOF(variables));
	tcase_add_test(tests, a_variable_that_is_removed_all_the_same_is_told);
	tcase_add_test(tests, losses_have_names);
	tcase_add_loop_test(tests, a_key_without_effect_is_never_silent, 0, (int)COUNTOF(effects));
	tcase_add_loop_test(tests, capabilities_are_kept_by_name, 0, (int)COUNTOF(kept));
	tcase_add_loop_test(tests, a_suppression_has_a_reason_and_a_warning, 0,
	                    (int)COUNTOF(lints));
}

int
main(void)
{
	TCase *tests = tcase_create("lower");

	tcase_add_checked_fixture(tests, setup, teardown);
	add_path_tests(tests);
	add_network_tests(tests);
	add_other_tests(tests);
	return run_tests("lower", tests);
}
