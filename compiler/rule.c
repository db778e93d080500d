/* SPDX-License-Identifier: Apache-2.0 */
/* rule.c - lists of rules and their order. */
#include "compiler/rule.h"

#include <stdlib.h>

bool
rule_reaches(const struct rule *rule, const struct path *path)
{
	return !rule->children || path_directly_in(path, &rule->path);
}

struct path
rule_example(struct arena *arena, const struct rule *rule)
{
	struct path path = rule->path;

	/* No rule names a pattern, so that this is no other rule's. */
	if (rule->children)
		path.rest = str_of(arena_printf(arena, "%.*s%s*", STR_ARG(path.rest),
		                                path.rest.length ? "/" : ""));
	return path;
}

uint32_t
rule_is_against(const struct rule *deny, uint32_t rights, uint32_t there, uint32_t above)
{
	uint32_t left = deny->rights & ~there;

	return left ? rights & (left | (BLOB_FS_REPLACE & ~above)) : 0;
}

bool
rule_from_profile(const struct rule *rule)
{
	return rule->origin && rule->origin->kind == ORIGIN_PROFILE;
}

bool
rule_own(const struct rule *rule)
{
	return rule->origin && rule->origin->trust == TRUST_USER;
}

/* The user's own profile comes first: of equal rules its place is the one to show. */
static int
origin_rank(const struct rule *rule)
{
	return (rule_from_profile(rule) ? 0 : 2) + (rule_own(rule) ? 0 : 1);
}

static int
order(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

static int
compare(const void *one, const void *other)
{
	const struct rule *a = one, *b = other;
	int by = path_compare(&a->path, &b->path);

	if (!by)
		by = order(a->object, b->object);
	if (!by)
		by = order(a->children, b->children);
	if (!by)
		by = order((uint64_t)origin_rank(a), (uint64_t)origin_rank(b));
	if (!by)
		by = order(a->at.source, b->at.source);
	if (!by)
		by = order(a->at.offset, b->at.offset);
	return by ? by : order(a->rights, b->rights);
}

void
rules_sort(struct rules *rules)
{
	if (rules->count)
		qsort(rules->items, rules->count, sizeof(*rules->items), compare);
	rules->sorted = true;
}

struct rules
rules_sorted(struct arena *arena, const struct rules *rules)
{
	struct rules copy = {.count = rules->count, .capacity = rules->count};

	copy.items =
	    arena_grow(arena, rules->items, rules->count, rules->count, sizeof(*rules->items));
	rules_sort(&copy);
	return copy;
}

struct rules
rules_united(struct arena *arena, const struct rules *rules)
{
	struct rules copy = rules_sorted(arena, rules);
	size_t kept = 0;

	for (size_t i = 0; i < copy.count; i++) {
		struct rule *last = kept ? &copy.items[kept - 1] : NULL;

		if (last && path_compare(&last->path, &copy.items[i].path) == 0)
			last->rights |= copy.items[i].rights;
		else
			copy.items[kept++] = copy.items[i];
	}
	copy.count = kept;
	return copy;
}

struct rules
rules_distinct(struct arena *arena, const struct rules *sorted)
{
	struct rules kept = {.capacity = sorted->count, .sorted = true};
	size_t first = 0, k; /* of those on one path */

	kept.items = arena_calloc(arena, sorted->count, sizeof(*kept.items));
	for (size_t i = 0; i < sorted->count; i++) {
		const struct rule *rule = &sorted->items[i];

		if (kept.count && path_compare(&kept.items[first].path, &rule->path) != 0)
			first = kept.count;
		for (k = first; k < kept.count; k++)
			if (kept.items[k].rights == rule->rights &&
			    kept.items[k].object == rule->object &&
			    kept.items[k].children == rule->children)
				break;
		if (k == kept.count)
			kept.items[kept.count++] = *rule;
	}
	return kept;
}

void
rules_add(struct arena *arena, struct rules *rules, const struct rule *rule)
{
	if (rules->count == rules->capacity) {
		size_t capacity = rules->capacity ? 2 * rules->capacity : 32;

		rules->items =
		    arena_grow(arena, rules->items, rules->count, capacity, sizeof(*rules->items));
		rules->capacity = capacity;
	}
	rules->items[rules->count++] = *rule;
	rules->sorted = false;
}
