/* SPDX-License-Identifier: Apache-2.0 */
/*
 * emit-seatbelt-points.c - the paths that a policy and its profile for macOS tell apart.
 *
 * Rules name a path, or it and all below.  So a path that no rule names is treated like any other
 * one below the same named paths: one for all of them is enough, and it has a name that no path of
 * a user can have.  Where a rule is for what lies directly in a directory, there is one more, below
 * that.
 */
#include "compiler/emit-seatbelt-points.h"

#include "compiler/eval.h"
#include "compiler/rule-tree.h"
#include "compiler/sbpl-depth.h"

#include <assert.h>
#include <stdlib.h>

/* No path has a control character in it. */
#define NOWHERE "\x7f"

static void
place(struct points *points)
{
	for (unsigned i = BLOB_ANCHOR_HOME; i < BLOB_ANCHORS; i++) {
		enum blob_anchor anchor = (enum blob_anchor)i;
		const char *fallback = anchor_default(anchor);

		points->places[i] =
		    str_of(fallback ? arena_printf(points->arena, "%s/%s",
		                                   points->places[BLOB_ANCHOR_HOME].data, fallback)
		                    : arena_printf(points->arena, "/" NOWHERE "%s",
		                                   anchor_name(anchor) + 1));
	}
}

/* A, SLASH if it is not '\0', and B. */
static struct str
join(struct arena *arena, struct str a, char slash, struct str b)
{
	char *text = arena_alloc(arena, (size_t)a.length + b.length + 2);
	uint32_t length = a.length;

	memcpy(text, a.data, a.length);
	if (slash)
		text[length++] = slash;
	memcpy(text + length, b.data, b.length);
	return (struct str){text, length + b.length};
}

static struct str
text_of(const struct points *points, const struct path *path)
{
	if (path->anchor == BLOB_ANCHOR_ROOT)
		return join(points->arena, STR("/"), '\0', path->rest);
	if (!path->rest.length)
		return points->places[path->anchor];
	return join(points->arena, points->places[path->anchor], '/', path->rest);
}

/* Whether TEXT is PLACE, or below it; what is below in *REST. */
static bool
below(struct str text, struct str place, struct str *rest)
{
	uint32_t length = place.length;

	if (text.length < length || memcmp(text.data, place.data, length) != 0 ||
	    (text.length > length && text.data[length] != '/'))
		return false;
	*rest = (struct str){text.data + length, text.length - length};
	if (rest->length)
		*rest = (struct str){rest->data + 1, rest->length - 1};
	return true;
}

static struct path
path_of(const struct points *points, struct str text)
{
	struct path path = {BLOB_ANCHOR_ROOT, {"", 0}};

	for (unsigned i = BLOB_ANCHOR_HOME; i < BLOB_ANCHORS; i++) {
		enum blob_anchor anchor = (enum blob_anchor)i;

		if (!anchor_default(anchor) && below(text, points->places[anchor], &path.rest)) {
			path.anchor = anchor;
			return path;
		}
	}
	path.rest = (struct str){text.data + 1, text.length - 1};
	return path;
}

static uint64_t
hash_text(uint64_t hash, struct str text)
{
	uint32_t at = 0;

	for (uint64_t word; text.length - at >= sizeof(word); at += (uint32_t)sizeof(word)) {
		memcpy(&word, text.data + at, sizeof(word));
		hash = (hash ^ word) * 0x9e3779b97f4a7c15;
		hash ^= hash >> 32;
	}
	for (; at < text.length; at++)
		hash = (hash ^ (unsigned char)text.data[at]) * 0x100000001b3;
	return hash ^ hash >> 29;
}

/* Those of HASH are among them. */
static struct entry *
chain(const struct table *table, uint64_t hash)
{
	return table->size ? table->slots[hash & (table->size - 1)] : NULL;
}

static void
push(struct table *table, struct entry *entry)
{
	struct entry **slot = &table->slots[entry->hash & (table->size - 1)];

	entry->next = *slot;
	*slot = entry;
}

static void
table_add(struct arena *arena, struct table *table, struct entry *entry)
{
	struct table old = *table;

	if (table->count++ == table->size) {
		table->size = old.size ? 4 * old.size : 512;
		table->slots = arena_calloc(arena, table->size, sizeof(*table->slots));
		for (size_t i = 0; i < old.size; i++)
			for (struct entry *one = old.slots[i], *next; one; one = next) {
				next = one->next;
				push(table, one);
			}
	}
	push(table, entry);
}

static struct spot *
find_spot(const struct points *points, struct str text, uint64_t hash)
{
	for (struct entry *entry = chain(&points->spots, hash); entry; entry = entry->next) {
		struct spot *spot = (struct spot *)entry;

		if (entry->hash == hash && str_equal(spot->text, text))
			return spot;
	}
	return NULL;
}

/* The point of TEXT, which was added. */
static size_t
find(const struct points *points, struct str text)
{
	const struct spot *spot = find_spot(points, text, hash_text(0, text));

	assert(spot);
	return spot->at;
}

static struct spot *
add(struct points *points, struct str text)
{
	uint64_t hash = hash_text(0, text);
	struct spot *spot = find_spot(points, text, hash);

	if (spot)
		return spot;
	spot = arena_alloc(points->arena, sizeof(*spot));
	*spot = (struct spot){.entry.hash = hash, .text = text};
	table_add(points->arena, &points->spots, &spot->entry);
	points->order =
	    arena_room(points->arena, points->order, points->count, sizeof(struct spot *));
	points->order[points->count++] = spot;
	return spot;
}

static struct spot *
add_with_one_below(struct points *points, struct str text)
{
	add(points, join(points->arena, text, text.length == 1 ? '\0' : '/', STR(NOWHERE)));
	return add(points, text);
}

/* What lies directly in a directory, and what is below that, too. */
static struct spot *
add_with_two_below(struct points *points, struct str text)
{
	add_with_one_below(points,
	                   join(points->arena, text, text.length == 1 ? '\0' : '/', STR(NOWHERE)));
	return add(points, text);
}

static void
add_rules(struct points *points, const struct rules *rules, bool above)
{
	for (size_t i = 0; i < rules->count; i++) {
		struct str text = text_of(points, &rules->items[i].path);

		(rules->items[i].children ? add_with_two_below : add_with_one_below)(points, text);
		for (uint32_t length = text.length; above && length-- > 1;)
			if (text.data[length] == '/')
				add(points, (struct str){text.data, length});
	}
}

/* What a parameter stands for at the beginning of a path, or within it; length 0: nobody knows. */
static struct str
param_text(const struct points *points, struct str name, bool first, enum blob_anchor *anchor)
{
	static const char uid[] = {BLOB_ESCAPE, 'u', '\0'};

	for (unsigned i = BLOB_ANCHOR_HOME; first && i < BLOB_ANCHORS; i++) {
		if (!str_is(name, anchor_name((enum blob_anchor)i) + 1))
			continue;
		*anchor = (enum blob_anchor)i;
		return points->places[i];
	}
	return !first && str_is(name, "UID") ? str_of(uid) : (struct str){"", 0};
}

/* The path that a filter names; length 0 if it is none that can be known. */
static struct str
value_text(const struct points *points, const struct sbpl_value *value, enum blob_anchor *anchor)
{
	struct str text = {"", 0};

	for (uint32_t i = 0; i < value->count; i++) {
		struct str part = value->parts[i].text;

		if (value->parts[i].param)
			part = param_text(points, part, i == 0, anchor);
		if (!part.length)
			return part;
		text = i ? join(points->arena, text, '\0', part) : part;
	}
	return text;
}

/* Equal values have equal ones. */
static uint64_t
hash_value(const struct sbpl_value *value)
{
	uint64_t hash = value->count;

	for (uint32_t i = 0; i < value->count; i++)
		hash = hash_text(hash, value->parts[i].text);
	return hash;
}

static struct named *
find_named(const struct points *points, const struct sbpl_value *value, uint64_t hash)
{
	for (struct entry *entry = chain(&points->names, hash); entry; entry = entry->next) {
		struct named *named = (struct named *)entry;

		if (entry->hash == hash && sbpl_value_equal(named->value, value))
			return named;
	}
	return NULL;
}

const struct named *
points_named(const struct points *points, const struct sbpl_value *value)
{
	const struct named *named = find_named(points, value, hash_value(value));

	return named && named->spot ? named : NULL;
}

/* Profiles say the same of many operations: most names come again and again. */
static void
add_name(struct points *points, const struct sbpl_value *value)
{
	uint64_t hash = hash_value(value);
	struct named *named;
	struct str text;

	if (find_named(points, value, hash))
		return;
	named = arena_alloc(points->arena, sizeof(*named));
	*named = (struct named){.entry.hash = hash, .value = value, .anchor = BLOB_ANCHOR_ROOT};
	table_add(points->arena, &points->names, &named->entry);
	text = value_text(points, value, &named->anchor);
	if (text.length)
		named->spot = add_with_one_below(points, text);
}

static void
add_filter(struct points *points, const struct sbpl_filter *filter)
{
	for (uint32_t i = 0; i < filter->filter_count; i++)
		add_filter(points, filter->filters[i]);
	if (filter->name != SBPL_LITERAL && filter->name != SBPL_SUBPATH)
		return;
	for (uint32_t i = 0; i < filter->value_count; i++)
		add_name(points, &filter->values[i]);
}

/* What lies below those that FILTER is for as they lie directly in a directory. */
static void
add_below_children(struct points *points, const struct sbpl_filter *filter)
{
	const struct named *named;

	for (uint32_t i = 0; i < filter->filter_count; i++)
		add_below_children(points, filter->filters[i]);
	named = sbpl_is_children(filter) ? points_named(points, filter->filters[0]->values) : NULL;
	if (named)
		add_with_two_below(points, named->spot->text);
}

bool
spot_directly_in(const struct spot *a, const struct spot *b)
{
	struct str rest = {a->text.data + 1, a->text.length - 1};

	if (b->text.length > 1 && !below(a->text, b->text, &rest))
		return false;
	return rest.length && !memchr(rest.data, '/', rest.length);
}

/* By components, so that what is below a path follows it. */
static int
compare_text(struct str a, struct str b)
{
	uint32_t count = a.length < b.length ? a.length : b.length, i = 0;

	/* Most texts begin alike. */
	while (count - i >= 8 && memcmp(a.data + i, b.data + i, 8) == 0)
		i += 8;
	for (; i < count; i++) {
		unsigned char x = (unsigned char)a.data[i], y = (unsigned char)b.data[i];

		if (x != y)
			return x == '/' ? -1 : y == '/' ? 1 : x < y ? -1 : 1;
	}
	return a.length < b.length ? -1 : a.length > b.length;
}

static int
compare(const void *a, const void *b)
{
	const struct spot *const *one = a, *const *other = b;

	return compare_text((*one)->text, (*other)->text);
}

/* Where each point stands now, and where what is below it ends. */
static void
place_spots(struct points *points)
{
	struct str rest;

	for (size_t i = 0; i < points->count; i++) {
		points->order[i]->at = i;
		points->order[i]->end = i + 1;
	}
	for (size_t i = 0; i < points->names.size; i++)
		for (struct entry *entry = points->names.slots[i]; entry; entry = entry->next) {
			struct spot *spot = ((struct named *)entry)->spot;

			while (spot && spot->end < points->count &&
			       (spot->text.length == 1 ||
			        below(points->order[spot->end]->text, spot->text, &rest)))
				spot->end++;
		}
}

static void
judge(const struct ir *ir, struct points *points)
{
	for (size_t i = 0; i < points->count; i++) {
		struct point *point = &points->items[i];

		point->path = path_of(points, points->order[i]->text);
		point->standing = eval_standing(ir, &point->path);
		point->granted =
		    point->standing.file || point->standing.directory || point->standing.entry;
	}
	for (size_t i = 0; i < ir->grants.count; i++) {
		const struct rule *grant = &ir->grants.items[i];
		struct point *point = &points->items[find(points, text_of(points, &grant->path))];

		if (grant->object != BLOB_OBJECT_FILE && !grant->children)
			point->root |= grant->rights & ~point->standing.withheld;
		point->only_file |= grant->object == BLOB_OBJECT_FILE;
		point->only_directory |= grant->object == BLOB_OBJECT_DIRECTORY;
	}
}

static void
mark_one(struct point *point, bool protected)
{
	point->leads = true;
	point->guards |= protected;
}

/* A directory that holds what is protected must stay where it is. */
static void
mark(const struct ir *ir, struct points *points)
{
	points->denied = arena_calloc(points->arena, ir->denies.count, sizeof(*points->denied));
	for (size_t i = 0; i < ir->denies.count; i++) {
		const struct rule *deny = &ir->denies.items[i];
		struct denied *denied = &points->denied[i];
		struct str text = text_of(points, &deny->path);

		denied->at = find(points, text);
		denied->rights = deny->rights & ~rules_covering(&ir->bypasses, &deny->path);
		mark_one(&points->items[find(points, STR("/"))], denied->rights);
		for (uint32_t length = text.length; length-- > 1;)
			if (text.data[length] == '/')
				mark_one(
				    &points->items[find(points, (struct str){text.data, length})],
				    denied->rights);
	}
}

struct points *
points_of(const struct ir *ir, const struct sbpl_profile *profile)
{
	struct points *points = arena_alloc(ir->arena, sizeof(*points));

	points->arena = ir->arena;
	place(points);
	add_with_one_below(points, STR("/"));
	for (unsigned i = BLOB_ANCHOR_HOME; i < BLOB_ANCHORS; i++)
		add_with_one_below(points, points->places[i]);
	add_rules(points, &ir->grants, false);
	add_rules(points, &ir->denies, true);
	add_rules(points, &ir->bypasses, false);
	for (uint32_t i = 0; i < profile->count; i++)
		for (uint32_t j = 0; j < profile->rules[i].filter_count; j++)
			add_filter(points, profile->rules[i].filters[j]);
	for (uint32_t i = 0; i < profile->count; i++)
		for (uint32_t j = 0; j < profile->rules[i].filter_count; j++)
			add_below_children(points, profile->rules[i].filters[j]);
	qsort(points->order, points->count, sizeof(struct spot *), compare);
	points->items = arena_calloc(points->arena, points->count, sizeof(*points->items));
	place_spots(points);
	judge(ir, points);
	mark(ir, points);
	return points;
}
