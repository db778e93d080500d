/* SPDX-License-Identifier: Apache-2.0 */
/* lower-path.c - grants, denies and bypasses on files. */
#include "compiler/lower.h"

#include <assert.h>
#include <string.h>

static const struct path workdir = {BLOB_ANCHOR_WORKDIR, {"", 0}};
static const struct path devices = {BLOB_ANCHOR_ROOT, {"dev", 3}};

static void
help_variable(struct diags *diags, struct str name)
{
	if (name.length > 4 && memcmp(name.data, "$UID", 4) == 0)
		diag_help(diags, "a name goes on as far as letters, digits and '_' do");
	else
		diag_help(diags, "known are $HOME, $WORKDIR, $TMPDIR, $XDG_*_HOME, "
		                 "$XDG_RUNTIME_DIR and $UID");
}

void
report_path(const struct ir *ir, const struct node *text, enum path_problem problem, uint32_t where,
            uint32_t length)
{
	struct diags *diags = ir->diags;
	struct span at = node_place(ir->sources, text, where, length);
	struct str part = {text->text.data + where, length};

	switch (problem) {
	case PATH_OK:
		assert(!"no problem to report");
		break;
	case PATH_RELATIVE:
		diag_at(diags, DIAG_RELATIVE_PATH, at,
		        "'%.*s' is relative, and it does not say to what", STR_ARG(part));
		diag_help(diags, "write './%.*s' or '$WORKDIR/%.*s', or the path from '/' or '~'",
		          STR_ARG(part), STR_ARG(part));
		break;
	case PATH_UNKNOWN_VARIABLE:
		diag_at(diags, DIAG_UNKNOWN_VARIABLE, at, "unknown variable '%.*s'", STR_ARG(part));
		help_variable(diags, part);
		break;
	case PATH_MISPLACED_VARIABLE:
		if (part.length && part.data[0] == '~')
			diag_at(diags, DIAG_MISPLACED_VARIABLE, at,
			        "'%.*s' is another user's home, expected '~' or '~/...'",
			        STR_ARG(part));
		else
			diag_at(
			    diags, DIAG_MISPLACED_VARIABLE, at,
			    "'%.*s' stands for a path of its own: expected it in front of a '/'",
			    STR_ARG(part));
		break;
	case PATH_ABOVE_ANCHOR:
		diag_at(diags, DIAG_ABOVE_ANCHOR, at, "'..' leads above what the path starts from");
		diag_help(diags, "write the absolute path");
		break;
	case PATH_CONTROL:
		diag_at(diags, DIAG_CONTROL_BYTE, at, "this has a control character in it");
		break;
	case PATH_GLOB:
		diag_at(diags, DIAG_GLOB, at, "'%.*s' is a pattern, and rules are for paths",
		        STR_ARG(part));
		diag_help(diags, "name the directory: a rule holds for all that is below it");
		break;
	case PATH_TOO_LONG:
		diag_at(diags, DIAG_PATH_TOO_LONG, at, "this is longer than %u bytes",
		        BLOB_PATH_MAX);
		break;
	case PATH_EMPTY:
		diag_at(diags, DIAG_EMPTY_PATH, at, "expected a path, found an empty string");
		break;
	case PATH_DYNAMIC:
		diag_at(diags, DIAG_DYNAMIC_PATH, at,
		        "'%.*s' is known only to nono while it starts", STR_ARG(part));
		diag_help(diags, "write the path itself");
		break;
	}
}

bool
lower_path(struct lowering *l, const struct node *text, struct path *path)
{
	struct str string = text->text;
	uint32_t where, length;
	enum path_problem problem;
	/* "." alone may be a slip; "./x" says what it means. */
	bool dotted = string.length > 1 && memcmp(string.data, "./", 2) == 0;

	if (string.length > 1 && memcmp(string.data, "..", 2) == 0 &&
	    (string.length == 2 || string.data[2] == '/'))
		dotted = true;
	problem = path_parse(l->ir->arena, string, dotted ? &workdir : NULL, path, &where, &length);
	if (problem)
		report_path(l->ir, text, problem, where, length);
	return !problem;
}

/* What an entry of a key grants. */
struct grant {
	enum key_id key;
	uint32_t rights;
	enum blob_object object;
};

static const struct grant grant_keys[] = {
    {KEY_ALLOW, RIGHTS_READ | RIGHTS_WRITE, BLOB_OBJECT_DIRECTORY},
    {KEY_READ, RIGHTS_READ, BLOB_OBJECT_ANY},
    {KEY_WRITE, RIGHTS_WRITE, BLOB_OBJECT_DIRECTORY},
    {KEY_EXEC, RIGHT_EXEC, BLOB_OBJECT_ANY},
    {KEY_ALLOW_FILE, RIGHTS_READ | RIGHTS_WRITE, BLOB_OBJECT_FILE},
    {KEY_READ_FILE, RIGHTS_READ, BLOB_OBJECT_FILE},
    {KEY_WRITE_FILE, RIGHTS_WRITE, BLOB_OBJECT_FILE},
    {KEY_EXEC_FILE, RIGHT_EXEC, BLOB_OBJECT_FILE},
};

static uint32_t
grant_rights(const struct grant *grant, const struct path *path, bool exec_listed)
{
	uint32_t rights = grant->rights;

	if ((rights & RIGHT_READ) && !exec_listed)
		rights |= RIGHT_EXEC;
	if ((rights & RIGHT_WRITE) && path_relate(path, &devices) == PATH_BELOW)
		rights |= RIGHT_IOCTL;
	if (grant->object == BLOB_OBJECT_FILE)
		rights &= BLOB_FS_FILE;
	return rights;
}

static void
lower_grants(struct lowering *l, const struct grant *grant, bool exec_listed)
{
	const struct slot *slot = &l->composed->slots[grant->key];

	for (uint32_t i = 0; i < slot->count; i++) {
		const struct entry *entry = &slot->entries[i];
		const struct node *text = entry_name(entry->node);
		struct rule rule = {
		    .object = grant->object, .at = text->at, .origin = &entry->file->origin};

		if (!lower_path(l, text, &rule.path))
			continue;
		rule.rights = grant_rights(grant, &rule.path, exec_listed);
		rules_add(l->ir->arena, &l->ir->grants, &rule);
	}
}

static void
lower_others(struct lowering *l, enum key_id key, uint32_t rights, struct rules *rules)
{
	const struct slot *slot = &l->composed->slots[key];

	for (uint32_t i = 0; i < slot->count; i++) {
		const struct entry *entry = &slot->entries[i];
		const struct node *text = entry_name(entry->node);
		struct rule rule = {
		    .rights = rights, .at = text->at, .origin = &entry->file->origin};

		if (lower_path(l, text, &rule.path))
			rules_add(l->ir->arena, rules, &rule);
	}
}

static void
lower_workdir(struct lowering *l, bool exec_listed)
{
	const struct entry *entry = composed_last(l->composed, KEY_WORKDIR_ACCESS);
	struct grant grant = {KEY_WORKDIR_ACCESS, 0, BLOB_OBJECT_DIRECTORY};
	struct rule rule = {.path = workdir, .object = BLOB_OBJECT_DIRECTORY};

	if (!entry || l->withhold_workdir || str_is(entry->node->text, "none"))
		return;
	if (!str_is(entry->node->text, "write"))
		grant.rights |= RIGHTS_READ;
	if (!str_is(entry->node->text, "read"))
		grant.rights |= RIGHTS_WRITE;
	rule.rights = grant_rights(&grant, &rule.path, exec_listed);
	rule.at = entry->node->at;
	rule.origin = &entry->file->origin;
	rules_add(l->ir->arena, &l->ir->grants, &rule);
}

void
lower_denies(struct lowering *l)
{
	lower_others(l, KEY_DENY, BLOB_FS_ALL, &l->ir->denies);
	lower_others(l, KEY_DENY_WRITE, RIGHTS_WRITE | RIGHT_DEVICE, &l->ir->denies);
}

void
lower_paths(struct lowering *l)
{
	/* A group's lists are there for the profiles that choose to list; they choose nothing. */
	bool exec_listed =
	    l->composed->slots[KEY_EXEC].profile || l->composed->slots[KEY_EXEC_FILE].profile;

	for (size_t i = 0; i < COUNTOF(grant_keys); i++) {
		bool exec = grant_keys[i].key == KEY_EXEC || grant_keys[i].key == KEY_EXEC_FILE;

		if (!exec || exec_listed)
			lower_grants(l, &grant_keys[i], exec_listed);
	}
	lower_workdir(l, exec_listed);
	lower_denies(l);
	lower_others(l, KEY_BYPASS_PROTECTION, 0, &l->ir->bypasses);
}
