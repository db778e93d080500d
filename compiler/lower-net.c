/* SPDX-License-Identifier: Apache-2.0 */
/* lower-net.c - ports, and what stands in for restrictions on hosts: a blocked network. */
#include "compiler/lower.h"

#include "compiler/suggest.h"

#include <stdlib.h>
#include <string.h>

#define DNS_PORT 53

static const char *const network_profiles[] = {"opencode",    "developer", "codex",
                                               "claude-code", "minimal",   "enterprise"};

struct port_key {
	enum key_id key;
	uint8_t access;
};

static const struct port_key port_keys[] = {
    {KEY_CONNECT_PORT, BLOB_PORT_CONNECT},
    {KEY_LISTEN_PORT, BLOB_PORT_BIND},
    {KEY_OPEN_PORT, BLOB_PORT_CONNECT | BLOB_PORT_BIND},
};

static void
add_port(struct lowering *l, const struct node *number, struct port_rule rule,
         const struct file *file)
{
	/* At most six bytes are read: no overflow, and what is longer is too large. */
	long port = number->text.length < 7 ? strtol(number->text.data, NULL, 10) : -1;

	if (port < 1 || port > UINT16_MAX) {
		diag_at(l->ir->diags, DIAG_PORT_RANGE, number->at,
		        "'%.*s' is no port, expected 1 to 65535", STR_ARG(number->text));
		return;
	}
	rule.port = (uint16_t)port;
	rule.at = number->at;
	rule.origin = &file->origin;
	ir_add_port(l->ir, &rule);
}

static void
warn_any_host(struct lowering *l, const struct slot *slot)
{
	const struct file *told = NULL;

	for (uint32_t i = 0; i < slot->count; i++) {
		if (slot->entries[i].file == told)
			continue;
		told = slot->entries[i].file;
		diag_at(l->ir->diags, DIAG_PORT_ANY_HOST, slot->entries[i].key_at,
		        "'network.open_port' opens its ports on any host, not only on this one");
		diag_help(l->ir->diags, "Landlock's port rules carry no address");
	}
}

/* Whether any port key is there. */
static bool
lower_tcp(struct lowering *l)
{
	bool given = false;

	for (size_t i = 0; i < COUNTOF(port_keys); i++) {
		const struct slot *slot = &l->composed->slots[port_keys[i].key];

		struct port_rule rule = {.protocol = BLOB_TCP, .access = port_keys[i].access};

		if (!slot->given)
			continue;
		given = true;
		/* As in nono, where that can be said. */
		if (port_keys[i].key == KEY_OPEN_PORT && l->ir->target == TARGET_SEATBELT)
			rule.local = rule.access;
		if (port_keys[i].access & BLOB_PORT_CONNECT)
			l->ir->net |= BLOB_NET_CONNECT_LISTED;
		if (port_keys[i].access & BLOB_PORT_BIND)
			l->ir->net |= BLOB_NET_BIND_LISTED;
		for (uint32_t j = 0; j < slot->count; j++)
			add_port(l, slot->entries[j].node, rule, slot->entries[j].file);
		if (slot->count == 0) {
			diag_at(l->ir->diags, DIAG_EMPTY_PORTS, slot->given_at,
			        "'%s' is an empty list: nothing passes",
			        key_of(port_keys[i].key)->path);
			diag_help(l->ir->diags, "take the key out to leave that direction open");
		}
		if (port_keys[i].key == KEY_OPEN_PORT && l->ir->target == TARGET_LANDLOCK)
			warn_any_host(l, slot);
	}
	return given;
}

/* The port list of `udp`; whether port 53 is in it. */
static bool
lower_udp_ports(struct lowering *l, const struct entry *udp)
{
	const struct port_rule rule = {.protocol = BLOB_UDP,
	                               .access = BLOB_PORT_CONNECT | BLOB_PORT_BIND};
	bool names = false;

	for (uint32_t i = 0; i < udp->node->count; i++) {
		const struct node *number = udp->node->items[i];

		names = names || strtol(number->text.data, NULL, 10) == DNS_PORT;
		add_port(l, number, rule, udp->file);
	}
	if (udp->node->count == 0) {
		diag_at(l->ir->diags, DIAG_EMPTY_PORTS, udp->key_at,
		        "'network.udp' is an empty list: nothing passes");
		diag_help(l->ir->diags, "write false to say so, or true to open it");
	}
	return names;
}

/* Where the first port key stands. */
static struct span
ports_at(const struct lowering *l)
{
	for (size_t i = 0; i < COUNTOF(port_keys); i++)
		if (l->composed->slots[port_keys[i].key].given)
			return l->composed->slots[port_keys[i].key].given_at;
	return l->ir->port_count ? l->ir->ports[0].at : (struct span){0};
}

/* Whether `rules` list UDP port 53. */
static bool
names_listed(const struct ir *ir)
{
	for (size_t i = 0; i < ir->port_count; i++)
		if (ir->ports[i].protocol == BLOB_UDP && ir->ports[i].port == DNS_PORT)
			return true;
	return false;
}

static void
lower_udp(struct lowering *l, bool ports)
{
	const struct entry *udp = composed_last(l->composed, KEY_UDP);
	bool names = false;

	if (!udp && l->ir->net & (BLOB_NET_UDP_LISTED | BLOB_NET_UDP_CLOSED)) {
		names = names_listed(l->ir);
	} else if (!udp && !(l->ir->net & BLOB_NET_UDP_ASKED)) {
		if (ports || (l->ir->net & BLOB_NET_BLOCKED))
			l->ir->net |= BLOB_NET_UDP_CLOSED;
		else
			names = true;
	} else if (!udp) {
		names = true;
	} else if (udp->node->kind == NODE_LIST) {
		l->ir->net |= BLOB_NET_UDP_LISTED | BLOB_NET_UDP_ASKED;
		names = lower_udp_ports(l, udp);
	} else if (udp->node->truth) {
		l->ir->net |= BLOB_NET_UDP_ASKED;
		names = true;
	} else {
		l->ir->net |= BLOB_NET_UDP_CLOSED;
	}
	if (!ports || names)
		return;
	diag_at(l->ir->diags, DIAG_NO_NAMES, ports_at(l),
	        "with this port list host names do not resolve: UDP port 53 is closed");
	diag_help(l->ir->diags, "\"udp\": [53] opens it");
}

static bool
network_profile_known(struct lowering *l, const struct node *name)
{
	struct suggestion near = suggest_for(name->text);

	for (size_t i = 0; i < COUNTOF(network_profiles); i++) {
		if (str_is(name->text, network_profiles[i]))
			return true;
		suggest_offer(&near, str_of(network_profiles[i]));
	}
	diag_at(l->ir->diags, DIAG_UNKNOWN_NETWORK_PROFILE, name->at,
	        "unknown network profile '%.*s'", STR_ARG(name->text));
	if (near.best.length)
		diag_help(l->ir->diags, "did you mean '%.*s'?", STR_ARG(near.best));
	diag_help(l->ir->diags,
	          "known are opencode, developer, codex, claude-code, minimal and enterprise");
	return false;
}

/* Nothing here can let through some hosts only, and none is tighter than some. */
static void
narrow(struct lowering *l, enum key_id key, const char *fix)
{
	const struct slot *slot = &l->composed->slots[key];

	if (!slot->count)
		return;
	l->ir->net |= BLOB_NET_BLOCKED | BLOB_NET_CONNECT_LISTED | BLOB_NET_BIND_LISTED;
	diag_at(l->ir->diags, DIAG_NETWORK_NARROWED, slot->entries[0].key_at,
	        "'%s' cannot be enforced yet: the network is blocked instead", key_of(key)->path);
	if (fix)
		diag_help(l->ir->diags, "%s", fix);
}

static void
lower_narrowings_of_hosts(struct lowering *l)
{
	const struct entry *profile = composed_last(l->composed, KEY_NETWORK_PROFILE);

	if (profile && network_profile_known(l, profile->node))
		narrow(l, KEY_NETWORK_PROFILE,
		       "\"network_profile\": null opens the network, ports and all");
	narrow(l, KEY_ALLOW_DOMAIN,
	       "take it out to open the network, or list ports in 'network.connect_port'");
	narrow(l, KEY_UPSTREAM_PROXY, "take it out to open the network");
	/* In nono a credential turns the network into the hosts that it is for. */
	if (composed_last(l->composed, KEY_CREDENTIALS))
		l->ir->net |= BLOB_NET_BLOCKED | BLOB_NET_CONNECT_LISTED | BLOB_NET_BIND_LISTED;
}

void
lower_network(struct lowering *l)
{
	bool ports;

	if (l->open_network) {
		l->ir->net = 0;
		l->ir->port_count = 0;
	} else {
		if (composed_last(l->composed, KEY_BLOCK))
			l->ir->net |=
			    BLOB_NET_BLOCKED | BLOB_NET_CONNECT_LISTED | BLOB_NET_BIND_LISTED;
		lower_narrowings_of_hosts(l);
		ports = lower_tcp(l) || l->ir->port_count;
		lower_udp(l, ports);
	}
	/* What is wrong may be what the text says of it. */
	if (l->ir->net == 0 && !diags_count(l->ir->diags, SEVERITY_ERROR)) {
		diag_at(l->ir->diags, DIAG_NETWORK_OPEN, (struct span){l->first->text.source, 0, 0},
		        "nothing restricts the network");
		diag_help(l->ir->diags, "\"network\": {\"block\": true} closes it");
	}
}
