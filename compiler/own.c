/* SPDX-License-Identifier: Apache-2.0 */
/* own.c - reads the keys of paths of a profile's tree. */
#include "compiler/own.h"

#include "compiler/compose.h"
#include "compiler/shape.h"

/* What the keys of paths grant. */
static const struct {
	enum key_id key;
	uint32_t rights;
	bool directory;
} granting[] = {
    {KEY_ALLOW, RIGHTS_READ | RIGHTS_WRITE, true},
    {KEY_READ, RIGHTS_READ, true},
    {KEY_WRITE, RIGHTS_WRITE, true},
    {KEY_EXEC, RIGHT_EXEC, true},
    {KEY_ALLOW_FILE, RIGHTS_READ | RIGHTS_WRITE, false},
    {KEY_READ_FILE, RIGHTS_READ, false},
    {KEY_WRITE_FILE, RIGHTS_WRITE, false},
    {KEY_EXEC_FILE, RIGHT_EXEC, false},
};

struct collecting {
	struct arena *arena;
	struct own_entries own;
};

static void
collect_entry(struct collecting *c, const struct own_entry *like, const struct node *text)
{
	static const struct path workdir = {BLOB_ANCHOR_WORKDIR, {"", 0}};
	struct own_entries *own = &c->own;
	struct own_entry entry = *like;
	uint32_t where, length;

	if (path_parse(c->arena, text->text, &workdir, &entry.path, &where, &length) != PATH_OK)
		return;
	entry.at = text->at;
	own->items = arena_room(c->arena, own->items, own->count, sizeof(entry));
	own->items[own->count++] = entry;
}

static void
collect(void *context, const struct setting *setting)
{
	struct collecting *c = context;

	for (size_t i = 0; i < COUNTOF(granting); i++) {
		const struct own_entry like = {.key = granting[i].key,
		                               .rights = granting[i].rights,
		                               .directory = granting[i].directory};

		if (setting->key != key_of(granting[i].key) || setting->value->kind != NODE_LIST)
			continue;
		for (uint32_t k = 0; k < setting->value->count; k++)
			if (!entry_when(setting->value->items[k]))
				collect_entry(c, &like, entry_name(setting->value->items[k]));
	}
}

struct own_entries
own_entries(struct arena *arena, const struct node *root)
{
	struct collecting collecting = {.arena = arena};
	struct sources *sources = sources_new(arena);
	struct shape shape = {diags_new(arena, sources), IN_PROFILE, collect, &collecting};

	shape_walk(&shape, root);
	return collecting.own;
}
