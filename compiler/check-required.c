/* SPDX-License-Identifier: Apache-2.0 */
/* check-required.c - what required groups protect, in policy text, which gets nothing added. */
#include "compiler/check.h"

#include "compiler/rule-tree.h"

enum { SHOWN = 3 };

/* Both sides are as the target has them by now, or what nonoc writes could not be read again. */
void
check_required(const struct checking *c)
{
	struct ir *ir = c->ir;
	const struct rule *missing[SHOWN];
	size_t count = 0;

	for (size_t i = 0; i < ir->required.count; i++) {
		const struct rule *deny = &ir->required.items[i];

		if (!(deny->rights & ~rules_covering(&c->denies, &deny->path) &
		      ~rules_covering(&c->bypasses, &deny->path)))
			continue;
		if (count < SHOWN)
			missing[count] = deny;
		count++;
	}
	if (!count)
		return;
	diag_at(ir->diags, DIAG_REQUIRED_MISSING, (struct span){ir->text, 0, 0},
	        "%zu required %s neither here nor bypassed, the first for '%s'", count,
	        count == 1 ? "deny is" : "denies are", path_text(ir->arena, &missing[0]->path));
	rules_note(ir, missing, count < SHOWN ? count : SHOWN, "protected by all policies");
	diag_help(ir->diags, "policy text is complete: 'nonoc -S default' prints what to copy");
}
