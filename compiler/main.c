/* SPDX-License-Identifier: Apache-2.0 */
/* main.c - nonoc: reads a profile, says what is wrong with it, writes the policy. */
#include "compiler/diag-record.h"
#include "compiler/options.h"
#include "compiler/output.h"
#include "compiler/pipeline.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { STATUS_CLEAN = 0, STATUS_ERROR = 1, STATUS_USAGE = 2 };

/* The findings are the product of json, and beside the product in the other formats. */
static int
render(struct diags *diags, const struct options *options)
{
	FILE *out = options->diagnostics.format == DIAG_JSON ? stdout : stderr;
	diags_render(diags, &options->diagnostics, out);
	return fflush(out) == 0 ? 0 : -errno;
}

/* What is said names files and arguments: they must not drive the terminal. */
static int
say(const char *what)
{
	fputs("nonoc: ", stderr);
	escape_write(what, stderr);
	fputc('\n', stderr);
	return STATUS_USAGE;
}

/* A slip of the hand must not put the policy where its own source was. */
static bool
is_input(const struct sources *sources, const char *file)
{
	struct stat input, output;
	if (stat(file, &output) < 0)
		return false;
	for (uint32_t i = 1; i <= sources_count(sources); i++)
		if (stat(source_get(sources, i)->name, &input) == 0 &&
		    input.st_ino == output.st_ino && input.st_dev == output.st_dev)
			return true;
	return false;
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
		say(arena_printf(arena,
		                 "note: the digest is not recorded: %s; nono-exec will want "
		                 "--require-digest where the policy grants writing to its own file",
		                 why));
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
	if (!artifact.data)
		return STATUS_CLEAN;
	if (is_input(sources, options->output))
		return say(arena_printf(
		    arena, "'%s' is what the policy is made from; give -o another file",
		    options->output));
	return write_artifact(arena, options, artifact);
}

static int
groups(struct arena *arena, const struct options *options)
{
	int status = groups_print(options->input, &options->profile, arena, stdout);
	if (status == -ENOENT)
		return say(arena_printf(arena, "no group is called '%s'; 'nonoc groups' lists them",
		                        options->input));
	if (status == -EIO || fflush(stdout) != 0)
		return say("the groups cannot be written");
	if (status < 0) /* the reason has been shown */
		return STATUS_USAGE;
	return STATUS_CLEAN;
}

static int
print(const char *text)
{
	if (fputs(text, stdout) < 0 || fflush(stdout) != 0)
		return say("standard output could not be written");
	return STATUS_CLEAN;
}

static int
run(struct arena *arena, int argc, char **argv)
{
	struct options options;
	const char *why;
	if (!options_read(arena, argc, argv, &options, &why))
		return say(arena_printf(arena, "%s; see 'nonoc --help'", why));
	switch (options.verb) {
	case VERB_HELP:
		return print(options_help);
	case VERB_VERSION:
		return print("nonoc " PACKAGE_VERSION "\n");
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
