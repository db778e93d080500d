/* SPDX-License-Identifier: Apache-2.0 */
/* lower.c - losses, and what a key does that makes no rule: never silently nothing. */
#include "compiler/lower.h"

#include "compiler/loss.h"
#include "compiler/suggest.h"

#include <string.h>

static const struct {
	const char *name;
	enum narrowing bit;
} narrowings[] = {
#define NARROWING(symbol, bit, name) {name, NARROWING_##symbol},
    NARROWINGS(NARROWING)
#undef NARROWING
};

static void
report_loss(struct lowering *l, const struct node *name, bool accept)
{
	struct diags *diags = l->ir->diags;
	struct suggestion near = suggest_for(name->text);
	const char *all = "";

	for (size_t i = 0; i < loss_count; i++) {
		suggest_offer(&near, str_of(losses[i].name));
		all = arena_printf(l->ir->arena, "%s%s%s", all, i ? ", " : "", losses[i].name);
	}
	for (size_t i = 0; accept && i < COUNTOF(narrowings); i++) {
		suggest_offer(&near, str_of(narrowings[i].name));
		all = arena_printf(l->ir->arena, "%s, %s", all, narrowings[i].name);
	}
	diag_at(diags, DIAG_UNKNOWN_LOSS, name->at, "unknown loss '%.*s'", STR_ARG(name->text));
	if (near.best.length)
		diag_help(diags, "did you mean '%.*s'?", STR_ARG(near.best));
	else
		diag_help(diags, "expected one of %s", all);
}

void
lower_loss(struct lowering *l, const struct node *name, bool accept)
{
	for (size_t i = 0; i < loss_count; i++) {
		if (!str_is(name->text, losses[i].name))
			continue;
		*(accept ? &l->ir->accept : &l->ir->require) |= losses[i].bit;
		return;
	}
	for (size_t i = 0; accept && l->composed && i < COUNTOF(narrowings); i++) {
		if (!str_is(name->text, narrowings[i].name))
			continue;
		l->accepted |= narrowings[i].bit;
		return;
	}
	report_loss(l, name, accept && l->composed);
}

static void
lower_compat(struct lowering *l)
{
	const struct slot *accept = &l->composed->slots[KEY_COMPAT_ACCEPT];
	const struct slot *require = &l->composed->slots[KEY_COMPAT_REQUIRE];

	for (uint32_t i = 0; i < accept->count; i++)
		lower_loss(l, accept->entries[i].node, true);
	for (uint32_t i = 0; i < require->count; i++)
		lower_loss(l, require->entries[i].node, false);
}

bool
narrowing_accepted(struct lowering *l, enum narrowing narrowing, const struct entry *entry)
{
	const char *name = "";

	for (size_t i = 0; i < COUNTOF(narrowings); i++)
		if (narrowings[i].bit == narrowing)
			name = narrowings[i].name;
	if (l->accepted & narrowing) {
		diag_at(l->ir->diags, DIAG_NO_EFFECT, entry->key_at,
		        "'%s' restricts nothing here, which 'compat.accept' accepts", name);
		return true;
	}
	diag_at(
	    l->ir->diags, DIAG_NOT_EXPRESSIBLE, entry->key_at,
	    "the restriction '%s' cannot be expressed here, and nothing tighter stands in for it",
	    name);
	diag_help(l->ir->diags,
	          "take it out, or live without it: \"compat\": {\"accept\": [\"%s\"]}", name);
	return false;
}

static void
lower_scopes(struct lowering *l)
{
	const struct entry *signals = composed_last(l->composed, KEY_SIGNAL_MODE);
	const struct entry *ipc = composed_last(l->composed, KEY_IPC_MODE);

	l->ir->scopes = BLOB_SCOPE_SIGNAL | BLOB_SCOPE_ABSTRACT_UNIX_SOCKET;
	if (signals && str_is(signals->node->text, "allow_all"))
		l->ir->scopes &= ~BLOB_SCOPE_SIGNAL;
	if (ipc && str_is(ipc->node->text, "full"))
		l->ir->scopes &= ~BLOB_SCOPE_ABSTRACT_UNIX_SOCKET;
}

/* What the companion filter closes unless a key opens it. */
static void
lower_openings(struct lowering *l)
{
	const struct entry *namespaces = composed_last(l->composed, KEY_USER_NAMESPACES);
	const struct entry *sysv = composed_last(l->composed, KEY_IPC_SYSV);

	if (namespaces && namespaces->node->truth)
		l->ir->flags |= BLOB_USER_NAMESPACES;
	if (sysv && sysv->node->truth)
		l->ir->flags |= BLOB_SYSV_IPC;
}

/* Restrictions that stand outside of files and network. */
static void
lower_narrowings(struct lowering *l)
{
	const struct entry *policies = composed_last(l->composed, KEY_COMMAND_POLICIES);

	if (policies && policies->node->count)
		narrowing_accepted(l, NARROWING_COMMAND_POLICIES, policies);
}

/* False, null, nothing in it: asks for nothing. */
static bool
asks_nothing(const struct node *node)
{
	switch (node->kind) {
	case NODE_NULL:
		return true;
	case NODE_BOOL:
		return !node->truth;
	case NODE_LIST:
	case NODE_MAP:
		return node->count == 0;
	default:
		return false;
	}
}

/* Why a key that asks for something changes nothing. */
static const char *
why_inert(enum key_id id, enum target target)
{
	if (target == TARGET_SEATBELT && id == KEY_PROCESS_INFO_MODE)
		return "only processes of the sandbox can be asked for, whatever it says";
	if (target == TARGET_SEATBELT && id == KEY_IPC_POSIX)
		return "on macOS 'security.ipc_mode' decides";
	switch (id) {
	case KEY_COMMANDS_ALLOW:
	case KEY_COMMANDS_DENY:
		return "command names are never a boundary: any program can be started by another";
	case KEY_SEATBELT_RULES:
	case KEY_UNLINK_PROTECTION:
	case KEY_SUPPRESS_SYSTEM_SERVICES:
		return "it is for macOS";
	case KEY_PROCESS_INFO_MODE:
		return "on Linux the sandbox decides it: processes outside cannot be traced";
	case KEY_IPC_POSIX:
		return "POSIX objects are files: grants on /dev/shm and /dev/mqueue decide";
	default:
		return "this version does not use it";
	}
}

/* A restriction in an inert key: the reader must not believe in it. */
static bool
restricts(const struct key *key, const struct node *node)
{
	if (key->id == KEY_AF_UNIX_MEDIATION)
		return str_is(node->text, "pathname");
	return key->id == KEY_IPC_POSIX && !node->truth;
}

static void
report_inert(struct lowering *l, const struct key *key, const struct entry *entry)
{
	struct diags *diags = l->ir->diags;

	if (!restricts(key, entry->node)) {
		diag_at(diags, DIAG_NO_EFFECT, entry->key_at, "'%s' has no effect: %s", key->path,
		        why_inert(key->id, l->ir->target));
	} else if (key->id == KEY_AF_UNIX_MEDIATION) {
		diag_at(diags, DIAG_NOT_ENFORCED, entry->key_at,
		        "'%s' changes nothing: unix sockets are mediated from Landlock ABI 9 on",
		        key->path);
		diag_help(
		    diags,
		    "\"compat\": {\"require\": [\"fs.resolve_unix\"]} refuses to start below");
	} else {
		diag_at(diags, DIAG_NOT_ENFORCED, entry->key_at, "'%s' is not enforced: %s",
		        key->path, why_inert(key->id, l->ir->target));
	}
}

static void
report_granting(struct lowering *l, const struct key *key, const struct entry *entry)
{
	diag_at(l->ir->diags, DIAG_NOTHING_GRANTED, entry->key_at,
	        "'%s' grants nothing in this version", key->path);
	if (key->id == KEY_CREDENTIALS)
		diag_help(l->ir->diags,
		          "the network is blocked too: nono would open it to their hosts only");
}

/* What nono-exec does on Linux and no text for macOS can ask for. */
static bool
is_left_out(const struct lowering *l, enum key_id id)
{
	return l->ir->target == TARGET_SEATBELT &&
	       (id == KEY_ALLOW_VARS || id == KEY_DENY_VARS || id == KEY_SET_VARS ||
	        id == KEY_ALLOW_SECRETS || id == KEY_CAPABILITIES || id == KEY_USER_NAMESPACES);
}

static void
report_left_out(struct lowering *l, const struct key *key, const struct entry *entry)
{
	bool restricts = key->id == KEY_ALLOW_VARS || key->id == KEY_DENY_VARS;

	diag_at(l->ir->diags, restricts ? DIAG_NOT_ENFORCED : DIAG_NO_EFFECT, entry->key_at,
	        restricts ? "'%s' is not enforced: %s" : "'%s' has no effect: %s", key->path,
	        "the text for macOS has no place for it");
	if (restricts)
		diag_help(l->ir->diags, "start sandbox-exec from env -i with what may pass");
}

/* What macOS has and Linux does not: rules in its own language; and nothing is removed unasked. */
static bool
is_carried(const struct lowering *l, enum key_id id)
{
	return l->ir->target == TARGET_SEATBELT &&
	       (id == KEY_SEATBELT_RULES || id == KEY_UNLINK_PROTECTION);
}

/* One finding per key and file, and none for what the shipped groups do on purpose. */
static void
lower_without_rules(struct lowering *l)
{
	size_t count;
	const struct key *all = keys(&count);

	for (size_t i = 0; i < count; i++) {
		const struct key *key = &all[i];
		const struct slot *slot = key->id == KEYS ? NULL : &l->composed->slots[key->id];
		const struct file *told = NULL;

		if (!slot || (key->class != CLASS_INERT && key->class != CLASS_GRANTING &&
		              !is_left_out(l, key->id)))
			continue;
		for (uint32_t j = 0; j < slot->count; j++) {
			const struct entry *entry = &slot->entries[j];
			const struct origin *origin = &entry->file->origin;

			if (entry->file == told || is_carried(l, key->id) ||
			    (asks_nothing(entry->node) && !restricts(key, entry->node)) ||
			    (origin->kind == ORIGIN_GROUP && origin->trust == TRUST_BUILTIN))
				continue;
			told = entry->file;
			if (is_left_out(l, key->id))
				report_left_out(l, key, entry);
			else if (key->class == CLASS_INERT)
				report_inert(l, key, entry);
			else
				report_granting(l, key, entry);
		}
	}
}

void
lower(struct lowering *l)
{
	lower_compat(l);
	lower_rules(l);
	lower_paths(l);
	lower_sockets(l);
	lower_network(l);
	lower_scopes(l);
	lower_environment(l);
	lower_openings(l);
	lower_capabilities(l);
	lower_narrowings(l);
	lower_without_rules(l);
	lower_lint(l);
}
