/* SPDX-License-Identifier: Apache-2.0 */
/* why-change.c - the smallest change of a profile that would alter an answer. */
#include "compiler/why-change.h"

#include "compiler/listed.h"
#include "compiler/rule-tree.h"

#include <string.h>

#define REPLACES (BLOB_FS_REPLACE & ~RIGHT_DEVICE)

enum { CHANGES_MAX = 6 };

/* TEXT as a JSON string. */
static const char *
quoted(struct arena *arena, const char *text)
{
	size_t used = 0;
	char *out = arena_calloc(arena, strlen(text) * 6 + 3, 1);

	out[used++] = '"';
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			out[used++] = '\\';
		out[used++] = *text;
	}
	out[used++] = '"';
	return out;
}

/* Where reading does not imply executing, because the profile lists what may be executed. */
static bool
exec_is_listed(const struct ir *ir)
{
	for (size_t i = 0; i < ir->grants.count; i++)
		if (ir->grants.items[i].rights & BLOB_FS_READ_FILE &&
		    !(ir->grants.items[i].rights & BLOB_FS_EXECUTE))
			return true;
	return false;
}

const char *
why_key(const struct ir *ir, const struct path *path, uint32_t rights, bool directory)
{
	static const struct path devices = {BLOB_ANCHOR_ROOT, {"dev", 3}};
	bool reads = rights & RIGHTS_READ;
	bool writes = rights & (BLOB_FS_WRITES & ~RIGHT_DEVICE);
	bool executes = rights & BLOB_FS_EXECUTE;

	if (rights & RIGHT_DEVICE)
		return NULL;
	if (rights & BLOB_FS_IOCTL_DEV) {
		if (path_relate(path, &devices) != PATH_BELOW)
			return NULL;
		writes = true;
	}
	if (rights & BLOB_FS_RESOLVE_UNIX)
		return reads || writes || executes ? NULL
		       : directory                 ? "unix_socket_subtree"
		                                   : "unix_socket";
	if (executes && (!reads || exec_is_listed(ir)))
		return reads || writes ? NULL : directory ? "exec" : "exec_file";
	if (reads && writes)
		return directory ? "allow" : "allow_file";
	if (writes)
		return directory ? "write" : "write_file";
	return directory ? "read" : "read_file";
}

static bool
names(const struct origin *origin, const char *word)
{
	return origin && origin->kind == ORIGIN_GROUP && strstr(origin->name, word);
}

/* What a change adds, all told. */
struct sum {
	unsigned files, directories;
	const struct rule *deny;     /* that withheld some of it, or NULL */
	const struct listed *secret; /* the known one that matters most, or NULL */
	size_t secrets;
	bool *counted; /* by the list */
};

static const char *
what_it_adds(const struct ir *ir, const struct sum *sum, struct why *why)
{
	const struct rule *deny = sum->deny;
	const char *what = "";

	if (sum->secret)
		why->credential = sum->secret->why;
	else if (deny && (names(deny->origin, "credential") || names(deny->origin, "keychain")))
		why->credential = arena_printf(ir->arena, "group '%s'", deny->origin->name);
	if (sum->secrets > 1)
		why->credential =
		    arena_printf(ir->arena, "%s, and %zu more", why->credential, sum->secrets - 1);
	if (sum->files)
		what = arena_printf(ir->arena, "%u file%s", sum->files, sum->files > 1 ? "s" : "");
	if (sum->directories)
		what = arena_printf(ir->arena, "%s%s%u director%s with all below", what,
		                    sum->files ? ", " : "", sum->directories,
		                    sum->directories > 1 ? "ies" : "y");
	what = arena_printf(ir->arena, "%s; credential: %s", what, why->credential ? "yes" : "no");
	if (why->credential)
		what = arena_printf(ir->arena, "%s (%s)", what, why->credential);
	return arena_printf(ir->arena, "%s%s", what, deny ? "; protected: yes" : "");
}

/* One change for what VERDICT misses: keys, and a bypass where a deny withholds it. */
struct amendment {
	struct rule grant;
	const char *keys[2]; /* that name the path; none: no key grants this */
	const struct rule *deny;
	bool directory;
};

static struct amendment
amend(const struct ir *ir, const struct query *query, const struct verdict *verdict)
{
	uint32_t missing = verdict->missing;
	struct amendment amendment = {
	    .deny = rules_withholding(&ir->denies, &ir->bypasses, &verdict->where, missing)};
	bool directory = missing & (REPLACES | BLOB_FS_READ_DIR) || query->op == OP_TMPFILE ||
	                 query->op == OP_LIST;

	if (!path_can_be_said(ir->arena, &verdict->where))
		return amendment;
	amendment.keys[0] = why_key(ir, &verdict->where, missing, directory);
	if (!amendment.keys[0] && missing == (BLOB_FS_EXECUTE | BLOB_FS_READ_FILE)) {
		amendment.keys[0] = "read_file";
		amendment.keys[1] = "exec_file";
	}
	amendment.directory = directory;
	amendment.grant =
	    (struct rule){.path = verdict->where,
	                  .rights = missing,
	                  .object = directory ? BLOB_OBJECT_DIRECTORY : BLOB_OBJECT_FILE};
	if (directory && missing & BLOB_FS_WRITES)
		amendment.grant.rights |= RIGHTS_WRITE;
	return amendment;
}

/* POLICY with what AMENDMENT says. */
static void
apply(struct ir *policy, const struct amendment *amendment)
{
	rules_add(policy->arena, &policy->grants, &amendment->grant);
	rules_sort(&policy->grants);
	if (!amendment->deny)
		return;
	rules_add(policy->arena, &policy->bypasses, &amendment->grant);
	rules_sort(&policy->bypasses);
}

/* What has to stand in the profile: a key once, however many paths it names. */
struct entries {
	size_t count;
	struct {
		const char *key, *paths;
	} items[2 * CHANGES_MAX + 1];
};

static void
add_entry(struct arena *arena, struct entries *entries, const char *key, const struct path *path)
{
	const char *text = quoted(arena, path_text(arena, path));
	size_t i = 0;

	while (i < entries->count && strcmp(entries->items[i].key, key) != 0)
		i++;
	entries->items[i].key = key;
	if (i == entries->count)
		entries->items[entries->count++].paths = text;
	else
		entries->items[i].paths =
		    arena_printf(arena, "%s, %s", entries->items[i].paths, text);
}

static const char *
entries_text(struct arena *arena, const struct entries *entries)
{
	const char *text = "";

	for (size_t i = 0; i < entries->count; i++)
		text = arena_printf(arena, "%s%s\"%s\": [%s]", text, i ? ", " : "",
		                    entries->items[i].key, entries->items[i].paths);
	return arena_printf(arena, "\"filesystem\": {%s}", text);
}

/* What is protected below AMENDMENT's directory: Landlock cannot take it out of the grant. */
static const char *
protected_below(const struct ir *ir, const struct amendment *amendment)
{
	const struct rule *grant = &amendment->grant;
	const struct path *shown[PATHS_SHOWN] = {NULL}, *last = NULL;
	struct subtree subtree;
	const struct rule *deny;
	uint32_t above = rules_covering(&ir->bypasses, &grant->path);
	size_t count = 0;

	if (ir->target != TARGET_LANDLOCK)
		return NULL;
	subtree_start(&subtree, &ir->denies, &grant->path);
	while ((deny = subtree_next(&subtree))) {
		uint32_t lifted = rules_covering(&ir->bypasses, &deny->path);

		if (!rule_is_against(deny, grant->rights, lifted, above) ||
		    path_relate(&deny->path, &grant->path) != PATH_BELOW ||
		    (last && path_relate(&deny->path, last) == PATH_EQUAL))
			continue;
		last = &deny->path;
		if (count < PATHS_SHOWN)
			shown[count] = &deny->path;
		count++;
	}
	if (!count)
		return NULL;
	return arena_printf(ir->arena, "\"%s\" on '%s' would hold the protected %s",
	                    amendment->keys[0], path_text(ir->arena, &grant->path),
	                    paths_text(ir->arena, shown, count));
}

/* Known secrets that a grant lets be read, or that it is about. */
static void
add_secrets(const struct ir *ir, const struct amendment *amendment,
            const struct definitions *definitions, struct sum *sum)
{
	const struct rule *grant = &amendment->grant;
	bool holds = amendment->directory && grant->rights & RIGHTS_READ;

	for (size_t i = 0; i < list_secrets.count; i++) {
		const struct listed *entry = &list_secrets.items[i];
		struct path path = entry->path;

		if (definitions)
			path = definitions_apply(ir->arena, definitions, &path);
		if (!path_within(&grant->path, &path) &&
		    !(holds && path_within(&path, &grant->path)))
			continue;
		sum->secrets += !sum->counted[i];
		sum->counted[i] = true;
		if (!sum->secret || entry->order < sum->secret->order)
			sum->secret = entry;
	}
}

/*
 * Grants what is missing until the evaluator allows it: a move needs rights in
 * two directories.
 */
static void
change_denied(const struct ir *ir, const struct query *query, const struct definitions *definitions,
              struct why *why)
{
	static const struct kernel intent;
	struct ir policy = *ir;
	struct verdict verdict = eval(ir, query, &intent);
	struct entries entries = {0}, bypasses = {0};
	struct sum sum = {.counted = arena_calloc(ir->arena, list_secrets.count, 1)};

	policy.grants = rules_sorted(ir->arena, &ir->grants);
	policy.denies = rules_sorted(ir->arena, &ir->denies);
	policy.bypasses = rules_sorted(ir->arena, &ir->bypasses);
	for (unsigned tries = 0; !verdict.allowed && tries < CHANGES_MAX; tries++) {
		struct amendment amendment = amend(&policy, query, &verdict);

		for (unsigned i = 0; i < COUNTOF(amendment.keys) && amendment.keys[i]; i++)
			add_entry(ir->arena, &entries, amendment.keys[i], &verdict.where);
		if (!amendment.keys[0])
			return;
		if (amendment.deny) {
			sum.deny = amendment.deny;
			add_entry(ir->arena, &bypasses, "bypass_protection", &verdict.where);
		}
		*(amendment.directory ? &sum.directories : &sum.files) += 1;
		add_secrets(ir, &amendment, definitions, &sum);
		apply(&policy, &amendment);
		why->obstacle = protected_below(&policy, &amendment);
		if (why->obstacle)
			return;
		verdict = eval(&policy, query, &intent);
	}
	if (!verdict.allowed)
		return;
	why->adds = what_it_adds(ir, &sum, why);
	if (bypasses.count)
		entries.items[entries.count++] = bypasses.items[0];
	why->change = entries_text(ir->arena, &entries);
}

void
why_change(const struct ir *ir, const struct query *query, const struct definitions *definitions,
           struct why *why)
{
	const struct verdict *verdict = &why->verdict;
	uint32_t kept;

	if (!verdict->allowed) {
		if (verdict->missing)
			change_denied(ir, query, definitions, why);
		return;
	}
	if (!verdict->rule)
		return;
	kept = verdict->rule->written & verdict->rule->rights;
	why->change = arena_printf(ir->arena, "without the grant of '%s' (%s)",
	                           path_text(ir->arena, &verdict->rule->path),
	                           access_words(ir->arena, kept ? kept : verdict->rule->rights, 0,
	                                        verdict->rule->object == BLOB_OBJECT_FILE));
}
