/* SPDX-License-Identifier: Apache-2.0 */
/* check-dead.c - keys and rules of the user's own that cannot do what they say. */
#include "compiler/check.h"

#include "compiler/compose.h"
#include "compiler/loss.h"
#include "compiler/rule-tree.h"
#include "compiler/sbpl-own.h"

static bool
own(const struct origin *origin)
{
	return origin && origin->trust == TRUST_USER;
}

/* Whether something at PATH, above it or below it can be read. */
static bool
readable(const struct checking *c, const struct path *path)
{
	const struct rule *grant;
	struct subtree subtree;

	if (rules_covering(&c->grants, path) & BLOB_FS_READ_FILE)
		return true;
	subtree_start(&subtree, &c->grants, path);
	while ((grant = subtree_next(&subtree)))
		if (grant->rights & BLOB_FS_READ_FILE)
			return true;
	return false;
}

/* The kernel opens what it executes for reading, and Landlock judges that, too. */
void
check_exec(const struct checking *c)
{
	for (size_t i = 0; i < c->grants.count; i++) {
		const struct rule *grant = &c->grants.items[i];

		if (!(grant->rights & BLOB_FS_EXECUTE) || !rule_own(grant) ||
		    readable(c, &grant->path))
			continue;
		diag_at(c->ir->diags, DIAG_EXEC_UNREADABLE, grant->at,
		        "nothing in '%s' can be executed: that needs reading, too",
		        path_text(c->ir->arena, &grant->path));
		diag_help(c->ir->diags, c->ir->complete
		                            ? "grant read on it as well"
		                            : "list it under 'filesystem.read' as well");
	}
}

static void
check_losses_of(const struct checking *c, enum key_id key)
{
	const struct slot *slot = &c->ir->composed->slots[key];

	for (uint32_t i = 0; i < slot->count; i++) {
		const struct node *name = slot->entries[i].node;

		if (!own(&slot->entries[i].file->origin))
			continue;
		for (size_t k = 0; k < loss_count; k++) {
			if (!str_is(name->text, losses[k].name) || losses[k].bit & c->ir->promises)
				continue;
			diag_at(c->ir->diags, DIAG_LOSS_UNUSED, name->at,
			        "the policy promises nothing that '%.*s' could lose",
			        STR_ARG(name->text));
			diag_help(c->ir->diags, "remove it");
		}
	}
}

void
check_losses(const struct checking *c)
{
	check_losses_of(c, KEY_COMPAT_ACCEPT);
	check_losses_of(c, KEY_COMPAT_REQUIRE);
}

/* Once a file: what is in it follows no rule of ours. */
void
check_raw(const struct checking *c)
{
	const struct slot *slot = &c->ir->composed->slots[KEY_SEATBELT_RULES];
	const struct file *told = NULL;

	for (uint32_t i = 0; i < slot->count; i++) {
		if (c->ir->target == TARGET_SEATBELT)
			sbpl_own_rule(c->ir->arena, c->ir->diags, slot->entries[i].node);
		if (slot->entries[i].file == told)
			continue;
		told = slot->entries[i].file;
		diag_at(c->ir->diags, DIAG_RAW_SEATBELT, slot->entries[i].node->at,
		        "on macOS this opens what no other key of the profile shows");
		diag_help(c->ir->diags, "prefer a key of the profile, where there is one");
	}
}

static void
need(const struct checking *c, struct span at, unsigned abi, const char *below)
{
	diag_at(c->ir->diags, DIAG_NEEDS_ABI, at, "this is held from Landlock ABI %u on: %s", abi,
	        below);
}

/* The user's own rules that an older kernel cannot hold; the loader says which it meets. */
void
check_needs(const struct checking *c)
{
	const struct ir *ir = c->ir;
	uint32_t told = 0;

	for (size_t i = 0; i < c->grants.count; i++) {
		const struct rule *grant = &c->grants.items[i];
		uint32_t new = grant->rights & ~told;

		if (!rule_own(grant))
			continue;
		if (new &RIGHT_CONNECT_UNIX)
			need(c, grant->at, 9,
			     "below, all unix sockets can be connected to by path");
		if (new &RIGHT_IOCTL)
			need(c, grant->at, 5, "below, devices take every ioctl");
		told |= grant->rights & (RIGHT_CONNECT_UNIX | RIGHT_IOCTL);
	}
	for (size_t i = 0; i < ir->port_count; i++) {
		const struct port_rule *port = &ir->ports[i];
		uint32_t bit = 1u << (30 + (port->protocol == BLOB_UDP));

		if (told & bit || !own(port->origin))
			continue;
		told |= bit;
		if (port->protocol == BLOB_UDP)
			need(c, port->at, 10, "below, UDP is all open");
		else
			need(c, port->at, 4, "below, nono-exec refuses to start");
	}
}
