/* SPDX-License-Identifier: Apache-2.0 */
/*
 * driver-fix.c - nonoc fix.
 *
 * A round reads the text, mends what it can and reads it again: safe fixes must
 * leave the compiled bytes as they were, and no fix may bring an error.
 */
#include "compiler/driver.h"

#include "compiler/fix.h"
#include "compiler/layout.h"

#include <string.h>

enum { ROUNDS = 10 };

/* A text as the compiler sees it. */
struct state {
	struct str text;
	struct policy policy;
	int status;
	struct str artifact; /* without origins; or NULL */
};

static struct state
state_of(struct arena *arena, const struct options *options, const char *token, struct str text)
{
	const struct emit_options emit = {.origins = false};
	struct state state = {.text = text};
	struct options these = *options;

	these.profile.instead_of = token;
	these.profile.instead = text;
	these.warnings_are_errors = false;
	state.status = driver_read(arena, &these, token, POLICY_PROFILE, &state.policy);
	if (state.status == STATUS_CLEAN)
		state.artifact = pipeline_emit(state.policy.ir, &backend_landlock, &emit);
	return state;
}

static bool
is_laid_out(struct arena *arena, const struct state *state, enum format format)
{
	struct diags *diags = diags_new(arena, state->policy.sources);
	struct str text = layout_text(arena, state->policy.sources, diags, 1, format);

	return text.data && str_equal(text, state->text);
}

static struct str
lay_out(struct arena *arena, struct str text, enum format format)
{
	struct sources *sources = sources_new(arena);
	struct str out = layout_text(arena, sources, diags_new(arena, sources),
	                             sources_add(sources, "", text), format);

	return out.data ? out : text;
}

/* Whether NOW may take the place of BEFORE. */
static bool
is_allowed(const struct state *before, const struct state *now, bool unsafe)
{
	if (now->status == STATUS_USAGE)
		return false;
	if (diags_count(now->policy.diags, SEVERITY_ERROR) >
	    diags_count(before->policy.diags, SEVERITY_ERROR))
		return false;
	return unsafe || !before->artifact.data || str_equal(before->artifact, now->artifact);
}

/* The text after as many rounds as it takes; STATE is the last. */
static size_t
mend(struct arena *arena, const struct options *options, const char *token, enum format format,
     struct state *state)
{
	bool laid_out = is_laid_out(arena, state, format);
	size_t mended = 0;

	for (int round = 0; round < ROUNDS; round++) {
		size_t count;
		struct str text;
		struct state next;

		if (state->status == STATUS_USAGE)
			break;
		fixes_find(arena, state->policy.sources, state->policy.diags, 1, format);
		text = fixes_apply(arena, state->policy.diags, 1, options->unsafe, &count);
		if (count == 0)
			break;
		if (laid_out)
			text = lay_out(arena, text, format);
		next = state_of(arena, options, token, text);
		if (!is_allowed(state, &next, options->unsafe)) {
			driver_say(arena_printf(
			    arena, "%s: %zu left as they are: mended they would change the policy",
			    token, count));
			break;
		}
		*state = next;
		mended += count;
	}
	return mended;
}

static int
fix_file(struct arena *arena, const struct options *options, const char *token)
{
	struct sources *sources = sources_new(arena);
	struct diags *diags = diags_new(arena, sources);
	const struct lookup *lookup = lookup_new(arena, sources, diags, &options->profile, NULL, 0);
	struct rewrite file;
	struct state state;
	int status = driver_read_file(lookup, token, &file);
	size_t mended;

	if (status != STATUS_CLEAN) {
		driver_render(diags, options);
		return status;
	}
	if (file.text.format == FORMAT_POLICY_TEXT)
		return driver_say(
		    arena_printf(arena,
		                 "'%s' is policy text: nonoc has no fixes for it, and "
		                 "'nonoc check' says what is wrong with it",
		                 file.name));
	state = state_of(arena, options, token, file.before);
	mended = mend(arena, options, token, file.text.format, &state);
	file.after = state.text;
	status = driver_rewrite(arena, options, &file);
	if (mended && !options->check && !options->diff && status == STATUS_CLEAN)
		driver_say(arena_printf(arena, "%s: %zu mended", file.name, mended));
	if (state.status != STATUS_CLEAN && driver_render(state.policy.diags, options))
		return STATUS_USAGE;
	return driver_worse(state.status, status);
}

int
verb_fix(struct arena *arena, const struct options *options)
{
	int worst = STATUS_CLEAN;

	for (size_t i = 0; i < options->operand_count; i++)
		worst = driver_worse(worst, fix_file(arena, options, options->operands[i]));
	return worst;
}
