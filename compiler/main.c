/* SPDX-License-Identifier: Apache-2.0 */
/* main.c - nonoc: reads a profile, says what is wrong with it, writes the policy. */
#include "compiler/options.h"
#include "compiler/output.h"
#include "compiler/pipeline.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { STATUS_CLEAN = 0, STATUS_ERROR = 1, STATUS_USAGE = 2 };

/* The findings are the product of json, and beside the product in the other formats. */
static int
render(struct diags *diags, const struct options *options)
{
	FILE *out = options->diagnostics.format == DIAG_JSON ? stdout : stderr;
	diags_render(diags, &options->diagnostics, out);
	return fflush(out) == 0 ? 0 : -errno;
}

static int
say(const char *what)
{
	fprintf(stderr, "nonoc: %s\n", what);
	return STATUS_USAGE;
}

/* Writes the artifact and records its digest, in this order: a digest of nothing would be a lie. */
static int
write_artifact(struct arena *arena, const struct options *options, struct str artifact)
{
	const char *why = output_write(arena, options->output, artifact);
	if (why)
		return say(why);
	why = output_record(arena, options->output, artifact);
	if (why)
		fprintf(stderr,
		        "nonoc: note: the digest is not recorded: %s; nono-exec will want "
		        "--require-digest where the policy grants writing to its own file\n",
		        why);
	return STATUS_CLEAN;
}

static int
compile(struct arena *arena, const struct options *options)
{
	struct sources *sources = sources_new(arena);
	struct diags *diags = diags_new(arena, sources);
	struct ir *ir = ir_new(arena, sources, diags, options->profile.target);
	struct emit_options emit = {.origins = options->origins};
	struct str artifact = {NULL, 0};

	int status = pipeline_check(ir, options->input, &options->profile);
	if (options->warnings_are_errors)
		diags_warnings_are_errors(diags);
	if (status == 0 && options->verb == VERB_COMPILE)
		artifact = pipeline_emit(ir, &emit);

	if (render(diags, options) < 0)
		return say("the findings could not be written");
	if (status < 0)
		return STATUS_USAGE;
	if (diags_count(diags, SEVERITY_ERROR) > 0)
		return STATUS_ERROR;
	return artifact.data ? write_artifact(arena, options, artifact) : STATUS_CLEAN;
}

static int
groups(struct arena *arena, const struct options *options)
{
	int status = groups_print(options->input, &options->profile, arena, stdout);
	if (status == -ENOENT) {
		fprintf(stderr, "nonoc: no group is called '%s'; 'nonoc groups' lists them\n",
		        options->input);
		return STATUS_USAGE;
	}
	if (status < 0 || fflush(stdout) != 0)
		return say(arena_printf(arena, "the groups could not be printed: %s",
		                        strerror(status < 0 ? -status : errno)));
	return STATUS_CLEAN;
}

static int
run(struct arena *arena, int argc, char **argv)
{
	struct options options;
	const char *why;
	if (!options_read(arena, argc, argv, &options, &why)) {
		fprintf(stderr, "nonoc: %s; see 'nonoc --help'\n", why);
		return STATUS_USAGE;
	}
	switch (options.verb) {
	case VERB_HELP:
		return fputs(options_help, stdout) < 0 ? STATUS_USAGE : STATUS_CLEAN;
	case VERB_VERSION:
		return puts("nonoc " PACKAGE_VERSION) < 0 ? STATUS_USAGE : STATUS_CLEAN;
	case VERB_GROUPS:
		return groups(arena, &options);
	default:
		return compile(arena, &options);
	}
}

int
main(int argc, char **argv)
{
	struct arena *arena = arena_new();
	int status = run(arena, argc, argv);
	arena_free(arena);
	return status;
}
