/* SPDX-License-Identifier: Apache-2.0 */
/*
 * algebra-files.c - rights on paths of one policy that another does not give.
 *
 * What a policy gives changes only at the paths of its rules, so both are compared there, and
 * nothing is left out: as a directory (which stands for all below it, too), as a file, and as a
 * name in the directory above.
 */
#include "compiler/algebra-parts.h"
#include "compiler/eval.h"
#include "compiler/rule-tree.h"

#include <string.h>

enum { AS_DIRECTORY, AS_FILE, AS_NAME, ASPECTS };

/* What B gives somewhere, for a path of A that might come to lie there. */
struct berth {
	enum blob_anchor anchor;
	uint32_t rights; /* to all that lies there */
	const struct rule *rule;
};

struct walk {
	struct comparison *comparison;
	struct ir shown;              /* what has been found so far, as grants */
	struct ir bare;               /* A without its denies */
	struct ir other;              /* B likewise */
	uint32_t hidden;              /* rights that A's denies keep from what B does not grant */
	uint32_t lifts[BLOB_ANCHORS]; /* by A's bypasses that start there, and none of B's */
	struct rules unsure;          /* of those bypasses the ones with a $UID */
	struct berth *berths;
	size_t berth_count;
};

static void
rights_at(const struct ir *ir, const struct path *path, uint32_t rights[static ASPECTS])
{
	rights[AS_DIRECTORY] = eval_rights(ir, path, true);
	rights[AS_FILE] = eval_rights(ir, path, false);
	rights[AS_NAME] = eval_entry(ir, path) & BLOB_FS_REPLACE;
}

static enum blob_anchor
base_of(enum blob_anchor anchor)
{
	return anchor_default(anchor) ? BLOB_ANCHOR_HOME : anchor;
}

/* How much an anchor moves: the machine's, the user's, the session's, the run's. */
static unsigned
motion(enum blob_anchor anchor)
{
	switch (base_of(anchor)) {
	case BLOB_ANCHOR_ROOT:
		return 0;
	case BLOB_ANCHOR_HOME:
		return 1;
	case BLOB_ANCHOR_WORKDIR:
		return 3;
	default:
		return 2;
	}
}

/* How many names of PATH, from "/", lead to a home directory, or to where homes are; else 0. */
static unsigned
home_depth(const struct path *path)
{
	static const struct {
		const char *name;
		unsigned depth;
	} roots[] = {{"home", 2}, {"root", 1}, {"Users", 2}, {"var/home", 3}};

	for (size_t i = 0; path->anchor == BLOB_ANCHOR_ROOT && i < COUNTOF(roots); i++) {
		size_t length = strlen(roots[i].name);

		if (path->rest.length >= length &&
		    memcmp(path->rest.data, roots[i].name, length) == 0 &&
		    (path->rest.length == length || path->rest.data[length] == '/'))
			return roots[i].depth;
	}
	return 0;
}

/* Whether PATH, which starts from $HOME, may lie in HOLDER: /home, /home/NAME or a tree in that. */
static bool
may_be_home(const struct path *path, const struct path *holder)
{
	struct path tail = {BLOB_ANCHOR_HOME, holder->rest};

	for (unsigned depth = home_depth(holder); depth; depth--) {
		const char *slash = memchr(tail.rest.data, '/', tail.rest.length);
		uint32_t skip = slash ? (uint32_t)(slash - tail.rest.data) + 1 : tail.rest.length;

		tail.rest = (struct str){tail.rest.data + skip, tail.rest.length - skip};
	}
	return path_within(path, &tail);
}

static bool
may_hold(const struct berth *berth, const struct path *path)
{
	if (motion(berth->anchor) >= motion(path->anchor))
		return false;
	if (base_of(path->anchor) != BLOB_ANCHOR_HOME)
		return true;
	return home_depth(&berth->rule->path) && may_be_home(path, &berth->rule->path);
}

/* All that B gives in different ways, once: few of its many rules. */
static void
find_berths(struct walk *walk)
{
	const struct ir *b = walk->comparison->b;

	walk->berths =
	    arena_calloc(walk->comparison->algebra->arena, b->grants.count, sizeof(struct berth));
	for (size_t i = 0; i < b->grants.count; i++) {
		const struct rule *grant = &b->grants.items[i];
		struct berth berth = {.anchor = grant->path.anchor, .rule = grant};
		size_t j = 0;

		berth.rights = eval_rights(b, &grant->path, true);
		while (j < walk->berth_count &&
		       (walk->berths[j].anchor != berth.anchor ||
		        walk->berths[j].rights != berth.rights ||
		        rule_own(walk->berths[j].rule) != rule_own(grant) ||
		        home_depth(&grant->path)))
			j++;
		if (j == walk->berth_count)
			walk->berths[walk->berth_count++] = berth;
	}
}

/* ~ rather than /usr, and what the user wrote rather than what every policy has. */
static unsigned
likely(const struct rule *rule)
{
	return 4 * rule_own(rule) + motion(rule->path.anchor);
}

/* A grant of B that would give all of what was found, if the anchors meet so. */
static const struct rule *
holder(const struct walk *walk, const struct path *path, const uint32_t too_many[static ASPECTS])
{
	uint32_t all = too_many[AS_DIRECTORY] | too_many[AS_FILE] | too_many[AS_NAME];
	const struct rule *found = NULL;

	if (algebra_mutated(walk->comparison->algebra, ALGEBRA_MUTATION_MAYBE))
		return NULL;
	for (size_t i = 0; i < walk->berth_count; i++) {
		const struct berth *berth = &walk->berths[i];

		if (may_hold(berth, path) && !(all & ~berth->rights) &&
		    (!found || likely(berth->rule) > likely(found)))
			found = berth->rule;
	}
	return found;
}

/* The nearest rule at or above PATH that itself gives some of RIGHTS. */
static const struct rule *
giver(const struct rules *rules, const struct path *path, uint32_t rights)
{
	const struct rule *found = NULL, *rule;
	struct ascent ascent;

	ascent_start(&ascent, rules, path);
	while ((rule = ascent_next(&ascent)))
		if (rule->written & rights && (ascent.at || rule->object != BLOB_OBJECT_FILE) &&
		    rule_reaches(rule, path) &&
		    (!found || path_relate(&rule->path, &found->path) != PATH_ABOVE))
			found = rule;
	return found;
}

static void
report(struct walk *walk, const struct path *path, const uint32_t too_many[static ASPECTS],
       enum excess_kind kind)
{
	struct comparison *comparison = walk->comparison;
	uint32_t directory = too_many[AS_DIRECTORY] | too_many[AS_NAME];
	struct excess excess = {.kind = kind, .path = *path};
	uint32_t rights[ASPECTS];

	excess.rights = directory | too_many[AS_FILE];
	if (!directory)
		excess.object = BLOB_OBJECT_FILE;
	else if ((directory & BLOB_FS_FILE) != too_many[AS_FILE])
		excess.object = BLOB_OBJECT_DIRECTORY;
	rights_at(comparison->b, path, rights);
	excess.held = rights[directory ? AS_DIRECTORY : AS_FILE];
	excess.rule = giver(&comparison->a->grants, path, excess.rights);
	excess.other = giver(&comparison->b->denies, path, excess.rights);
	excess.undecided = kind == EXCESS_LIFTED;
	if (kind == EXCESS_RIGHTS && !excess.other) {
		excess.other = holder(walk, path, too_many);
		excess.undecided = excess.other;
	}
	algebra_add(comparison, &excess);
}

/* Notes what was found, so that it is not found again below. */
static void
show_children(struct walk *walk, const struct path *path, uint32_t rights)
{
	struct rule rule = {.path = path_parent(path),
	                    .rights = rights,
	                    .object = BLOB_OBJECT_DIRECTORY,
	                    .children = true};

	rules_add(walk->comparison->algebra->arena, &walk->shown.grants, &rule);
	rules_sort(&walk->shown.grants); /* its place is before those that have been */
}

static void
show(struct walk *walk, const struct path *path, uint32_t directory, uint32_t file)
{
	struct rule rule = {.path = *path, .rights = directory, .object = BLOB_OBJECT_DIRECTORY};
	struct arena *arena = walk->comparison->algebra->arena;

	if (directory)
		rules_add(arena, &walk->shown.grants, &rule);
	rule.rights = file;
	rule.object = BLOB_OBJECT_FILE;
	if (file)
		rules_add(arena, &walk->shown.grants, &rule);
	walk->shown.grants.sorted = true; /* as the points come */
}

static bool
is_root(const struct path *path)
{
	return path->anchor == BLOB_ANCHOR_ROOT && !path->rest.length;
}

static bool
has_uid(const struct path *path)
{
	return memchr(path->rest.data, BLOB_ESCAPE, path->rest.length);
}

/*
 * What A's BYPASS lifts, and none of B's.  Where B has the bypass as well it lifts the same,
 * wherever that is; what A is granted and B is not is found where the grant is, unless a deny of
 * A's hides it.
 */
static uint32_t
lift(const struct walk *walk, const struct rule *bypass)
{
	return bypass->rights &
	       (~rules_covering(&walk->comparison->b->bypasses, &bypass->path) | walk->hidden);
}

/* Once it is known what is hidden. */
static void
find_lifts(struct walk *walk)
{
	const struct rules *bypasses = &walk->comparison->a->bypasses;

	for (size_t i = 0; i < bypasses->count; i++) {
		const struct rule *bypass = &bypasses->items[i];

		/* All lies below "/", as everybody knows. */
		if (is_root(&bypass->path))
			continue;
		walk->lifts[base_of(bypass->path.anchor)] |= lift(walk, bypass);
		if (has_uid(&bypass->path))
			rules_add(walk->comparison->algebra->arena, &walk->unsure, bypass);
	}
}

/* The rights of A's bypasses that may come to lift a deny at PATH, and of none of B's. */
static uint32_t
lifted_by_chance(const struct walk *walk, const struct path *path)
{
	const struct rules *near = has_uid(path) ? &walk->comparison->a->bypasses : &walk->unsure;
	enum blob_anchor base = base_of(path->anchor);
	uint32_t rights = 0;

	if (is_root(path))
		return 0;
	for (unsigned i = 0; i < BLOB_ANCHORS; i++)
		rights |= i == base ? 0 : walk->lifts[i];
	for (size_t i = 0; i < near->count; i++)
		if (base_of(near->items[i].path.anchor) == base &&
		    path_relate(&near->items[i].path, path) == PATH_UNKNOWN)
			rights |= lift(walk, &near->items[i]);
	return rights;
}

/* Notes what A grants at PATH, denies there itself, and B does not grant. */
static void
find_hidden(struct walk *walk, const struct path *path)
{
	uint32_t granted[ASPECTS], had[ASPECTS], other[ASPECTS];

	rights_at(&walk->bare, path, granted);
	rights_at(walk->comparison->a, path, had);
	rights_at(&walk->other, path, other);
	for (unsigned i = 0; i < ASPECTS; i++)
		walk->hidden |= granted[i] & ~had[i] & ~other[i];
}

/* What A allows where a bypass happens to lie on what it denies. */
static void
compare_lifted(struct walk *walk, const struct path *path, const uint32_t b[static ASPECTS])
{
	const struct ir *a = walk->comparison->a;
	uint32_t chance, had[ASPECTS], more[ASPECTS], any = 0;

	if (!a->denies.count || !a->bypasses.count ||
	    algebra_mutated(walk->comparison->algebra, ALGEBRA_MUTATION_LIFT))
		return;
	chance = lifted_by_chance(walk, path);
	if (!chance)
		return;
	rights_at(a, path, had);
	rights_at(&walk->bare, path, more);
	for (unsigned i = 0; i < ASPECTS; i++) {
		more[i] &= chance & ~had[i] & ~b[i];
		any |= more[i];
	}
	if (any)
		report(walk, path, more, EXCESS_LIFTED);
}

static void
compare_at(struct walk *walk, const struct rule *point)
{
	const struct path *path = &point->path;
	const struct algebra *algebra = walk->comparison->algebra;
	uint32_t a[ASPECTS], b[ASPECTS], shown[ASPECTS], any = 0;

	rights_at(walk->comparison->a, path, a);
	rights_at(walk->comparison->b, path, b);
	rights_at(&walk->shown, path, shown);
	if (algebra_mutated(algebra, ALGEBRA_MUTATION_KINDS)) {
		a[AS_FILE] = a[AS_DIRECTORY] & BLOB_FS_FILE;
		b[AS_FILE] = b[AS_DIRECTORY] & BLOB_FS_FILE;
	}
	if (algebra_mutated(algebra, ALGEBRA_MUTATION_ENTRY))
		a[AS_NAME] = 0;
	if (algebra_mutated(algebra, ALGEBRA_MUTATION_SHOWN) && walk->shown.grants.count)
		shown[AS_DIRECTORY] |=
		    walk->shown.grants.items[walk->shown.grants.count - 1].rights;
	compare_lifted(walk, path, b);
	for (unsigned i = 0; i < ASPECTS; i++) {
		a[i] &= ~b[i];
		a[i] &= ~shown[i];
		any |= a[i];
	}
	if (!any)
		return;
	report(walk, path, a, EXCESS_RIGHTS);
	if (point->children)
		show_children(walk, path, a[AS_FILE] | a[AS_NAME]);
	else
		show(walk, path, a[AS_DIRECTORY], a[AS_FILE]);
}

static void
add_points(struct walk *walk, struct rules *points, const struct rules *rules)
{
	for (size_t i = 0; i < rules->count; i++) {
		struct arena *arena = walk->comparison->algebra->arena;
		struct rule point = {.path = rules->items[i].path};

		rules_add(arena, points, &point);
		if (!rules->items[i].children)
			continue;
		point.path = rule_example(arena, &rules->items[i]);
		point.children = true;
		rules_add(arena, points, &point);
	}
}

/* All rights that grants give from each anchor; "/" itself is above all, by every binding. */
static void
rights_from(const struct ir *ir, uint32_t rights[static BLOB_ANCHORS])
{
	for (size_t i = 0; i < ir->grants.count; i++) {
		const struct rule *grant = &ir->grants.items[i];

		if (grant->path.anchor != BLOB_ANCHOR_ROOT || grant->path.rest.length)
			rights[grant->path.anchor] |= grant->rights;
	}
}

/*
 * What B protects and A does not: an anchor of A's may come to lie there.  Where A protects it as
 * well A's own loader refuses, and there is nothing to compare.
 */
static void
compare_seal(struct walk *walk, const struct rule *deny, const uint32_t from[static BLOB_ANCHORS])
{
	const struct ir *a = walk->comparison->a;
	struct excess excess = {.kind = EXCESS_SEAL, .undecided = true, .path = deny->path};
	enum blob_anchor chosen = BLOB_ANCHOR_ROOT;
	uint32_t open = deny->rights & ~(rules_withheld(&a->denies, &a->bypasses, &deny->path) &
	                                 ~lifted_by_chance(walk, &deny->path));

	if (deny->path.anchor == BLOB_ANCHOR_ROOT && !deny->path.rest.length)
		return;
	for (unsigned i = 0; i < BLOB_ANCHORS; i++) {
		enum blob_anchor anchor = (enum blob_anchor)i;

		if (base_of(anchor) == base_of(deny->path.anchor) || !(from[i] & open))
			continue;
		excess.rights |= from[i] & open;
		/* What moves more is the one to be told of. */
		if (motion(anchor) >= motion(chosen))
			chosen = anchor;
	}
	if (!excess.rights)
		return;
	excess.other = deny;
	for (size_t i = 0; i < a->grants.count && !excess.rule; i++)
		if (a->grants.items[i].path.anchor == chosen &&
		    a->grants.items[i].rights & excess.rights)
			excess.rule = &a->grants.items[i];
	algebra_add(walk->comparison, &excess);
}

void
algebra_files(struct comparison *comparison)
{
	struct walk walk = {
	    .comparison = comparison, .bare = *comparison->a, .other = *comparison->b};
	const struct ir *sides[] = {comparison->a, comparison->b};
	uint32_t from[BLOB_ANCHORS] = {0};
	struct rules points = {0};

	walk.bare.denies = (struct rules){0};
	walk.other.denies = (struct rules){0};
	find_berths(&walk);
	for (unsigned i = 0; i < COUNTOF(sides); i++) {
		add_points(&walk, &points, &sides[i]->grants);
		if (i == 1 && algebra_mutated(comparison->algebra, ALGEBRA_MUTATION_DENIES))
			continue;
		add_points(&walk, &points, &sides[i]->denies);
		add_points(&walk, &points, &sides[i]->bypasses);
	}
	rules_sort(&points);
	for (size_t i = 0; comparison->a->bypasses.count && i < points.count; i++)
		find_hidden(&walk, &points.items[i].path);
	find_lifts(&walk);
	for (size_t i = 0; i < points.count; i++)
		if (!i || path_compare(&points.items[i - 1].path, &points.items[i].path) != 0)
			compare_at(&walk, &points.items[i]);
	if (algebra_mutated(comparison->algebra, ALGEBRA_MUTATION_SEAL))
		return;
	rights_from(comparison->a, from);
	for (size_t i = 0; i < comparison->b->denies.count; i++)
		compare_seal(&walk, &comparison->b->denies.items[i], from);
}
