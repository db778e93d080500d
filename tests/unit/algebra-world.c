/* SPDX-License-Identifier: Apache-2.0 */
/* algebra-world.c - the meaning of policies by definition: no tree, no order, nothing clever. */
#include "tests/unit/algebra-world.h"

#include "runtime/view.h"

#include <string.h>

/* The names of the world; a spot has their numbers, from 1. */
static const char *const names[] = {"a", "b", ".config", "h", "w", "x", "z", "*"};
enum { A = 1, B, CONFIG, H, W, X, Z, ANY };

#define SPOT1(one)       \
	{                \
		(one), 1 \
	}
#define SPOT2(one, two)                         \
	{                                       \
		(one) | (uint64_t)(two) << 8, 2 \
	}
#define SPOT3(one, two, three)                                            \
	{                                                                 \
		(one) | (uint64_t)(two) << 8 | (uint64_t)(three) << 16, 3 \
	}
#define IN_H SPOT1(H), /* the home directory, */
#define CONFIG_H , SPOT2(H, CONFIG)
#define IN_A SPOT1(A),
#define CONFIG_A , SPOT2(A, CONFIG)
#define IN_WA SPOT2(W, A),
#define CONFIG_WA , SPOT3(W, A, CONFIG)

const struct binding bindings[BINDINGS] = {
    {IN_H SPOT1(W) CONFIG_H},         {IN_H SPOT1(H) CONFIG_H},
    {IN_H SPOT2(H, A) CONFIG_H},      {IN_H SPOT2(H, B) CONFIG_H},
    {IN_H SPOT3(H, A, B) CONFIG_H},   {IN_H SPOT3(H, A, A) CONFIG_H},
    {IN_H SPOT2(H, CONFIG) CONFIG_H}, {IN_H SPOT3(H, CONFIG, A) CONFIG_H},
    {IN_H SPOT1(A) CONFIG_H},         {IN_H SPOT1(B) CONFIG_H},
    {IN_H SPOT2(A, B) CONFIG_H},      {IN_H SPOT2(A, A) CONFIG_H},
    {IN_H SPOT2(B, A) CONFIG_H},      {IN_A SPOT1(A) CONFIG_A},
    {IN_A SPOT2(A, A) CONFIG_A},      {IN_A SPOT2(A, B) CONFIG_A},
    {IN_A SPOT3(A, B, A) CONFIG_A},   {IN_A SPOT2(A, CONFIG) CONFIG_A},
    {IN_A SPOT1(B) CONFIG_A},         {IN_A SPOT1(W) CONFIG_A},
    {IN_A SPOT2(B, A) CONFIG_A},      {IN_WA SPOT1(W) CONFIG_WA},
    {IN_WA SPOT2(W, A) CONFIG_WA},    {IN_WA SPOT2(W, B) CONFIG_WA},
    {IN_WA SPOT3(W, A, B) CONFIG_WA},
};

/* Not even $XDG_CONFIG_HOME lies in the home directory. */
static const struct binding all_apart = {IN_H SPOT1(W), SPOT1(X)};

static struct spot
below(struct spot spot, unsigned name)
{
	spot.names |= (uint64_t)name << 8 * spot.depth++;
	return spot;
}

struct spot
spot_below(struct spot spot)
{
	return below(spot, Z);
}

struct spot
spot_of(const struct path *path, const struct binding *binding)
{
	struct spot spot = {0, 0};
	const char *at = path->rest.data, *end = at + path->rest.length;

	if (path->anchor == BLOB_ANCHOR_HOME)
		spot = binding->home;
	else if (path->anchor == BLOB_ANCHOR_WORKDIR)
		spot = binding->workdir;
	else if (path->anchor == BLOB_ANCHOR_XDG_CONFIG_HOME)
		spot = binding->config;
	while (at < end) {
		const char *slash = memchr(at, '/', (size_t)(end - at));
		size_t length = (size_t)((slash ? slash : end) - at);
		unsigned name = 0;

		while (strncmp(names[name], at, length) != 0 || names[name][length])
			name++;
		spot = below(spot, name + 1);
		at += length + 1;
	}
	return spot;
}

static bool
within(const struct spot *inner, const struct spot *outer)
{
	uint64_t mask = outer->depth == 8 ? ~(uint64_t)0 : ((uint64_t)1 << 8 * outer->depth) - 1;

	return inner->depth >= outer->depth && (inner->names & mask) == outer->names;
}

static uint32_t
covering(const struct rules *rules, const struct spot *spot, const struct binding *binding)
{
	uint32_t rights = 0;

	for (size_t i = 0; i < rules->count; i++) {
		struct spot at = spot_of(&rules->items[i].path, binding);

		if (within(spot, &at))
			rights |= rules->items[i].rights;
	}
	return rights;
}

static void
granted(const struct ir *ir, const struct spot *spot, const struct binding *binding,
        uint32_t rights[static AS])
{
	rights[0] = rights[1] = rights[2] = 0;
	for (size_t i = 0; i < ir->grants.count; i++) {
		const struct rule *grant = &ir->grants.items[i];
		struct spot at = spot_of(&grant->path, binding);

		if (!within(spot, &at))
			continue;
		if (grant->children) {
			if (spot->depth == at.depth + 1)
				rights[1] |= grant->rights, rights[2] |= grant->rights;
			continue;
		}
		if (spot->depth > at.depth) {
			if (grant->object != BLOB_OBJECT_FILE)
				rights[0] |= grant->rights, rights[1] |= grant->rights,
				    rights[2] |= grant->rights;
			continue;
		}
		if (grant->object != BLOB_OBJECT_FILE)
			rights[0] |= grant->rights;
		if (grant->object != BLOB_OBJECT_DIRECTORY)
			rights[1] |= grant->rights;
	}
	rights[1] &= BLOB_FS_FILE;
	rights[2] &= BLOB_FS_REPLACE;
}

void
rights_by_definition(const struct ir *ir, const struct spot *spot, const struct binding *binding,
                     uint32_t rights[static AS])
{
	uint32_t withheld = covering(&ir->denies, spot, binding);

	if (withheld)
		withheld &= ~covering(&ir->bypasses, spot, binding);
	granted(ir, spot, binding, rights);
	for (unsigned as = 0; as < AS; as++)
		rights[as] &= ~withheld;
}

static bool
listed(const struct ir *ir, enum blob_env_action action, const char *name)
{
	for (size_t i = 0; i < ir->env_count; i++) {
		const struct env_rule *rule = &ir->env[i];

		if (rule->action == action &&
		    strncmp(name, rule->name.data, rule->name.length) == 0 &&
		    (rule->prefix || !name[rule->name.length]))
			return true;
	}
	return false;
}

static bool
passes(const struct ir *ir, const char *name)
{
	size_t length = strlen(name);

	return !env_loads_code(name, length) && !listed(ir, BLOB_ENV_SET, name) &&
	       !listed(ir, BLOB_ENV_DENY, name) &&
	       (!(ir->flags & BLOB_ENV_LISTED) || listed(ir, BLOB_ENV_ALLOW, name)) &&
	       (!env_credential(name, length) || listed(ir, BLOB_ENV_SECRET, name));
}

static const char *
value(const struct ir *ir, const char *name)
{
	const char *found = "";

	for (size_t i = 0; i < ir->env_count; i++)
		if (ir->env[i].action == BLOB_ENV_SET && strcmp(ir->env[i].name.data, name) == 0)
			found = ir->env[i].value.data;
	return found;
}

/* One for each way in which a pattern of the random policies can see a name. */
static const char *const variables[] = {
    "Q",         "Q_TOKEN",  "X",         "XQ",      "XQ_TOKEN", "XY",       "XYQ",
    "XYQ_TOKEN", "T_Q",      "T_Q_TOKEN", "T_TOKEN", "AWS_Q",    "AWS_X",    "AWS_REGION",
    "LD_X",      "xq_token", "Y",         "YQ",      "Y_TOKEN",  "YQ_TOKEN",
};

static bool
port_passes(const struct ir *ir, enum blob_protocol protocol, unsigned access, unsigned number)
{
	uint32_t listing =
	    access == BLOB_PORT_CONNECT ? BLOB_NET_CONNECT_LISTED : BLOB_NET_BIND_LISTED;

	if (protocol == BLOB_UDP && ir->net & BLOB_NET_UDP_CLOSED)
		return false;
	if (protocol == BLOB_UDP)
		listing = BLOB_NET_UDP_LISTED;
	if (!(ir->net & listing))
		return true;
	for (size_t i = 0; i < ir->port_count; i++)
		if (ir->ports[i].protocol == protocol && ir->ports[i].port == number &&
		    ir->ports[i].access & access)
			return true;
	return false;
}

/* What UDP comes to on a kernel that has no list of its ports. */
static bool
udp_passes_unlisted(const struct ir *ir)
{
	for (unsigned port = 1; port <= 3; port++)
		if (port_passes(ir, BLOB_UDP, BLOB_PORT_CONNECT | BLOB_PORT_BIND, port))
			return true;
	return false;
}

/* All but files, as bits: what may be and what is set. */
struct answers {
	uint64_t may;
	uint32_t ports;
	const char *values[sizeof(variables) / sizeof(*variables)];
};

static void
ask(const struct ir *ir, struct answers *answers)
{
	unsigned bit = 0;

	*answers = (struct answers){0};
	for (size_t i = 0; i < COUNTOF(variables); i++) {
		answers->may |= (uint64_t)passes(ir, variables[i]) << i;
		answers->values[i] = value(ir, variables[i]);
	}
	for (unsigned protocol = BLOB_TCP; protocol <= BLOB_UDP; protocol++)
		for (unsigned access = 1; access <= 2; access++)
			for (unsigned port = 1; port <= 3; port++)
				answers->ports |= (uint32_t)port_passes(ir, protocol, access, port)
				                  << bit++;
	answers->ports |= (uint32_t)udp_passes_unlisted(ir) << bit++;
	answers->ports |= (uint32_t) !(ir->net & BLOB_NET_BLOCKED) << bit;
	answers->may |= (uint64_t) !!(ir->flags & BLOB_UNIX_SOCKETS) << 40;
	answers->may |= (uint64_t)(~ir->scopes & 3) << 41;
	answers->may |= (uint64_t)(ir->accept & 3) << 43;
	answers->may |= (uint64_t)(~ir->require & 3) << 45;
	answers->may |= (uint64_t) !!(ir->flags & BLOB_USER_NAMESPACES) << 47;
	answers->may |= (uint64_t) !!(ir->flags & BLOB_SYSV_IPC) << 48;
	answers->may |= (uint64_t)ir_capability_bits(ir) << 49;
}

static bool
rest_contained(const struct ir *a, const struct ir *b)
{
	struct answers of_a, of_b;

	ask(a, &of_a);
	ask(b, &of_b);
	for (size_t i = 0; i < COUNTOF(variables); i++)
		if (*of_a.values[i] && strcmp(of_a.values[i], of_b.values[i]) != 0)
			return false;
	return !(of_a.may & ~of_b.may) && !(of_a.ports & ~of_b.ports);
}

static bool
rest_equal(const struct ir *a, const struct ir *b)
{
	struct answers of_a, of_b;

	ask(a, &of_a);
	ask(b, &of_b);
	for (size_t i = 0; i < COUNTOF(variables); i++)
		if (strcmp(of_a.values[i], of_b.values[i]) != 0)
			return false;
	return of_a.may == of_b.may && of_a.ports == of_b.ports;
}

/* The places at which a policy changes, and two below each. */
static size_t
spots_of(const struct ir *ir, const struct binding *binding, struct spot *spots)
{
	const struct rules *lists[] = {&ir->grants, &ir->denies, &ir->bypasses};
	size_t count = 0;

	for (size_t list = 0; list < COUNTOF(lists); list++)
		for (size_t i = 0; i < lists[list]->count; i++) {
			spots[count] = spot_of(&lists[list]->items[i].path, binding);
			spots[count + 1] = below(spots[count], Z);
			spots[count + 2] = below(spots[count + 1], Z);
			count += 3;
		}
	return count;
}

size_t
spots_of_pair(const struct pair *pair, const struct binding *binding,
              struct spot spots[static SPOTS])
{
	size_t count = spots_of(pair->a, binding, spots);

	return count + spots_of(pair->b, binding, spots + count);
}

void
shown_at(const struct excess *excess, const struct spot *spot, uint32_t rights[static AS])
{
	struct spot at = spot_of(&excess->path, &bindings[0]);
	unsigned last = at.depth ? 8 * (at.depth - 1) : 0;

	/* It may be told of whatever lies directly in a directory. */
	if (at.names >> last == ANY && spot->depth == at.depth)
		at.names += (spot->names >> last << last) - ((uint64_t)ANY << last);
	if (excess->kind != EXCESS_RIGHTS || !within(spot, &at))
		return;
	if (spot->depth > at.depth && excess->object == BLOB_OBJECT_FILE)
		return;
	for (unsigned as = 0; as < AS; as++)
		rights[as] |= excess->rights;
}

bool
contained_by_definition(const struct pair *pair, const struct binding *binding)
{
	struct spot spots[SPOTS];
	size_t count = spots_of_pair(pair, binding, spots);

	for (size_t i = 0; i < count; i++) {
		uint32_t a[AS], b[AS];

		rights_by_definition(pair->a, &spots[i], binding, a);
		rights_by_definition(pair->b, &spots[i], binding, b);
		for (unsigned as = 0; as < AS; as++)
			if (a[as] & ~b[as])
				return false;
	}
	return rest_contained(pair->a, pair->b);
}

/* A deny as the pipeline hands it on: less what a bypass above it lifts. */
static uint32_t
denied(const struct ir *ir, const struct spot *spot, const struct binding *binding)
{
	uint32_t rights = 0;

	for (size_t i = 0; i < ir->denies.count; i++) {
		struct spot at = spot_of(&ir->denies.items[i].path, binding);

		if (within(spot, &at))
			rights |=
			    ir->denies.items[i].rights & ~covering(&ir->bypasses, &at, binding);
	}
	return rights;
}

bool
equal_by_definition(const struct pair *pair)
{
	const struct binding *binding = &all_apart;
	struct spot spots[SPOTS];
	size_t count = spots_of_pair(pair, binding, spots);

	for (size_t i = 0; i < count; i++) {
		const struct spot *spot = &spots[i];
		uint32_t a[AS], b[AS];

		granted(pair->a, spot, binding, a);
		granted(pair->b, spot, binding, b);
		if (memcmp(a, b, sizeof(a)) != 0)
			return false;
		if (denied(pair->a_normal, spot, binding) !=
		        denied(pair->b_normal, spot, binding) ||
		    covering(&pair->a->bypasses, spot, binding) !=
		        covering(&pair->b->bypasses, spot, binding))
			return false;
	}
	return rest_equal(pair->a, pair->b);
}

bool
admissible(const struct ir *ir, const struct binding *binding)
{
	for (size_t i = 0; i < ir->denies.count; i++) {
		const struct rule *deny = &ir->denies.items[i];
		struct spot denied_at = spot_of(&deny->path, binding);

		for (size_t j = 0; j < ir->grants.count; j++) {
			const struct rule *grant = &ir->grants.items[j];
			struct spot at = spot_of(&grant->path, binding), *inner;
			uint32_t shared = grant->rights & deny->rights;

			/* What the compiler can know is no matter of bindings. */
			if (!shared || path_relate(&grant->path, &deny->path) != PATH_UNKNOWN)
				continue;
			if (grant->object == BLOB_OBJECT_FILE && at.depth != denied_at.depth &&
			    within(&denied_at, &at))
				continue;
			if (!within(&at, &denied_at) && !within(&denied_at, &at))
				continue;
			inner = within(&at, &denied_at) ? &at : &denied_at;
			if (shared & ~covering(&ir->bypasses, inner, binding))
				return false;
		}
	}
	return true;
}
