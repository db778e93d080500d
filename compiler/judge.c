/* SPDX-License-Identifier: Apache-2.0 */
/* judge.c - a policy made ready for claims; claims about ports. */
#include "compiler/judge.h"

#include "compiler/rule-tree.h"

#include <string.h>

static enum blob_anchor
home_anchor(enum blob_anchor anchor)
{
	return anchor_default(anchor) ? BLOB_ANCHOR_HOME : anchor;
}

static bool
has_uid(const struct path *path)
{
	return memchr(path->rest.data, BLOB_ESCAPE, path->rest.length);
}

uint32_t
judge_could_lift(const struct judge *judge, const struct path *path)
{
	enum blob_anchor anchor = home_anchor(path->anchor);
	uint32_t rights = judge->lifts[anchor].uid;

	if (has_uid(path))
		rights |= judge->lifts[anchor].any;
	/* All lies below "/". */
	if (anchor == BLOB_ANCHOR_ROOT && !path->rest.length)
		return rights;
	for (unsigned i = 0; i < BLOB_ANCHORS; i++)
		if (i != anchor)
			rights |= judge->lifts[i].any;
	return rights;
}

static void
find_settled(struct judge *judge)
{
	const struct rules *grants = &judge->ir->grants;

	judge->settled = arena_calloc(judge->arena, grants->count + 1, sizeof(*judge->settled));
	for (size_t i = grants->count; i-- > 0;)
		if (!has_uid(&grants->items[i].path))
			judge->settled[i] =
			    1 + (i + 1 < grants->count && grants->items[i + 1].path.anchor ==
			                                      grants->items[i].path.anchor
			             ? judge->settled[i + 1]
			             : 0);
}

size_t
judge_unsettled(const struct judge *judge, const struct path *path, size_t i)
{
	const struct rules *grants = &judge->ir->grants;
	enum blob_anchor anchor = home_anchor(path->anchor);

	while (!has_uid(path) && i < grants->count && judge->settled[i] &&
	       home_anchor(grants->items[i].path.anchor) == anchor)
		i += judge->settled[i];
	return i;
}

static void
add_lifts(struct judge *judge)
{
	for (size_t i = 0; i < judge->ir->bypasses.count; i++) {
		const struct rule *bypass = &judge->ir->bypasses.items[i];
		enum blob_anchor anchor = home_anchor(bypass->path.anchor);

		if (anchor == BLOB_ANCHOR_ROOT && !bypass->path.rest.length)
			continue; /* it covers all, as everybody knows */
		judge->lifts[anchor].any |= bypass->rights;
		if (has_uid(&bypass->path))
			judge->lifts[anchor].uid |= bypass->rights;
	}
}

struct judge *
judge_new(const struct ir *ir)
{
	struct judge *judge = arena_alloc(ir->arena, sizeof(*judge));
	struct ir *copy = arena_alloc(ir->arena, sizeof(*copy));

	*copy = *ir;
	copy->grants = rules_sorted(ir->arena, &ir->grants);
	copy->denies = rules_sorted(ir->arena, &ir->denies);
	copy->bypasses = rules_sorted(ir->arena, &ir->bypasses);
	judge->ir = copy;
	judge->arena = ir->arena;
	find_settled(judge);
	add_lifts(judge);
	for (size_t i = 0; i < copy->denies.count; i++) {
		const struct rule *deny = &copy->denies.items[i];

		judge->protected_below[home_anchor(deny->path.anchor)] |=
		    deny->rights & ~rules_covering(&copy->bypasses, &deny->path) &
		    ~judge_could_lift(judge, &deny->path);
	}
	return judge;
}

/* Whether that direction is a list of ports, or open. */
static bool
listed(const struct ir *ir, const struct assertion *claim)
{
	if (claim->protocol == BLOB_UDP)
		return ir->net & (BLOB_NET_UDP_LISTED | BLOB_NET_UDP_CLOSED);
	return ir->net &
	       (claim->kind == CLAIM_CONNECT ? BLOB_NET_CONNECT_LISTED : BLOB_NET_BIND_LISTED);
}

/* The rule that opens PORT, or NULL. */
static const struct port_rule *
opener(const struct ir *ir, const struct assertion *claim, uint16_t port)
{
	uint8_t access = claim->kind == CLAIM_CONNECT ? BLOB_PORT_CONNECT : BLOB_PORT_BIND;

	if (claim->protocol == BLOB_UDP && ir->net & BLOB_NET_UDP_CLOSED)
		return NULL;
	for (size_t i = 0; i < ir->port_count; i++)
		if (ir->ports[i].protocol == claim->protocol && ir->ports[i].port == port &&
		    ir->ports[i].access & access)
			return &ir->ports[i];
	return NULL;
}

static struct outcome
judge_ports(const struct judge *judge, const struct assertion *claim)
{
	struct outcome outcome = {.judgement = CLAIM_HOLDS};
	bool list = listed(judge->ir, claim);
	/* No program talks to port 0: to bind it is to ask for any. */
	uint32_t first = claim->first_port ? claim->first_port : 1;

	if (!list && claim->allow)
		return outcome;
	for (uint32_t port = first; port <= claim->last_port; port++) {
		const struct port_rule *rule =
		    list ? opener(judge->ir, claim, (uint16_t)port) : NULL;

		if ((!list || rule) == claim->allow)
			continue;
		outcome.judgement = CLAIM_FAILS;
		outcome.port = (uint16_t)port;
		outcome.port_rule = rule;
		break;
	}
	return outcome;
}

struct outcome
judge_claim(const struct judge *judge, const struct assertion *claim)
{
	switch (claim->kind) {
	case CLAIM_PATH:
		return judge_path(judge, claim);
	case CLAIM_VARIABLE:
		return judge_variable(judge, claim);
	default:
		return judge_ports(judge, claim);
	}
}
