/* SPDX-License-Identifier: Apache-2.0 */
/*
 * emit-seatbelt-ports.c - whether each port is as open as the policy says.
 *
 * Lists may be long, and what lets another port through says nothing of one: each is judged by what
 * is for it alone, and by what is for several.
 */
#include "compiler/emit-seatbelt-verify.h"

#include "compiler/sbpl-judge.h"
#include "compiler/why.h"

#include <stdlib.h>

/* A filter of RULE that lets this port through, and no other. */
struct mention {
	uint16_t port;
	const struct sbpl_rule *rule;
	struct sbpl_filter *filter;
};

struct ports {
	const struct ir *ir;
	const char *how;
	struct port_rule *rules;  /* of the policy, by port */
	struct mention *mentions; /* in the text, by port */
	size_t mention_count;
	/* Of both what counts for the port that is looked at. */
	struct ir policy;
	struct sbpl_profile text;
	/*
	 * Rules of it for any port: first here, wherever they stood.  That changes nothing: the
	 * shape of the text, which is checked before, has all denies before the first grant.
	 */
	uint32_t general;
};

/* 0: any. */
static uint16_t
port_of(const struct sbpl_value *address)
{
	const char *colon = strrchr(address->parts[0].text.data, ':');

	return (uint16_t)(colon[1] == '*' ? 0 : atoi(colon + 1));
}

/*
 * The one port that FILTER of RULE lets through; 0: others, too.  Where a connection comes from is
 * not known when it is asked for, nor the other way round, so that such an address is for all.
 */
static uint16_t
only_port(const struct sbpl_rule *rule, const struct sbpl_filter *filter)
{
	bool out = filter->name == SBPL_REMOTE;

	if ((!out && filter->name != SBPL_LOCAL) || filter->filter_count ||
	    filter->value_count != 2)
		return 0;
	for (uint32_t i = 0; i < rule->op_count; i++)
		if (out ? rule->ops[i] != SBPL_OP_NETWORK_OUTBOUND
		        : rule->ops[i] != SBPL_OP_NETWORK_BIND &&
		              rule->ops[i] != SBPL_OP_NETWORK_INBOUND)
			return 0;
	return port_of(&filter->values[1]);
}

static int
compare_rules(const void *first, const void *second)
{
	const struct port_rule *a = first, *b = second;

	return (a->port > b->port) - (a->port < b->port);
}

static int
compare_mentions(const void *first, const void *second)
{
	const struct mention *a = first, *b = second;

	return (a->port > b->port) - (a->port < b->port);
}

/* Parts the filters of TEXT: those that name one port from all others. */
static void
part(struct ports *ports, const struct sbpl_profile *text)
{
	struct arena *arena = ports->ir->arena;
	size_t filters = 0;

	for (uint32_t i = 0; i < text->count; i++)
		filters += text->rules[i].filter_count;
	ports->mentions = arena_calloc(arena, filters, sizeof(*ports->mentions));
	ports->text = *text;
	ports->text.rules = arena_calloc(arena, text->count + filters, sizeof(*ports->text.rules));
	for (uint32_t i = 0; i < text->count; i++) {
		const struct sbpl_rule *rule = &text->rules[i];
		struct sbpl_rule *general = &ports->text.rules[ports->general];

		*general = *rule;
		general->filters =
		    arena_calloc(arena, rule->filter_count, sizeof(struct sbpl_filter *));
		general->filter_count = 0;
		for (uint32_t j = 0; j < rule->filter_count; j++) {
			struct sbpl_filter *filter = rule->filters[j];
			uint16_t port = only_port(rule, filter);

			if (port)
				ports->mentions[ports->mention_count++] =
				    (struct mention){port, rule, filter};
			else
				general->filters[general->filter_count++] = filter;
		}
		/* A rule without filters is another one than a rule that has lost its own. */
		if (general->filter_count || !rule->filter_count)
			ports->general++;
	}
	if (ports->mention_count)
		qsort(ports->mentions, ports->mention_count, sizeof(*ports->mentions),
		      compare_mentions);
}

static void
look_at(struct ports *ports, uint16_t port)
{
	size_t low = 0, high = ports->ir->port_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (ports->rules[middle].port < port)
			low = middle + 1;
		else
			high = middle;
	}
	ports->policy.ports = ports->rules + low;
	for (high = low; high < ports->ir->port_count && ports->rules[high].port == port;)
		high++;
	ports->policy.port_count = high - low;
	low = 0;
	high = ports->mention_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (ports->mentions[middle].port < port)
			low = middle + 1;
		else
			high = middle;
	}
	ports->text.count = ports->general;
	for (; low < ports->mention_count && ports->mentions[low].port == port; low++) {
		struct sbpl_rule *rule = &ports->text.rules[ports->text.count++];

		*rule = *ports->mentions[low].rule;
		rule->filters = &ports->mentions[low].filter;
		rule->filter_count = 1;
	}
}

static bool
allowed(const struct ports *ports, enum sbpl_op op, const struct sbpl_fact *fact)
{
	struct sbpl_request request = {.op = op, .facts = fact, .fact_count = 1};

	return sbpl_judge(&ports->text, &request, SBPL_FALLBACK).verdict != SBPL_DENIED;
}

/* Whether the policy opens PORT for this host only. */
static bool
is_local(const struct ir *ir, enum blob_protocol protocol, unsigned access, uint16_t port)
{
	static const struct kernel intent;
	bool local = false;

	for (size_t i = 0; i < ir->port_count; i++) {
		const struct port_rule *rule = &ir->ports[i];

		if (rule->protocol != protocol || rule->port != port || !(rule->access & access))
			continue;
		if (!(rule->local & access))
			return false;
		local = true;
	}
	/* No list has port 0: where it may pass, everything may. */
	return local && why_port(ir, protocol, access, 0, &intent).state != WHY_ALLOWED;
}

/* One port of a direction, from here and from elsewhere. */
static bool
check_port(struct ports *ports, enum blob_protocol protocol, unsigned access, uint16_t port)
{
	static const struct kernel intent;
	bool out = access == BLOB_PORT_CONNECT;
	enum sbpl_op op = out ? SBPL_OP_NETWORK_OUTBOUND : SBPL_OP_NETWORK_BIND;
	struct sbpl_fact far = {.key = out ? SBPL_KEY_REMOTE : SBPL_KEY_LOCAL,
	                        .text = STR("192.0.2.1"),
	                        .protocol = protocol == BLOB_UDP ? "udp" : "tcp",
	                        .port = port};
	struct sbpl_fact near = far;
	bool may = why_port(&ports->policy, protocol, access, port, &intent).state == WHY_ALLOWED;
	bool may_far = may && !is_local(&ports->policy, protocol, access, port);
	bool more = false, less = false;

	near.text = STR("127.0.0.1");
	for (int i = 0; i < (out ? 1 : 2); i++) {
		bool is_far, is_near;

		if (i == 1)
			op = SBPL_OP_NETWORK_INBOUND;
		is_far = allowed(ports, op, &far);
		is_near = allowed(ports, op, &near);
		more |= (is_far && !may_far) || (is_near && !may);
		less |= (!is_far && may_far) || (!is_near && may);
	}
	if (!more && !less)
		return true;
	ports->how = arena_printf(ports->ir->arena, "%s %s port %u is %s",
	                          out ? "connecting to" : "listening on", near.protocol, port,
	                          more ? "allowed, and the policy does not"
	                               : "not allowed, and the policy does");
	return false;
}

static bool
check_port_everywhere(struct ports *ports, uint16_t port)
{
	look_at(ports, port);
	return check_port(ports, BLOB_TCP, BLOB_PORT_CONNECT, port) &&
	       check_port(ports, BLOB_TCP, BLOB_PORT_BIND, port) &&
	       check_port(ports, BLOB_UDP, BLOB_PORT_CONNECT, port) &&
	       check_port(ports, BLOB_UDP, BLOB_PORT_BIND, port);
}

/* Whether PORT is seen for the first time. */
static bool
is_new(uint64_t *seen, uint16_t port)
{
	uint64_t bit = (uint64_t)1 << port % 64, before = seen[port / 64];

	seen[port / 64] |= bit;
	return !(before & bit);
}

/* Each port that the policy or an address of the profile names, and one that neither does. */
static bool
check_filter_ports(struct ports *ports, const struct sbpl_filter *filter, uint64_t *seen)
{
	for (uint32_t i = 0; i < filter->filter_count; i++)
		if (!check_filter_ports(ports, filter->filters[i], seen))
			return false;
	if (filter->name != SBPL_REMOTE && filter->name != SBPL_LOCAL)
		return true;
	for (uint32_t i = 1; i < filter->value_count; i++) {
		uint16_t port = port_of(&filter->values[i]);

		if (port && is_new(seen, port) && !check_port_everywhere(ports, port))
			return false;
	}
	return true;
}

bool
seatbelt_proves_ports(const struct ir *ir, const struct sbpl_profile *text, const char **how)
{
	uint64_t *seen = arena_calloc(ir->arena, (UINT16_MAX + 1) / 64, sizeof(*seen));
	struct ports ports = {.ir = ir, .policy = *ir};
	uint16_t other = UINT16_MAX;
	bool proved = true;

	ports.rules =
	    arena_grow(ir->arena, ir->ports, ir->port_count, ir->port_count, sizeof(*ports.rules));
	if (ir->port_count)
		qsort(ports.rules, ir->port_count, sizeof(*ports.rules), compare_rules);
	part(&ports, text);
	for (size_t i = 0; proved && i < ir->port_count; i++)
		if (is_new(seen, ir->ports[i].port))
			proved = check_port_everywhere(&ports, ir->ports[i].port);
	for (uint32_t i = 0; proved && i < text->count; i++)
		for (uint32_t j = 0; proved && j < text->rules[i].filter_count; j++)
			proved = check_filter_ports(&ports, text->rules[i].filters[j], seen);
	while (proved && other && !is_new(seen, other))
		other--;
	if (proved && other)
		proved = check_port_everywhere(&ports, other);
	if (!proved)
		*how = ports.how;
	return proved;
}
