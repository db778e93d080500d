/* SPDX-License-Identifier: Apache-2.0 */
/* driver-compile.c - nonoc FILE -o OUT, nonoc -S FILE and nonoc dump. */
#include "compiler/depfile.h"
#include "compiler/driver-sbpl.h"
#include "compiler/output.h"

#include <string.h>

/* Writes the artifact and records its digest, in this order: a digest of nothing would be a lie. */
static int
write_artifact(struct arena *arena, const struct options *options, struct str artifact)
{
	const char *why = output_write(arena, options->output, artifact);

	if (why)
		return driver_say(why);
	why = output_record(arena, options->output, artifact);
	if (why)
		driver_say(
		    arena_printf(arena,
		                 "note: the digest is not recorded: %s; nono-exec will want "
		                 "--require-digest where the policy grants writing to its own file",
		                 why));
	return STATUS_CLEAN;
}

/* What the policy is made from, for make: no policy without it, or it would go stale unseen. */
static int
write_dependencies(struct arena *arena, const struct options *options,
                   const struct sources *sources)
{
	const char *file = options->depfile, *why = NULL, *text;

	if (!options->output)
		return driver_say("-MD and -MF expect -o OUT");
	if (!file)
		file = arena_printf(arena, "%s.d", options->output);
	text = depfile_text(arena, options->output, sources, &why);
	if (driver_is_source(sources, file) || strcmp(file, options->output) == 0)
		why = arena_printf(arena, "'%s' is something else already; give -MF another file",
		                   file);
	if (!why)
		why = output_write(arena, file, str_of(text));
	return why ? driver_say(why) : STATUS_CLEAN;
}

/* What a compile passes over in silence, check says. */
static void
count_risks(struct arena *arena, const struct options *options, const struct diags *diags)
{
	size_t risks = diags_hidden_risks(diags);

	if (risks)
		driver_say(arena_printf(arena, "%zu %s: nonoc check %s", risks,
		                        risks == 1 ? "risk" : "risks", options->operands[0]));
}

/* Whether nono-exec runs what is written: a blob, or text for macOS with its lines for it. */
static bool
is_run(const struct options *options, const struct backend *backend)
{
	return backend == &backend_landlock ||
	       (backend == &backend_seatbelt && options->comments && options->output);
}

/* Text goes where it is wanted; what nono-exec does not run needs no digest. */
static int
write_text(struct arena *arena, const struct options *options, struct str text)
{
	const char *why;

	if (!options->output)
		return driver_print(text.data);
	why = output_write(arena, options->output, text);
	return why ? driver_say(why) : STATUS_CLEAN;
}

static int
compile(struct arena *arena, const struct options *options, enum policy_forms forms,
        const struct backend *backend)
{
	const struct emit_options emit = {.origins = options->origins,
	                                  .comments = options->comments};
	struct str artifact = {NULL, 0};
	struct policy policy;
	int status = driver_read(arena, options, options->operands[0], forms, &policy);

	if (status == STATUS_CLEAN) {
		artifact = pipeline_emit(policy.ir, backend, &emit);
		if (!artifact.data)
			status = STATUS_ERROR;
	}
	if (driver_render(policy.diags, options) != STATUS_CLEAN)
		return STATUS_USAGE;
	if (status != STATUS_CLEAN)
		return status;
	if (options->output && driver_is_source(policy.sources, options->output))
		return driver_say(arena_printf(
		    arena, "'%s' is what the policy is made from; give -o another file",
		    options->output));
	if (options->depend && write_dependencies(arena, options, policy.sources) != STATUS_CLEAN)
		return STATUS_USAGE;
	if (!is_run(options, backend))
		return write_text(arena, options, artifact);
	status = write_artifact(arena, options, artifact);
	if (status == STATUS_CLEAN && backend == &backend_landlock)
		count_risks(arena, options, policy.diags);
	return status;
}

int
verb_dump(struct arena *arena, const struct options *options)
{
	if (driver_is_sbpl(options))
		return driver_sbpl_dump(arena, options);
	return compile(arena, options, POLICY_ANY, &backend_text);
}

int
verb_compile(struct arena *arena, const struct options *options)
{
	const struct backend *backend =
	    options->profile.target == TARGET_SEATBELT ? &backend_seatbelt : &backend_landlock;

	return compile(arena, options, POLICY_PROFILE, options->text ? &backend_text : backend);
}
