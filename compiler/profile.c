/* SPDX-License-Identifier: Apache-2.0 */
/* profile.c - from a name or a file to rules: compose, then lower. */
#include "compiler/profile.h"

#include "compiler/compose.h"
#include "compiler/lower.h"

int
profile_lower_from(struct ir *ir, const char *token, const struct profile_options *options,
                   const struct builtin *texts, size_t count)
{
	struct composed *composed = arena_alloc(ir->arena, sizeof(*composed));
	struct lookup lookup = {.arena = ir->arena,
	                        .sources = ir->sources,
	                        .diags = ir->diags,
	                        .options = options,
	                        .builtins = texts,
	                        .builtin_count = count};
	struct lowering lowering = {.ir = ir, .composed = composed};
	int error;

	lookup.builtin_sources = arena_calloc(ir->arena, count, sizeof(uint32_t));
	composed->arena = ir->arena;
	composed->diags = ir->diags;
	composed->target =
	    (struct when_target){ir->target, options->distribution, options->version};
	error = compose(&lookup, token, composed);
	if (error)
		return error;
	if (!composed->profiles)
		return 0; /* found twice: told, and nothing to lower */
	lowering.first = composed->profiles;
	lower(&lowering);
	return 0;
}

int
profile_lower(struct ir *ir, const char *token, const struct profile_options *options)
{
	size_t count;
	const struct builtin *texts = builtins(&count);

	return profile_lower_from(ir, token, options, texts, count);
}
