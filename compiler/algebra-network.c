/* SPDX-License-Identifier: Apache-2.0 */
/* algebra-network.c - ports and protocols of one policy that another does not have. */
#include "compiler/algebra-parts.h"

static bool
is_open(const struct ir *ir, enum blob_protocol protocol, uint8_t access)
{
	if (protocol == BLOB_UDP)
		return !(ir->net & (BLOB_NET_UDP_LISTED | BLOB_NET_UDP_CLOSED));
	return !(ir->net &
	         (access == BLOB_PORT_CONNECT ? BLOB_NET_CONNECT_LISTED : BLOB_NET_BIND_LISTED));
}

bool
algebra_lists_udp(const struct ir *ir)
{
	if (!(ir->net & BLOB_NET_UDP_LISTED) || ir->net & BLOB_NET_UDP_CLOSED)
		return false;
	for (size_t i = 0; i < ir->port_count; i++)
		if (ir->ports[i].protocol == BLOB_UDP && ir->ports[i].access)
			return true;
	return false;
}

static bool
has_port(const struct ir *ir, const struct port_rule *port, uint8_t access)
{
	if (port->protocol == BLOB_UDP && ir->net & BLOB_NET_UDP_CLOSED)
		return false;
	for (size_t i = 0; i < ir->port_count; i++)
		if (ir->ports[i].protocol == port->protocol && ir->ports[i].port == port->port &&
		    ir->ports[i].access & access &&
		    (!(ir->ports[i].local & access) || port->local & access))
			return true;
	return false;
}

static void
compare(struct comparison *comparison, enum blob_protocol protocol, uint8_t access)
{
	const struct ir *a = comparison->a, *b = comparison->b;
	struct excess excess = {.kind = EXCESS_PORT, .protocol = protocol, .access = access};

	if (is_open(b, protocol, access))
		return;
	if (is_open(a, protocol, access)) {
		algebra_add(comparison, &excess);
		return;
	}
	for (size_t i = 0; i < a->port_count; i++) {
		const struct port_rule *port = &a->ports[i];

		if (port->protocol != protocol || !has_port(a, port, access) ||
		    !(port->access & access) || has_port(b, port, access) ||
		    (b->port_count && algebra_mutated(comparison->algebra, ALGEBRA_MUTATION_PORTS)))
			continue;
		excess.port = port->port;
		excess.at = port->at;
		excess.origin = port->origin;
		algebra_add(comparison, &excess);
	}
}

void
algebra_network(struct comparison *comparison)
{
	const struct ir *a = comparison->a, *b = comparison->b;

	compare(comparison, BLOB_TCP, BLOB_PORT_CONNECT);
	compare(comparison, BLOB_TCP, BLOB_PORT_BIND);
	compare(comparison, BLOB_UDP, BLOB_PORT_CONNECT);
	compare(comparison, BLOB_UDP, BLOB_PORT_BIND);
	if (b->net & ~a->net & BLOB_NET_BLOCKED)
		algebra_add(comparison,
		            &(struct excess){.kind = EXCESS_NET, .bits = BLOB_NET_BLOCKED});
	/* Where the kernel has no list of UDP ports, one with a port leaves all open. */
	if (algebra_lists_udp(a) && !algebra_lists_udp(b) &&
	    !is_open(b, BLOB_UDP, BLOB_PORT_CONNECT))
		algebra_add(comparison,
		            &(struct excess){.kind = EXCESS_NET, .bits = BLOB_NET_UDP_ASKED});
}
