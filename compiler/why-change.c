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

/* The keys that grant RIGHTS on an object: the narrowest, or NULL when no key does. */
static const char *
object_keys(const struct ir *ir, const struct path *path, uint32_t rights, bool directory)
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

/* One change for what VERDICT misses: a key, and a bypass where a deny withholds it. */
struct amendment {
	struct rule grant;
	const char *keys; /* "\"write\": [\"~/x\"]"; NULL: no key grants this */
	const struct rule *deny;
	bool directory;
};

static struct amendment
amend(const struct ir *ir, const struct query *query, const struct verdict *verdict)
{
	const char *path = quoted(ir->arena, path_text(ir->arena, &verdict->where));
	uint32_t missing = verdict->missing;
	struct amendment amendment = {
	    .deny = rules_withholding(&ir->denies, &ir->bypasses, &verdict->where, missing)};
	bool directory = missing & (REPLACES | BLOB_FS_READ_DIR) || query->op == OP_TMPFILE ||
	                 query->op == OP_LIST;
	const char *key = object_keys(ir, &verdict->where, missing, directory);

	if (key)
		amendment.keys = arena_printf(ir->arena, "\"%s\": [%s]", key, path);
	else if (missing == (BLOB_FS_EXECUTE | BLOB_FS_READ_FILE))
		amendment.keys =
		    arena_printf(ir->arena, "\"read_file\": [%s], \"exec_file\": [%s]", path, path);
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
	const char *keys = "", *bypass = "";
	struct sum sum = {.counted = arena_calloc(ir->arena, list_secrets.count, 1)};

	policy.grants = rules_sorted(ir->arena, &ir->grants);
	policy.bypasses = rules_sorted(ir->arena, &ir->bypasses);
	for (unsigned tries = 0; !verdict.allowed && tries < CHANGES_MAX; tries++) {
		struct amendment amendment = amend(&policy, query, &verdict);

		if (!amendment.keys)
			return;
		keys = arena_printf(ir->arena, "%s%s%s", keys, *keys ? ", " : "", amendment.keys);
		if (amendment.deny) {
			sum.deny = amendment.deny;
			bypass =
			    arena_printf(ir->arena, "%s%s%s", bypass, *bypass ? ", " : "",
			                 quoted(ir->arena, path_text(ir->arena, &verdict.where)));
		}
		*(amendment.directory ? &sum.directories : &sum.files) += 1;
		add_secrets(ir, &amendment, definitions, &sum);
		apply(&policy, &amendment);
		verdict = eval(&policy, query, &intent);
	}
	if (!verdict.allowed)
		return;
	why->adds = what_it_adds(ir, &sum, why);
	if (sum.deny)
		keys = arena_printf(ir->arena, "%s, \"bypass_protection\": [%s]", keys, bypass);
	why->change = arena_printf(ir->arena, "\"filesystem\": {%s}", keys);
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
