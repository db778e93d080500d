/* SPDX-License-Identifier: Apache-2.0 */
/* driver-amend.c - reads a profile and traces, and writes the profile's new text. */
#include "compiler/driver-amend.h"

#include "compiler/diag-record.h"
#include "compiler/layout.h"
#include "compiler/output.h"
#include "compiler/patch.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

static bool
is_a_name(const char *token)
{
	return strcmp(token, "-") != 0 && !strchr(token, '/') &&
	       format_of(token) == FORMAT_UNKNOWN && access(token, F_OK) != 0;
}

static int
read_profile(const struct lookup *lookup, struct amending *a)
{
	const char *token = a->options->operands[0];
	int status;

	if (is_a_name(token))
		return driver_say(arena_printf(
		    a->arena,
		    "expected a file, found the name '%s'; write a profile of your own that "
		    "extends it: extends: %s",
		    token, token));
	status = driver_read_file(lookup, token, &a->file);
	if (status != STATUS_CLEAN)
		return status;
	if (a->file.text.format == FORMAT_POLICY_TEXT)
		return driver_say(
		    arena_printf(a->arena, "'%s' is policy text, expected a profile: JSON or YAML",
		                 a->file.name));
	if (a->options->in_place && strcmp(token, "-") == 0)
		return driver_say(
		    "--in-place expects a file, not standard input; -o OUT writes one");
	return STATUS_CLEAN;
}

static int
read_recordings(const struct lookup *lookup, struct amending *a)
{
	int worst = STATUS_CLEAN;

	a->count = a->options->operand_count - 1;
	a->recordings = arena_calloc(a->arena, a->count, sizeof(*a->recordings));
	for (size_t i = 0; i < a->count; i++) {
		int error = recording_read(lookup, a->options->operands[i + 1], &a->recordings[i]);

		if (error)
			worst =
			    driver_worse(worst, error == -EBADMSG ? STATUS_ERROR : STATUS_USAGE);
		a->denied += a->recordings[i].denied;
	}
	return worst;
}

static int
read_policy(const struct amending *a, struct arena *arena, struct str text, struct policy *policy)
{
	struct options options = *a->options;

	options.profile.instead_of = options.operands[0];
	options.profile.instead = text;
	options.warnings_are_errors = false;
	/* As a compile would: what it asserts has to hold, too. */
	options.verb = VERB_COMPILE;
	options.risks = true;
	return driver_read(arena, &options, options.operands[0], POLICY_PROFILE, policy);
}

/* What is wrong; the answer itself goes to standard output. */
static int
render(const struct amending *a, struct diags *diags, int status)
{
	struct options options = *a->options;

	if (status == STATUS_CLEAN)
		options.diagnostics.format = DIAG_TEXT;
	return driver_render(diags, &options);
}

int
amending_start(struct arena *arena, const struct options *options, struct amending *amending)
{
	struct sources *sources = sources_new(arena);
	struct diags *diags = diags_new(arena, sources);
	const struct lookup *lookup = lookup_new(arena, sources, diags, &options->profile, NULL, 0);
	int status;

	if (options->diagnostics.format != DIAG_TEXT && options->diagnostics.format != DIAG_JSON)
		return driver_say("suggest and prune have --format text and json");
	if (options->profile.target != TARGET_LANDLOCK)
		return driver_say("traces are of Linux: expected --target landlock or linux:...");
	*amending = (struct amending){.arena = arena, .options = options, .diags = diags};
	status = read_profile(lookup, amending);
	if (status == STATUS_CLEAN)
		status = read_recordings(lookup, amending);
	if (render(amending, diags, status) != STATUS_CLEAN)
		return STATUS_USAGE;
	if (status != STATUS_CLEAN)
		return status;
	status = read_policy(amending, arena, amending->file.before, &amending->policy);
	if (status == STATUS_CLEAN && !amend_start(arena, amending->file.before,
	                                           amending->file.text.format, &amending->amended))
		return driver_say(arena_printf(arena, "'%s' is no map of keys, expected a profile",
		                               amending->file.name));
	if (status != STATUS_CLEAN && driver_render(amending->policy.diags, options))
		return STATUS_USAGE;
	return status;
}

/* Of grants that are too broad, in the profile's own text. */
static size_t
count_broad(const struct diags *diags, const char **what)
{
	size_t count = 0;

	for (size_t i = 0; i < diags->count; i++) {
		const struct finding *finding = &diags->findings[i];

		if (finding->at.source != 1 ||
		    (finding->code != DIAG_BROAD_READ && finding->code != DIAG_BROAD_WRITE))
			continue;
		count++;
		*what = finding->text;
	}
	return count;
}

bool
amending_compiles(const struct amending *amending, struct arena *arena, struct str text,
                  struct policy *policy, const char **why)
{
	const char *before;
	size_t broad = count_broad(amending->policy.diags, &before);
	int status = read_policy(amending, arena, text, policy);

	for (size_t i = 0; status != STATUS_CLEAN && i < policy->diags->count; i++)
		if (diag_code_severity(policy->diags->findings[i].code) == SEVERITY_ERROR) {
			*why = arena_printf(amending->arena, "%s", policy->diags->findings[i].text);
			return false;
		}
	if (status == STATUS_CLEAN && count_broad(policy->diags, why) <= broad)
		return true;
	*why = arena_printf(amending->arena, "%s", *why ? *why : "the profile cannot be read");
	return false;
}

static struct str
laid_out(struct arena *arena, struct str text, enum format format)
{
	struct sources *sources = sources_new(arena);

	return layout_text(arena, sources, diags_new(arena, sources),
	                   sources_add(sources, "", text), format);
}

void
amending_end(struct amending *amending)
{
	enum format format = amending->file.text.format;
	struct str before = laid_out(amending->arena, amending->file.before, format);
	struct str after = amending->amended.text;

	if (before.data && str_equal(before, amending->file.before))
		after = laid_out(amending->arena, after, format);
	amending->file.after = after.data ? after : amending->amended.text;
}

const char *
amending_patch(const struct amending *amending)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	const char *patch;

	if (!out)
		arena_exhausted(amending->arena);
	patch_print(amending->file.name, amending->file.before, amending->file.after, false, out);
	if (fclose(out) != 0)
		arena_exhausted(amending->arena);
	patch = arena_printf(amending->arena, "%s", text);
	free(text);
	return patch;
}

int
amending_write(const struct amending *amending)
{
	struct options options = *amending->options;
	const char *why;

	if (options.output && driver_is_source(amending->diags->sources, options.output))
		return driver_say(
		    arena_printf(amending->arena,
		                 "'%s' is what this is made from; give -o another file, or say "
		                 "--in-place",
		                 options.output));
	if (options.output) {
		why = output_write(amending->arena, options.output, amending->file.after);
		return why ? driver_say(why) : STATUS_CLEAN;
	}
	if (options.in_place)
		return driver_rewrite(amending->arena, &options, &amending->file);
	if (options.diagnostics.format == DIAG_TEXT)
		patch_print(amending->file.name, amending->file.before, amending->file.after,
		            isatty(STDOUT_FILENO), stdout);
	return driver_print("");
}
