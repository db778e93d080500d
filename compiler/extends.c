/* SPDX-License-Identifier: Apache-2.0 */
/* extends.c - reads a profile and what it builds on, and composes all of it. */
#include "compiler/compose.h"

#include <string.h>

#define DEPTH_MAX 10u /* `extends` from one profile to the next */

struct reading {
	struct arena *arena;
	struct file *file;
};

static void
take(void *context, const struct setting *setting)
{
	struct reading *reading = context;
	struct file *file = reading->file;

	file->settings =
	    arena_room(reading->arena, file->settings, file->count, sizeof(*file->settings));
	file->settings[file->count++] = *setting;
}

struct file *
file_read_alone(const struct lookup *lookup, const struct document *text,
                const struct origin *origin, enum key_place place)
{
	struct file *file = arena_alloc(lookup->arena, sizeof(*file));
	struct reading reading = {lookup->arena, file};
	struct shape shape = {lookup->diags, place, take, &reading};
	const struct node *root;

	file->origin = *origin;
	file->text = *text;
	file->when = WHEN_YES;
	root = text->tree;
	if (!root)
		root = (text->format == FORMAT_YAML ? read_yaml : read_json)(
		    lookup->arena, lookup->sources, lookup->diags, text->source);
	if (root)
		shape_walk(&shape, root);
	return file;
}

struct file *
file_read(const struct lookup *lookup, struct composed *composed, const struct document *text,
          const struct origin *origin)
{
	bool group = origin->kind == ORIGIN_GROUP;
	struct file **list = group ? &composed->groups : &composed->profiles;

	while (*list)
		list = &(*list)->next;
	*list = file_read_alone(lookup, text, origin, group ? IN_GROUP : IN_PROFILE);
	return *list;
}

const struct setting *
file_setting(const struct file *file, enum key_id id)
{
	for (size_t i = 0; i < file->count; i++)
		if (file->settings[i].key->id == id)
			return &file->settings[i];
	return NULL;
}

const struct entry *
composed_last(const struct composed *composed, enum key_id id)
{
	const struct slot *slot = &composed->slots[id];

	return slot->count ? &slot->entries[slot->count - 1] : NULL;
}

static struct file *
find_profile(const struct composed *composed, const struct document *text)
{
	for (struct file *file = composed->profiles; file; file = file->next)
		if (file->text.device == text->device && file->text.inode == text->inode)
			return file;
	return NULL;
}

static void
add_file(struct composed *composed, struct file *file)
{
	composed->files = arena_room(composed->arena, composed->files, composed->file_count,
	                             sizeof(struct file *));
	composed->files[composed->file_count++] = file;
}

/* FILE extends, perhaps through others, BASE, which is still being read. */
static void
report_cycle(const struct lookup *lookup, const struct file *file, const struct file *base,
             struct span at)
{
	diag_at(lookup->diags, DIAG_EXTENDS_CYCLE, at, "'%s' extends itself", base->origin.name);
	for (const struct origin *o = &file->origin; o && o != &base->origin; o = o->from)
		diag_note(lookup->diags, o->why, "'%s' is extended here", o->name);
}

static void read_bases(struct lookup *lookup, struct composed *composed, struct file *file,
                       unsigned depth);

static void
read_base(struct lookup *lookup, struct composed *composed, struct file *file,
          const struct node *token, unsigned depth)
{
	struct origin origin = {.kind = ORIGIN_PROFILE, .why = token->at, .from = &file->origin};
	struct document text;
	struct file *base;

	if (lookup_text(lookup, ORIGIN_PROFILE, token->text, token->at, file->text.directory,
	                &text) ||
	    !lookup_is_document(lookup, &text, token->at))
		return;
	base = find_profile(composed, &text);
	if (base && base->state == FILE_OPEN) {
		report_cycle(lookup, file, base, token->at);
		return;
	}
	if (!base && depth == DEPTH_MAX) {
		diag_at(lookup->diags, DIAG_EXTENDS_DEPTH, token->at,
		        "more than %u profiles extend each other", DEPTH_MAX);
		return;
	}
	if (!base) {
		origin.name = text.name;
		origin.trust = text.trust;
		base = file_read(lookup, composed, &text, &origin);
		read_bases(lookup, composed, base, depth + 1);
	}
	file->bases =
	    arena_room(lookup->arena, file->bases, file->base_count, sizeof(struct file *));
	file->bases[file->base_count++] = base;
}

/* Bases first: who comes later counts more. */
static void
read_bases(struct lookup *lookup, struct composed *composed, struct file *file, unsigned depth)
{
	const struct setting *extends = file_setting(file, KEY_EXTENDS);

	file->state = FILE_OPEN;
	if (extends && extends->value->kind == NODE_STRING)
		read_base(lookup, composed, file, extends->value, depth);
	else if (extends && extends->value->kind == NODE_LIST)
		for (uint32_t i = 0; i < extends->value->count; i++)
			read_base(lookup, composed, file, extends->value->items[i], depth);
	file->state = FILE_DONE;
	add_file(composed, file);
}

/* Groups are looked up before anything is merged: theirs comes first. */
static void
merge_group_lists(struct composed *composed, struct file *file)
{
	for (size_t i = 0; i < file->count; i++) {
		enum key_id id = file->settings[i].key->id;

		if (id == KEY_GROUPS_INCLUDE || id == KEY_GROUPS_EXCLUDE)
			merge(composed, file, &file->settings[i]);
	}
}

static void
merge_file(struct composed *composed, struct file *file)
{
	for (size_t i = 0; i < file->count; i++) {
		const struct setting *setting = &file->settings[i];
		enum key_id id = setting->key->id;

		/* MERGE_FILE: lower_rules() finds `rules` and `assert` in their files. */
		if (id != KEY_GROUPS_INCLUDE && id != KEY_GROUPS_EXCLUDE)
			merge(composed, file, setting);
	}
}

/* Every profile has `default`'s groups, by `extends` or without. */
static void
include_default(const struct lookup *lookup, struct composed *composed, const struct file *first)
{
	struct origin origin = {.kind = ORIGIN_PROFILE, .name = "default", .from = &first->origin};
	const struct setting *include;
	struct document text;
	struct file *file;

	if (!lookup_builtin(lookup, ORIGIN_PROFILE, STR("default"), &text) ||
	    find_profile(composed, &text))
		return;
	file = file_read(lookup, composed, &text, &origin);
	include = file_setting(file, KEY_GROUPS_INCLUDE);
	if (include)
		merge(composed, file, include);
}

void
compose(struct lookup *lookup, const struct document *text, struct composed *composed)
{
	struct origin origin = {.kind = ORIGIN_PROFILE, .name = text->name, .trust = text->trust};
	struct file *first;
	size_t profiles;

	first = file_read(lookup, composed, text, &origin);
	read_bases(lookup, composed, first, 0);
	profiles = composed->file_count;
	include_default(lookup, composed, first);
	for (size_t i = 0; i < profiles; i++)
		merge_group_lists(composed, composed->files[i]);
	include_groups(lookup, composed);
	for (struct file *group = composed->groups; group; group = group->next)
		if (group->state == FILE_DONE)
			add_file(composed, group);
	for (size_t i = 0; i < profiles; i++)
		merge_file(composed, composed->files[i]);
}
