/* SPDX-License-Identifier: Apache-2.0 */
/* propose-port.c - ports that answer needs, and what the first of them changes. */
#include "compiler/propose-parts.h"

static const char *
reminder(const struct proposing *p, const struct record *record)
{
	bool connects = record->access == BLOB_PORT_CONNECT;
	const char *text = connects ? "this port of any host can be connected to"
	                            : "others can connect to the command";

	for (size_t i = 0; i < p->ir->port_count; i++)
		if (p->ir->ports[i].protocol == BLOB_UDP && p->ir->ports[i].port == 53)
			return text;
	if (connects && record->protocol == BLOB_TCP)
		text =
		    arena_printf(p->arena, "%s; names resolve only with \"udp\": [53], too", text);
	return text;
}

void
propose_ports(struct proposing *p)
{
	for (size_t i = 0; i < p->needs.count; i++) {
		struct need *need = &p->needs.items[i];
		const struct record *record = need->record;
		bool connects = record->access == BLOB_PORT_CONNECT;
		struct proposal proposal = {.count = need->count, .first = need};

		if (!need->port || need->left)
			continue;
		proposal.key = record->protocol == BLOB_UDP ? KEY_UDP
		               : connects                   ? KEY_CONNECT_PORT
		                                            : KEY_LISTEN_PORT;
		proposal.value = str_of(arena_printf(p->arena, "%u", (unsigned)record->number));
		proposal.risk = RISK_MEDIUM;
		proposal.why = reminder(p, record);
		need->answered = true;
		propose_add(p, &proposal);
	}
}
