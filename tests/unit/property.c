/* SPDX-License-Identifier: Apache-2.0 */
/* property.c - what holds for every policy, tried on seeded random ones: SEED=n RUNS=n replay. */
#include "compiler/check.h"
#include "compiler/emit.h"
#include "compiler/eval.h"
#include "compiler/pass.h"
#include "compiler/rule-tree.h"
#include "runtime/view.h"
#include "tests/random.h"
#include "tests/unit/ir-text.h"
#include "tests/unit/run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Few names, so that paths meet. */
static struct path
random_path(struct arena *arena, struct random *random)
{
	static const char *const starts[] = {"~",        "~/.config",        "$XDG_CONFIG_HOME",
	                                     "$WORKDIR", "$XDG_STATE_HOME",  "/",
	                                     "/usr",     "~/.local/state/a", "~/.local"};
	static const char *const parts[] = {"/a", "/ab", "/a-", "/b", "/$UID"};
	char text[64];

	strcpy(text, starts[random_below(random, COUNTOF(starts))]);
	for (uint32_t depth = random_below(random, 4); depth; depth--)
		strcat(text, parts[random_below(random, COUNTOF(parts))]);
	return path_from(arena, text);
}

static void
add_rules(struct ir *ir, struct rules *rules, struct random *random, bool objects)
{
	static const struct origin origins[] = {
	    {.kind = ORIGIN_PROFILE, .trust = TRUST_USER, .name = "user"},
	    {.kind = ORIGIN_PROFILE, .trust = TRUST_BUILTIN, .name = "shipped"},
	    {.kind = ORIGIN_GROUP, .trust = TRUST_BUILTIN, .name = "group", .required = true},
	};

	for (uint32_t count = random_below(random, 8); count; count--) {
		struct rule rule = {
		    .path = random_path(ir->arena, random),
		    .rights = 1 + random_below(random, BLOB_FS_ALL),
		    .object = objects ? (enum blob_object)random_below(random, 3) : BLOB_OBJECT_ANY,
		    .origin = &origins[random_below(random, COUNTOF(origins))],
		};

		rules_add(ir->arena, rules, &rule);
	}
}

static struct ir *
random_policy(struct arena *arena, struct random *random)
{
	struct sources *sources = sources_new(arena);
	struct ir *ir = ir_new(arena, sources, diags_new(arena, sources), TARGET_LANDLOCK);

	add_rules(ir, &ir->grants, random, true);
	add_rules(ir, &ir->denies, random, false);
	add_rules(ir, &ir->bypasses, random, false);
	pass_bypass(ir);
	return ir;
}

/* Grants on PATH and above, less the denies, rule by rule: the definition, and nothing clever. */
static uint32_t
rights_by_definition(const struct ir *ir, const struct path *path, bool directory)
{
	uint32_t granted = 0, withheld = 0, lifted = 0;

	for (size_t i = 0; i < ir->grants.count; i++) {
		const struct rule *grant = &ir->grants.items[i];
		enum path_relation relation = path_relate(path, &grant->path);
		enum blob_object other = directory ? BLOB_OBJECT_FILE : BLOB_OBJECT_DIRECTORY;

		if ((relation == PATH_EQUAL && grant->object != other) ||
		    (relation == PATH_BELOW && grant->object != BLOB_OBJECT_FILE))
			granted |= grant->rights;
	}
	for (size_t i = 0; i < ir->denies.count; i++)
		if (path_within(path, &ir->denies.items[i].path))
			withheld |= ir->denies.items[i].rights;
	for (size_t i = 0; i < ir->bypasses.count; i++)
		if (path_within(path, &ir->bypasses.items[i].path))
			lifted |= ir->bypasses.items[i].rights;
	return granted & ~(withheld & ~lifted) & (directory ? BLOB_FS_ALL : BLOB_FS_FILE);
}

static void
check_meaning(const struct ir *written, const struct ir *normal, struct random *random)
{
	for (int i = 0; i < 40; i++) {
		struct path path = random_path(normal->arena, random);

		for (int directory = 0; directory < 2; directory++) {
			uint32_t rights = rights_by_definition(written, &path, directory);
			uint32_t mask = directory ? BLOB_FS_ALL : BLOB_FS_FILE;

			ck_assert_uint_eq(eval_rights(written, &path, directory), rights);
			ck_assert_uint_eq(eval_rights(normal, &path, directory) & mask, rights);
		}
	}
}

/* The subtree of a path by its definition. */
static void
check_subtree(const struct ir *normal, struct random *random)
{
	struct path path = random_path(normal->arena, random);
	struct subtree subtree;
	size_t found = 0, expected = 0;

	for (size_t i = 0; i < normal->grants.count; i++)
		expected += path_within(&normal->grants.items[i].path, &path);
	subtree_start(&subtree, &normal->grants, &path);
	while (subtree_next(&subtree))
		found++;
	ck_assert_uint_eq(found, expected);
}

static struct ir *
copy_of(struct arena *arena, const struct ir *ir)
{
	struct ir *copy = ir_new(arena, ir->sources, ir->diags, ir->target);

	copy->grants = rules_sorted(arena, &ir->grants);
	copy->denies = rules_sorted(arena, &ir->denies);
	copy->bypasses = rules_sorted(arena, &ir->bypasses);
	return copy;
}

/* Every grant is closed, and none that a group wrote is implied. */
static void
check_form(const struct ir *ir)
{
	for (size_t i = 0; i < ir->grants.count; i++) {
		const struct rule *rule = &ir->grants.items[i];
		uint32_t mask = rule->object == BLOB_OBJECT_FILE ? BLOB_FS_FILE : BLOB_FS_ALL;

		ck_assert(!rule->implied || rule_from_profile(rule));
		for (size_t j = 0; j < ir->grants.count; j++) {
			const struct rule *above = &ir->grants.items[j];

			if (above->path.anchor != rule->path.anchor ||
			    path_relate(&rule->path, &above->path) != PATH_BELOW ||
			    above->object == BLOB_OBJECT_FILE)
				continue;
			ck_assert_uint_eq(above->rights & mask & ~rule->rights, 0);
		}
	}
}

static void
check_bytes(const struct ir *ir, const struct ir *again)
{
	const struct emit_options plain = {.origins = false};
	struct str a = backend_landlock.emit(ir, &plain), b;
	struct blob_view view;

	ck_assert_ptr_nonnull(a.data);
	ck_assert_ptr_null(blob_view(&view, a.data, a.length));
	b = backend_landlock.emit(again, &plain);
	ck_assert_uint_eq(a.length, b.length);
	ck_assert_mem_eq(a.data, b.data, a.length);
}

START_TEST(every_policy_keeps_its_meaning)
{
	uint64_t seed = random_setting("SEED", 20251), runs = random_setting("RUNS", 2000);

	printf("property: SEED=%llu RUNS=%llu\n", (unsigned long long)seed,
	       (unsigned long long)runs);
	for (uint64_t run = 0; run < runs; run++) {
		struct random random = random_seed(seed, run);
		struct arena *arena = arena_new();
		struct ir *written = random_policy(arena, &random);
		struct ir *normal = copy_of(arena, written), *other = copy_of(arena, written);

		written->grants.sorted = false;
		written->denies.sorted = false;
		written->bypasses.sorted = false;
		pass_normalise(normal);
		pass_verify(normal);
		check_meaning(written, normal, &random);
		check_subtree(normal, &random);
		check_form(normal);
		rules_shuffle(&other->grants, &random);
		rules_shuffle(&other->denies, &random);
		rules_shuffle(&other->bypasses, &random);
		checks_run(other);
		pass_normalise(other);
		check_bytes(normal, other);
		pass_normalise(other);
		check_bytes(normal, other);
		arena_free(arena);
	}
}
END_TEST

int
main(void)
{
	TCase *tests = tcase_create("property");

	tcase_set_timeout(tests, 300);
	tcase_add_test(tests, every_policy_keeps_its_meaning);
	return run_tests("property", tests);
}
