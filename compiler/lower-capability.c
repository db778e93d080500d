/* SPDX-License-Identifier: Apache-2.0 */
/* lower-capability.c - which of root's capabilities the command keeps. */
#include "compiler/lower.h"

#include "compiler/capability.h"
#include "compiler/filter.h"
#include "compiler/suggest.h"

#include <ctype.h>
#include <string.h>

/* NAME as the kernel's headers and containers write it, made ours: "CAP_NET_RAW". */
static struct str
plain_name(struct arena *arena, struct str name)
{
	char *small = arena_alloc(arena, (size_t)name.length + 1);

	for (uint32_t i = 0; i < name.length; i++)
		small[i] = (char)tolower((unsigned char)name.data[i]);
	if (strncmp(small, "cap_", 4) == 0)
		return (struct str){small + 4, name.length - 4};
	return (struct str){small, name.length};
}

static void
report_unknown(struct lowering *l, const struct node *name)
{
	struct arena *arena = l->ir->arena;
	struct suggestion near = suggest_for(plain_name(arena, name->text));
	const char *all = NULL;

	for (size_t i = 0; i < capability_count; i++) {
		if (capabilities[i].kind == CAPABILITY_CLOSED)
			continue;
		suggest_offer(&near, str_of(capabilities[i].name));
		all = arena_printf(arena, "%s%s%s", all ? all : "", all ? ", " : "",
		                   capabilities[i].name);
	}
	diag_at(l->ir->diags, DIAG_UNKNOWN_CAPABILITY, name->at, "unknown capability '%.*s'",
	        STR_ARG(name->text));
	if (near.best.length)
		diag_help(l->ir->diags, "did you mean '%.*s'?", STR_ARG(near.best));
	else
		diag_help(l->ir->diags, "expected one of %s", all);
}

void
lower_capability(struct lowering *l, const struct node *name, const struct origin *origin)
{
	const struct capability *capability = capability_find(name->text);

	if (!capability) {
		report_unknown(l, name);
	} else if (capability->kind == CAPABILITY_CLOSED) {
		diag_at(l->ir->diags, DIAG_CAPABILITY_CLOSED, name->at, "'%s' cannot be kept: %s",
		        capability->name, capability->text);
		diag_help(l->ir->diags, "take it out, and run what needs it outside");
	} else {
		ir_add_capability(l->ir, &(struct capability_rule){.number = capability->number,
		                                                   .at = name->at,
		                                                   .origin = origin});
	}
}

void
lower_raw_sockets(struct lowering *l)
{
	const struct capability_rule *raw = ir_capability(l->ir, CAPABILITY_NET_RAW);

	if (!raw || filter_opens_raw(l->ir))
		return;
	diag_at(l->ir->diags, DIAG_CAPABILITY_CONTRADICTS, raw->at,
	        "'net_raw' and a restricted network contradict each other: raw sockets reach any "
	        "host and port");
	diag_help(l->ir->diags, "take it out, or restrict nothing of the network");
}

void
lower_capabilities(struct lowering *l)
{
	const struct slot *slot = &l->composed->slots[KEY_CAPABILITIES];

	for (uint32_t i = 0; i < slot->count; i++)
		lower_capability(l, slot->entries[i].node, &slot->entries[i].file->origin);
	lower_raw_sockets(l);
}
