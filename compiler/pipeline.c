/* SPDX-License-Identifier: Apache-2.0 */
/* pipeline.c - the column of calls from a profile to an artifact. */
#include "compiler/pipeline.h"

#include "compiler/check.h"
#include "compiler/pass.h"

static void
suppress(struct ir *ir)
{
	for (const struct suppression *s = ir->suppressions; s; s = s->next)
		diags_suppress(ir->diags, s->code, s->at.source, s->reason);
}

/*
 * The checks run although reading found errors: what they find is in the text
 * all the same, and a user wants to see it in one go.  Only an IR without
 * errors is held to what the backends rely on.
 */
int
pipeline_check(struct ir *ir, const char *token, const struct profile_options *options)
{
	int status = profile_lower(ir, token, options);
	if (status < 0)
		return status;
	pass_bypass(ir);
	checks_run(ir, true);
	pass_normalise(ir);
	checks_run(ir, false);
	suppress(ir);
	if (diags_count(ir->diags, SEVERITY_ERROR) == 0)
		pass_verify(ir);
	return 0;
}

struct str
pipeline_emit(const struct ir *ir, const struct emit_options *options)
{
	if (diags_count(ir->diags, SEVERITY_ERROR) > 0)
		return (struct str){NULL, 0};
	return backend_landlock.emit(ir, options);
}
