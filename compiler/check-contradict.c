/* SPDX-License-Identifier: Apache-2.0 */
/* check-contradict.c - what a file of the user's own says twice, or takes back itself. */
#include "compiler/check.h"

#include "compiler/compose.h"
#include "compiler/rule-tree.h"

#include <stdlib.h>
#include <string.h>

static bool
own(const struct file *file)
{
	return file->origin.trust == TRUST_USER;
}

/* `require` outweighs: who asks for both has written one for nothing. */
void
check_compat(const struct checking *c)
{
	const struct slot *accept = &c->ir->composed->slots[KEY_COMPAT_ACCEPT];
	const struct slot *require = &c->ir->composed->slots[KEY_COMPAT_REQUIRE];

	for (uint32_t i = 0; i < accept->count; i++) {
		const struct node *name = accept->entries[i].node;

		for (uint32_t k = 0; k < require->count && own(accept->entries[i].file); k++) {
			if (!str_equal(name->text, require->entries[k].node->text))
				continue;
			diag_at(c->ir->diags, DIAG_LOSS_CONTRADICTS, name->at,
			        "accepting the loss '%.*s' has no effect: it is required, too",
			        STR_ARG(name->text));
			diag_note(c->ir->diags, require->entries[k].node->at, "required here");
			diag_help(c->ir->diags, "decide for one of the two");
		}
	}
}

/* A base's group is excluded for a reason; one of the same file for none. */
static void
check_groups_of(const struct checking *c, const struct file *file)
{
	const struct setting *include = file_setting(file, KEY_GROUPS_INCLUDE);
	const struct setting *exclude = file_setting(file, KEY_GROUPS_EXCLUDE);

	for (uint32_t i = 0; include && exclude && i < exclude->value->count; i++) {
		const struct node *name = exclude->value->items[i];

		for (uint32_t k = 0; k < include->value->count; k++) {
			const struct node *other = entry_name(include->value->items[k]);

			if (!str_equal(name->text, other->text))
				continue;
			diag_at(c->ir->diags, DIAG_INCLUDE_EXCLUDED, other->at,
			        "group '%.*s' is excluded by the same file: including it has no "
			        "effect",
			        STR_ARG(name->text));
			diag_note(c->ir->diags, name->at, "excluded here");
			diag_help(c->ir->diags, "remove one of the two");
		}
	}
}

static int
compare(const void *first, const void *second)
{
	const struct node *a = *(const struct node *const *)first;
	const struct node *b = *(const struct node *const *)second;
	uint32_t shorter = a->text.length < b->text.length ? a->text.length : b->text.length;
	int by = memcmp(a->text.data, b->text.data, shorter);

	if (by)
		return by;
	if (a->text.length != b->text.length)
		return a->text.length < b->text.length ? -1 : 1;
	return (a->at.offset > b->at.offset) - (a->at.offset < b->at.offset);
}

/* Items under conditions are not compared: two conditions need not hold together. */
static void
check_repeats(const struct checking *c, const struct setting *setting)
{
	const struct node *list = setting->value;
	const struct node **items = arena_calloc(c->ir->arena, list->count, sizeof(*items));
	size_t count = 0;

	for (uint32_t i = 0; i < list->count; i++) {
		const struct node *name = entry_name(list->items[i]);

		if (name && name->kind == NODE_STRING && !entry_when(list->items[i]))
			items[count++] = name;
	}
	if (count < 2)
		return;
	qsort(items, count, sizeof(*items), compare);
	for (size_t i = 1, first = 0; i < count; i++) {
		if (!str_equal(items[i]->text, items[first]->text)) {
			first = i;
			continue;
		}
		diag_at(c->ir->diags, DIAG_ITEM_TWICE, items[i]->at, "'%.*s' is in '%s' already",
		        STR_ARG(items[i]->text), setting->key->path);
		diag_note(c->ir->diags, items[first]->at, "it is here first");
		diag_help(c->ir->diags, "remove one of the two");
	}
}

/* An item under a condition that its own file's condition excludes. */
static void
check_conditions(const struct checking *c, const struct file *file, const struct setting *setting)
{
	const struct setting *whole = file_setting(file, KEY_WHEN);

	for (uint32_t i = 0; whole && i < setting->value->count; i++) {
		const struct node *when = entry_when(setting->value->items[i]);

		if (!when || when_systems(when) & when_systems(whole->value))
			continue;
		diag_at(c->ir->diags, DIAG_WHEN_NEVER, when->at,
		        "this never counts: no system meets it and the file's own 'when'");
		diag_note(c->ir->diags, whole->value->at, "the file's own is this");
		diag_help(c->ir->diags, "remove the item, or one of the conditions");
	}
}

void
check_contradictions(const struct checking *c)
{
	const struct composed *composed = c->ir->composed;

	for (size_t i = 0; i < composed->file_count; i++) {
		const struct file *file = composed->files[i];

		if (!own(file))
			continue;
		check_groups_of(c, file);
		for (size_t k = 0; k < file->count; k++) {
			const struct setting *setting = &file->settings[k];

			if (setting->value->kind != NODE_LIST || setting->key->id == KEY_WHEN)
				continue;
			check_repeats(c, setting);
			check_conditions(c, file, setting);
		}
	}
}

/* The rule that says that what holds the grant's path is a file; NULL if none does. */
static const struct rule *
file_above(const struct checking *c, const struct rule *grant)
{
	const struct rule *other;
	struct ascent ascent;

	ascent_start(&ascent, &c->distinct, &grant->path);
	while ((other = ascent_next(&ascent)))
		if (!ascent.at && other->object == BLOB_OBJECT_FILE && rule_own(other) &&
		    other->path.anchor == grant->path.anchor)
			return other;
	return NULL;
}

/* Nothing lies below a file, and a rule for a file is refused where there is a directory. */
void
check_below_files(const struct checking *c)
{
	for (size_t i = 0; i < c->grants.count; i++) {
		const struct rule *grant = &c->grants.items[i];
		const struct rule *other = rule_own(grant) ? file_above(c, grant) : NULL;

		if (!other)
			continue;
		diag_at(c->ir->diags, DIAG_BELOW_FILE, grant->at,
		        "one of two rules has no effect: '%s' lies below '%s', which is called a "
		        "file",
		        path_text(c->ir->arena, &grant->path),
		        path_text(c->ir->arena, &other->path));
		rule_note(c->ir, other, "it is called a file here");
		diag_help(c->ir->diags, "if it is a directory, list it without '_file'");
	}
}
