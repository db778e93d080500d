/* SPDX-License-Identifier: Apache-2.0 */
/* learn.c - nono learn: run, suggest, run again, until nothing more is denied or suggested. */
#include "front/settle.h"
#include "front/watch.h"

#include "compiler/jsonout.h"
#include "compiler/output.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ROUNDS = 5 };

/* A profile that extends NAME; NULL: nothing. */
static const char *
extending(struct arena *arena, const char *name)
{
	json_t *profile = jsonout_need(json_object());
	char *bytes = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&bytes, &size);
	const char *text;

	if (!out)
		arena_exhausted(arena);
	if (name)
		jsonout_set(profile, "extends", jsonout_text(arena, name));
	jsonout_write(profile, out);
	fclose(out);
	json_decref(profile);
	text = arena_str(arena, bytes, size).data;
	free(bytes);
	return text;
}

/* The profile that is learnt, FILE: as it is, or a new one that extends --profile. */
static const char *
begin(const struct command_line *line, const char *file)
{
	const struct given *profile = command_given(line, FLAG_PROFILE);
	const char *name = profile ? profile->value : NULL;
	struct stat status;

	if (!format_is_document(format_of(file)))
		return arena_printf(line->arena,
		                    "'%s': expected the name of a profile, which ends in .json, "
		                    ".jsonc, .yaml or .yml",
		                    file);
	if (stat(file, &status) == 0)
		return profile
		           ? arena_printf(line->arena,
		                          "'%s' is there, and is what is learnt; leave '%s' out",
		                          file, profile->written)
		           : NULL;
	if (errno != ENOENT)
		return arena_printf(line->arena, "'%s': %s", file, strerror(errno));
	/* What is a file is so from here, wherever the new one lies. */
	if (name && access(name, F_OK) == 0) {
		char *real = realpath(name, NULL);

		if (!real)
			return arena_printf(line->arena, "'%s': %s", name, strerror(errno));
		name = arena_printf(line->arena, "%s", real);
		free(real);
	}
	return output_write(line->arena, file, str_of(extending(line->arena, name)));
}

/*
 * The command line with FILE for --profile.  What FILE says of the working directory counts: it
 * says nothing until that was suggested.
 */
static struct command_line
with_profile(const struct command_line *line, const char *file)
{
	const struct given profile = {FLAG_PROFILE, "--output", file};
	const struct given agreed = {FLAG_ALLOW_CWD, "--allow-cwd", NULL};
	struct command_line with = *line;

	with.given = NULL;
	with.count = 0;
	for (size_t i = 0; i < line->count; i++)
		if (line->given[i].flag != FLAG_PROFILE)
			command_add(&with, &line->given[i]);
	command_add(&with, &profile);
	command_add(&with, &agreed);
	return with;
}

/* Has nonoc suggest change FILE for what WATCHED was denied in ROUND; its exit status. */
static int
suggest(struct arena *arena, const char *file, const struct watched *watched, unsigned round)
{
	int fd = memfd_create("trace", 0); /* no file that the command could have prepared */
	FILE *out = fd < 0 ? NULL : fdopen(fd, "w");
	struct options options;
	const char *why;
	int status = STATUS_USAGE;

	if (!out || !trace_write(&watched->request, watched->trace, out)) {
		front_say("no memory for the trace");
	} else {
		char *words[] = {(char *)(uintptr_t) "nonoc",
		                 (char *)(uintptr_t) "suggest",
		                 (char *)(uintptr_t) "--in-place",
		                 (char *)(uintptr_t)file,
		                 (char *)(uintptr_t)arena_printf(arena, "/proc/self/fd/%d", fd),
		                 NULL};

		if (options_read(arena, COUNTOF(words) - 1, words, &options, &why)) {
			options.profile.input_name = arena_printf(arena, "round %u", round);
			status = verb_suggest(arena, &options);
		} else {
			front_say(why);
		}
	}
	if (out)
		fclose(out);
	else if (fd >= 0)
		close(fd);
	return status;
}

enum step { STEP_AGAIN, STEP_DONE, STEP_TOLD, STEP_FAILED };

/*
 * What the command was just run under, FILE and all that it extends, may lie where the command
 * writes: it is not for the command to say what it may do next.
 */
static bool
unchanged(const struct command_line *line, const struct front_policy *policy)
{
	struct front_policy again = {0};

	if (!front_compile(line, &again))
		return false;
	if (front_same_texts(policy->read.sources, again.read.sources))
		return true;
	front_say("the profile was changed while the command ran, and is not used again");
	return false;
}

static enum step
learn_once(const struct command_line *line, const char *file, unsigned round, int *status)
{
	struct front_policy policy = {0};
	struct watched watched;
	struct stat before, after;
	int suggested;

	*status = command_failed(line);
	if (!front_compile(line, &policy) || (round == 1 && !settle_trust(line, &policy)) ||
	    !front_emit(&policy))
		return STEP_FAILED;
	watch(line, &policy, &watched);
	*status = watched.trace->status;
	if (watched.trace->why) {
		front_say(watched.trace->why);
		return STEP_FAILED;
	}
	if ((!watched.trace->ran && !watched.trace->count) || !unchanged(line, &policy))
		return STEP_FAILED;
	if (!watch_denials(&watched))
		return STEP_DONE;
	if (stat(file, &before) < 0)
		return STEP_FAILED;
	suggested = suggest(line->arena, file, &watched, round);
	if ((suggested != STATUS_CLEAN && suggested != STATUS_UNDECIDED) || stat(file, &after) < 0)
		return STEP_FAILED;
	/* It is replaced when it changes. */
	if (before.st_ino == after.st_ino)
		return STEP_DONE;
	return watched.trace->told ? STEP_TOLD : STEP_AGAIN;
}

int
front_learn(struct command_line *line)
{
	const struct given *output = command_given(line, FLAG_OUTPUT);
	struct command_line with;
	enum step step = STEP_AGAIN;
	const char *wrong;
	int status = command_failed(line);
	bool silent = command_given(line, FLAG_SILENT);
	unsigned round = 0;

	if (!output) {
		front_say("learn expects --output FILE: the profile that it makes or goes on with");
		return status;
	}
	wrong = begin(line, output->value);
	if (wrong) {
		front_say(wrong);
		return status;
	}
	with = with_profile(line, output->value);
	while (step == STEP_AGAIN && round < ROUNDS) {
		round++;
		if (!silent)
			front_say(arena_printf(line->arena, "round %u", round));
		step = learn_once(&with, output->value, round, &status);
	}
	if (step == STEP_AGAIN)
		front_say("something was suggested in each round; run it again to go on");
	else if (step == STEP_TOLD)
		front_say("it was ended before all was learnt; run it again to go on");
	else if (step == STEP_DONE && !silent)
		front_say(arena_printf(line->arena, "read '%s' before you use it", output->value));
	return status;
}
