/* SPDX-License-Identifier: Apache-2.0 */
/*
 * algebra.c - the algebra of policies against its definition: on seeded random pairs, under every
 * way in which anchors can lie apart, in each other or on one place.  SEED=n RUNS=n replay.
 *
 * Built a second time with ALGEBRA_MUTATIONS, and then each mistake must be found.
 */
#include "tests/unit/algebra-world.h"
#include "tests/unit/run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct tally {
	uint64_t pairs, contained, not_contained, undecided;
	uint64_t both_ways; /* undecided, and among the bindings tried there are both answers */
	uint64_t equal;     /* of the canonical forms compared */
	uint64_t redundant;
};

/* Whether all that was found is undecided. */
static bool
contained_apart(const struct excesses *found)
{
	for (size_t i = 0; i < found->count; i++)
		if (found->items[i].kind != EXCESS_SEAL && found->items[i].kind != EXCESS_LIFTED)
			return false;
	return true;
}

/* Whether RIGHTS, of a spot, hold all of EXCESS in each of its aspects. */
static bool
holds(const uint32_t rights[static AS], const struct excess *excess)
{
	if (excess->object == BLOB_OBJECT_FILE)
		return !(excess->rights & ~rights[1]);
	return !(excess->rights & ~rights[0]) && !(excess->rights & BLOB_FS_FILE & ~rights[1]) &&
	       !(excess->rights & BLOB_FS_REPLACE & ~rights[2]);
}

/* IR without what it grants to what lies directly in a directory. */
static struct ir
without_children(const struct ir *ir)
{
	struct ir trees = *ir;

	trees.grants = (struct rules){0};
	for (size_t i = 0; i < ir->grants.count; i++)
		if (!ir->grants.items[i].children)
			rules_add(ir->arena, &trees.grants, &ir->grants.items[i]);
	return trees;
}

/* Whether WORKDIR may come to lie where B allows to a tree what was found too much. */
static bool
a_binding_holds(const struct pair *pair, const struct excess *excess)
{
	const struct ir trees = without_children(pair->b);

	for (size_t i = 0; i < trees.grants.count; i++) {
		const struct rule *grant = &trees.grants.items[i];
		struct binding moved = bindings[0];
		struct spot spot;
		uint32_t b[AS];

		/* What B denies there B's bypass may lift, which is not looked for. */
		if (excess->path.anchor != BLOB_ANCHOR_WORKDIR || pair->b->bypasses.count ||
		    grant->path.anchor == BLOB_ANCHOR_WORKDIR)
			continue;
		moved.workdir = spot_below(spot_of(&grant->path, &moved));
		spot = spot_of(&excess->path, &moved);
		rights_by_definition(&trees, &spot, &moved, b);
		if (holds(b, excess))
			return true;
	}
	return false;
}

/* All that A allows and B does not is shown, there or above. */
static bool
all_shown(const struct pair *pair, const struct excesses *found)
{
	struct spot spots[SPOTS];
	size_t count = spots_of_pair(pair, &bindings[0], spots);

	for (size_t i = 0; i < count; i++) {
		uint32_t a[AS], b[AS], shown[AS] = {0};

		rights_by_definition(pair->a, &spots[i], &bindings[0], a);
		rights_by_definition(pair->b, &spots[i], &bindings[0], b);
		for (size_t j = 0; j < found->count; j++)
			shown_at(&found->items[j], &spots[i], shown);
		for (unsigned as = 0; as < AS; as++)
			if (a[as] & ~b[as] & ~shown[as])
				return false;
	}
	return true;
}

/* Where only the run can tell, one binding must exist under which it is no excess. */
static bool
may_be_held(const struct pair *pair, const struct excess *excess)
{
	struct binding moved = bindings[0];
	struct spot spot;
	uint32_t b[AS];

	if (!excess->undecided)
		return true;
	moved.workdir = spot_below(spot_of(&excess->other->path, &bindings[0]));
	spot = spot_of(&excess->path, &moved);
	rights_by_definition(pair->b, &spot, &moved, b);
	return excess->path.anchor == BLOB_ANCHOR_WORKDIR && holds(b, excess);
}

/* Every excess must be one, where anchors lie apart. */
static const char *
check_items(const struct pair *pair, const struct excesses *found)
{
	const struct binding *apart = &bindings[0];

	for (size_t i = 0; i < found->count; i++) {
		const struct excess *excess = &found->items[i];
		struct spot spot = spot_of(&excess->path, apart);
		bool file = excess->object == BLOB_OBJECT_FILE;
		uint32_t a[AS], b[AS];

		if (excess->kind != EXCESS_RIGHTS)
			continue;
		rights_by_definition(pair->a, &spot, apart, a);
		rights_by_definition(pair->b, &spot, apart, b);
		for (unsigned as = 0; as < AS; as++)
			a[as] &= ~b[as];
		if (excess->rights & ~((file ? 0 : a[0] | a[2]) | a[1]))
			return "what is shown as too much is not";
		if (!excess->undecided && !excess->other && a_binding_holds(pair, excess))
			return "said to be too much everywhere, and a binding can allow it";
		if (!may_be_held(pair, excess))
			return "undecided, and no binding can allow it";
		if (!excess->rule)
			return "no rule of A is shown";
	}
	return all_shown(pair, found) ? NULL : "something that is too much is not shown";
}

/* Compares A and B; returns what was wrong, or NULL. */
static const char *
compare(const struct pair *pair, const struct algebra *algebra, struct tally *tally)
{
	struct excesses found = algebra_excess(algebra, pair->a_normal, pair->b_normal);
	enum containment verdict = algebra_verdict(&found);
	bool apart = contained_by_definition(pair, &bindings[0]), some = apart, all = true;

	tally->pairs++;
	for (size_t i = 0; i < BINDINGS && verdict != NOT_CONTAINED; i++) {
		bool here;

		if (!admissible(pair->a, &bindings[i]))
			continue;
		here = contained_by_definition(pair, &bindings[i]);
		all &= here;
		some |= here;
	}
	if (contained_apart(&found) != apart)
		return apart ? "contained where anchors lie apart, and denied"
		             : "not contained where anchors lie apart, and not seen";
	switch (verdict) {
	case CONTAINED:
		tally->contained++;
		if (!all)
			return "contained, but not under every binding";
		break;
	case NOT_CONTAINED:
		tally->not_contained++;
		if (apart)
			return "not contained, but it is";
		break;
	case UNDECIDED:
		tally->undecided++;
		tally->both_ways += some && (!all || !apart);
	}
	return check_items(pair, &found);
}

/* A policy against the same one in other words, or one that is nearly the same. */
static const char *
compare_forms(const struct pair *pair, const struct algebra *algebra, struct tally *tally)
{
	struct str a = algebra_canonical(algebra, pair->a_normal);
	struct str b = algebra_canonical(algebra, pair->b_normal);
	bool equal = a.length == b.length && memcmp(a.data, b.data, a.length) == 0;
	bool same = equal_by_definition(pair);

	tally->equal += same;
	if (equal != same)
		return same ? "the same, in two forms" : "different, in one form";
	return NULL;
}

/* Whatever the run binds, a policy allows what it allows. */
static const char *
compare_itself(const struct ir *ir, const struct algebra *algebra)
{
	struct excesses found = algebra_excess(algebra, ir, ir);

	return found.count ? "a policy allows more than itself" : NULL;
}

/* Each grant is redundant if, and only if, what it gives is within the rest. */
static const char *
compare_redundant(struct pair *pair, const struct algebra *algebra, struct tally *tally)
{
	struct ir rest = *pair->a;
	struct pair without = {.a = pair->a, .b = &rest, .a_normal = pair->a_normal};

	for (size_t i = 0; i < pair->a->grants.count; i++) {
		struct excesses found;
		bool redundant;

		rest.grants = (struct rules){0};
		for (size_t j = 0; j < pair->a->grants.count; j++)
			if (j != i)
				rules_add(pair->a->arena, &rest.grants, &pair->a->grants.items[j]);
		without.b_normal = normal_of(&rest);
		found = algebra_excess(algebra, pair->a_normal, without.b_normal);
		redundant = contained_by_definition(&without, &bindings[0]);
		tally->redundant += redundant;
		if (contained_apart(&found) != redundant)
			return redundant ? "redundant, and not seen" : "not redundant, but said so";
	}
	return NULL;
}

static const char *
run_once(uint64_t seed, uint64_t run, const struct algebra *shared, struct tally *tally)
{
	struct random random = random_seed(seed, run);
	struct arena *arena = arena_new();
	struct algebra algebra = {.arena = arena, .mutation = shared->mutation};
	struct pair pair = random_pair(arena, &random);
	const char *why = compare(&pair, &algebra, tally);

	if (!why)
		why = compare_itself(pair.a_normal, &algebra);
	if (!why && run % 4 == 0)
		why = compare_redundant(&pair, &algebra, tally);
	if (!why && run % 2 == 0) {
		struct pair forms = random_forms(arena, &random, &pair);

		why = compare_forms(&forms, &algebra, tally);
	}
	arena_free(arena);
	return why;
}

#ifdef ALGEBRA_MUTATIONS

/* A mistake of the algebra must be found, and soon. */
START_TEST(every_mutation_is_found)
{
	struct algebra algebra = {.mutation = (unsigned)_i};
	struct tally tally = {0};
	uint64_t seed = random_setting("SEED", 20261), run = 0;
	const char *why = NULL;

	while (!why && run < 20000)
		why = run_once(seed, run++, &algebra, &tally);
	printf("algebra: mutation %d found by pair %llu: %s\n", _i, (unsigned long long)run,
	       why ? why : "not at all");
	ck_assert_ptr_nonnull(why);
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_add_loop_test(tests, every_mutation_is_found, 1, ALGEBRA_MUTATIONS_END);
}

#else

START_TEST(the_algebra_is_its_definition)
{
	struct algebra algebra = {0};
	struct tally tally = {0};
	uint64_t seed = random_setting("SEED", 20261), runs = random_setting("RUNS", 24000);

	for (uint64_t run = 0; run < runs; run++) {
		const char *why = run_once(seed, run, &algebra, &tally);

		ck_assert_msg(!why, "SEED=%llu, pair %llu: %s", (unsigned long long)seed,
		              (unsigned long long)run, why);
	}
	printf("algebra: SEED=%llu: %llu pairs under %zu bindings: %llu contained, %llu not, "
	       "%llu undecided (%llu of them with both answers among the bindings); "
	       "%llu equal forms; %llu redundant grants\n",
	       (unsigned long long)seed, (unsigned long long)tally.pairs, BINDINGS,
	       (unsigned long long)tally.contained, (unsigned long long)tally.not_contained,
	       (unsigned long long)tally.undecided, (unsigned long long)tally.both_ways,
	       (unsigned long long)tally.equal, (unsigned long long)tally.redundant);
	ck_assert_uint_eq(tally.pairs, runs);
	/* A fifth. */
	ck_assert_uint_ge(5 * tally.contained, runs);
	ck_assert_uint_gt(tally.both_ways, 0);
	ck_assert_uint_gt(tally.undecided, 0);
	ck_assert_uint_gt(tally.equal, runs / 20);
	ck_assert_uint_gt(tally.redundant, 0);
}
END_TEST

/* The check that tells a user of a grant without effect, and the algebra, agree. */
START_TEST(check_unused_agrees)
{
	uint64_t seed = random_setting("SEED", 20261), runs = random_setting("RUNS", 4000);
	uint64_t told = 0;

	for (uint64_t run = 0; run < runs && run < 4000; run++) {
		struct random random = random_seed(seed + 1, run);
		struct arena *arena = arena_new();
		const char *why = unused_disagrees(arena, &random, &told);

		ck_assert_msg(!why, "SEED=%llu, policy %llu: %s", (unsigned long long)seed,
		              (unsigned long long)run, why);
		arena_free(arena);
	}
	printf("algebra: %llu grants without effect, told by check too\n",
	       (unsigned long long)told);
	ck_assert_uint_gt(told, 0);
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_add_test(tests, the_algebra_is_its_definition);
	tcase_add_test(tests, check_unused_agrees);
}

#endif

int
main(void)
{
	TCase *tests = tcase_create("algebra");

	tcase_set_timeout(tests, 300);
	add_tests(tests);
	return run_tests("algebra", tests);
}
