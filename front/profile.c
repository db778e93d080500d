/* SPDX-License-Identifier: Apache-2.0 */
/* profile.c - nono profile: the parts of the compiler that a person who writes profiles needs. */
#include "front/profile.h"

#include "compiler/explain.h"
#include "compiler/suggest.h"

const struct profile_row profile_rows[PROFILE_PARTS] = {
#define PART(symbol, name, least, most, operands, summary) {#name, least, most, operands, summary},
#include "front/profile.def"
};

static const struct {
	const char *name, *why;
} gone[] = {
#define PART(symbol, name, least, most, operands, summary)
#define GONE(name, why) {name, why},
#include "front/profile.def"
};

#define ON(symbol) (1u << PROFILE_##symbol)

/* Options that not every part has. */
static const struct {
	enum flag flag;
	unsigned parts;
} options_of[] = {
    {FLAG_EXTENDS, ON(INIT)},
    {FLAG_GROUPS, ON(INIT)},
    {FLAG_DESCRIPTION, ON(INIT)},
    {FLAG_FULL, ON(INIT)},
    {FLAG_FORCE, ON(INIT)},
    {FLAG_OUTPUT, ON(INIT)},
    {FLAG_STRICT, ON(VALIDATE)},
    {FLAG_RAW, ON(SHOW)},
    {FLAG_JSON, ON(LIST) | ON(SHOW) | ON(VALIDATE) | ON(DIFF)},
};

static int
fail(const struct command_line *line, const char *why)
{
	front_say(why);
	return command_failed(line);
}

static int
unknown_part(const struct command_line *line, const char *word)
{
	struct suggestion near = suggest_for(str_of(word));

	for (unsigned i = 0; i < PROFILE_PARTS; i++)
		suggest_offer(&near, str_of(profile_rows[i].name));
	for (size_t i = 0; i < COUNTOF(gone); i++)
		if (strcmp(gone[i].name, word) == 0)
			return fail(line, arena_printf(line->arena, "there is no 'profile %s': %s",
			                               word, gone[i].why));
	return fail(line, arena_printf(line->arena,
	                               "there is no 'profile %s'%s; see 'nono profile "
	                               "--help'",
	                               word,
	                               near.best.length
	                                   ? arena_printf(line->arena, ", did you mean '%.*s'?",
	                                                  STR_ARG(near.best))
	                                   : ""));
}

/* NULL, or what is wrong with the options and operands of PART. */
static const char *
check(const struct command_line *line, enum profile_part part)
{
	const struct profile_row *row = &profile_rows[part];
	size_t count = line->operand_count - 1;
	bool any = row->most == 0 && *row->operands;

	for (size_t i = 0; i < COUNTOF(options_of); i++) {
		const struct given *given = command_given(line, options_of[i].flag);

		if (given && !(options_of[i].parts >> part & 1))
			return arena_printf(line->arena, "'%s' is no option of 'profile %s'",
			                    given->written, row->name);
	}
	if (count < row->least || (!any && count > row->most))
		return arena_printf(line->arena, "usage: nono profile %s [OPTION]...%s%s",
		                    row->name, *row->operands ? " " : "", row->operands);
	for (size_t i = 1; i <= count; i++)
		if (!*line->operands[i])
			return "expected a name, found an empty argument";
	return NULL;
}

int
front_profile(struct command_line *line)
{
	static int (*const parts[PROFILE_PARTS])(const struct command_line *, struct options *) = {
#define PART(symbol, name, least, most, operands, summary) [PROFILE_##symbol] = profile_##name,
#include "front/profile.def"
	};
	const char *word = line->operands[0], *why;
	struct options options;
	unsigned part = 0;

	while (part < PROFILE_PARTS && strcmp(profile_rows[part].name, word) != 0)
		part++;
	if (part == PROFILE_PARTS)
		return unknown_part(line, word);
	why = check(line, (enum profile_part)part);
	if (why)
		return fail(line, why);
	options_default(line->arena, &options);
	options.operands = line->operands + 1;
	options.operand_count = line->operand_count - 1;
	options.diagnostics.notes = command_given(line, FLAG_VERBOSE);
	options.diagnostics.all = options.diagnostics.notes;
	return parts[part](line, &options);
}

struct lookup *
profile_lookup(struct arena *arena, const struct options *options)
{
	struct sources *sources = sources_new(arena);
	size_t count;
	const struct builtin *texts = builtins(&count);

	return lookup_new(arena, sources, diags_new(arena, sources), &options->profile, texts,
	                  count);
}

int
profile_groups(const struct command_line *line, struct options *options)
{
	options->verb = VERB_GROUPS;
	return verb_groups(line->arena, options);
}

int
profile_diff(const struct command_line *line, struct options *options)
{
	options->verb = VERB_DIFF;
	if (command_given(line, FLAG_JSON))
		options->diagnostics.format = DIAG_JSON;
	return verb_diff(line->arena, options);
}

int
profile_schema(const struct command_line *line, struct options *options)
{
	options->verb = VERB_SCHEMA;
	return verb_schema(line->arena, options);
}

int
profile_guide(const struct command_line *line, struct options *options)
{
	(void)line;
	(void)options;
	return driver_print(explain_guide().data);
}
