/* SPDX-License-Identifier: Apache-2.0 */
/* policy.c - compiles the options of a command line, with the profile that they extend. */
#include "front/policy.h"

#include "front/layer.h"

#include <sys/stat.h>

static const char *
conflict(const struct command_line *line)
{
	const struct given *open = command_given(line, FLAG_ALLOW_NET);
	static const enum flag closed[] = {FLAG_BLOCK_NET, FLAG_CONNECT_PORT, FLAG_LISTEN_PORT,
	                                   FLAG_OPEN_PORT};

	for (size_t i = 0; open && i < COUNTOF(closed); i++) {
		const struct given *other = command_given(line, closed[i]);

		if (other)
			return arena_printf(line->arena,
			                    "'%s' and '%s' contradict each other; give one of them",
			                    other->written, open->written);
	}
	if (command_given(line, FLAG_EXTENDS) && !command_given(line, FLAG_PROFILE))
		return "'--extends' adds to a profile; give --profile, too";
	return NULL;
}

/* --define, and --workdir, which is one. */
static const char *
define(const struct command_line *line, struct definitions *definitions)
{
	const struct given *workdir = command_given(line, FLAG_WORKDIR);
	const char *why = NULL, *path;
	struct stat status;
	struct path place;

	for (size_t i = 0; i < line->count && !why; i++)
		if (line->given[i].flag == FLAG_DEFINE)
			why = definitions_add(line->arena, definitions, line->given[i].value);
	if (why || !workdir)
		return why;
	path = layer_absolute(line->arena, workdir->value);
	if (stat(path ? path : "", &status) != 0 || !S_ISDIR(status.st_mode) ||
	    !here_place(line->arena, path, &place))
		return arena_printf(line->arena, "'%s' expects a directory, not '%s'",
		                    workdir->written, workdir->value);
	why = definitions_differ(line->arena, definitions, BLOB_ANCHOR_WORKDIR, &place);
	if (!why)
		definitions_set(line->arena, definitions, BLOB_ANCHOR_WORKDIR, place);
	return why;
}

/* True without errors; else all that was found is shown. */
static bool
is_good(struct front_policy *policy)
{
	if (diags_count(policy->read.diags, SEVERITY_ERROR) == 0)
		return true;
	driver_render(policy->read.diags, &policy->options);
	return false;
}

void
front_warn(const struct command_line *line, struct front_policy *policy)
{
	if (!command_given(line, FLAG_SILENT))
		driver_render(policy->read.diags, &policy->options);
}

/* What was found is recorded; false if there is nothing to compile, which was said. */
static bool
compile(const struct command_line *line, struct front_policy *policy)
{
	const struct given *profile = command_given(line, FLAG_PROFILE);
	struct profile_options *options = &policy->options.profile;
	struct policy *read = &policy->read;
	struct document text;
	const char *why = conflict(line);

	*policy = (struct front_policy){.blob = {NULL, 0}};
	options_default(line->arena, &policy->options);
	policy->options.diagnostics.notes = command_given(line, FLAG_VERBOSE);
	if (!why)
		why = define(line, &options->definitions);
	policy->here = here_find(line->arena, &options->definitions);
	read->sources = sources_new(line->arena);
	read->diags = diags_new(line->arena, read->sources);
	if (!why)
		why = layer_make(line, &policy->here, read->sources, &text);
	if (why) {
		front_say(why);
		return false;
	}
	diags_name(read->diags, "command line");
	diags_hide_risks(read->diags);
	options->open_network = command_given(line, FLAG_ALLOW_NET);
	options->withhold_workdir = !command_given(line, FLAG_ALLOW_CWD);
	read->ir = ir_new(line->arena, read->sources, read->diags, options->target);
	pipeline_read_document(read->ir, &text, profile ? profile->value : NULL, options);
	return true;
}

bool
front_compile(const struct command_line *line, struct front_policy *policy)
{
	struct command_line own = *line;

	if (!compile(line, policy))
		return false;
	/* That the command may read its policy is nobody's mistake: no word of it. */
	own.self = NULL;
	if (line->self && diags_count(policy->read.diags, SEVERITY_ERROR))
		compile(&own, policy);
	return is_good(policy);
}

/* Whether each file of A is in B, with the same bytes. */
static bool
has_texts(const struct sources *a, const struct sources *b)
{
	for (uint32_t i = 1; i <= sources_count(a); i++) {
		const struct source *one = source_get(a, i), *other = NULL;

		for (uint32_t k = 1; one->file && k <= sources_count(b) && !other; k++)
			if (source_get(b, k)->file &&
			    strcmp(source_get(b, k)->name, one->name) == 0)
				other = source_get(b, k);
		if (one->file && (!other || one->text.length != other->text.length ||
		                  memcmp(one->text.data, other->text.data, one->text.length) != 0))
			return false;
	}
	return true;
}

bool
front_same_texts(const struct sources *a, const struct sources *b)
{
	return has_texts(a, b) && has_texts(b, a);
}

bool
front_emit(struct front_policy *policy)
{
	const struct emit_options emit = {.origins = true};

	policy->blob = pipeline_emit(policy->read.ir, &backend_landlock, &emit);
	if (policy->blob.data)
		return true;
	is_good(policy);
	return false;
}
