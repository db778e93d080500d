/* SPDX-License-Identifier: Apache-2.0 */
/*
 * judge.c - claims against policies: by hand, and random ones against every binding of a small
 * world: SEED=n RUNS=n replay.
 */
#include "compiler/judge.h"
#include "compiler/check.h"
#include "tests/random.h"
#include "tests/unit/ir-text.h"
#include "tests/unit/run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct arena *arena;

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

/* A claim about a path that ends in two stars or not. */
static struct assertion
claim_on(bool allow, uint32_t rights, const char *text)
{
	size_t length = strlen(text);
	bool below = length >= 3 && strcmp(text + length - 3, "/**") == 0;
	struct assertion claim = {.allow = allow, .rights = rights, .below = below};

	length -= below ? 3 : 0;
	claim.path = path_from(arena, length ? arena_str(arena, text, length).data : "/");
	return claim;
}

static struct outcome
ask(const char *policy, bool allow, uint32_t rights, const char *path)
{
	struct assertion claim = claim_on(allow, rights, path);

	return judge_claim(judge_new(ir_from(arena, policy)), &claim);
}

#define ck_judged(outcome, wanted) ck_assert_int_eq((outcome).judgement, wanted)

START_TEST(grants_at_above_and_below_a_path)
{
	static const char policy[] = "allow read ~/a dir\nallow write ~/a/b/c file\n";
	struct outcome o = ask(policy, false, RIGHT_READ, "~/a/x/**");

	ck_judged(o, CLAIM_FAILS);
	ck_assert_str_eq(path_text(arena, &o.rule->path), "~/a");
	o = ask(policy, false, RIGHT_WRITE, "~/a/**");
	ck_judged(o, CLAIM_FAILS);
	ck_assert_str_eq(path_text(arena, &o.where), "~/a/b/c");
	ck_judged(ask(policy, false, RIGHT_WRITE, "~/a"), CLAIM_HOLDS);
	ck_judged(ask(policy, false, RIGHT_WRITE, "~/ab/**"), CLAIM_HOLDS);
	ck_judged(ask(policy, true, RIGHT_READ, "~/a/**"), CLAIM_HOLDS);
	o = ask(policy, true, RIGHT_READ | RIGHT_WRITE, "~/a/b");
	ck_judged(o, CLAIM_FAILS);
	ck_assert_uint_eq(o.rights, RIGHT_WRITE);
}
END_TEST

START_TEST(what_lies_directly_in_a_directory)
{
	static const char policy[] = "allow connect_unix,create ~/a children\n";
	struct outcome o = ask(policy, false, RIGHT_CONNECT_UNIX, "~/**");

	ck_judged(o, CLAIM_FAILS);
	ck_assert_str_eq(path_text(arena, &o.where), "~/a/*");
	ck_assert_str_eq(path_text(arena, &o.rule->path), "~/a");
	ck_judged(ask(policy, false, RIGHT_CONNECT_UNIX, "~/a/b"), CLAIM_FAILS);
	ck_judged(ask(policy, false, RIGHT_CONNECT_UNIX, "~/a/b/c"), CLAIM_HOLDS);
	ck_judged(ask(policy, false, RIGHT_CONNECT_UNIX, "~/a"), CLAIM_HOLDS);
	ck_judged(ask(policy, true, RIGHT_CONNECT_UNIX, "~/a/b"), CLAIM_HOLDS);
	ck_judged(ask(policy, true, RIGHT_CONNECT_UNIX, "~/a/**"), CLAIM_FAILS);
	o = ask(policy, false, RIGHT_CREATE, "~/a");
	ck_judged(o, CLAIM_FAILS);
	ck_assert_str_eq(path_text(arena, &o.rule->path), "~/a");
	ck_judged(ask(policy, true, RIGHT_CREATE, "~/a"), CLAIM_HOLDS);
	ck_judged(ask(policy, false, RIGHT_CREATE, "~/a/b/**"), CLAIM_HOLDS);
}
END_TEST

START_TEST(a_rule_for_files_gives_what_files_can_have)
{
	static const char policy[] = "allow write,create ~/f file\n";

	ck_judged(ask(policy, true, RIGHT_WRITE, "~/f"), CLAIM_HOLDS);
	ck_judged(ask(policy, true, RIGHT_CREATE, "~/f"), CLAIM_FAILS);
	ck_judged(ask(policy, true, RIGHT_WRITE, "~/f/**"), CLAIM_FAILS);
	ck_judged(ask(policy, false, RIGHT_CREATE, "~/f/**"), CLAIM_HOLDS);
	ck_judged(ask(policy, false, RIGHT_WRITE, "~/f/g"), CLAIM_HOLDS);
}
END_TEST

START_TEST(a_deny_makes_a_claim_hold_wherever_anchors_lie)
{
	static const char open[] = "allow read,write $WORKDIR\n";
	static const char closed[] = "allow read,write $WORKDIR\ndeny all ~/.ssh\n";

	ck_judged(ask(open, false, RIGHT_READ, "~/.ssh/**"), CLAIM_UNDECIDED);
	ck_judged(ask(closed, false, RIGHT_READ, "~/.ssh/**"), CLAIM_HOLDS);
	/* The loader starts in no directory that holds the protected one, so not in the home. */
	ck_judged(ask(open, false, RIGHT_READ, "~"), CLAIM_UNDECIDED);
	ck_judged(ask(closed, false, RIGHT_READ, "~"), CLAIM_HOLDS);
	ck_judged(ask(closed, false, RIGHT_READ, "~/x"), CLAIM_UNDECIDED);
}
END_TEST

START_TEST(what_only_the_run_knows_may_be_what_is_missing)
{
	/* One for files at the path, and $HOME/b could be $WORKDIR. */
	static const char file[] = "allow read $WORKDIR/a file\nallow write ~/b\n";
	/* What is bypassed could be the home, and all that is in it. */
	static const char bypassed[] = "allow list ~ dir\ndeny list ~\ndeny write ~/b\n"
				       "bypass $WORKDIR/b\n";
	/* One for files gives no more than files can have, and meets no more that is protected. */
	static const char half[] = "allow write,create ~ file\ndeny write,create $WORKDIR\n"
				   "bypass /b\n";

	ck_judged(ask(file, true, RIGHT_READ | RIGHT_WRITE, "$WORKDIR/a"), CLAIM_UNDECIDED);
	ck_judged(ask(file, true, RIGHT_READ | RIGHT_WRITE, "$WORKDIR/a/**"), CLAIM_FAILS);
	ck_judged(ask(file, true, RIGHT_READ | RIGHT_LIST, "$WORKDIR/a"), CLAIM_FAILS);
	ck_judged(ask(bypassed, true, RIGHT_LIST, "~/**"), CLAIM_UNDECIDED);
	ck_judged(ask(bypassed, true, RIGHT_WRITE, "~/**"), CLAIM_FAILS);
	ck_judged(ask(half, false, RIGHT_WRITE, "$WORKDIR/a"), CLAIM_UNDECIDED);
	ck_judged(ask(half, false, RIGHT_CREATE, "$WORKDIR/a"), CLAIM_HOLDS);
}
END_TEST

START_TEST(last_components_are_what_they_are)
{
	static const char policy[] = "allow read /usr/share/doc\ndeny all ~/.ssh\n";

	ck_judged(ask(policy, false, RIGHT_READ, "~/notes/**"), CLAIM_HOLDS);
	ck_judged(ask(policy, false, RIGHT_READ, "~/doc/**"), CLAIM_UNDECIDED);
	ck_judged(ask(policy, false, RIGHT_READ, "~/share/**"), CLAIM_UNDECIDED);
	ck_judged(ask(policy, false, RIGHT_READ, "~/share"), CLAIM_HOLDS);
}
END_TEST

START_TEST(default_directories_lie_below_the_home)
{
	static const char policy[] = "allow read $XDG_CONFIG_HOME/git\n";

	ck_judged(ask(policy, false, RIGHT_READ, "~/.config/**"), CLAIM_FAILS);
	ck_judged(ask(policy, true, RIGHT_READ, "~/.config/git/x"), CLAIM_HOLDS);
	ck_judged(ask("allow read ~/.config\n", true, RIGHT_READ, "$XDG_CONFIG_HOME/**"),
	          CLAIM_HOLDS);
	ck_judged(ask("allow read /\n", false, RIGHT_READ, "$WORKDIR"), CLAIM_FAILS);
	ck_judged(ask("allow read $WORKDIR/a\n", false, RIGHT_READ, "/**"), CLAIM_FAILS);
}
END_TEST

static struct outcome
ask_port(const char *policy, bool allow, enum claim_kind kind, enum blob_protocol protocol,
         uint16_t first, uint16_t last)
{
	struct assertion claim = {.allow = allow,
	                          .kind = kind,
	                          .protocol = protocol,
	                          .first_port = first,
	                          .last_port = last};

	return judge_claim(judge_new(ir_from(arena, policy)), &claim);
}

START_TEST(ports_by_range)
{
	static const char list[] = "net connect,listen,closed\nconnect tcp 443\nlisten tcp 8080\n";
	struct outcome o = ask_port("", false, CLAIM_CONNECT, BLOB_TCP, 0, 65535);

	ck_judged(o, CLAIM_FAILS);
	ck_assert_uint_eq(o.port, 1);
	ck_assert_ptr_null(o.port_rule);
	ck_judged(ask_port("", true, CLAIM_LISTEN, BLOB_UDP, 1, 65535), CLAIM_HOLDS);
	o = ask_port(list, false, CLAIM_CONNECT, BLOB_TCP, 400, 500);
	ck_judged(o, CLAIM_FAILS);
	ck_assert_uint_eq(o.port, 443);
	ck_assert_ptr_nonnull(o.port_rule);
	ck_judged(ask_port(list, false, CLAIM_CONNECT, BLOB_TCP, 8000, 9000), CLAIM_HOLDS);
	ck_judged(ask_port(list, false, CLAIM_LISTEN, BLOB_TCP, 8000, 9000), CLAIM_FAILS);
	ck_judged(ask_port(list, true, CLAIM_CONNECT, BLOB_TCP, 443, 443), CLAIM_HOLDS);
	o = ask_port(list, true, CLAIM_CONNECT, BLOB_TCP, 443, 444);
	ck_judged(o, CLAIM_FAILS);
	ck_assert_uint_eq(o.port, 444);
	ck_judged(ask_port(list, false, CLAIM_CONNECT, BLOB_UDP, 0, 65535), CLAIM_HOLDS);
}
END_TEST

static struct outcome
ask_env(const char *policy, uint32_t flags, bool allow, const char *name)
{
	size_t length = strlen(name);
	bool prefix = name[length - 1] == '*';
	struct assertion claim = {.allow = allow,
	                          .kind = CLAIM_VARIABLE,
	                          .name = {name, (uint32_t)(length - prefix)},
	                          .prefix = prefix};
	struct ir *ir = ir_from(arena, policy);

	ir->flags = flags;
	return judge_claim(judge_new(ir), &claim);
}

START_TEST(variables_by_name_and_prefix)
{
	static const char listed[] = "env allow HOME\nenv allow LC_*\nenv deny LC_ALL\n"
				     "env allow GH_*\nenv secret GH_TOKEN\nenv set EDITOR=vi\n";
	struct outcome o;

	ck_judged(ask_env("", 0, false, "AWS_SECRET_ACCESS_KEY"), CLAIM_HOLDS);
	o = ask_env("", 0, false, "AWS_*"); /* the region passes */
	ck_judged(o, CLAIM_FAILS);
	ck_assert_msg(strncmp(o.name.data, "AWS_", 4) == 0 && o.name.length > 4, "%s", o.name.data);
	ck_judged(ask_env("env deny AWS_*\n", 0, false, "AWS_*"), CLAIM_HOLDS);
	ck_judged(ask_env("", 0, true, "TERM"), CLAIM_HOLDS);
	ck_judged(ask_env("", 0, true, "LD_PRELOAD"), CLAIM_FAILS);
	ck_judged(ask_env("", 0, false, "LD_*"), CLAIM_HOLDS);
	ck_judged(ask_env("", 0, true, "MY_*"), CLAIM_FAILS); /* MY_TOKEN */
	ck_judged(ask_env("env secret MY_*\n", 0, true, "MY_*"), CLAIM_HOLDS);
	ck_judged(ask_env(listed, BLOB_ENV_LISTED, true, "HOME"), CLAIM_HOLDS);
	ck_judged(ask_env(listed, BLOB_ENV_LISTED, true, "EDITOR"), CLAIM_HOLDS);
	ck_judged(ask_env(listed, BLOB_ENV_LISTED, true, "TERM"), CLAIM_FAILS);
	ck_judged(ask_env(listed, BLOB_ENV_LISTED, false, "T*"), CLAIM_HOLDS);
	ck_judged(ask_env(listed, BLOB_ENV_LISTED, true, "LC_*"), CLAIM_FAILS);
	ck_judged(ask_env(listed, BLOB_ENV_LISTED, true, "GH_TOKEN"), CLAIM_HOLDS);
	ck_judged(ask_env(listed, BLOB_ENV_LISTED, false, "ED*"), CLAIM_FAILS);
}
END_TEST

START_TEST(claims_read_as_they_are_written)
{
	struct assertion claim = claim_on(false, RIGHT_READ | RIGHT_LIST, "~/.ssh/**");

	ck_assert_str_eq(assertion_text(arena, &claim), "deny read,list ~/.ssh/**");
	claim = (struct assertion){.allow = true,
	                           .kind = CLAIM_LISTEN,
	                           .protocol = BLOB_TCP,
	                           .first_port = 80,
	                           .last_port = 90};
	ck_assert_str_eq(assertion_text(arena, &claim), "allow listen tcp 80-90");
}
END_TEST

/* The small world: directories below "/", as texts without the first '/'. */

enum { WORLD_DEPTH = 3, WORLD_MAX = 64, POINTS_MAX = 64, BOUND_MAX = 64 };

static const char *world[WORLD_MAX];
static unsigned world_count;

static void
world_build(void)
{
	static const char *const names[] = {"a", "b", "z"};
	unsigned begin = 0, end;

	world[0] = "";
	world_count = 1;
	for (unsigned depth = 0; depth < WORLD_DEPTH; depth++) {
		for (end = world_count; begin < end; begin++)
			for (unsigned i = 0; i < COUNTOF(names); i++)
				world[world_count++] =
				    arena_printf(arena, "%s%s%s", world[begin],
				                 *world[begin] ? "/" : "", names[i]);
	}
}

/* Where $HOME and $WORKDIR lie. */
struct binding {
	const char *home, *workdir;
};

static void
bind(const struct binding *binding, const struct path *path, char bound[static BOUND_MAX])
{
	const char *base = path->anchor == BLOB_ANCHOR_HOME      ? binding->home
	                   : path->anchor == BLOB_ANCHOR_WORKDIR ? binding->workdir
	                                                         : "";

	snprintf(bound, BOUND_MAX, "%s%s%.*s", base, *base && path->rest.length ? "/" : "",
	         STR_ARG(path->rest));
}

/* INNER is OUTER or lies below it. */
static bool
within(const char *inner, const char *outer)
{
	size_t length = strlen(outer);

	return !length ||
	       (strncmp(inner, outer, length) == 0 && (inner[length] == '/' || !inner[length]));
}

static uint32_t
covering(const struct rules *rules, const struct binding *binding, const char *point)
{
	uint32_t rights = 0;
	char bound[BOUND_MAX];

	for (size_t i = 0; i < rules->count; i++) {
		bind(binding, &rules->items[i].path, bound);
		if (within(point, bound))
			rights |= rules->items[i].rights;
	}
	return rights;
}

static uint32_t
effective(const struct ir *ir, const struct binding *binding, const char *point, bool directory)
{
	uint32_t rights = 0;
	char bound[BOUND_MAX];

	for (size_t i = 0; i < ir->grants.count; i++) {
		const struct rule *grant = &ir->grants.items[i];
		enum blob_object other = directory ? BLOB_OBJECT_FILE : BLOB_OBJECT_DIRECTORY;

		bind(binding, &grant->path, bound);
		if (!within(point, bound))
			continue;
		if (grant->children) {
			size_t skip = strlen(bound) + (*bound != '\0');

			if (strcmp(point, bound) == 0)
				rights |= directory ? grant->rights & BLOB_FS_REPLACE : 0;
			else if (!directory && !strchr(point + skip, '/'))
				rights |= grant->rights;
			continue;
		}
		if (strcmp(point, bound) != 0)
			other = BLOB_OBJECT_FILE;
		if (grant->object != other)
			rights |= grant->rights;
	}
	rights &=
	    ~(covering(&ir->denies, binding, point) & ~covering(&ir->bypasses, binding, point));
	return rights & (directory ? BLOB_FS_ALL : BLOB_FS_FILE);
}

/* Whether the loader starts it: design, seal check (a) to (c), without symlinks. */
static bool
starts(const struct ir *ir, const struct binding *binding)
{
	char grant[BOUND_MAX], deny[BOUND_MAX];

	for (size_t i = 0; i < ir->grants.count; i++)
		for (size_t j = 0; j < ir->denies.count; j++) {
			const struct rule *g = &ir->grants.items[i], *d = &ir->denies.items[j];
			uint32_t rights = g->rights & (g->object == BLOB_OBJECT_FILE ? BLOB_FS_FILE
			                                                             : BLOB_FS_ALL);
			uint32_t left;

			bind(binding, &g->path, grant);
			bind(binding, &d->path, deny);
			if (within(grant, deny) &&
			    rights & d->rights & ~covering(&ir->bypasses, binding, grant))
				return false;
			left = d->rights & ~covering(&ir->bypasses, binding, deny);
			if (within(deny, grant) && strcmp(deny, grant) != 0 &&
			    g->object != BLOB_OBJECT_FILE && left &&
			    rights & (left | BLOB_FS_REPLACE))
				return false;
		}
	return true;
}

/* The places where anything can change, and something without a name below each, and below that. */
static unsigned
points_of(const struct ir *ir, const struct binding *binding, char points[][BOUND_MAX])
{
	const struct rules *all[] = {&ir->grants, &ir->denies, &ir->bypasses};
	unsigned count = 0;

	for (unsigned k = 0; k < COUNTOF(all); k++)
		for (size_t i = 0; i < all[k]->count; i++) {
			char bound[BOUND_MAX - 4];

			bind(binding, &all[k]->items[i].path, points[count]);
			snprintf(bound, sizeof(bound), "%s", points[count]);
			snprintf(points[count + 1], BOUND_MAX, "%s%sq", bound, *bound ? "/" : "");
			snprintf(points[count + 2], BOUND_MAX, "%s%sq/q", bound, *bound ? "/" : "");
			count += 3;
		}
	return count;
}

static bool
true_under(const struct ir *ir, const struct binding *binding, const struct assertion *claim)
{
	char points[POINTS_MAX][BOUND_MAX], at[BOUND_MAX];
	unsigned count = points_of(ir, binding, points);
	uint32_t tree, file;

	bind(binding, &claim->path, at);
	tree = effective(ir, binding, at, true) & claim->rights;
	file = effective(ir, binding, at, false) & claim->rights;
	if (claim->allow ? tree != claim->rights && (claim->below || file != claim->rights)
	                 : tree | file)
		return false;
	for (unsigned i = 0; claim->below && i < count; i++) {
		if (!within(points[i], at) || strcmp(points[i], at) == 0)
			continue;
		tree = effective(ir, binding, points[i], true) & claim->rights;
		file = effective(ir, binding, points[i], false) & claim->rights;
		if (claim->allow ? tree != claim->rights : tree | file)
			return false;
	}
	return true;
}

static const char *
random_path(struct random *random)
{
	static const char *const starts_at[] = {"~", "~", "~", "$WORKDIR", "$WORKDIR", ""};
	static const char *const parts[] = {"/a", "/b"};
	const char *text = starts_at[random_below(random, COUNTOF(starts_at))];

	for (uint32_t depth = random_below(random, 3) + !*text; depth; depth--)
		text =
		    arena_printf(arena, "%s%s", text, parts[random_below(random, COUNTOF(parts))]);
	return text;
}

static const uint32_t some_rights[] = {RIGHT_READ, RIGHT_WRITE, RIGHT_READ | RIGHT_WRITE,
                                       RIGHT_LIST, RIGHT_CREATE | RIGHT_WRITE};

static void
add_rules(struct ir *ir, struct rules *rules, struct random *random, uint32_t most)
{
	for (uint32_t count = random_below(random, most + 1); count; count--) {
		struct rule rule = {
		    .path = path_from(arena, random_path(random)),
		    .rights = some_rights[random_below(random, COUNTOF(some_rights))],
		};

		if (rules == &ir->grants)
			rule.object = (enum blob_object)random_below(random, 3);
		if (rules == &ir->grants && !(rule.rights & BLOB_FS_READ_DIR) &&
		    random_below(random, 6) == 0) {
			rule.object = BLOB_OBJECT_DIRECTORY;
			rule.children = true;
		}
		rules_add(arena, rules, &rule);
	}
}

/* The judgement by trying every binding; false if the loader starts it in none. */
static bool
try_bindings(const struct ir *ir, const struct assertion *claim, enum judgement *judgement)
{
	bool holds = false, fails = false;

	for (unsigned i = 0; i < world_count && !(holds && fails); i++)
		for (unsigned j = 0; j < world_count && !(holds && fails); j++) {
			struct binding binding = {world[i], world[j]};

			if (!starts(ir, &binding))
				continue;
			if (true_under(ir, &binding, claim))
				holds = true;
			else
				fails = true;
		}
	*judgement = !fails ? CLAIM_HOLDS : holds ? CLAIM_UNDECIDED : CLAIM_FAILS;
	return holds || fails;
}

static const char *
policy_text(const struct ir *ir)
{
	const struct rules *all[] = {&ir->grants, &ir->denies, &ir->bypasses};
	static const char *const names[] = {"allow", "deny", "bypass"};
	const char *text = "";

	for (unsigned k = 0; k < COUNTOF(all); k++)
		for (size_t i = 0; i < all[k]->count; i++) {
			const struct rule *r = &all[k]->items[i];

			text =
			    arena_printf(arena, "%s\n%s %s %s %d%s", text, names[k],
			                 access_text(arena, r->rights), path_text(arena, &r->path),
			                 (int)r->object, r->children ? " children" : "");
		}
	return text;
}

static void
find_conflicts(struct ir *ir)
{
	struct checking checking = {.ir = ir,
	                            .grants = rules_sorted(arena, &ir->grants),
	                            .denies = rules_sorted(arena, &ir->denies),
	                            .bypasses = rules_sorted(arena, &ir->bypasses)};

	check_conflict(&checking);
}

START_TEST(random_claims_are_judged_as_every_binding_would)
{
	unsigned long seed = random_setting("SEED", 20261126), runs = random_setting("RUNS", 6000);
	struct random random = random_seed(seed, 0);
	unsigned long seen[3] = {0}, timid = 0, judged = 0;

	world_build();
	for (unsigned long run = 0; judged < runs; run++) {
		struct sources *sources = sources_new(arena);
		struct ir *ir = ir_new(arena, sources, diags_new(arena, sources), TARGET_LANDLOCK);
		struct assertion claim = {
		    .allow = random_below(&random, 3) == 0,
		    .below = random_below(&random, 2),
		    .rights = some_rights[random_below(&random, COUNTOF(some_rights))]};
		enum judgement wanted;
		struct outcome o;

		add_rules(ir, &ir->grants, &random, 3);
		add_rules(ir, &ir->denies, &random, 2);
		if (random_below(&random, 3) == 0)
			add_rules(ir, &ir->bypasses, &random, 1);
		claim.path = path_from(arena, random_path(&random));
		find_conflicts(ir); /* what is in conflict is no policy */
		if (diags_count(ir->diags, SEVERITY_ERROR) || !try_bindings(ir, &claim, &wanted))
			continue;
		judged++;
		o = judge_claim(judge_new(ir), &claim);
		seen[o.judgement]++;
		if (o.judgement == CLAIM_UNDECIDED && wanted != CLAIM_UNDECIDED) {
			timid++;
			if (getenv("VERBOSE_RUNS"))
				printf("timid, really %d: %s%s\n", wanted,
				       assertion_text(arena, &claim), policy_text(ir));
			continue;
		}
		ck_assert_msg(o.judgement == wanted, "SEED=%lu run %lu: judged %d, really %d: %s%s",
		              seed, run, o.judgement, wanted, assertion_text(arena, &claim),
		              policy_text(ir));
	}
	printf("%lu claims: %lu hold, %lu fail, %lu undecided (%lu of them could be decided)\n",
	       judged, seen[CLAIM_HOLDS], seen[CLAIM_FAILS], seen[CLAIM_UNDECIDED], timid);
	for (unsigned i = 0; i < 3; i++)
		ck_assert_uint_gt(seen[i], judged / 10);
	ck_assert_uint_lt(timid, judged / 50);
}
END_TEST

int
main(void)
{
	TCase *tcase = tcase_create("claims");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_set_timeout(tcase, 300);
	tcase_add_test(tcase, grants_at_above_and_below_a_path);
	tcase_add_test(tcase, what_lies_directly_in_a_directory);
	tcase_add_test(tcase, a_rule_for_files_gives_what_files_can_have);
	tcase_add_test(tcase, a_deny_makes_a_claim_hold_wherever_anchors_lie);
	tcase_add_test(tcase, what_only_the_run_knows_may_be_what_is_missing);
	tcase_add_test(tcase, last_components_are_what_they_are);
	tcase_add_test(tcase, default_directories_lie_below_the_home);
	tcase_add_test(tcase, ports_by_range);
	tcase_add_test(tcase, variables_by_name_and_prefix);
	tcase_add_test(tcase, claims_read_as_they_are_written);
	tcase_add_test(tcase, random_claims_are_judged_as_every_binding_would);
	return run_tests("judge", tcase);
}
