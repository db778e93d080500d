/* SPDX-License-Identifier: Apache-2.0 */
/* check-capabilities.c - which capabilities that are kept undo a part of the sandbox? */
#include "compiler/check.h"

#include "compiler/capability.h"

void
check_capabilities(const struct checking *c)
{
	for (size_t i = 0; i < capability_count; i++) {
		const struct capability *capability = &capabilities[i];
		const struct capability_rule *rule = capability->kind == CAPABILITY_WIDENS
		                                         ? ir_capability(c->ir, capability->number)
		                                         : NULL;
		struct rule place;

		if (!rule)
			continue;
		place = (struct rule){.at = rule->at, .origin = rule->origin};
		diag_at(c->ir->diags, DIAG_CAPABILITY_WIDENS, rule->at, "'%s' %s", capability->name,
		        capability->text);
		rule_note_chain(c->ir, &place);
		diag_help(c->ir->diags, "as root the command keeps it; the filter of system calls "
		                        "stays: no mounts, modules, BPF, keys, set-user-id files");
	}
}
