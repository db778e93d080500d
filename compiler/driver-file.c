/* SPDX-License-Identifier: Apache-2.0 */
/* driver-file.c - what the verbs share that change files in place: fmt, fix. */
#include "compiler/driver.h"

#include "compiler/diag-record.h"
#include "compiler/lookup-file.h"
#include "compiler/output.h"
#include "compiler/patch.h"

#include <string.h>
#include <unistd.h>

int
driver_read_file(const struct lookup *lookup, const char *token, struct rewrite *file)
{
	bool input = strcmp(token, "-") == 0;
	int error = input ? lookup_standard_input(lookup, &file->text)
	                  : lookup_file(lookup, token, TRUST_USER, (struct span){0}, &file->text);

	file->name = input ? "<stdin>" : token;
	if (error)
		return STATUS_USAGE;
	if (file->text.format != FORMAT_POLICY_TEXT &&
	    !lookup_is_document(lookup, &file->text, (struct span){0}))
		return STATUS_USAGE;
	file->before = source_get(lookup->sources, file->text.source)->text;
	file->after = file->before;
	return STATUS_CLEAN;
}

static int
print(struct str text)
{
	if (fwrite(text.data, 1, text.length, stdout) != text.length || fflush(stdout) != 0)
		return driver_say("standard output could not be written");
	return STATUS_CLEAN;
}

static int
tell(const struct options *options, const struct rewrite *file)
{
	if (options->diff) {
		patch_print(file->name, file->before, file->after, isatty(STDOUT_FILENO), stdout);
	} else {
		escape_first(file->name, stdout);
		fputc('\n', stdout);
	}
	if (fflush(stdout) != 0 || ferror(stdout))
		return driver_say("standard output could not be written");
	return STATUS_ERROR;
}

int
driver_rewrite(struct arena *arena, const struct options *options, const struct rewrite *file)
{
	bool same = str_equal(file->before, file->after);
	struct stat read = {.st_dev = file->text.device,
	                    .st_ino = file->text.inode,
	                    .st_size = (off_t)file->before.length};
	const char *why;

	if (options->check || options->diff)
		return same ? STATUS_CLEAN : tell(options, file);
	if (strcmp(file->text.name, "<stdin>") == 0 && file->text.inode == 0)
		return print(file->after);
	if (same)
		return STATUS_CLEAN;
	why = output_rewrite(arena, file->name, &read, file->after);
	return why ? driver_say(why) : STATUS_CLEAN;
}
