/* SPDX-License-Identifier: Apache-2.0 */
/*
 * emit-seatbelt-points.c - the paths that a policy and its profile for macOS tell apart.
 *
 * Rules name a path, or it and all below.  So a path that no rule names is treated like any other
 * one below the same named paths: one for all of them is enough, and it has a name that no path of
 * a user can have.
 */
#include "compiler/emit-seatbelt-points.h"

#include "compiler/eval.h"
#include "compiler/rule-tree.h"

#include <stdlib.h>

/* No path has a control character in it. */
#define NOWHERE "\x7f"

static const char *
place_of(struct arena *arena, enum blob_anchor anchor)
{
	if (anchor == BLOB_ANCHOR_ROOT)
		return "";
	if (anchor_default(anchor))
		return arena_printf(arena, "%s/%s", place_of(arena, BLOB_ANCHOR_HOME),
		                    anchor_default(anchor));
	return arena_printf(arena, "/" NOWHERE "%s", anchor_name(anchor) + 1);
}

static struct str
text_of(struct arena *arena, const struct path *path)
{
	return str_of(arena_printf(arena, "%s%s%.*s", place_of(arena, path->anchor),
	                           path->rest.length || path->anchor == BLOB_ANCHOR_ROOT ? "/" : "",
	                           STR_ARG(path->rest)));
}

/* Whether TEXT is PLACE, or below it; what is below in *REST. */
static bool
below(struct str text, const char *place, struct str *rest)
{
	uint32_t length = (uint32_t)strlen(place);

	if (text.length < length || memcmp(text.data, place, length) != 0 ||
	    (text.length > length && text.data[length] != '/'))
		return false;
	*rest = (struct str){text.data + length, text.length - length};
	if (rest->length)
		*rest = (struct str){rest->data + 1, rest->length - 1};
	return true;
}

static struct path
path_of(struct arena *arena, struct str text)
{
	struct path path = {BLOB_ANCHOR_ROOT, {"", 0}};

	for (unsigned i = BLOB_ANCHOR_HOME; i < BLOB_ANCHORS; i++) {
		enum blob_anchor anchor = (enum blob_anchor)i;

		if (!anchor_default(anchor) && below(text, place_of(arena, anchor), &path.rest)) {
			path.anchor = anchor;
			return path;
		}
	}
	path.rest = (struct str){text.data + 1, text.length - 1};
	return path;
}

static void
add(struct points *points, struct str text)
{
	if (points->count == points->capacity) {
		points->capacity = points->capacity ? 2 * points->capacity : 256;
		points->items = arena_grow(points->arena, points->items, points->count,
		                           points->capacity, sizeof(*points->items));
	}
	points->items[points->count++] = (struct point){.text = text};
}

static void
add_with_one_below(struct points *points, struct str text)
{
	add(points, text);
	add(points, str_of(arena_printf(points->arena, "%.*s/" NOWHERE,
	                                text.length == 1 ? 0 : (int)text.length, text.data)));
}

static void
add_rules(struct points *points, const struct rules *rules, bool above)
{
	for (size_t i = 0; i < rules->count; i++) {
		struct str text = text_of(points->arena, &rules->items[i].path);

		add_with_one_below(points, text);
		for (; above && text.length > 1; text.length--)
			if (text.data[text.length - 1] == '/')
				add(points, arena_str(points->arena, text.data, text.length - 1));
	}
}

/* The path that a filter names; length 0 if it is none that can be known. */
static struct str
value_text(struct points *points, const struct sbpl_value *value)
{
	const char *text = "";

	for (uint32_t i = 0; i < value->count; i++) {
		struct str part = value->parts[i].text;
		unsigned anchor = BLOB_ANCHOR_HOME;

		if (!value->parts[i].param) {
			text = arena_printf(points->arena, "%s%.*s", text, STR_ARG(part));
			continue;
		}
		while (anchor < BLOB_ANCHORS &&
		       !str_is(part, anchor_name((enum blob_anchor)anchor) + 1))
			anchor++;
		if (anchor < BLOB_ANCHORS && i == 0)
			text = place_of(points->arena, (enum blob_anchor)anchor);
		else if (str_is(part, "UID") && i > 0)
			text = arena_printf(points->arena, "%s%cu", text, BLOB_ESCAPE);
		else
			return (struct str){"", 0};
	}
	return str_of(text);
}

static void
add_filter(struct points *points, const struct sbpl_filter *filter)
{
	for (uint32_t i = 0; i < filter->filter_count; i++)
		add_filter(points, filter->filters[i]);
	if (filter->name != SBPL_LITERAL && filter->name != SBPL_SUBPATH)
		return;
	for (uint32_t i = 0; i < filter->value_count; i++) {
		struct str text = value_text(points, &filter->values[i]);

		if (text.length)
			add_with_one_below(points, text);
	}
}

/* By components, so that what is below a path follows it. */
static int
compare_text(struct str a, struct str b)
{
	uint32_t count = a.length < b.length ? a.length : b.length;

	for (uint32_t i = 0; i < count; i++) {
		unsigned char x = (unsigned char)a.data[i], y = (unsigned char)b.data[i];

		if (x != y)
			return x == '/' ? -1 : y == '/' ? 1 : x < y ? -1 : 1;
	}
	return a.length < b.length ? -1 : a.length > b.length;
}

static int
compare(const void *a, const void *b)
{
	return compare_text(((const struct point *)a)->text, ((const struct point *)b)->text);
}

/* The first point that is not before TEXT. */
static size_t
find(const struct points *points, struct str text)
{
	size_t low = 0, high = points->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare_text(points->items[middle].text, text) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void
judge(const struct ir *ir, struct points *points)
{
	for (size_t i = 0; i < points->count; i++) {
		struct point *point = &points->items[i];

		point->path = path_of(points->arena, point->text);
		point->rights[POINT_FILE] = eval_rights(ir, &point->path, false);
		point->rights[POINT_DIRECTORY] = eval_rights(ir, &point->path, true);
		point->rights[POINT_OTHER] = point->rights[POINT_FILE];
		point->entry = eval_entry(ir, &point->path);
		point->withheld = rules_covering(&ir->denies, &point->path);
		if (point->withheld)
			point->withheld &= ~rules_covering(&ir->bypasses, &point->path);
	}
	for (size_t i = 0; i < ir->grants.count; i++) {
		const struct rule *grant = &ir->grants.items[i];
		struct point *point =
		    &points->items[find(points, text_of(points->arena, &grant->path))];

		point->never[POINT_DIRECTORY] |= grant->object == BLOB_OBJECT_FILE;
		point->never[POINT_FILE] |= grant->object == BLOB_OBJECT_DIRECTORY;
		point->never[POINT_OTHER] = point->never[POINT_FILE];
	}
}

/* A directory that holds what is protected must stay where it is. */
static void
mark(const struct ir *ir, struct points *points)
{
	for (size_t i = 0; i < ir->denies.count; i++) {
		const struct rule *deny = &ir->denies.items[i];
		struct str text = text_of(points->arena, &deny->path);

		if (!(deny->rights & ~rules_covering(&ir->bypasses, &deny->path)))
			continue;
		for (uint32_t length = text.length; length-- > 1;)
			if (text.data[length] == '/')
				points->items[find(points, (struct str){text.data, length})]
				    .guards = true;
		points->items[0].guards = true; /* "/" */
	}
}

struct points *
points_of(const struct ir *ir, const struct sbpl_profile *profile)
{
	struct points *points = arena_alloc(ir->arena, sizeof(*points));
	size_t kept = 0;

	points->arena = ir->arena;
	add_with_one_below(points, STR("/"));
	for (unsigned i = BLOB_ANCHOR_HOME; i < BLOB_ANCHORS; i++)
		add_with_one_below(points, str_of(place_of(points->arena, (enum blob_anchor)i)));
	add_rules(points, &ir->grants, false);
	add_rules(points, &ir->denies, true);
	add_rules(points, &ir->bypasses, false);
	for (uint32_t i = 0; i < profile->count; i++)
		for (uint32_t j = 0; j < profile->rules[i].filter_count; j++)
			add_filter(points, profile->rules[i].filters[j]);
	qsort(points->items, points->count, sizeof(*points->items), compare);
	for (size_t i = 0; i < points->count; i++)
		if (!i || compare(&points->items[i], &points->items[kept - 1]) != 0)
			points->items[kept++] = points->items[i];
	points->count = kept;
	judge(ir, points);
	mark(ir, points);
	return points;
}

static size_t
words(const struct points *points)
{
	return points->count / 64 + 1;
}

struct covered
covered_new(const struct points *points)
{
	struct covered covered;

	for (int kind = 0; kind < POINT_KINDS; kind++)
		covered.words[kind] = arena_calloc(points->arena, words(points), sizeof(uint64_t));
	return covered;
}

void
covered_all(const struct points *points, struct covered *covered)
{
	for (int kind = 0; kind < POINT_KINDS; kind++)
		memset(covered->words[kind], 0xff, words(points) * sizeof(uint64_t));
}

void
covered_add(const struct points *points, struct covered *to, const struct covered *more)
{
	for (int kind = 0; kind < POINT_KINDS; kind++)
		for (size_t i = 0; i < words(points); i++)
			to->words[kind][i] |= more->words[kind][i];
}

bool
covered_has(const struct covered *covered, enum point_kind kind, size_t point)
{
	return covered->words[kind][point / 64] >> (point % 64) & 1;
}

static void
invert(const struct points *points, struct covered *covered)
{
	for (int kind = 0; kind < POINT_KINDS; kind++)
		for (size_t i = 0; i < words(points); i++)
			covered->words[kind][i] = ~covered->words[kind][i];
}

static void
set(struct covered *covered, size_t point)
{
	for (int kind = 0; kind < POINT_KINDS; kind++)
		covered->words[kind][point / 64] |= (uint64_t)1 << (point % 64);
}

static bool
cover_paths(struct points *points, const struct sbpl_filter *filter, struct covered *covered)
{
	for (uint32_t i = 0; i < filter->value_count; i++) {
		struct str text = value_text(points, &filter->values[i]), rest;
		size_t at;

		if (!text.length)
			return false;
		at = find(points, text);
		if (at < points->count && str_equal(points->items[at].text, text))
			set(covered, at++);
		while (filter->name == SBPL_SUBPATH && at < points->count &&
		       (text.length == 1 || below(points->items[at].text, text.data, &rest)))
			set(covered, at++);
	}
	return true;
}

static bool
cover_kinds(const struct points *points, const struct sbpl_filter *filter, struct covered *covered)
{
	for (uint32_t i = 0; i < filter->value_count; i++) {
		struct str type = filter->values[i].parts[0].text;

		if (str_is(type, "DIRECTORY"))
			memset(covered->words[POINT_DIRECTORY], 0xff,
			       words(points) * sizeof(uint64_t));
		else if (str_is(type, "REGULAR-FILE"))
			memset(covered->words[POINT_FILE], 0xff, words(points) * sizeof(uint64_t));
		else
			return false;
	}
	return true;
}

static bool
cover_group(struct points *points, const struct sbpl_filter *filter, struct covered *covered)
{
	for (uint32_t i = 0; i < filter->filter_count; i++) {
		struct covered one;

		if (!covered_by(points, filter->filters[i], &one))
			return false;
		/* All of them: none is missing. */
		if (filter->name == SBPL_ALL)
			invert(points, &one);
		covered_add(points, covered, &one);
	}
	if (filter->name != SBPL_ANY && filter->name != SBPL_REMOTE)
		invert(points, covered);
	return true;
}

bool
covered_by(struct points *points, const struct sbpl_filter *filter, struct covered *covered)
{
	*covered = covered_new(points);
	switch (filter->name) {
	case SBPL_LITERAL:
	case SBPL_SUBPATH:
		return cover_paths(points, filter, covered);
	case SBPL_VNODE_TYPE:
		return cover_kinds(points, filter, covered);
	case SBPL_REMOTE: /* (remote unix-socket (subpath ...)) */
		return filter->filter_count && cover_group(points, filter, covered);
	case SBPL_ALL:
	case SBPL_ANY:
	case SBPL_NOT:
		return cover_group(points, filter, covered);
	default:
		return false;
	}
}

bool
filter_about_paths(const struct sbpl_filter *filter)
{
	for (uint32_t i = 0; i < filter->filter_count; i++)
		if (filter_about_paths(filter->filters[i]))
			return true;
	return filter->name <= SBPL_REGEX || filter->name == SBPL_VNODE_TYPE;
}
