/* SPDX-License-Identifier: Apache-2.0 */
/* profile.c - from a name or a file to rules: compose, then lower. */
#include "compiler/profile.h"

#include "compiler/compose.h"
#include "compiler/lower.h"

#include <errno.h>

static void
compose_for(struct ir *ir, const struct lookup *lookup, struct composed *composed)
{
	composed->arena = ir->arena;
	composed->diags = ir->diags;
	composed->target = (struct when_target){ir->target, lookup->options->distribution,
	                                        lookup->options->version};
}

void
profile_lower_document(struct ir *ir, struct lookup *lookup, const struct document *text)
{
	struct composed *composed = arena_alloc(ir->arena, sizeof(*composed));
	struct lowering lowering = {.ir = ir, .composed = composed};

	compose_for(ir, lookup, composed);
	compose(lookup, text, composed);
	lowering.first = composed->profiles;
	lowering.open_network = lookup->options->open_network;
	lowering.withhold_workdir = lookup->options->withhold_workdir;
	lower(&lowering);
	ir->composed = composed;
}

void
profile_lower_policy(struct ir *ir, struct lookup *lookup, const struct document *text)
{
	struct composed *composed = arena_alloc(ir->arena, sizeof(*composed));
	struct lowering lowering = {.ir = ir};
	struct lowering required = {.ir = ir_new(ir->arena, ir->sources, ir->diags, ir->target),
	                            .composed = composed};

	lower_policy(&lowering, text);
	compose_for(ir, lookup, composed);
	include_groups(lookup, composed);
	lower_denies(&required);
	ir->required = required.ir->denies;
	ir->text = text->source;
}

int
profile_lower_from(struct ir *ir, const char *token, const struct profile_options *options,
                   const struct builtin *texts, size_t count)
{
	struct lookup *lookup =
	    lookup_new(ir->arena, ir->sources, ir->diags, options, texts, count);
	struct document text;
	int error = lookup_first(lookup, token, &text);

	if (error)
		return error == -EEXIST ? 0 : error; /* found twice: told, and nothing to lower */
	if (!lookup_is_document(lookup, &text, (struct span){0}))
		return -EINVAL;
	profile_lower_document(ir, lookup, &text);
	return profile_claims(ir, lookup, &text) ? 0 : -EINVAL;
}

int
profile_lower(struct ir *ir, const char *token, const struct profile_options *options)
{
	size_t count;
	const struct builtin *texts = builtins(&count);

	return profile_lower_from(ir, token, options, texts, count);
}
