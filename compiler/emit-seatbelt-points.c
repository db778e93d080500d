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
	add(points, join(points->arena, text, text.length == 1 ? '\0' : '/', STR(NOWHERE)));
}

static void
add_rules(struct points *points, const struct rules *rules, bool above)
{
	for (size_t i = 0; i < rules->count; i++) {
		struct str text = text_of(points, &rules->items[i].path);

		add_with_one_below(points, text);
		for (; above && text.length > 1; text.length--)
			if (text.data[text.length - 1] == '/')
				add(points, arena_str(points->arena, text.data, text.length - 1));
	}
}

/* What a parameter stands for at the beginning of a path, or within it; length 0: nobody knows. */
static struct str
param_text(const struct points *points, struct str name, bool first)
{
	static const char uid[] = {BLOB_ESCAPE, 'u', '\0'};

	for (unsigned i = BLOB_ANCHOR_HOME; first && i < BLOB_ANCHORS; i++)
		if (str_is(name, anchor_name((enum blob_anchor)i) + 1))
			return points->places[i];
	return !first && str_is(name, "UID") ? str_of(uid) : (struct str){"", 0};
}

/* The path that a filter names; length 0 if it is none that can be known. */
static struct str
value_text(const struct points *points, const struct sbpl_value *value)
{
	struct str text = {"", 0};

	for (uint32_t i = 0; i < value->count; i++) {
		struct str part = value->parts[i].text;

		if (value->parts[i].param)
			part = param_text(points, part, i == 0);
		if (!part.length)
			return part;
		text = i ? join(points->arena, text, '\0', part) : part;
	}
	return text;
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

		point->path = path_of(points, point->text);
		point->rights[POINT_FILE] = eval_rights(ir, &point->path, false);
		point->rights[POINT_DIRECTORY] = eval_rights(ir, &point->path, true);
		point->rights[POINT_SOCKET] = point->rights[POINT_FILE];
		point->rights[POINT_OTHER] = point->rights[POINT_FILE];
		point->entry = eval_entry(ir, &point->path);
		point->withheld = rules_covering(&ir->denies, &point->path);
		if (point->withheld)
			point->withheld &= ~rules_covering(&ir->bypasses, &point->path);
	}
	for (size_t i = 0; i < ir->grants.count; i++) {
		const struct rule *grant = &ir->grants.items[i];
		struct point *point = &points->items[find(points, text_of(points, &grant->path))];

		if (grant->object != BLOB_OBJECT_FILE)
			point->root |= grant->rights & ~point->withheld;
		point->never[POINT_DIRECTORY] |= grant->object == BLOB_OBJECT_FILE;
		point->never[POINT_FILE] |= grant->object == BLOB_OBJECT_DIRECTORY;
		point->never[POINT_SOCKET] = point->never[POINT_FILE];
		point->never[POINT_OTHER] = point->never[POINT_FILE];
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
	for (size_t i = 0; i < ir->denies.count; i++) {
		const struct rule *deny = &ir->denies.items[i];
		struct str text = text_of(points, &deny->path);
		bool protected = deny->rights & ~rules_covering(&ir->bypasses, &deny->path);

		mark_one(&points->items[find(points, STR("/"))], protected);
		for (uint32_t length = text.length; length-- > 1;)
			if (text.data[length] == '/')
				mark_one(
				    &points->items[find(points, (struct str){text.data, length})],
				    protected);
	}
}

struct points *
points_of(const struct ir *ir, const struct sbpl_profile *profile)
{
	struct points *points = arena_alloc(ir->arena, sizeof(*points));
	size_t kept = 0;

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
		       (text.length == 1 || below(points->items[at].text, text, &rest)))
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
		else if (str_is(type, "SOCKET"))
			memset(covered->words[POINT_SOCKET], 0xff,
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

/* An $XDG_* with a default starts where $HOME does. */
static enum blob_anchor
start_of(enum blob_anchor anchor)
{
	return anchor_default(anchor) ? BLOB_ANCHOR_HOME : anchor;
}

static enum blob_anchor
value_anchor(const struct sbpl_value *value)
{
	for (unsigned i = BLOB_ANCHOR_HOME; value->parts[0].param && i < BLOB_ANCHORS; i++)
		if (str_is(value->parts[0].text, anchor_name((enum blob_anchor)i) + 1))
			return (enum blob_anchor)i;
	return BLOB_ANCHOR_ROOT;
}

bool
filter_starts_elsewhere(const struct sbpl_filter *filter, const struct path *path)
{
	if (filter->name == SBPL_ALL || filter->name == SBPL_ANY)
		for (uint32_t i = 0; i < filter->filter_count; i++)
			if (filter_starts_elsewhere(filter->filters[i], path))
				return true;
	if (filter->name == SBPL_SUBPATH)
		for (uint32_t i = 0; i < filter->value_count; i++)
			if (start_of(value_anchor(&filter->values[i])) != start_of(path->anchor))
				return true;
	return false;
}

bool
filter_leaves_out(const struct points *points, const struct sbpl_filter *filter,
                  const struct path *path)
{
	struct str text = text_of(points, path), rest;

	for (uint32_t i = 0; filter->name == SBPL_ALL && i < filter->filter_count; i++) {
		const struct sbpl_filter *part = filter->filters[i];
		const struct sbpl_filter *out = part->name == SBPL_NOT ? part->filters[0] : NULL;

		for (uint32_t j = 0; out && out->name == SBPL_SUBPATH && j < out->value_count; j++)
			if (below(text, value_text(points, &out->values[j]), &rest))
				return true;
	}
	return false;
}
