/* SPDX-License-Identifier: Apache-2.0 */
/* include.c - which groups take part: included, not excluded, and the required ones. */
#include "compiler/compose.h"

#include <string.h>

/* A group that some file names, or that is required. */
struct wanted {
	struct document text;
	struct origin origin;
	enum when when;           /* the best of its includes */
	const struct node *doubt; /* the `when` of an include that cannot be decided */
	struct file *file;        /* when it was read */
	bool required;
	bool excluded;
	const struct node *condition; /* of the include that counts, or NULL */
	bool included;                /* some file names it, for whatever system */
	struct wanted *next;
};

struct including {
	struct lookup *lookup;
	struct composed *composed;
	struct wanted *first;
	struct wanted **last;
};

static struct wanted *
find(const struct including *in, const struct document *text)
{
	for (struct wanted *w = in->first; w; w = w->next)
		if (w->text.device == text->device && w->text.inode == text->inode)
			return w;
	return NULL;
}

static struct wanted *
add(struct including *in, const struct document *text, const struct origin *origin)
{
	struct wanted *wanted = find(in, text);

	if (wanted) {
		/* A file that is named by its path is the organisation's all the same. */
		if (text->trust == TRUST_ORGANISATION) {
			wanted->text = *text;
			wanted->origin.name = text->name;
			wanted->origin.trust = text->trust;
		}
		return wanted;
	}
	wanted = arena_alloc(in->lookup->arena, sizeof(*wanted));
	wanted->text = *text;
	wanted->origin = *origin;
	wanted->origin.kind = ORIGIN_GROUP;
	wanted->origin.name = text->name;
	wanted->origin.trust = text->trust;
	wanted->when = WHEN_NO;
	*in->last = wanted;
	in->last = &wanted->next;
	return wanted;
}

/* A text is parsed only when it takes part, or when it may be required. */
static struct file *
group_file(struct including *in, struct wanted *wanted)
{
	const struct setting *required;

	if (wanted->file)
		return wanted->file;
	wanted->file = file_read(in->lookup, in->composed, &wanted->text, &wanted->origin);
	required = file_setting(wanted->file, KEY_REQUIRED);
	if (!required || !required->value->truth)
		return wanted->file;
	if (wanted->text.trust == TRUST_USER) {
		diag_at(in->lookup->diags, DIAG_REQUIRED_IGNORED, required->at,
		        "'required' is honoured only in built-in and organisation groups");
	} else {
		wanted->required = true;
		wanted->file->origin.required = true;
	}
	return wanted->file;
}

static void
add_included(struct including *in, const struct entry *entry)
{
	const struct node *name = entry_name(entry->node);
	const struct node *condition = entry_when(entry->node);
	struct origin origin = {.why = name->at, .from = &entry->file->origin};
	enum when when = when_decide(&in->composed->target, condition);
	struct wanted *wanted;
	struct document text;

	if (lookup_text(in->lookup, ORIGIN_GROUP, name->text, name->at, entry->file->text.directory,
	                &text))
		return;
	wanted = add(in, &text, &origin);
	wanted->included = true;
	if (when > wanted->when) {
		wanted->when = when;
		wanted->doubt = condition;
		wanted->condition = condition;
		wanted->origin.why = name->at;
		wanted->origin.from = &entry->file->origin;
	}
}

/* Without reading it: an escape, in JSON and in YAML, may spell anything. */
static bool
may_be_required(const struct lookup *lookup, const struct document *text)
{
	struct str content = source_get(lookup->sources, text->source)->text;

	return memmem(content.data, content.length, "required", strlen("required")) ||
	       memchr(content.data, '\\', content.length);
}

/* A group that nobody may leave out joins, whatever the profile says. */
static void
add_if_required(struct including *in, const struct document *text)
{
	struct origin origin = {0};
	struct wanted *wanted;

	if (!may_be_required(in->lookup, text))
		return;
	wanted = add(in, text, &origin);
	group_file(in, wanted);
	if (wanted->required)
		wanted->when = WHEN_YES;
}

/* A group that cannot be seen may be one that is required. */
static void
report_unlisted(struct diags *diags, const char *directory, const struct unlisted *unlisted)
{
	static const struct span no_place;

	if (unlisted->error) {
		diag_at(diags, DIAG_CANNOT_READ, no_place, "cannot list '%s': %s", directory,
		        strerror(unlisted->error));
		diag_help(diags, "whoever compiles must be able to see which groups are required");
	}
	if (unlisted->file) {
		diag_at(diags, DIAG_NAME_SYNTAX, no_place,
		        "'%s/%s' is no group's name: expected letters, digits, '_' and '-'",
		        directory, unlisted->file);
		diag_help(diags, "rename it, so that it is not passed over");
	}
}

static void
add_required(struct including *in)
{
	const struct lookup *lookup = in->lookup;
	struct unlisted unlisted = {0};
	const char *const *names;
	const char *directory;
	struct document text;
	size_t count;

	for (size_t i = 0; i < lookup->builtin_count; i++) {
		struct str name = str_of(lookup->builtins[i].name);

		if (lookup->builtins[i].group && lookup_builtin(lookup, ORIGIN_GROUP, name, &text))
			add_if_required(in, &text);
	}
	if (!lookup->options->organisation)
		return;
	directory = lookup_directory(lookup->arena, lookup->options->organisation, ORIGIN_GROUP);
	count = lookup_names(lookup->arena, directory, &names, &unlisted);
	report_unlisted(lookup->diags, directory, &unlisted);
	for (size_t i = 0; i < count; i++) {
		struct str name = str_of(names[i]);

		if (lookup_text(lookup, ORIGIN_GROUP, name, (struct span){0}, "", &text) == 0)
			add_if_required(in, &text);
	}
}

static void
exclude(struct including *in, const struct entry *entry)
{
	const struct node *name = entry->node;
	struct diags *diags = in->lookup->diags;
	const struct setting *required;
	struct wanted *wanted;
	struct document text;

	if (lookup_text(in->lookup, ORIGIN_GROUP, name->text, name->at, entry->file->text.directory,
	                &text))
		return;
	wanted = find(in, &text);
	if (!wanted) {
		/* Required ones are all there by now, so this one takes no part in anything. */
		diag_at(diags, DIAG_EXCLUDE_UNUSED, name->at,
		        "group '%s' is not included by anything", text.name);
		return;
	}
	if (may_be_required(in->lookup, &text))
		group_file(in, wanted);
	if (!wanted->required) {
		if (!wanted->included && !wanted->excluded)
			diag_at(diags, DIAG_EXCLUDE_UNUSED, name->at,
			        "group '%s' is not included by anything", text.name);
		wanted->excluded = true;
		return;
	}
	required = file_setting(wanted->file, KEY_REQUIRED);
	diag_at(diags, DIAG_REQUIRED_EXCLUDED, name->at,
	        "group '%s' is required and cannot be excluded", text.name);
	diag_note(diags, required->at, "it is declared required here");
	diag_help(diags, "name what you need in 'filesystem.bypass_protection'");
}

/* The include and the group itself ask for systems that have nothing in common. */
static void
warn_never(const struct including *in, const struct wanted *wanted, const struct setting *when)
{
	struct diags *diags = in->lookup->diags;

	if (!wanted->condition || wanted->origin.from->trust != TRUST_USER ||
	    when_systems(wanted->condition) & when_systems(when->value))
		return;
	diag_at(diags, DIAG_WHEN_NEVER, wanted->condition->at,
	        "this never counts: no system meets it and the 'when' of group '%s'",
	        wanted->origin.name);
	diag_note(diags, when->value->at, "the group's own is this");
	diag_help(diags, "include it without a condition: it has its own");
}

/* Settles one group's condition and lays its values down. */
static void
merge_group(struct including *in, struct wanted *wanted)
{
	const struct setting *when;
	enum when own;
	struct file *file;

	if (wanted->excluded || wanted->when == WHEN_NO)
		return;
	file = group_file(in, wanted);
	when = file_setting(file, KEY_WHEN);
	own = when ? when_decide(&in->composed->target, when->value) : WHEN_YES;
	file->origin.why = wanted->origin.why;
	file->origin.from = wanted->origin.from;
	file->when = own < wanted->when ? own : wanted->when;
	file->doubt = own < wanted->when ? when->value : wanted->doubt;
	if (file->when == WHEN_NO) {
		warn_never(in, wanted, when);
		return;
	}
	file->state = FILE_DONE;
	for (size_t i = 0; i < file->count; i++)
		merge(in->composed, file, &file->settings[i]);
}

void
include_groups(struct lookup *lookup, struct composed *composed)
{
	const struct slot *include_slot = &composed->slots[KEY_GROUPS_INCLUDE];
	const struct slot *exclude_slot = &composed->slots[KEY_GROUPS_EXCLUDE];
	struct including in = {.lookup = lookup, .composed = composed};

	in.last = &in.first;
	for (uint32_t i = 0; i < include_slot->count; i++)
		add_included(&in, &include_slot->entries[i]);
	add_required(&in);
	for (uint32_t i = 0; i < exclude_slot->count; i++)
		exclude(&in, &exclude_slot->entries[i]);
	for (struct wanted *wanted = in.first; wanted; wanted = wanted->next)
		merge_group(&in, wanted);
}
