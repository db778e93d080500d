/* SPDX-License-Identifier: Apache-2.0 */
/* completion.c - nono completion: what shells complete, from the tables of options. */
#include "front/completion.h"

#include "front/profile.h"

#include "compiler/eval.h"
#include "compiler/options-table.h"
#include "compiler/suggest.h"

#include <stdio.h>

/* The arguments that options take, by their names in the tables. */
static const struct {
	const char *argument;
	enum takes takes;
	const char *choices;
} arguments[] = {
    {"DIR", TAKES_DIRECTORY, NULL},
    {"FILE", TAKES_FILE, NULL},
    {"OUT", TAKES_FILE, NULL},
    {"PATH", TAKES_FILE, NULL},
    {"SOCKET", TAKES_FILE, NULL},
    {"SHELL", TAKES_FILE, NULL},
    {"NAME|FILE", TAKES_PROFILE, NULL},
    {"ACCESS", TAKES_CHOICE, "read write readwrite"},
    {"SCOPE", TAKES_CHOICE, "signal abstract-unix-socket"},
    {"KIND", TAKES_CHOICE, "file directory symlink fifo socket char_device block_device missing"},
    {"TARGET", TAKES_CHOICE, "landlock linux: seatbelt"},
    {"F[=FILE]", TAKES_CHOICE, "text gcc json sarif github markdown"},
    {"F", TAKES_CHOICE, "json yaml nono sb"},
    {"WHEN", TAKES_CHOICE, "auto always never"},
    {"CHANGE", TAKES_CHOICE, "widen change"},
    {"error|risk", TAKES_CHOICE, "error risk"},
};

/* TEXT up to where it goes into detail. */
static const char *
brief(struct arena *arena, const char *text)
{
	size_t length = strcspn(text, ";:(");

	while (length && text[length - 1] == ' ')
		length--;
	return arena_str(arena, text, length).data;
}

static void
set_argument(struct completed_option *option, const char *argument)
{
	option->takes = argument ? TAKES_WORD : TAKES_NOTHING;
	for (size_t i = 0; argument && i < COUNTOF(arguments); i++)
		if (strcmp(arguments[i].argument, argument) == 0) {
			option->takes = arguments[i].takes;
			option->choices = arguments[i].choices;
		}
}

/* "--a", "--b" of "a|b", and "-l". */
static const char *const *
names_of(struct arena *arena, const char *names, char letter)
{
	size_t count = letter != 0, used = 0;
	const char **all;

	for (const char *c = names; c && *c; c++)
		count += c == names || *c == '|';
	all = arena_calloc(arena, count + 1, sizeof(*all));
	if (letter)
		all[used++] = arena_printf(arena, "-%c", letter);
	for (const char *end; names && *names; names = *end ? end + 1 : end) {
		end = strchrnul(names, '|');
		all[used++] = arena_printf(arena, "--%.*s", (int)(end - names), names);
	}
	return all;
}

static const char *
join(struct arena *arena, const char *all, const char *word)
{
	return arena_printf(arena, "%s%s%s", all, *all ? " " : "", word);
}

/* The operations of why. */
static const char *
operations(struct arena *arena)
{
	const char *all = "";

	for (unsigned op = 0; op < OPS; op++)
		all = join(arena, all, op_name((enum op)op));
	return join(arena, all, "connect listen env");
}

static const char *
profile_parts(struct arena *arena)
{
	const char *all = "";

	for (unsigned i = 0; i < PROFILE_PARTS; i++)
		all = join(arena, all, profile_rows[i].name);
	return all;
}

static void
completed_nono(struct completed *c)
{
	c->verb_count = FRONTS;
	c->verbs = arena_calloc(c->arena, FRONTS, sizeof(*c->verbs));
	for (unsigned i = 0; i < FRONTS; i++)
		c->verbs[i] = (struct completed_verb){
		    front_verbs[i].name, brief(c->arena, front_verbs[i].summary),
		    front_verbs[i].most == ONE_COMMAND ? TAKES_COMMAND : TAKES_NOTHING, NULL};
	c->verbs[FRONT_WHY].takes = TAKES_FILE;
	c->verbs[FRONT_WHY].choices = operations(c->arena);
	c->verbs[FRONT_PROFILE].takes = TAKES_PROFILE;
	c->verbs[FRONT_PROFILE].choices = profile_parts(c->arena);
	c->verbs[FRONT_COMPLETION].choices = "bash zsh fish";
	c->option_count = FLAGS;
	c->options = arena_calloc(c->arena, FLAGS, sizeof(*c->options));
	for (unsigned i = 0; i < FLAGS; i++) {
		const struct flag_row *row = &front_flags[i];

		c->options[i].names = names_of(c->arena, row->names, row->letter);
		c->options[i].verbs = row->verbs;
		c->options[i].help = brief(c->arena, row->text);
		set_argument(&c->options[i], row->argument);
	}
}

/* Compiling has no word of its own: its options are those without a verb. */
static void
completed_nonoc(struct completed *c)
{
	c->verb_count = VERBS;
	c->verbs = arena_calloc(c->arena, VERBS, sizeof(*c->verbs));
	for (unsigned i = 0; i < VERBS; i++)
		c->verbs[i] = (struct completed_verb){i == VERB_COMPILE ? "" : verb_rows[i].name,
		                                      brief(c->arena, verb_rows[i].summary),
		                                      TAKES_FILE, NULL};
	c->verbs[VERB_SCHEMA].choices = "profile group organisation assertions";
	c->option_count = OPTIONS;
	c->options = arena_calloc(c->arena, OPTIONS, sizeof(*c->options));
	for (unsigned i = 0; i < OPTIONS; i++) {
		const struct option_row *row = &option_rows[i];

		c->options[i].names = names_of(c->arena, row->name, row->letter);
		c->options[i].verbs = row->verbs;
		c->options[i].help = brief(c->arena, row->help);
		set_argument(&c->options[i], row->argument);
	}
}

/* These two have no tables: a test holds this one against their --help. */
static const struct {
	const char *const names[3];
	enum takes takes;
	bool traced; /* nono-trace has it, too */
	bool loaded; /* nono-exec has it */
	const char *help;
} loader_options[] = {
    {{"-o"}, TAKES_FILE, true, false, "where the trace goes"},
    {{"-q"}, TAKES_NOTHING, true, false, "do not show the denials at the end"},
    {{"--audit"}, TAKES_NOTHING, true, true, "have denials written to the audit log"},
    {{"--dry-run"}, TAKES_NOTHING, false, true, "print what would be applied"},
    {{"--features"}, TAKES_NOTHING, false, true, "print what can be enforced here"},
    {{"--home"}, TAKES_DIRECTORY, true, true, "use this for $HOME"},
    {{"--keep-fd"}, TAKES_WORD, true, true, "leave a descriptor open"},
    {{"--require-digest"}, TAKES_WORD, true, true, "run only a policy with this digest"},
    {{"--strict"}, TAKES_NOTHING, true, true, "refuse what otherwise only warns"},
    {{"-v", "--verbose"}, TAKES_NOTHING, true, true, "say more"},
    {{"--help"}, TAKES_NOTHING, true, true, "what there is"},
    {{"--version"}, TAKES_NOTHING, true, true, "the version"},
};

/* A policy, then a command. */
static void
completed_loader(struct completed *c, bool traced)
{
	c->verb_count = 1;
	c->verbs = arena_calloc(c->arena, 1, sizeof(*c->verbs));
	c->verbs[0] = (struct completed_verb){"", "", TAKES_FILE, NULL};
	c->options = arena_calloc(c->arena, COUNTOF(loader_options), sizeof(*c->options));
	for (size_t i = 0; i < COUNTOF(loader_options); i++)
		if (traced ? loader_options[i].traced : loader_options[i].loaded)
			c->options[c->option_count++] = (struct completed_option){
			    loader_options[i].names, 1, loader_options[i].takes, NULL,
			    loader_options[i].help};
}

static void
completed_exec(struct completed *c)
{
	completed_loader(c, false);
}

static void
completed_trace(struct completed *c)
{
	completed_loader(c, true);
}

/* What PROGRAM has; false if it is none of ours. */
static bool
complete(struct completed *c, const char *program)
{
	static const struct {
		const char *name;
		void (*fill)(struct completed *);
	} programs[] = {{"nono", completed_nono},
	                {"nonoc", completed_nonoc},
	                {"nono-exec", completed_exec},
	                {"nono-trace", completed_trace}};

	for (size_t i = 0; i < COUNTOF(programs); i++)
		if (strcmp(programs[i].name, program) == 0) {
			c->program = programs[i].name;
			programs[i].fill(c);
			return true;
		}
	return false;
}

int
front_completion(struct command_line *line)
{
	static const struct {
		const char *name;
		void (*print)(const struct completed *);
	} shells[] = {
	    {"bash", completion_bash}, {"zsh", completion_zsh}, {"fish", completion_fish}};
	const char *shell = line->operands[0];
	const char *program = line->operand_count == 2 ? line->operands[1] : "nono";
	struct suggestion near = suggest_for(str_of(shell));
	struct completed completed = {.arena = line->arena};
	size_t i = 0;

	for (size_t k = 0; k < COUNTOF(shells); k++)
		suggest_offer(&near, str_of(shells[k].name));
	while (i < COUNTOF(shells) && strcmp(shells[i].name, shell) != 0)
		i++;
	if (i == COUNTOF(shells)) {
		front_say(arena_printf(
		    line->arena, "'completion' expects bash, zsh or fish, not '%s'%s", shell,
		    near.best.length
			? arena_printf(line->arena, "; did you mean '%.*s'?", STR_ARG(near.best))
			: ""));
		return command_failed(line);
	}
	if (!complete(&completed, program)) {
		front_say(arena_printf(line->arena,
		                       "'completion' is there for nono, nonoc, nono-exec and "
		                       "nono-trace, not for '%s'",
		                       program));
		return command_failed(line);
	}
	shells[i].print(&completed);
	if (fflush(stdout) == 0 && !ferror(stdout))
		return 0;
	front_say("standard output could not be written");
	return command_failed(line);
}
