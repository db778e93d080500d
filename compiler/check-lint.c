/* SPDX-License-Identifier: Apache-2.0 */
/* check-lint.c - what files have on purpose, and what they claim in vain. */
#include "compiler/check.h"

#include "compiler/compose.h"

/* What the organisation wants to hear of; what shipped files do on purpose it knows. */
static bool
forbidden(struct ir *ir, const struct suppression *s)
{
	for (const struct forbidden *f = ir->forbidden; f; f = f->next) {
		if (f->code != s->code || (s->origin && s->origin->trust != TRUST_USER))
			continue;
		diag_at(ir->diags, DIAG_SUPPRESSION_FORBIDDEN, s->at,
		        "the organisation lets nobody suppress '%s'", diag_code_slug(s->code));
		diag_note(ir->diags, f->at, "it says so here");
		diag_help(ir->diags, "take the suppression out and mend what is warned about");
		return true;
	}
	return false;
}

static bool
in_own_file(const struct ir *ir, struct span at)
{
	for (size_t i = 0; ir->composed && i < ir->composed->file_count; i++)
		if (ir->composed->files[i]->text.source == at.source)
			return ir->composed->files[i]->origin.trust == TRUST_USER;
	return false;
}

/* Only what was looked for and not found is in vain. */
void
checks_suppress(struct ir *ir)
{
	for (struct suppression *s = ir->suppressions; s; s = s->next)
		s->used = forbidden(ir, s) ||
		          diags_suppress(ir->diags, s->code, s->at.source, s->reason) > 0;
	if (diags_count(ir->diags, SEVERITY_ERROR))
		return;
	for (const struct suppression *s = ir->suppressions; s; s = s->next) {
		char name[6];

		if (s->used || !in_own_file(ir, s->at) || !check_ran(ir, s->code))
			continue;
		diag_code_name(s->code, name);
		diag_at(ir->diags, DIAG_SUPPRESSION_UNUSED, s->at,
		        "this file has no %s (%s) to suppress", name, diag_code_slug(s->code));
		diag_help(ir->diags, "remove the entry: a finding to come should be seen");
	}
}
