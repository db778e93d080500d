/* SPDX-License-Identifier: Apache-2.0 */
/* rule-tree.c - binary searches among sorted rules, across anchors. */
#include "compiler/rule-tree.h"

#include <assert.h>
#include <string.h>

static struct path
default_path(enum blob_anchor anchor)
{
	const char *fallback = anchor_default(anchor);

	return (struct path){BLOB_ANCHOR_HOME, str_of(fallback)};
}

/* Whether PATH, which starts from $HOME, is the default of an anchor, or below it. */
static bool
in_default(const struct path *path, const struct path *home)
{
	uint32_t length = home->rest.length;

	return path->rest.length >= length &&
	       memcmp(path->rest.data, home->rest.data, length) == 0 &&
	       (path->rest.length == length || path->rest.data[length] == '/');
}

/* PATH, which lies at or below ANCHOR's default, as it reads from ANCHOR. */
static struct path
from_anchor(const struct path *path, enum blob_anchor anchor)
{
	uint32_t skip = default_path(anchor).rest.length;

	if (path->rest.length > skip)
		skip++; /* the '/' */
	return (struct path){anchor, {path->rest.data + skip, path->rest.length - skip}};
}

/* PATH, which starts from an anchor with a default, as it reads from $HOME. */
static struct path
from_home(const struct path *path, char buffer[static BLOB_PATH_MAX + 32])
{
	struct path home = default_path(path->anchor);
	uint32_t length = home.rest.length;

	assert(path->rest.length <= BLOB_PATH_MAX);
	memcpy(buffer, home.rest.data, length);
	if (path->rest.length)
		buffer[length++] = '/';
	memcpy(buffer + length, path->rest.data, path->rest.length);
	length += path->rest.length;
	buffer[length] = '\0';
	return (struct path){BLOB_ANCHOR_HOME, {buffer, length}};
}

/* No default lies below another, so a path has at most two spellings and "/" above it. */
static void
spell(struct ascent *ascent)
{
	const struct path *path = &ascent->path;

	ascent->spelled[ascent->spellings++] = *path;
	if (path->anchor != BLOB_ANCHOR_ROOT)
		ascent->spelled[ascent->spellings++] = (struct path){BLOB_ANCHOR_ROOT, {"", 0}};
	if (anchor_default(path->anchor)) {
		ascent->spelled[ascent->spellings++] = from_home(path, ascent->buffer);
		return;
	}
	for (unsigned i = 0; path->anchor == BLOB_ANCHOR_HOME && i < BLOB_ANCHORS; i++) {
		enum blob_anchor anchor = (enum blob_anchor)i;
		struct path home;

		if (!anchor_default(anchor))
			continue;
		home = default_path(anchor);
		if (in_default(path, &home) && ascent->spellings < ASCENT_SPELLINGS)
			ascent->spelled[ascent->spellings++] = from_anchor(path, anchor);
	}
}

/* The first rule that does not come before PATH, which is none of the first LOW. */
static size_t
lower_bound(const struct rules *rules, const struct path *path, size_t low)
{
	size_t high = rules->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (path_compare(&rules->items[middle].path, path) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Points the walk at the rules whose path is the current prefix. */
static void
seek(struct ascent *ascent)
{
	struct path prefix = ascent->spelled[ascent->spelling];

	/* Nothing comes before "/". */
	if (!ascent->prefix && prefix.anchor == BLOB_ANCHOR_ROOT) {
		ascent->next = 0;
		return;
	}
	prefix.rest.length = ascent->prefix;
	/* What is below a path follows it. */
	ascent->next = lower_bound(ascent->rules, &prefix, ascent->prefix ? ascent->next : 0);
}

void
ascent_start(struct ascent *ascent, const struct rules *rules, const struct path *path)
{
	ascent->rules = rules;
	ascent->path = *path;
	ascent->at = false;
	ascent->spellings = 0;
	ascent->spelling = 0;
	ascent->prefix = 0;
	ascent->next = 0;
	if (!rules->sorted)
		return;
	spell(ascent);
	seek(ascent);
}

/* Whether a rule lies below the current prefix; those at it were returned. */
static bool
leads_on(const struct ascent *ascent)
{
	const struct path *spelled = &ascent->spelled[ascent->spelling], *path;

	if (ascent->prefix == spelled->rest.length || ascent->next >= ascent->rules->count)
		return false;
	path = &ascent->rules->items[ascent->next].path;
	if (path->anchor != spelled->anchor || path->rest.length <= ascent->prefix)
		return false;
	return !ascent->prefix ||
	       (path->rest.data[ascent->prefix] == '/' &&
	        memcmp(path->rest.data, spelled->rest.data, ascent->prefix) == 0);
}

/* To the next longer prefix, or the next spelling. */
static bool
advance(struct ascent *ascent)
{
	const struct str *rest = &ascent->spelled[ascent->spelling].rest;
	const char *slash;
	uint32_t from;

	if (!leads_on(ascent)) {
		if (++ascent->spelling == ascent->spellings)
			return false;
		ascent->prefix = 0;
	} else {
		from = ascent->prefix ? ascent->prefix + 1 : 0;
		slash = memchr(rest->data + from, '/', rest->length - from);
		ascent->prefix = slash ? (uint32_t)(slash - rest->data) : rest->length;
	}
	seek(ascent);
	return true;
}

static const struct rule *
scan_next(struct ascent *ascent)
{
	while (ascent->next < ascent->rules->count) {
		const struct rule *rule = &ascent->rules->items[ascent->next++];
		enum path_relation relation = path_relate(&ascent->path, &rule->path);

		ascent->at = relation == PATH_EQUAL;
		if (relation == PATH_EQUAL || relation == PATH_BELOW)
			return rule;
	}
	return NULL;
}

const struct rule *
ascent_next(struct ascent *ascent)
{
	if (!ascent->rules->sorted)
		return scan_next(ascent);
	do {
		const struct path *spelled = &ascent->spelled[ascent->spelling];
		const struct rule *rule;

		if (ascent->next >= ascent->rules->count)
			continue;
		rule = &ascent->rules->items[ascent->next];
		if (rule->path.anchor != spelled->anchor ||
		    rule->path.rest.length != ascent->prefix ||
		    memcmp(rule->path.rest.data, spelled->rest.data, ascent->prefix) != 0)
			continue;
		ascent->next++;
		ascent->at = ascent->prefix == spelled->rest.length &&
		             (spelled->anchor != BLOB_ANCHOR_ROOT ||
		              ascent->path.anchor == BLOB_ANCHOR_ROOT);
		return rule;
	} while (advance(ascent));
	return NULL;
}

void
ascent_skip(struct ascent *ascent)
{
	const struct rules *rules = ascent->rules;
	size_t low = ascent->next, high = rules->count;

	if (!rules->sorted || !low)
		return;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (path_compare(&rules->items[middle].path,
		                 &rules->items[ascent->next - 1].path) == 0)
			low = middle + 1;
		else
			high = middle;
	}
	ascent->next = low;
}

uint32_t
rules_covering(const struct rules *rules, const struct path *path)
{
	struct ascent ascent;
	const struct rule *rule;
	uint32_t rights = 0;

	if (!rules->count)
		return 0;
	ascent_start(&ascent, rules, path);
	while ((rule = ascent_next(&ascent)))
		rights |= rule->rights;
	return rights;
}

uint32_t
rules_withheld(const struct rules *denies, const struct rules *bypasses, const struct path *path)
{
	uint32_t denied = rules_covering(denies, path);

	return denied ? denied & ~rules_covering(bypasses, path) : 0;
}

const struct rule *
rules_withholding(const struct rules *denies, const struct rules *bypasses, const struct path *path,
                  uint32_t rights)
{
	uint32_t withheld = rights & ~rules_covering(bypasses, path);
	const struct rule *rule;
	struct ascent ascent;

	ascent_start(&ascent, denies, path);
	while ((rule = ascent_next(&ascent)))
		if (rule->rights & withheld)
			return rule;
	return NULL;
}

/* Adds the rules at PATH and below, as far as they start from its anchor. */
static void
add_range(struct subtree *subtree, const struct path *path)
{
	size_t begin = lower_bound(subtree->rules, path, 0);
	size_t low = begin, high = subtree->rules->count;

	/* A tree is one run: find where it ends. */
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		const struct path *item = &subtree->rules->items[middle].path;

		if (item->anchor == path->anchor && path_within(item, path))
			low = middle + 1;
		else
			high = middle;
	}
	subtree->items[subtree->ranges].begin = begin;
	subtree->items[subtree->ranges++].end = low;
}

void
subtree_start(struct subtree *subtree, const struct rules *sorted, const struct path *path)
{
	char buffer[BLOB_PATH_MAX + 32];
	struct path other;

	assert(sorted->sorted);
	subtree->rules = sorted;
	subtree->ranges = 0;
	subtree->range = 0;
	if (path->anchor == BLOB_ANCHOR_ROOT && path->rest.length == 0) {
		subtree->items[subtree->ranges].begin = 0;
		subtree->items[subtree->ranges++].end = sorted->count;
	} else {
		add_range(subtree, path);
	}
	if (anchor_default(path->anchor)) {
		other = from_home(path, buffer);
		add_range(subtree, &other);
	}
	for (unsigned i = 0; path->anchor == BLOB_ANCHOR_HOME && i < BLOB_ANCHORS; i++) {
		enum blob_anchor anchor = (enum blob_anchor)i;
		struct path home, all = {anchor, {"", 0}};

		if (!anchor_default(anchor))
			continue;
		home = default_path(anchor);
		if (path_within(&home, path)) {
			add_range(subtree, &all);
		} else if (in_default(path, &home)) {
			other = from_anchor(path, anchor);
			add_range(subtree, &other);
		}
	}
	subtree->next = subtree->items[0].begin;
}

const struct rule *
subtree_next(struct subtree *subtree)
{
	while (subtree->next >= subtree->items[subtree->range].end) {
		if (++subtree->range == subtree->ranges)
			return NULL;
		subtree->next = subtree->items[subtree->range].begin;
	}
	return &subtree->rules->items[subtree->next++];
}
