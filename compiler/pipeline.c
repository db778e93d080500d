/* SPDX-License-Identifier: Apache-2.0 */
/* pipeline.c - the column of calls from a profile to an artifact. */
#include "compiler/pipeline.h"

#include "compiler/check.h"
#include "compiler/pass.h"

#include <errno.h>

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
static void
check_profile(struct ir *ir)
{
	pass_bypass(ir);
	checks_run(ir, true);
	pass_normalise(ir);
	checks_run(ir, false);
	suppress(ir);
	if (diags_count(ir->diags, SEVERITY_ERROR) == 0)
		pass_verify(ir);
}

int
pipeline_read(struct ir **ir, const char *token, enum policy_forms forms,
              const struct profile_options *options)
{
	struct ir *empty = *ir;
	size_t count;
	const struct builtin *texts = builtins(&count);
	struct lookup *lookup =
	    lookup_new(empty->arena, empty->sources, empty->diags, options, texts, count);
	struct document text;
	int error = lookup_first(lookup, token, &text);

	if (error)
		return error == -EEXIST ? 0 : error; /* found twice: an error in the input */
	if (text.format == FORMAT_BLOB && forms & POLICY_BLOB) {
		struct ir *read =
		    backend_landlock.read(empty->arena, empty->sources, empty->diags,
		                          source_get(empty->sources, text.source)->text);

		*ir = read ? read : empty;
		return 0;
	}
	if (!lookup_is_document(lookup, &text, (struct span){0}))
		return -EINVAL;
	profile_lower_document(empty, lookup, &text);
	check_profile(empty);
	return 0;
}

struct str
pipeline_emit(const struct ir *ir, const struct emit_options *options)
{
	if (diags_count(ir->diags, SEVERITY_ERROR) > 0)
		return (struct str){NULL, 0};
	return backend_landlock.emit(ir, options);
}
