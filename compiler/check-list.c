/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check-list.c - a list's paths wherever a policy may mean them: where --define puts their anchors,
 * and in each home and session that a grant names in full (/home/bob/.ssh, /run/user/1000/bus).
 */
#include "compiler/check-hits.h"

#include "compiler/node.h"

#include <stdlib.h>
#include <string.h>

/* More homes than anybody names; each makes the lists longer. */
enum { PLACES_MAX = 256 };

/* How long the prefix of TEXT is that consists of HEAD and one name more; 0 if there is none. */
static uint32_t
prefix_of(struct str text, struct str head)
{
	const char *slash;

	if (text.length <= head.length || memcmp(text.data, head.data, head.length) != 0)
		return 0;
	slash = memchr(text.data + head.length, '/', text.length - head.length);
	return slash ? (uint32_t)(slash - text.data) : text.length;
}

static uint32_t
home_length(struct str text)
{
	static const struct str heads[] = {STR("home/"), STR("Users/"), STR("var/home/")};
	static const struct str others[] = {STR("home/linuxbrew"), STR("Users/Shared")};
	uint32_t length = text.length >= 4 && memcmp(text.data, "root", 4) == 0 &&
	                          (text.length == 4 || text.data[4] == '/')
	                      ? 4
	                      : 0;

	for (size_t i = 0; i < COUNTOF(heads) && !length; i++)
		length = prefix_of(text, heads[i]);
	for (size_t i = 0; i < COUNTOF(others); i++)
		if (str_equal((struct str){text.data, length}, others[i]))
			return 0;
	return length;
}

struct path
plain_path(struct arena *arena, const struct path *path)
{
	const char *fallback = anchor_default(path->anchor), *text;

	if (!fallback)
		return *path;
	text = arena_printf(arena, "%s%s%.*s", fallback, path->rest.length ? "/" : "",
	                    STR_ARG(path->rest));
	return (struct path){BLOB_ANCHOR_HOME, {text, (uint32_t)strlen(text)}};
}

static bool
same(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

static void
add_place(struct checking *c, const struct definitions *place)
{
	static const enum blob_anchor home = BLOB_ANCHOR_HOME;

	for (size_t i = 0; i < c->place_count; i++) {
		const struct definitions *old = &c->places[i];

		if (old->known[home] == place->known[home] &&
		    (!place->known[home] || path_compare(&old->at[home], &place->at[home]) == 0) &&
		    same(old->uid, place->uid))
			return;
	}
	if (c->place_count == PLACES_MAX)
		return;
	c->places = arena_room(c->ir->arena, c->places, c->place_count, sizeof(*c->places));
	c->places[c->place_count++] = *place;
}

void
check_places(struct checking *c)
{
	static const struct str sessions = STR("run/user/");

	if (c->ir->definitions)
		add_place(c, c->ir->definitions);
	for (size_t i = 0; i < c->grants.count; i++) {
		const struct path *path = &c->grants.items[i].path;
		struct definitions place = {0};
		uint32_t length;

		if (path->anchor != BLOB_ANCHOR_ROOT)
			continue;
		length = home_length(path->rest);
		if (length)
			definitions_set(c->ir->arena, &place, BLOB_ANCHOR_HOME,
			                (struct path){BLOB_ANCHOR_ROOT, {path->rest.data, length}});
		else if ((length = prefix_of(path->rest, sessions)) &&
		         path->rest.data[sessions.length] != BLOB_ESCAPE)
			place.uid =
			    arena_printf(c->ir->arena, "%.*s", (int)(length - sessions.length),
			                 path->rest.data + sessions.length);
		if (length && (place.uid || place.known[BLOB_ANCHOR_HOME]))
			add_place(c, &place);
	}
}

static int
compare(const void *left, const void *right)
{
	const struct listed *a = left, *b = right;
	int by = path_compare(&a->path, &b->path);

	return by ? by : (a->order > b->order) - (a->order < b->order);
}

struct list
list_sorted(struct listed *items, size_t count)
{
	size_t kept = 0;

	if (count)
		qsort(items, count, sizeof(*items), compare);
	for (size_t i = 0; i < count; i++)
		if (!kept || path_compare(&items[kept - 1].path, &items[i].path) != 0)
			items[kept++] = items[i];
	return (struct list){items, kept};
}

struct list
check_list(const struct checking *c, const struct list *list)
{
	size_t count = list->count;
	struct listed *items;

	if (!c->place_count)
		return *list;
	items = arena_calloc(c->ir->arena, list->count * (c->place_count + 1), sizeof(*items));
	memcpy(items, list->items, list->count * sizeof(*items));
	for (size_t k = 0; k < c->place_count; k++) {
		bool ours = k == 0 && c->ir->definitions;

		for (size_t i = 0; i < list->count; i++) {
			struct listed entry = list->items[i];

			entry.path = definitions_apply(c->ir->arena, &c->places[k], &entry.path);
			if (path_compare(&entry.path, &list->items[i].path) == 0)
				continue;
			entry.workdir = list->items[i].path.anchor == BLOB_ANCHOR_WORKDIR;
			entry.lifted = entry.lifted && ours;
			if (ours)
				items[i] = entry;
			else
				items[count++] = entry;
		}
	}
	return list_sorted(items, count);
}
