/* SPDX-License-Identifier: Apache-2.0 */
/* check-ports.c - is a port listed twice? */
#include "compiler/check.h"

#include <stdlib.h>

static bool
from_users_profile(const struct port_rule *port)
{
	return port->origin && port->origin->kind == ORIGIN_PROFILE &&
	       port->origin->trust == TRUST_USER;
}

static const char *
directions(uint8_t access)
{
	if (access == BLOB_PORT_CONNECT)
		return "connecting";
	return access == BLOB_PORT_BIND ? "listening" : "connecting and listening";
}

/*
 * By protocol and port; then what opens both directions, so that it shows up
 * what opens one; then as they were written: the pointers lie in one array.
 */
static int
compare(const void *first, const void *second)
{
	const struct port_rule *a = *(const struct port_rule *const *)first;
	const struct port_rule *b = *(const struct port_rule *const *)second;

	if (a->protocol != b->protocol)
		return a->protocol < b->protocol ? -1 : 1;
	if (a->port != b->port)
		return a->port < b->port ? -1 : 1;
	if (a->access != b->access)
		return a->access > b->access ? -1 : 1;
	return (a > b) - (a < b);
}

void
check_ports(const struct checking *c)
{
	struct ir *ir = c->ir;
	const struct port_rule **ports = arena_calloc(ir->arena, ir->port_count, sizeof(*ports));
	const struct port_rule *first = NULL;
	uint8_t listed = 0, wide = 0; /* at all; for any host */

	for (size_t i = 0; i < ir->port_count; i++)
		ports[i] = &ir->ports[i];
	if (ir->port_count)
		qsort(ports, ir->port_count, sizeof(*ports), compare);
	for (size_t i = 0; i < ir->port_count; i++) {
		const struct port_rule *port = ports[i];

		if (!first || first->protocol != port->protocol || first->port != port->port) {
			first = port;
			listed = port->access;
			wide = port->access & ~port->local;
			continue;
		}
		if (!(port->access & ~listed) && !(port->access & ~port->local & ~wide) &&
		    from_users_profile(port)) {
			diag_at(ir->diags, DIAG_PORT_TWICE, port->at,
			        "port %u is listed for %s already", port->port,
			        directions(port->access));
			diag_note(ir->diags, first->at, "it is listed here");
			diag_help(ir->diags, "remove one of the two");
		}
		listed |= port->access;
		wide |= port->access & ~port->local;
	}
}
