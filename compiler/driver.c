/* SPDX-License-Identifier: Apache-2.0 */
/* driver.c - what the verbs of nonoc share. */
#include "compiler/driver.h"

#include "compiler/diag-record.h"
#include "compiler/fix.h"

#include <errno.h>
#include <sys/stat.h>

int
driver_say(const char *what)
{
	/* nono has verbs of nonoc, too. */
	escape_write(program_invocation_short_name, stderr);
	fputs(": ", stderr);
	escape_write(what, stderr);
	fputc('\n', stderr);
	return STATUS_USAGE;
}

bool
driver_is_source(const struct sources *sources, const char *file)
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

int
driver_print(const char *text)
{
	if (fputs(text, stdout) < 0 || fflush(stdout) != 0 || ferror(stdout))
		return driver_say("standard output could not be written");
	return STATUS_CLEAN;
}

/* What mends what was found in the files. */
static void
find_fixes(struct arena *arena, const struct policy *policy)
{
	for (uint32_t i = 1; i <= sources_count(policy->sources); i++) {
		const struct source *source = source_get(policy->sources, i);

		if (source->file && format_is_document(format_of(source->name)))
			fixes_find(arena, policy->sources, policy->diags, i,
			           format_of(source->name));
	}
}

int
driver_worse(int a, int b)
{
	static const int rank[] = {
	    [STATUS_CLEAN] = 0, [STATUS_UNDECIDED] = 1, [STATUS_ERROR] = 2, [STATUS_USAGE] = 3};

	return rank[a] > rank[b] ? a : b;
}

int
driver_read(struct arena *arena, const struct options *options, const char *token,
            enum policy_forms forms, struct policy *policy)
{
	struct profile_options profile = options->profile;
	int error;

	profile.asked = options->verb != VERB_COMPILE && options->verb != VERB_CHECK &&
	                options->verb != VERB_FIX;
	policy->sources = sources_new(arena);
	policy->diags = diags_new(arena, policy->sources);
	diags_name(policy->diags, token);
	if (options->verb != VERB_CHECK && !options->risks)
		diags_hide_risks(policy->diags);
	policy->ir = ir_new(arena, policy->sources, policy->diags, options->profile.target);
	error = pipeline_read(&policy->ir, token, forms, &profile);
	find_fixes(arena, policy);
	if (options->warnings_are_errors)
		diags_warnings_are_errors(policy->diags);
	if (error)
		return STATUS_USAGE;
	if (diags_count(policy->diags, SEVERITY_ERROR))
		return STATUS_ERROR;
	return policy->ir->unheld ? STATUS_UNDECIDED : STATUS_CLEAN;
}
