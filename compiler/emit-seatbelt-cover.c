/* SPDX-License-Identifier: Apache-2.0 */
/* emit-seatbelt-cover.c - which of the points that are told apart fall under a filter. */
#include "compiler/emit-seatbelt-cover.h"

#include "compiler/sbpl-depth.h"

static size_t
words(const struct points *points)
{
	return points->count / 64 + 1;
}

struct covered
covered_new(const struct points *points)
{
	size_t count = words(points);
	uint64_t *all = arena_calloc(points->arena, POINT_KINDS * count, sizeof(*all));
	struct covered covered;

	for (size_t kind = 0; kind < POINT_KINDS; kind++)
		covered.words[kind] = all + kind * count;
	return covered;
}

static void
add_kind(const struct points *points, struct covered *covered, enum point_kind kind)
{
	memset(covered->words[kind], 0xff, words(points) * sizeof(uint64_t));
}

void
covered_none(const struct points *points, struct covered *covered)
{
	memset(covered->words[0], 0, POINT_KINDS * words(points) * sizeof(uint64_t));
}

void
covered_all(const struct points *points, struct covered *covered)
{
	for (int kind = 0; kind < POINT_KINDS; kind++)
		add_kind(points, covered, (enum point_kind)kind);
}

void
covered_add(const struct points *points, struct covered *to, const struct covered *more)
{
	for (int kind = 0; kind < POINT_KINDS; kind++)
		for (size_t i = 0; i < words(points); i++)
			to->words[kind][i] |= more->words[kind][i];
}

static void
invert(const struct points *points, struct covered *covered)
{
	for (int kind = 0; kind < POINT_KINDS; kind++)
		for (size_t i = 0; i < words(points); i++)
			covered->words[kind][i] = ~covered->words[kind][i];
}

/* The points from AT to before END. */
static void
add_range(struct covered *covered, size_t at, size_t end)
{
	while (at < end) {
		size_t word = at / 64, from = at % 64;
		size_t next = (word + 1) * 64 < end ? (word + 1) * 64 : end;
		uint64_t bits = ~(uint64_t)0 >> (64 - (next - at)) << from;

		for (int kind = 0; kind < POINT_KINDS; kind++)
			covered->words[kind][word] |= bits;
		at = next;
	}
}

static bool
add_paths(const struct points *points, const struct sbpl_filter *filter, struct covered *covered)
{
	for (uint32_t i = 0; i < filter->value_count; i++) {
		const struct named *named = points_named(points, &filter->values[i]);

		if (!named)
			return false;
		add_range(covered, named->spot->at,
		          filter->name == SBPL_SUBPATH ? named->spot->end : named->spot->at + 1);
	}
	return true;
}

static bool
add_kinds(const struct points *points, const struct sbpl_filter *filter, struct covered *covered)
{
	for (uint32_t i = 0; i < filter->value_count; i++) {
		struct str type = filter->values[i].parts[0].text;

		if (str_is(type, "DIRECTORY"))
			add_kind(points, covered, POINT_DIRECTORY);
		else if (str_is(type, "SOCKET"))
			add_kind(points, covered, POINT_SOCKET);
		else if (str_is(type, "REGULAR-FILE"))
			add_kind(points, covered, POINT_FILE);
		else
			return false;
	}
	return true;
}

/* (require-all (subpath DIRECTORY) (regex ...)), for what lies directly in the directory. */
static bool
add_children(const struct points *points, const struct sbpl_filter *filter, struct covered *covered)
{
	const struct named *named = points_named(points, filter->filters[0]->values);

	if (!named)
		return false;
	for (size_t at = named->spot->at; at < named->spot->end; at++)
		if (spot_directly_in(points->order[at], named->spot))
			add_range(covered, at, at + 1);
	return true;
}

static bool add(const struct points *points, const struct sbpl_filter *filter, bool falls,
                struct covered *covered);

/* Each filter of GROUP. */
static bool
add_each(const struct points *points, const struct sbpl_filter *group, bool falls,
         struct covered *covered)
{
	for (uint32_t i = 0; i < group->filter_count; i++)
		if (!add(points, group->filters[i], falls, covered))
			return false;
	return true;
}

/* What falls under FILTER, a union of what others are about. */
static bool
add_union(const struct points *points, const struct sbpl_filter *filter, struct covered *covered)
{
	switch (filter->name) {
	case SBPL_LITERAL:
	case SBPL_SUBPATH:
		return add_paths(points, filter, covered);
	case SBPL_VNODE_TYPE:
		return add_kinds(points, filter, covered);
	case SBPL_REMOTE: /* (remote unix-socket (subpath ...)) */
		return filter->filter_count && add_each(points, filter, true, covered);
	case SBPL_ANY:
		return add_each(points, filter, true, covered);
	case SBPL_ALL:
		if (sbpl_is_children(filter))
			return add_children(points, filter, covered);
		/* What does not fall under it. */
		return add_each(points, filter, false, covered);
	default:
		return false;
	}
}

/* What falls under FILTER, or what does not. */
static bool
add(const struct points *points, const struct sbpl_filter *filter, bool falls,
    struct covered *covered)
{
	bool all = filter->name == SBPL_ALL && !sbpl_is_children(filter);
	struct covered other;

	if (filter->name == SBPL_NOT)
		return filter->filter_count == 1 &&
		       add(points, filter->filters[0], !falls, covered);
	if (falls != all)
		return add_union(points, filter, covered);
	other = covered_new(points);
	if (!add_union(points, filter, &other))
		return false;
	invert(points, &other);
	covered_add(points, covered, &other);
	return true;
}

bool
covered_by(const struct points *points, const struct sbpl_filter *filter, struct covered *covered)
{
	covered_none(points, covered);
	return add(points, filter, true, covered);
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
static unsigned
start_of(enum blob_anchor anchor)
{
	return 1u << (anchor_default(anchor) ? BLOB_ANCHOR_HOME : anchor);
}

/* Where the trees that FILTER lets through start from, a bit for each anchor. */
static unsigned
starts(const struct points *points, const struct sbpl_filter *filter)
{
	unsigned found = 0;

	if (filter->name == SBPL_ALL || filter->name == SBPL_ANY)
		for (uint32_t i = 0; i < filter->filter_count; i++)
			found |= starts(points, filter->filters[i]);
	for (uint32_t i = 0; filter->name == SBPL_SUBPATH && i < filter->value_count; i++) {
		const struct named *named = points_named(points, &filter->values[i]);

		found |= named ? start_of(named->anchor) : ~0u;
	}
	return found;
}

/* The trees that FILTER leaves out by name. */
static void
leave_out(const struct points *points, const struct sbpl_filter *filter, struct covered *left_out)
{
	for (uint32_t i = 0; filter->name == SBPL_ALL && i < filter->filter_count; i++) {
		const struct sbpl_filter *part = filter->filters[i];
		const struct sbpl_filter *out = part->name == SBPL_NOT ? part->filters[0] : NULL;

		leave_out(points, part, left_out);
		for (uint32_t j = 0; out && out->name == SBPL_SUBPATH && j < out->value_count;
		     j++) {
			const struct named *named = points_named(points, &out->values[j]);

			if (named)
				add_range(left_out, named->spot->at, named->spot->end);
		}
	}
}

void
trees_of(const struct points *points, const struct sbpl_filter *filter, struct trees *trees)
{
	trees->starts = starts(points, filter);
	covered_none(points, &trees->left_out);
	leave_out(points, filter, &trees->left_out);
}

bool
trees_leave_out(const struct trees *trees, const struct points *points, size_t point)
{
	return !(trees->starts & ~start_of(points->items[point].path.anchor)) ||
	       covered_has(&trees->left_out, POINT_FILE, point);
}
