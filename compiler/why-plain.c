/* SPDX-License-Identifier: Apache-2.0 */
/* why-plain.c - what has no path: ports and variables. */
#include "compiler/filter.h"
#include "compiler/variable.h"
#include "compiler/why.h"

static const struct port_rule *
find_port(const struct ir *ir, enum blob_protocol protocol, unsigned access, uint16_t port)
{
	for (size_t i = 0; i < ir->port_count; i++)
		if (ir->ports[i].port == port && ir->ports[i].protocol == protocol &&
		    ir->ports[i].access & access)
			return &ir->ports[i];
	return NULL;
}

/* The flags of a direction: those that list it, and those that close it. */
static bool
direction_closed(const struct ir *ir, enum blob_protocol protocol, unsigned access)
{
	if (protocol == BLOB_UDP)
		return ir->net & (BLOB_NET_UDP_LISTED | BLOB_NET_UDP_CLOSED);
	return ir->net &
	       (BLOB_NET_BLOCKED | (access & BLOB_PORT_CONNECT ? BLOB_NET_CONNECT_LISTED : 0u) |
	        (access & BLOB_PORT_BIND ? BLOB_NET_BIND_LISTED : 0u));
}

struct why_port
why_port(const struct ir *ir, enum blob_protocol protocol, unsigned access, uint16_t port,
         const struct kernel *kernel)
{
	struct why_port why = {.state = WHY_ALLOWED};
	unsigned abi = protocol == BLOB_UDP ? 10 : 4;
	const char *key = access == BLOB_PORT_BIND ? "listen_port" : "connect_port";

	why.rule = find_port(ir, protocol, access, port);
	if (why.rule) {
		why.reason = "the port is listed";
		return why;
	}
	if (!direction_closed(ir, protocol, access)) {
		why.reason = "nothing restricts this direction";
		why.change = "\"network\": {\"block\": true} closes the network";
		return why;
	}
	why.state = WHY_DENIED;
	why.reason = ir->net & BLOB_NET_BLOCKED ? "the network is blocked"
	             : ir->net & BLOB_NET_UDP_CLOSED && protocol == BLOB_UDP
	                 ? "UDP is closed where ports are listed"
	                 : "the port is not among those that are listed";
	if (kernel->abi && kernel->abi < abi && !(kernel->filter && filter_closes(ir, protocol))) {
		why.state = WHY_UNHELD;
		why.held_from = abi;
	}
	if (protocol == BLOB_UDP)
		why.change = arena_printf(ir->arena, "\"network\": {\"udp\": [%u]}", port);
	else if (port)
		why.change = arena_printf(ir->arena, "\"network\": {\"%s\": [%u]}", key, port);
	return why;
}

struct why_env
why_env(const struct ir *ir, struct str name)
{
	static const char *const reasons[] = {
	    [VARIABLE_PASSES] = "nothing removes it",
	    [VARIABLE_SET] = "the policy sets it",
	    [VARIABLE_LOADS_CODE] = "it makes programs load code, and is never passed on",
	    [VARIABLE_DENIED] = "the policy removes it",
	    [VARIABLE_NOT_LISTED] = "only listed variables pass, and it is not listed",
	    [VARIABLE_CREDENTIAL] = "by its name it carries a credential",
	};
	struct why_env why = {.rule = NULL};
	enum variable_fate fate = variable_fate(ir, name, &why.rule);
	const char *key = fate == VARIABLE_NOT_LISTED   ? "allow_vars"
	                  : fate == VARIABLE_CREDENTIAL ? "allow_secrets"
	                                                : NULL;

	why.passes = fate == VARIABLE_PASSES || fate == VARIABLE_SET;
	why.reason =
	    fate == VARIABLE_PASSES && why.rule ? "the policy lets it pass" : reasons[fate];
	if (key)
		why.change = arena_printf(ir->arena, "\"environment\": {\"%s\": [\"%.*s\"]}", key,
		                          STR_ARG(name));
	return why;
}
