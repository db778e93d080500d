/* SPDX-License-Identifier: Apache-2.0 */
/* emit-seatbelt-net.c - addresses: ports on any host or on this one, and nothing in between. */
#include "compiler/emit-seatbelt.h"

/* No rule is without an address: that would let unix sockets through, too. */
struct direction {
	const char *operations;
	const char *filter; /* what of the connection is looked at */
	uint8_t access;
};

static const struct direction directions[] = {
    {"network-outbound", "remote", BLOB_PORT_CONNECT},
    /* Binding a port asks for the first, listening on it for the second. */
    {"network-bind network-inbound", "local", BLOB_PORT_BIND},
};

static bool
tcp_open(const struct ir *ir, uint8_t access)
{
	uint32_t listed =
	    access & BLOB_PORT_CONNECT ? BLOB_NET_CONNECT_LISTED : BLOB_NET_BIND_LISTED;

	return !(ir->net & (listed | BLOB_NET_BLOCKED));
}

static bool
udp_open(const struct ir *ir)
{
	return !(ir->net & (BLOB_NET_UDP_LISTED | BLOB_NET_UDP_CLOSED));
}

static bool
listed(const struct ir *ir, const struct port_rule *port)
{
	if (port->protocol == BLOB_UDP)
		return ir->net & BLOB_NET_UDP_LISTED;
	return true;
}

bool
seatbelt_resolves(const struct ir *ir)
{
	bool connects = tcp_open(ir, BLOB_PORT_CONNECT) || udp_open(ir), names = udp_open(ir);

	for (size_t i = 0; i < ir->port_count; i++) {
		const struct port_rule *port = &ir->ports[i];

		if (!listed(ir, port) || !(port->access & BLOB_PORT_CONNECT))
			continue;
		connects = true;
		names |= port->protocol == BLOB_UDP && port->port == 53;
	}
	return connects && names;
}

static void
put_address(struct seatbelt *s, const struct direction *direction, const char *protocol,
            const char *address, const struct port_rule *port)
{
	buffer_put(&s->out, "  (");
	buffer_put(&s->out, direction->filter);
	buffer_put(&s->out, " ");
	buffer_put(&s->out, protocol);
	buffer_put(&s->out, " \"");
	buffer_put(&s->out, address);
	buffer_put(&s->out, "\")");
	seatbelt_end_line(s, &s->out, port ? port->at : (struct span){0},
	                  port ? port->origin : NULL);
}

/* Whether PORT is one that DIRECTION lets through by its number. */
static bool
passes(const struct ir *ir, const struct port_rule *port, const struct direction *direction)
{
	if (!(port->access & direction->access) || !listed(ir, port))
		return false;
	return port->protocol == BLOB_UDP ? !udp_open(ir) : !tcp_open(ir, direction->access);
}

static void
put_direction(struct seatbelt *s, const struct direction *direction)
{
	const struct ir *ir = s->ir;
	bool tcp = tcp_open(ir, direction->access), udp = udp_open(ir), any = tcp || udp;

	for (size_t i = 0; i < ir->port_count; i++)
		any |= passes(ir, &ir->ports[i], direction);
	/* A rule without a filter would be for everything. */
	if (!any)
		return;
	buffer_put(&s->out, "(allow ");
	buffer_put(&s->out, direction->operations);
	buffer_put(&s->out, "\n");
	if (tcp && udp)
		put_address(s, direction, "ip", "*:*", NULL);
	else if (tcp)
		put_address(s, direction, "tcp", "*:*", NULL);
	else if (udp)
		put_address(s, direction, "udp", "*:*", NULL);
	for (size_t i = 0; i < ir->port_count; i++) {
		const struct port_rule *port = &ir->ports[i];

		if (passes(ir, port, direction))
			put_address(
			    s, direction, port->protocol == BLOB_UDP ? "udp" : "tcp",
			    arena_printf(ir->arena, "%s:%u",
			                 port->local & direction->access ? "localhost" : "*",
			                 (unsigned)port->port),
			    port);
	}
	buffer_put(&s->out, ")\n");
}

void
seatbelt_network(struct seatbelt *s)
{
	for (size_t i = 0; i < COUNTOF(directions); i++)
		put_direction(s, &directions[i]);
}
