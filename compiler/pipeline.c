/* SPDX-License-Identifier: Apache-2.0 */
/* pipeline.c - the column of calls from a profile to an artifact. */
#include "compiler/pipeline.h"

#include "compiler/check.h"
#include "compiler/pass.h"
#include "compiler/pipeline-abi.h"

#include <errno.h>

/*
 * The checks run although reading found errors: what they find is in the text
 * all the same, and a user wants to see it in one go.  Only an IR without
 * errors is held to what the backends rely on.
 */
static void
check_policy(struct ir *ir, const struct profile_options *options)
{
	pass_define(ir, &options->definitions);
	if (ir->target == TARGET_SEATBELT)
		pass_private(ir);
	ir->host_checks = options->host_checks;
	ir->promises = abi_promises(ir);
	if (!ir->complete)
		pass_bypass(ir);
	checks_run(ir);
	pass_normalise(ir);
	if (options->target_abi && ir->target == TARGET_LANDLOCK)
		abi_check(ir, options->target_abi);
	checks_suppress(ir);
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
		if (!read)
			return 0;
		read->tested = options->tested || options->asked;
		if (options->tested && !profile_claims(read, lookup, &text))
			return -EINVAL;
		pass_rebind(read, &options->definitions);
		check_assertions(read);
		return 0;
	}
	if (text.format == FORMAT_POLICY_TEXT)
		profile_lower_policy(empty, lookup, &text);
	else if (lookup_is_document(lookup, &text, (struct span){0}))
		profile_lower_document(empty, lookup, &text);
	else
		return -EINVAL;
	empty->tested = options->tested || options->asked;
	if (!profile_claims(empty, lookup, &text))
		return -EINVAL;
	check_policy(empty, options);
	return 0;
}

void
pipeline_read_document(struct ir *ir, const struct document *text, const char *token,
                       const struct profile_options *options)
{
	size_t count;
	const struct builtin *texts = builtins(&count);
	struct lookup *lookup =
	    lookup_new(ir->arena, ir->sources, ir->diags, options, texts, count);

	lookup->beside = lookup_beside(ir->arena, token);
	if (!lookup->beside)
		lookup->beside = text->directory;
	profile_lower_document(ir, lookup, text);
	ir->tested = options->asked;
	if (profile_claims(ir, lookup, text))
		check_policy(ir, options);
}

struct str
pipeline_emit(const struct ir *ir, const struct backend *backend,
              const struct emit_options *options)
{
	if (diags_count(ir->diags, SEVERITY_ERROR) > 0)
		return (struct str){NULL, 0};
	return backend->emit(ir, options);
}
