/* SPDX-License-Identifier: Apache-2.0 */
/* check-secrets.c - which known secrets may be read, and can they leave the machine? */
#include "compiler/check-hits.h"

#include "compiler/compose.h"

#include <string.h>

/* How what was read can leave, in words; NULL if it cannot. */
static const char *
way_out(const struct checking *c)
{
	const struct ir *ir = c->ir;

	if (!(ir->net & BLOB_NET_CONNECT_LISTED))
		return "the network is open";
	for (size_t i = 0; i < ir->port_count; i++)
		if (ir->ports[i].access & BLOB_PORT_CONNECT)
			return arena_printf(ir->arena, "%s port %u of any host can be reached",
			                    ir->ports[i].protocol == BLOB_TCP ? "TCP" : "UDP",
			                    ir->ports[i].port);
	if ((ir->net & BLOB_NET_UDP_ASKED) && !(ir->net & BLOB_NET_UDP_LISTED))
		return "UDP is open";
	return NULL;
}

static bool
in_workdir(const struct hit *hit)
{
	return hit->entry->workdir || hit->entry->path.anchor == BLOB_ANCHOR_WORKDIR;
}

/* Where the user's own file opens what would be closed otherwise. */
static struct span
opened_at(const struct checking *c)
{
	static const enum key_id cleared[] = {KEY_NETWORK_PROFILE, KEY_ALLOW_DOMAIN,
	                                      KEY_UPSTREAM_PROXY};
	static const enum key_id lists[] = {KEY_CONNECT_PORT, KEY_OPEN_PORT};
	const struct composed *composed = c->ir->composed;

	for (size_t i = 0; composed && i < COUNTOF(cleared); i++) {
		const struct slot *slot = &composed->slots[cleared[i]];

		if (slot->given && !slot->count && slot->profile &&
		    slot->profile->origin.trust == TRUST_USER)
			return slot->given_at;
	}
	for (size_t i = 0; composed && i < COUNTOF(lists); i++) {
		const struct slot *slot = &composed->slots[lists[i]];
		uint32_t first = 0;

		while (first < slot->count && slot->entries[first].file->origin.trust != TRUST_USER)
			first++;
		/* The first list of ports closes all others, unless all were closed before. */
		if (first < slot->count && (first || c->ir->net & BLOB_NET_BLOCKED))
			return slot->entries[first].node->at;
	}
	return (struct span){0};
}

/* The one that matters most of those not told yet. */
static const struct hit *
foremost(const struct hits *hits)
{
	const struct hit *best = NULL;

	for (size_t i = 0; i < hits->count; i++)
		if (!hits->items[i].told &&
		    (!best || hits->items[i].entry->order < best->entry->order))
			best = &hits->items[i];
	return best;
}

static void
report_open(const struct checking *c, struct hits *hits, const struct hit *hit, const char *out)
{
	struct ir *ir = c->ir;
	struct span opened = opened_at(c);
	enum hits_by by = opened.source ? HITS_ALL : HITS_BY_FILE;
	const char *text = hits_text(c, hits, hit, by);

	if (opened.source)
		hit = foremost(hits);

	diag_at(ir->diags, DIAG_SECRET_CAN_LEAVE, opened.source ? opened : hit->grant->at,
	        "what is secret in %s can be read, and %s", text, out);
	if (opened.source)
		diag_note(ir->diags, hit->grant->at, "reading is granted here");
	hits_note(c, hits, hit, by);
	diag_help(ir->diags, "close the network, or grant less: %s",
	          ir->complete ? "'network blocked'" : "\"network\": {\"block\": true}");
}

static void
report_closed(const struct checking *c, struct hits *hits, const struct hit *hit)
{
	struct ir *ir = c->ir;
	const char *text = hits_text(c, hits, hit, HITS_BY_ANCHOR);

	if (in_workdir(hit))
		diag_at(ir->diags, DIAG_SECRET_IN_WORKDIR, hit->grant->at,
		        "what projects keep secret in the work directory can be read: %s", text);
	else
		diag_at(ir->diags, DIAG_SECRET_IN_GRANT, hit->grant->at,
		        "what is secret in %s can be read", text);
	hits_note(c, hits, hit, HITS_BY_ANCHOR);
	diag_help(ir->diags, in_workdir(hit)
	                         ? "keep secrets out of the directories that agents work in"
	                         : "grant only the files and directories that are needed");
}

/* What a required group withholds is secret, too, where a bypass lifts that or none reaches. */
static struct list
secrets(const struct checking *c)
{
	struct listed *items =
	    arena_calloc(c->ir->arena, list_secrets.count + c->denies.count, sizeof(*items));
	size_t count = list_secrets.count;

	memcpy(items, list_secrets.items, count * sizeof(*items));
	for (size_t i = 0; i < c->denies.count; i++) {
		const struct rule *deny = &c->denies.items[i];

		if (!(deny->rights & BLOB_FS_READ_FILE) || rule_own(deny) ||
		    strcmp(deny->origin->name, "deny_sockets") == 0)
			continue;
		items[count] = (struct listed){
		    .path = plain_path(c->ir->arena, &deny->path),
		    .why = arena_printf(c->ir->arena, "group '%s' protects it", deny->origin->name),
		    .order = (unsigned)count,
		    .lifted = true};
		count++;
	}
	return list_sorted(items, count);
}

void
check_secrets(const struct checking *c)
{
	struct list known = secrets(c), list = check_list(c, &known);
	struct hits hits = hits_find(c, &list, BLOB_FS_READ_FILE);
	const char *out = way_out(c);

	for (size_t i = 0; i < hits.count; i++) {
		if (hits.items[i].told || (!out && hits.items[i].entry->lifted))
			continue;
		if (out)
			report_open(c, &hits, &hits.items[i], out);
		else
			report_closed(c, &hits, &hits.items[i]);
	}
}
