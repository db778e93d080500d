/* SPDX-License-Identifier: Apache-2.0 */
/* rule-lookup.c - binary searches among sorted rules, across anchors. */
#include "compiler/rule-lookup.h"

#include <assert.h>
#include <string.h>

static struct path
default_path(enum blob_anchor anchor)
{
	const char *fallback = anchor_default(anchor);

	return (struct path){BLOB_ANCHOR_HOME, {fallback, (uint32_t)strlen(fallback)}};
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
spell(struct lookup *lookup)
{
	const struct path *path = &lookup->path;

	lookup->spelled[lookup->spellings++] = *path;
	if (path->anchor != BLOB_ANCHOR_ROOT)
		lookup->spelled[lookup->spellings++] = (struct path){BLOB_ANCHOR_ROOT, {"", 0}};
	if (anchor_default(path->anchor)) {
		lookup->spelled[lookup->spellings++] = from_home(path, lookup->buffer);
		return;
	}
	for (unsigned i = 0; path->anchor == BLOB_ANCHOR_HOME && i < BLOB_ANCHORS; i++) {
		enum blob_anchor anchor = (enum blob_anchor)i;
		struct path home;

		if (!anchor_default(anchor))
			continue;
		home = default_path(anchor);
		if (path_within(path, &home) && lookup->spellings < LOOKUP_SPELLINGS)
			lookup->spelled[lookup->spellings++] = from_anchor(path, anchor);
	}
}

/* The first rule that does not come before PATH. */
static size_t
lower_bound(const struct rules *rules, const struct path *path)
{
	size_t low = 0, high = rules->count;

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
seek(struct lookup *lookup)
{
	struct path prefix = lookup->spelled[lookup->spelling];

	prefix.rest.length = lookup->prefix;
	lookup->next = lower_bound(lookup->rules, &prefix);
}

void
lookup_start(struct lookup *lookup, const struct rules *rules, const struct path *path)
{
	lookup->rules = rules;
	lookup->path = *path;
	lookup->at = false;
	lookup->spellings = 0;
	lookup->spelling = 0;
	lookup->prefix = 0;
	lookup->next = 0;
	if (!rules->sorted)
		return;
	spell(lookup);
	seek(lookup);
}

/* To the next longer prefix, or the next spelling. */
static bool
advance(struct lookup *lookup)
{
	const struct str *rest = &lookup->spelled[lookup->spelling].rest;
	const char *slash;
	uint32_t from;

	if (lookup->prefix == rest->length) {
		if (++lookup->spelling == lookup->spellings)
			return false;
		lookup->prefix = 0;
	} else {
		from = lookup->prefix ? lookup->prefix + 1 : 0;
		slash = memchr(rest->data + from, '/', rest->length - from);
		lookup->prefix = slash ? (uint32_t)(slash - rest->data) : rest->length;
	}
	seek(lookup);
	return true;
}

static const struct rule *
scan_next(struct lookup *lookup)
{
	while (lookup->next < lookup->rules->count) {
		const struct rule *rule = &lookup->rules->items[lookup->next++];
		enum path_relation relation = path_relate(&lookup->path, &rule->path);

		lookup->at = relation == PATH_EQUAL;
		if (relation == PATH_EQUAL || relation == PATH_BELOW)
			return rule;
	}
	return NULL;
}

const struct rule *
lookup_next(struct lookup *lookup)
{
	if (!lookup->rules->sorted)
		return scan_next(lookup);
	do {
		const struct path *spelled = &lookup->spelled[lookup->spelling];
		const struct rule *rule;

		if (lookup->next >= lookup->rules->count)
			continue;
		rule = &lookup->rules->items[lookup->next];
		if (rule->path.anchor != spelled->anchor ||
		    rule->path.rest.length != lookup->prefix ||
		    memcmp(rule->path.rest.data, spelled->rest.data, lookup->prefix) != 0)
			continue;
		lookup->next++;
		lookup->at = lookup->prefix == spelled->rest.length &&
		             (spelled->anchor != BLOB_ANCHOR_ROOT ||
		              lookup->path.anchor == BLOB_ANCHOR_ROOT);
		return rule;
	} while (advance(lookup));
	return NULL;
}

/* Adds the rules at PATH and below, as far as they start from its anchor. */
static void
add_range(struct subtree *subtree, const struct path *path)
{
	size_t begin = lower_bound(subtree->rules, path);
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
		} else if (path_within(path, &home)) {
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
