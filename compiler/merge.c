/* SPDX-License-Identifier: Apache-2.0 */
/* merge.c - one file's value over another's, as the key's row says. */
#include "compiler/compose.h"

#include <string.h>

const struct node *
entry_name(const struct node *entry)
{
	const struct node *path;

	if (entry->kind != NODE_MAP)
		return entry;
	path = node_get(entry, "path", NULL);
	if (!path)
		path = node_get(entry, "name", NULL);
	return path ? path : node_get(entry, "domain", NULL);
}

const struct node *
entry_when(const struct node *entry)
{
	return entry->kind == NODE_MAP ? node_get(entry, "when", NULL) : NULL;
}

static uint32_t
hash(struct str text)
{
	uint32_t sum = 2166136261u;

	for (uint32_t i = 0; i < text.length; i++)
		sum = (sum ^ (unsigned char)text.data[i]) * 16777619u;
	return sum;
}

/* What an item is compared by: a path, a name, a port, a member's name. */
static struct str
entry_text(const struct entry *entry)
{
	const struct node *name = entry_name(entry->node);

	return entry->name.data ? entry->name : name ? name->text : (struct str){"", 0};
}

/*
 * A profile's item is never swallowed by a group's: only a profile's grant may
 * be bypassed for.  Members have one name space: the last one counts.
 */
static bool
same(const struct entry *a, const struct entry *b)
{
	return str_equal(entry_text(a), entry_text(b)) &&
	       (a->name.data || a->file->origin.kind == b->file->origin.kind);
}

/* Only the first of equal items is indexed: a thousand of them must not make a chain. */
static void
index_entry(struct slot *slot, uint32_t number)
{
	const struct entry *entry = &slot->entries[number];
	uint32_t at = hash(entry_text(entry)) & (slot->bucket_count - 1);

	for (; slot->buckets[at]; at = (at + 1) & (slot->bucket_count - 1))
		if (same(&slot->entries[slot->buckets[at] - 1], entry))
			return;
	slot->buckets[at] = number + 1;
}

static void
grow_buckets(struct arena *arena, struct slot *slot)
{
	uint32_t size = slot->bucket_count ? 2 * slot->bucket_count : 32;

	slot->buckets = arena_calloc(arena, size, sizeof(*slot->buckets));
	slot->bucket_count = size;
	for (uint32_t i = 0; i < slot->count; i++)
		index_entry(slot, i);
}

static struct entry *
find(const struct slot *slot, const struct entry *like)
{
	uint32_t at;

	if (!slot->bucket_count)
		return NULL;
	at = hash(entry_text(like)) & (slot->bucket_count - 1);
	for (; slot->buckets[at]; at = (at + 1) & (slot->bucket_count - 1))
		if (same(&slot->entries[slot->buckets[at] - 1], like))
			return &slot->entries[slot->buckets[at] - 1];
	return NULL;
}

static void
append(struct arena *arena, struct slot *slot, const struct entry *entry)
{
	slot->entries = arena_room(arena, slot->entries, slot->count, sizeof(*slot->entries));
	if (2 * (slot->count + 1) > slot->bucket_count)
		grow_buckets(arena, slot);
	slot->entries[slot->count] = *entry;
	index_entry(slot, slot->count++);
}

static void
clear(struct slot *slot)
{
	slot->count = 0;
	slot->bucket_count = 0;
	slot->buckets = NULL;
}

static struct entry
entry_of(const struct file *file, const struct setting *setting, const struct node *node)
{
	return (struct entry){.key_at = setting->at, .node = node, .file = file};
}

/*
 * Whether an item under a condition counts.  What cannot be decided is
 * dangerous to grant and harmless to deny.
 */
static bool
counts(struct composed *composed, const struct setting *setting, const struct node *item)
{
	const struct node *when = entry_when(item);
	enum key_id id = setting->key->id;

	switch (when_decide(&composed->target, when)) {
	case WHEN_NO:
		return false;
	case WHEN_YES:
		return true;
	default:
		if (id == KEY_DENY || id == KEY_DENY_WRITE)
			return true;
		when_report(composed->diags, &composed->target, when);
		return false;
	}
}

static void
merge_list(struct composed *composed, struct slot *slot, struct file *file,
           const struct setting *setting)
{
	bool paths = (setting->key->type & TYPE_MASK) == TYPE_PATHS;

	if (setting->value->kind != NODE_LIST)
		return;
	for (uint32_t i = 0; i < setting->value->count; i++) {
		struct entry entry = entry_of(file, setting, setting->value->items[i]);
		const struct entry *old;

		if (paths && !counts(composed, setting, entry.node))
			continue;
		old = find(slot, &entry);
		/* The same group under two conditions is two entries. */
		if (!old || (setting->key->id == KEY_GROUPS_INCLUDE && entry_when(old->node)))
			append(composed->arena, slot, &entry);
	}
	if (setting->key->id == KEY_ALLOW_VARS && setting->value->count == 0 && slot->count) {
		diag_at(composed->diags, DIAG_MERGE_SURPRISE, setting->value->at,
		        "this empty 'allow_vars' takes nothing back");
		diag_note(composed->diags, slot->entries[0].node->at, "what passes is listed here");
	}
}

/* Whether FILE builds on BASE, directly or not; each file is asked once. */
static bool
builds_on(struct file *file, const struct file *base, unsigned question)
{
	if (file->asked == question)
		return false;
	file->asked = question;
	for (size_t i = 0; i < file->base_count; i++)
		if (file->bases[i] == base || builds_on(file->bases[i], base, question))
			return true;
	return false;
}

static bool
scalar_equal(const struct node *a, const struct node *b)
{
	return a->kind == b->kind && a->truth == b->truth && str_equal(a->text, b->text);
}

static void
merge_replace(struct composed *composed, struct slot *slot, struct file *file,
              const struct setting *setting)
{
	struct entry entry = entry_of(file, setting, setting->value);
	const struct entry *old = slot->count ? &slot->entries[0] : NULL;

	if (old && setting->key->class == CLASS_ENFORCED &&
	    old->file->origin.kind == ORIGIN_PROFILE && !scalar_equal(old->node, setting->value) &&
	    !builds_on(file, old->file, ++composed->questions)) {
		diag_at(composed->diags, DIAG_SCALAR_TWICE, setting->value->at,
		        "'%s' is set by two bases, this one counts", setting->key->path);
		diag_note(composed->diags, old->node->at, "it is also set here");
	}
	clear(slot);
	append(composed->arena, slot, &entry);
}

static void
merge_or(struct composed *composed, struct slot *slot, struct file *file,
         const struct setting *setting)
{
	struct entry entry = entry_of(file, setting, setting->value);

	if (setting->value->truth) {
		if (!slot->count)
			append(composed->arena, slot, &entry);
		return;
	}
	if (!slot->count || setting->key->class == CLASS_INERT)
		return;
	diag_at(composed->diags, DIAG_MERGE_SURPRISE, setting->value->at,
	        "'%s' stays true: false does not take it back", setting->key->path);
	diag_note(composed->diags, slot->entries[0].node->at, "it is set here");
}

static void
merge_workdir(struct composed *composed, struct slot *slot, struct file *file,
              const struct setting *setting)
{
	struct entry entry = entry_of(file, setting, setting->value);
	const struct entry *old = slot->count ? &slot->entries[0] : NULL;

	if (!str_is(setting->value->text, "none")) {
		merge_replace(composed, slot, file, setting);
		return;
	}
	if (!old) {
		append(composed->arena, slot, &entry);
	} else if (!str_is(old->node->text, "none")) {
		diag_at(composed->diags, DIAG_MERGE_SURPRISE, setting->value->at,
		        "'none' does not take the access to the working directory back");
		diag_note(composed->diags, old->node->at, "it is granted here");
	}
}

static void
merge_dict(struct composed *composed, struct slot *slot, struct file *file,
           const struct setting *setting)
{
	for (uint32_t i = 0; i < setting->value->count; i++) {
		const struct member *member = &setting->value->members[i];
		struct entry entry = entry_of(file, setting, member->value);
		struct entry *old;

		entry.name = member->key;
		entry.name_at = member->key_at;
		if (when_decide(&composed->target, entry_when(member->value)) == WHEN_NO)
			continue;
		old = find(slot, &entry);
		if (old)
			*old = entry;
		else
			append(composed->arena, slot, &entry);
	}
}

/* Whether a domain comes with endpoints. */
static bool
narrows(const struct node *item)
{
	const struct node *list = item->kind == NODE_MAP ? node_get(item, "endpoints", NULL) : NULL;

	return list && list->count;
}

static void
merge_domains(struct composed *composed, struct slot *slot, struct file *file,
              const struct setting *setting)
{
	for (uint32_t i = 0; i < setting->value->count; i++) {
		struct entry entry = entry_of(file, setting, setting->value->items[i]);
		const struct entry *old = find(slot, &entry);
		const struct node *domain = entry_name(entry.node);

		if (old && narrows(old->node) != narrows(entry.node)) {
			diag_at(
			    composed->diags, DIAG_MERGE_SURPRISE, domain->at,
			    "'%.*s' is listed with and without endpoints: only the endpoints count",
			    STR_ARG(domain->text));
			diag_note(composed->diags, entry_name(old->node)->at,
			          "it is listed %s here",
			          narrows(old->node) ? "with endpoints" : "as a whole");
		}
		append(composed->arena, slot, &entry);
	}
}

/* A group under a condition that cannot be decided may deny, nothing else. */
static bool
group_counts(struct composed *composed, struct file *file, const struct setting *setting)
{
	if (file->when == WHEN_YES)
		return true;
	if (setting->key->id == KEY_DENY || setting->key->id == KEY_DENY_WRITE)
		return true;
	if (setting->key->merge != MERGE_FILE && file->doubt) {
		when_report(composed->diags, &composed->target, file->doubt);
		file->doubt = NULL; /* once */
	}
	return false;
}

void
merge(struct composed *composed, struct file *file, const struct setting *setting)
{
	const struct key *key = setting->key;
	struct slot *slot = &composed->slots[key->id];
	struct entry entry = entry_of(file, setting, setting->value);

	if (!group_counts(composed, file, setting))
		return;
	if (setting->value->kind == NODE_NULL && key->merge != MERGE_NULLABLE)
		return;
	slot->given = true;
	slot->given_at = setting->at;
	if (file->origin.kind == ORIGIN_PROFILE)
		slot->profile = file;
	switch (key->merge) {
	case MERGE_NONE:
	case MERGE_FILE:
		break;
	case MERGE_CLEARABLE:
		if (setting->value->count == 0)
			clear(slot);
		merge_list(composed, slot, file, setting);
		break;
	case MERGE_APPEND:
		merge_list(composed, slot, file, setting);
		break;
	case MERGE_NULLABLE:
		clear(slot);
		if (setting->value->kind != NODE_NULL)
			append(composed->arena, slot, &entry);
		break;
	case MERGE_REPLACE:
		merge_replace(composed, slot, file, setting);
		break;
	case MERGE_OR:
		merge_or(composed, slot, file, setting);
		break;
	case MERGE_DOMAINS:
		merge_domains(composed, slot, file, setting);
		break;
	case MERGE_DICT:
		merge_dict(composed, slot, file, setting);
		break;
	case MERGE_WORKDIR:
		merge_workdir(composed, slot, file, setting);
		break;
	case MERGE_KEEP:
		if (!slot->count)
			append(composed->arena, slot, &entry);
		break;
	}
}
