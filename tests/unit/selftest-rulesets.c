/* SPDX-License-Identifier: Apache-2.0 */
/*
 * selftest-rulesets.c - what the kernel's own tests ask of Landlock, as policies: each ruleset
 * becomes policy text, that a blob, and the blob means the same or is an exception named here.
 */
#include "runtime/view.h"
#include "tests/selftests/ruleset.h"
#include "tests/unit/run.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_SIZE = 2048, RULESETS = 232, ADD_RULE_QUIET = 1, RESTRICT_NO_NEW_PRIVS = 16 };

/* What no policy says, by the ruleset's name: what it handles, then its rules. */
static const struct exception {
	enum unsaid why;
	const char *ruleset;
} exceptions[] = {
    {UNSAID_PORT_0, "fs 0 net 3 scope 0, 3 :0"},
    {UNSAID_PORT_0, "fs 0 net 4 scope 0, 4 :0"},
    {UNSAID_PORT_0, "fs 0 net c scope 0, c :0"},
    {UNSAID_UDP_DIRECTION, "fs 0 net 4 scope 0"},
    {UNSAID_UDP_DIRECTION, "fs 0 net 4 scope 0, 4 :1024"},
    {UNSAID_UDP_DIRECTION, "fs 0 net 4 scope 0, 4 :42424"},
    {UNSAID_UDP_DIRECTION, "fs 0 net 8 scope 0"},
    {UNSAID_UDP_DIRECTION, "fs 0 net 8 scope 0, 8 :1024"},
    {UNSAID_UDP_SENDING, "fs 0 net c scope 0, 8 :4096"},
    {UNSAID_UDP_SENDING, "fs 0 net c scope 0, 8 :4096, 0 :16384"},
    {UNSAID_UDP_SENDING, "fs 0 net c scope 0, c :1023, c :1024, 4 :4096"},
    {UNSAID_UDP_SENDING, "fs 0 net c scope 0, c :1024"},
    {UNSAID_NO_PATH, "fs e net 0 scope 0, c "},
};

/* What is said all the same, and what of it is not kept. */
static const struct {
	unsigned said;  /* rulesets that mean the same as their policies */
	unsigned quiet; /* some denials are to be logged, others not: nono-exec leaves that alone */
	unsigned flags; /* the same, for all of a domain */
	unsigned
	    mounts; /* about no right on files: mounting stays open, with nono-exec it is not */
} expected = {.said = 219, .quiet = 36, .flags = 3, .mounts = 35};

struct found {
	struct ruleset ruleset;
	char name[NAME_SIZE];
	bool quiet, flags;
};

/* A key that is missing is no 0. */
static uint64_t
number(json_t *object, const char *key)
{
	json_t *value = json_object_get(object, key);

	ck_assert_msg(json_is_integer(value), "the data have no '%s'", key);
	return (uint64_t)json_integer_value(value);
}

static void
add_rule(struct found *found, json_t *from)
{
	struct ruleset_rule *rule = &found->ruleset.rules[found->ruleset.count++];
	const char *path = json_string_value(json_object_get(from, "path"));
	size_t end = strlen(found->name);

	ck_assert_uint_le(found->ruleset.count, RULESET_RULES);
	rule->access = number(from, "access");
	rule->quiet = number(from, "flags") & ADD_RULE_QUIET;
	rule->net = !path;
	found->quiet |= rule->quiet;
	if (path) {
		snprintf(rule->path, sizeof(rule->path), "%s", path);
		snprintf(found->name + end, NAME_SIZE - end, ", %llx %s",
		         (unsigned long long)rule->access, path);
		return;
	}
	rule->port = number(from, "port");
	snprintf(found->name + end, NAME_SIZE - end, ", %llx :%llu",
	         (unsigned long long)rule->access, (unsigned long long)rule->port);
}

static void
read_ruleset(struct found *found, const char *line)
{
	json_error_t error;
	json_t *root = json_loads(line, JSON_REJECT_DUPLICATES, &error), *rule;
	size_t i;

	ck_assert_msg(root, "%s: %s", error.text, line);
	memset(found, 0, sizeof(*found));
	found->ruleset.fs = number(root, "handled_fs");
	found->ruleset.net = number(root, "handled_net");
	found->ruleset.scopes = number(root, "scoped");
	found->flags = number(root, "flags") & ~(uint64_t)RESTRICT_NO_NEW_PRIVS;
	snprintf(found->name, NAME_SIZE, "fs %llx net %llx scope %llx",
	         (unsigned long long)found->ruleset.fs, (unsigned long long)found->ruleset.net,
	         (unsigned long long)found->ruleset.scopes);
	json_array_foreach(json_object_get(root, "rules"), i, rule) add_rule(found, rule);
	json_decref(root);
}

static bool
within(const char *inner, const char *outer, size_t length)
{
	return strncmp(inner, outer, length) == 0 &&
	       (!length || inner[length] == '/' || !inner[length]);
}

/* As Landlock counts: what is not handled is open, and rules add up on the way to the root. */
static uint64_t
rights_asked(const struct ruleset *ruleset, const char *path)
{
	uint64_t rights = BLOB_FS_ALL & ~ruleset->fs;

	if (ruleset->fs)
		rights &= ~(uint64_t)BLOB_FS_REFER;
	for (unsigned i = 0; i < ruleset->count; i++) {
		const struct ruleset_rule *rule = &ruleset->rules[i];

		if (!rule->net &&
		    within(path, rule->path, strcmp(rule->path, "/") ? strlen(rule->path) : 0))
			rights |= rule->access;
	}
	return rights;
}

/* The blob's rules are closed: the nearest one has all, and all together have no more. */
static uint64_t
rights_said(const struct blob_view *view, const char *path)
{
	uint64_t all = 0, nearest = 0;
	uint32_t longest = 0;

	for (uint32_t i = 0; i < view->rules.count; i++) {
		const struct blob_path *rule = &view->rules.items[i];
		const char *text = view_string(view, rule->path);

		ck_assert_int_eq(rule->anchor, BLOB_ANCHOR_ROOT);
		ck_assert_int_eq(rule->object, BLOB_OBJECT_ANY);
		if (!within(path + 1, text, rule->length))
			continue;
		all |= rule->written;
		if (!nearest || rule->length >= longest) {
			nearest = rule->rights;
			longest = rule->length;
		}
	}
	ck_assert_uint_eq(all, nearest);
	return all;
}

static void
compare_rights(const struct found *found, const struct blob_view *view, const char *path)
{
	static const char *const below[] = {"", "x", "/in", "/in/x"};

	for (size_t i = 0; i < sizeof(below) / sizeof(below[0]); i++) {
		bool twice = strcmp(path, "/") == 0 && below[i][0] == '/';
		char probe[RULESET_PATH_SIZE + 8];
		uint64_t said, asked;

		snprintf(probe, sizeof(probe), "%s%s", path, below[i] + twice);
		said = rights_said(view, probe);
		asked = rights_asked(&found->ruleset, probe);
		ck_assert_msg(said == asked, "%s: %s has %llx, not %llx", found->name, probe,
		              (unsigned long long)said, (unsigned long long)asked);
	}
}

static uint64_t
ports_asked(const struct ruleset *ruleset, uint64_t port)
{
	uint64_t access = ~ruleset->net & 0xf;

	for (unsigned i = 0; i < ruleset->count; i++)
		if (ruleset->rules[i].net && ruleset->rules[i].port == port)
			access |= ruleset->rules[i].access;
	return access;
}

/* As nono-exec reads the blob: who may send UDP may also bind to a free port, 0. */
static uint64_t
ports_said(const struct blob_view *view, uint64_t port)
{
	uint32_t net = view->policy->net;
	uint64_t access = net & BLOB_NET_UDP_LISTED ? 0 : NET_BIND_UDP | NET_CONNECT_SEND_UDP;

	ck_assert_uint_eq(net & (BLOB_NET_UDP_CLOSED | BLOB_NET_BLOCKED), 0);
	access |= net & BLOB_NET_CONNECT_LISTED ? 0 : NET_CONNECT_TCP;
	access |= net & BLOB_NET_BIND_LISTED ? 0 : NET_BIND_TCP;
	for (uint32_t i = 0; i < view->port_count; i++) {
		const struct blob_port *listed = &view->ports[i];
		bool tcp = listed->protocol == BLOB_TCP;

		if (!tcp && listed->access & BLOB_PORT_CONNECT && !port)
			access |= NET_BIND_UDP;
		if (listed->port != port)
			continue;
		if (listed->access & BLOB_PORT_CONNECT)
			access |= tcp ? NET_CONNECT_TCP : NET_CONNECT_SEND_UDP;
		if (listed->access & BLOB_PORT_BIND)
			access |= tcp ? NET_BIND_TCP : NET_BIND_UDP;
	}
	return access;
}

static void
compare_ports(const struct found *found, const struct blob_view *view, uint64_t port)
{
	uint64_t said = ports_said(view, port), asked = ports_asked(&found->ruleset, port);

	ck_assert_msg(said == asked, "%s: port %llu has %llx, not %llx", found->name,
	              (unsigned long long)port, (unsigned long long)said,
	              (unsigned long long)asked);
}

static void
compare_effect(const struct found *found)
{
	struct arena *arena = arena_new();
	struct str text = ruleset_text(arena, &found->ruleset);
	struct str blob = ruleset_blob(arena, text);
	struct blob_view view;
	const char *wrong;

	ck_assert_msg(blob.data, "%s: nonoc refuses\n%s", found->name, text.data);
	wrong = blob_view(&view, blob.data, blob.length);
	ck_assert_msg(!wrong, "%s: nono-exec refuses: %s", found->name, wrong);
	ck_assert_uint_eq(view.denies.count + view.bypasses.count + view.env_count, 0);
	ck_assert_uint_eq(view.policy->scopes, found->ruleset.scopes);
	compare_rights(found, &view, "/");
	compare_ports(found, &view, 0);
	compare_ports(found, &view, 7);
	for (unsigned i = 0; i < found->ruleset.count; i++)
		if (found->ruleset.rules[i].net)
			compare_ports(found, &view, found->ruleset.rules[i].port);
		else
			compare_rights(found, &view, found->ruleset.rules[i].path);
	arena_free(arena);
}

/* Whether the ruleset is an exception, which it then must be; each is met once. */
static bool
excepted(const struct found *found, bool *met)
{
	enum unsaid unsaid = ruleset_unsaid(&found->ruleset);

	for (size_t i = 0; i < sizeof(exceptions) / sizeof(exceptions[0]); i++) {
		if (strcmp(exceptions[i].ruleset, found->name) != 0)
			continue;
		ck_assert_msg(unsaid == exceptions[i].why, "%s: expected %s, found %s", found->name,
		              unsaid_text(exceptions[i].why), unsaid_text(unsaid));
		ck_assert_msg(!met[i], "%s: twice in the data", found->name);
		met[i] = true;
		return true;
	}
	ck_assert_msg(unsaid == UNSAID_NOTHING, "an exception that is not listed: %s: %s",
	              found->name, unsaid_text(unsaid));
	return false;
}

START_TEST(each_means_what_its_policy_means)
{
	static struct found found;
	bool met[sizeof(exceptions) / sizeof(exceptions[0])] = {false};
	unsigned total = 0, said = 0, quiet = 0, flags = 0, mounts = 0;
	char path[4096], line[8192];
	FILE *data;

	snprintf(path, sizeof(path), "%s/tests/data/kernel-selftest-rulesets.jsonl",
	         getenv("SRCDIR"));
	data = fopen(path, "r");
	ck_assert_msg(data, "cannot read %s", path);
	for (; fgets(line, sizeof(line), data); total++) {
		read_ruleset(&found, line);
		quiet += found.quiet;
		flags += found.flags;
		mounts += !found.ruleset.fs;
		if (excepted(&found, met))
			continue;
		compare_effect(&found);
		said++;
	}
	fclose(data);
	for (size_t i = 0; i < sizeof(met); i++)
		ck_assert_msg(met[i], "not in the data: %s", exceptions[i].ruleset);
	ck_assert_uint_eq(total, RULESETS);
	ck_assert_uint_eq(said, expected.said);
	ck_assert_uint_eq(quiet, expected.quiet);
	ck_assert_uint_eq(flags, expected.flags);
	ck_assert_uint_eq(mounts, expected.mounts);
	printf("%u rulesets: %u said, %zu not; %u are quiet, %u have flags, %u leave mounts open\n",
	       total, said, sizeof(met), quiet, flags, mounts);
}
END_TEST

int
main(void)
{
	TCase *tests = tcase_create("selftest-rulesets");

	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, each_means_what_its_policy_means);
	return run_tests("selftest-rulesets", tests);
}
