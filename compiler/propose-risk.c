/* SPDX-License-Identifier: Apache-2.0 */
/* propose-risk.c - how much whoever reads a proposal should mind. */
#include "compiler/propose-parts.h"

#include "compiler/listed.h"

const char *
risk_name(enum risk risk)
{
	static const char *const names[] = {"low", "medium", "high", "protected"};

	return names[risk];
}

/* What of LIST a grant on PATH reaches, the one that matters most, or NULL. */
static const struct listed *
reached(const struct list *list, const struct proposal *proposal)
{
	const struct listed *best = NULL;

	for (size_t i = 0; i < list->count; i++) {
		const struct listed *entry = &list->items[i];
		bool hit = path_within(&proposal->path, &entry->path) ||
		           (proposal->directory && path_within(&entry->path, &proposal->path));

		if (hit && (!best || entry->order < best->order))
			best = entry;
	}
	return best;
}

static bool
is_whole_workdir(const struct proposal *proposal)
{
	return proposal->path.anchor == BLOB_ANCHOR_WORKDIR && proposal->path.rest.length == 0;
}

/* What is known of the path before any profile. */
static bool
is_listed(const struct proposing *p, struct proposal *proposal)
{
	bool writes = proposal->rights & PROPOSE_WRITES;
	const struct listed *entry = writes ? reached(&list_persistence, proposal) : NULL;
	const char *what = "it can change what runs outside the sandbox";

	if (!entry && proposal->rights & RIGHTS_READ) {
		entry = reached(&list_secrets, proposal);
		what = "it can read what may be secret";
	}
	if (!entry && proposal->rights & (BLOB_FS_RESOLVE_UNIX | BLOB_FS_MAKE_SOCK)) {
		entry = reached(&list_sockets, proposal);
		what = "it can ask a daemon to act for it";
	}
	if (!entry)
		return false;
	proposal->risk = is_whole_workdir(proposal) ? RISK_MEDIUM : RISK_HIGH;
	proposal->why = arena_printf(p->arena, "%s: %s", what, entry->why);
	return true;
}

static void
set(struct proposal *proposal, enum risk risk, const char *why)
{
	proposal->risk = risk;
	proposal->why = why;
}

/* Places where reading tells more than what a program needs. */
static bool
is_delicate(const struct path *path)
{
	static const struct path places[] = {
	    {BLOB_ANCHOR_ROOT, {"proc", 4}}, {BLOB_ANCHOR_ROOT, {"sys", 3}},
	    {BLOB_ANCHOR_ROOT, {"dev", 3}},  {BLOB_ANCHOR_ROOT, {"run", 3}},
	    {BLOB_ANCHOR_ROOT, {"var", 3}},  {BLOB_ANCHOR_ROOT, {"home", 4}},
	    {BLOB_ANCHOR_ROOT, {"root", 4}}};

	for (size_t i = 0; i < COUNTOF(places); i++)
		if (path_within(path, &places[i]))
			return true;
	return false;
}

static void
by_place(struct proposal *proposal)
{
	bool writes = proposal->rights & PROPOSE_WRITES;

	if (proposal->rights & BLOB_FS_RESOLVE_UNIX)
		set(proposal, RISK_MEDIUM, "who listens there may do more than the command may");
	else if (proposal->path.anchor == BLOB_ANCHOR_WORKDIR)
		set(proposal, RISK_LOW,
		    writes ? "it writes in the project" : "it reads the project");
	else if (proposal->path.anchor == BLOB_ANCHOR_TMPDIR)
		set(proposal, writes ? RISK_LOW : RISK_MEDIUM,
		    writes ? "temporary files" : "other programs' temporary files lie there, too");
	else if (proposal->path.anchor != BLOB_ANCHOR_ROOT)
		set(proposal, RISK_MEDIUM,
		    writes ? "it writes in the home directory" : "it reads in the home directory");
	else if (writes)
		set(proposal, RISK_HIGH, "it writes outside of project and home");
	else if (is_delicate(&proposal->path))
		set(proposal, RISK_MEDIUM, "other programs' data and state lie there");
	else
		set(proposal, RISK_LOW, "it reads in the system's directories");
}

void
propose_risk(const struct proposing *p, struct proposal *proposal)
{
	if (proposal->bypasses) {
		const struct rule *deny = proposal->first->deny;

		set(proposal, RISK_PROTECTED,
		    arena_printf(p->arena, "%s '%s' protects it",
		                 deny->origin->kind == ORIGIN_GROUP ? "group" : "profile",
		                 deny->origin->name));
	} else if (proposal->why || (proposal->value.data && is_listed(p, proposal))) {
		return;
	} else {
		by_place(proposal);
	}
}
