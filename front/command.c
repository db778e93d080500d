/* SPDX-License-Identifier: Apache-2.0 */
/* command.c - reads the command line of nono: nothing is guessed, nothing is ignored. */
#include "front/front.h"

#include "compiler/diag-record.h"
#include "compiler/suggest.h"

#include <stdio.h>
#include <stdlib.h>

const struct front_row front_verbs[FRONTS] = {
#define VERB(symbol, name, least, most, operands, failed, summary) \
	{#name, least, most, operands, failed, summary},
#include "front/verb.def"
#undef VERB
};

#define ON(symbol) (1u << FRONT_##symbol)
#define ANY (~0u)
#define STARTS (ON(RUN) | ON(WRAP) | ON(SHELL))
#define RUNS (STARTS | ON(TRACE) | ON(LEARN))
#define POLICY (RUNS | ON(WHY))
const struct flag_row front_flags[FLAGS] = {
#define FLAG(symbol, names, letter, argument, variable, verbs, help) \
	{names, letter, argument, variable, verbs, help},
#include "front/option.def"
#undef FLAG
};

static const struct flag_row moot[] = {
#define FLAG(symbol, names, letter, argument, variable, verbs, help)
#define MOOT(names, letter, argument, verbs) {names, letter, argument, NULL, verbs, NULL},
#include "front/option.def"
#undef FLAG
};

static const struct flag_row refused[] = {
#define FLAG(symbol, names, letter, argument, variable, verbs, help)
#define REFUSED(names, letter, argument, verbs, why) {names, letter, argument, NULL, verbs, why},
#include "front/option.def"
#undef FLAG
};

static const struct {
	const char *name, *why;
} absent[] = {
#define VERB(symbol, name, least, most, operands, failed, summary)
#define ABSENT(name, why) {name, why},
#include "front/verb.def"
#undef VERB
};

void
front_say(const char *what)
{
	fputs("nono: ", stderr);
	escape_write(what, stderr);
	fputc('\n', stderr);
}

struct reading {
	struct command_line *line;
	char **argv;
	int argc, at;
	uint32_t verbs; /* of the options so far: all of these have them */
	const char *why;
};

static bool
fail(struct reading *r, const char *why)
{
	r->why = why;
	return false;
}

/* Whether NAME, LENGTH bytes, is one of "a|b". */
static bool
named(const char *names, const char *name, size_t length)
{
	for (const char *end;; names = end + 1) {
		end = strchrnul(names, '|');
		if ((size_t)(end - names) == length && memcmp(names, name, length) == 0)
			return true;
		if (!*end)
			return false;
	}
}

/* The row of "name" or of LETTER (when NAME is NULL) among COUNT. */
static const struct flag_row *
find_row(const struct flag_row *rows, size_t count, const char *name, size_t length, char letter)
{
	for (size_t i = 0; i < count; i++)
		if (name ? named(rows[i].names, name, length)
		         : rows[i].letter && rows[i].letter == letter)
			return &rows[i];
	return NULL;
}

static const char *
offer_flags(struct arena *arena, const char *name, size_t length, uint32_t verbs)
{
	struct suggestion near = suggest_for((struct str){name, (uint32_t)length});

	for (size_t i = 0; i < FLAGS; i++) {
		const char *names = front_flags[i].names;

		if (front_flags[i].verbs & verbs)
			for (const char *end = names; *end; names = end + 1) {
				end = strchrnul(names, '|');
				suggest_offer(&near, (struct str){names, (uint32_t)(end - names)});
			}
	}
	return near.best.length
	           ? arena_printf(arena, "; did you mean '--%.*s'?", STR_ARG(near.best))
	           : "";
}

void
command_add(struct command_line *line, const struct given *given)
{
	line->given = arena_room(line->arena, line->given, line->count, sizeof(*given));
	line->given[line->count++] = *given;
}

/* The argument of the option WRITTEN: after its '=' or the rest of its cluster, or the next one. */
static bool
take_value(struct reading *r, const struct flag_row *row, const char *written, const char *rest,
           const char **value)
{
	struct arena *arena = r->line->arena;
	const char *next;

	*value = rest;
	if (rest && row->argument)
		return true;
	if (rest)
		return fail(r, arena_printf(arena, "'%s' takes no value", written));
	if (!row->argument)
		return true;
	next = r->at + 1 < r->argc ? r->argv[r->at + 1] : "--";
	if (strcmp(next, "--") == 0)
		return fail(r, arena_printf(arena, "'%s' expects %s", written, row->argument));
	/* The option that a forgotten argument would swallow may be what closes something. */
	if (next[0] == '-' && next[1])
		return fail(
		    r,
		    arena_printf(arena, "'%s' expects %s, found '%s'; '--%.*s=%s' if that is meant",
		                 written, row->argument, next,
		                 (int)(strchrnul(row->names, '|') - row->names), row->names, next));
	*value = next;
	r->at++;
	return true;
}

static bool
take_row(struct reading *r, const struct flag_row *row, const char *written, const char *rest)
{
	struct given given = {FLAGS, written, NULL};
	bool mine = row >= front_flags && row < front_flags + FLAGS;

	if (!mine && row->text)
		return fail(r, arena_printf(r->line->arena, "'%s': %s", written, row->text));
	if (!take_value(r, row, written, rest, &given.value))
		return false;
	r->verbs &= row->verbs;
	if (r->line->verb != FRONTS && !(row->verbs >> r->line->verb & 1))
		return fail(r, arena_printf(r->line->arena, "'%s' is no option of '%s'", written,
		                            front_verbs[r->line->verb].name));
	if (!mine)
		return true;
	given.flag = (enum flag)(row - front_flags);
	r->line->help |= given.flag == FLAG_HELP;
	r->line->version |= given.flag == FLAG_VERSION;
	command_add(r->line, &given);
	return true;
}

static bool
read_long(struct reading *r, const char *word)
{
	const char *name = word + 2, *equals = strchrnul(name, '=');
	size_t length = (size_t)(equals - name);
	const char *written = arena_printf(r->line->arena, "%.*s", (int)(equals - word), word);
	const struct flag_row *row = find_row(front_flags, FLAGS, name, length, 0);
	uint32_t verbs = r->line->verb == FRONTS ? ANY : 1u << r->line->verb;

	if (!row)
		row = find_row(moot, COUNTOF(moot), name, length, 0);
	if (!row)
		row = find_row(refused, COUNTOF(refused), name, length, 0);
	if (!row)
		return fail(r, arena_printf(r->line->arena, "there is no option '%s'%s", written,
		                            offer_flags(r->line->arena, name, length, verbs)));
	return take_row(r, row, written, *equals ? equals + 1 : NULL);
}

/* "-v", "-sv", "-aDIR", "-a DIR" */
static bool
read_letters(struct reading *r, const char *word)
{
	for (const char *c = word + 1; *c; c++) {
		const char *written = arena_printf(r->line->arena, "-%c", *c);
		const struct flag_row *row = find_row(front_flags, FLAGS, NULL, 0, *c);

		if (!row)
			row = find_row(refused, COUNTOF(refused), NULL, 0, *c);
		if (!row)
			return fail(
			    r, arena_printf(r->line->arena, "there is no option '%s'", written));
		if (!take_row(r, row, written, row->argument && c[1] ? c + 1 : NULL))
			return false;
		if (row->argument)
			break;
	}
	return true;
}

static bool
read_verb(struct reading *r, const char *word)
{
	struct suggestion near = suggest_for(str_of(word));

	if (strcmp(word, "help") == 0) {
		r->line->help = true;
		return true;
	}
	for (unsigned i = 0; i < FRONTS; i++) {
		if (strcmp(front_verbs[i].name, word) == 0)
			r->line->verb = (enum front_verb)i;
		suggest_offer(&near, str_of(front_verbs[i].name));
	}
	if (r->line->verb != FRONTS && !(r->verbs >> r->line->verb & 1))
		return fail(r, arena_printf(r->line->arena,
		                            "an option before '%s' is none of it; write it after",
		                            word));
	if (r->line->verb != FRONTS)
		return true;
	for (size_t i = 0; i < COUNTOF(absent); i++)
		if (strcmp(absent[i].name, word) == 0)
			return fail(r, arena_printf(r->line->arena, "there is no '%s' yet: %s",
			                            word, absent[i].why));
	return fail(r, arena_printf(r->line->arena, "there is no '%s'%s; see 'nono --help'", word,
	                            near.best.length
	                                ? arena_printf(r->line->arena, ", did you mean '%.*s'?",
	                                               STR_ARG(near.best))
	                                : ""));
}

static bool
read_words(struct reading *r)
{
	struct command_line *line = r->line;
	bool good = true;

	for (r->at = 1; good && r->at < r->argc; r->at++) {
		char *word = r->argv[r->at];

		if (strcmp(word, "--") == 0) {
			line->command = r->argv + r->at + 1;
			break;
		}
		if (strncmp(word, "--", 2) == 0) {
			good = read_long(r, word);
		} else if (word[0] == '-' && word[1]) {
			good = read_letters(r, word);
		} else if (line->verb == FRONTS) {
			good = read_verb(r, word);
		} else {
			line->operands = arena_room(line->arena, line->operands,
			                            line->operand_count, sizeof(char *));
			line->operands[line->operand_count++] = word;
		}
	}
	return good;
}

const struct given *
command_given(const struct command_line *line, enum flag flag)
{
	for (size_t i = line->count; i--;)
		if (line->given[i].flag == flag)
			return &line->given[i];
	return NULL;
}

/* Of two values, the one that is left out would not hold, and nobody would know. */
static bool
check_once(struct reading *r)
{
	static const enum flag single[] = {
	    FLAG_PROFILE, FLAG_WORKDIR, FLAG_OUTPUT, FLAG_PATH,  FLAG_OP,         FLAG_HOST,
	    FLAG_PORT,    FLAG_SCOPE,   FLAG_THING,  FLAG_SHELL, FLAG_TARGET_ABI, FLAG_DESCRIPTION};
	const struct command_line *line = r->line;

	for (size_t i = 0; i < COUNTOF(single); i++) {
		const struct given *last = command_given(line, single[i]);

		for (const struct given *given = line->given; last && given < last; given++)
			if (given->flag == single[i] && strcmp(given->value, last->value) != 0)
				return fail(r,
				            arena_printf(line->arena,
				                         "'%s' is given as '%s' and as '%s'; %s",
				                         given->written, given->value, last->value,
				                         given->flag == FLAG_PROFILE
				                             ? "one of them can be an --extends"
				                             : "give one of them"));
	}
	return true;
}

int
command_failed(const struct command_line *line)
{
	return line->verb == FRONTS ? 2 : front_verbs[line->verb].failed;
}

/* A switch's variable: 1 on, 0 off, -1 neither. */
static int
truth(const char *value)
{
	static const char *const words[] = {"",  "0",    "false", "no", "off",
	                                    "1", "true", "yes",   "on"};

	for (size_t i = 0; i < COUNTOF(words); i++)
		if (strcmp(value, words[i]) == 0)
			return i >= 5;
	return -1;
}

/* What the command line says comes first. */
static bool
read_variables(struct reading *r)
{
	struct command_line *line = r->line;
	const char *log = getenv("NONO_LOG_FILE");

	/* nono 0.66 takes it for the option, which is refused. */
	if (log && *log)
		return fail(
		    r, arena_printf(line->arena, "the variable NONO_LOG_FILE: %s",
		                    find_row(refused, COUNTOF(refused), "log-file", 8, 0)->text));
	for (unsigned i = 0; i < FLAGS; i++) {
		const struct flag_row *row = &front_flags[i];
		const char *value = row->variable ? getenv(row->variable) : NULL;
		struct given given = {(enum flag)i, row->variable, NULL};
		int on;

		if (!value || !*value || !(row->verbs >> line->verb & 1) ||
		    command_given(line, given.flag))
			continue;
		if (row->argument) {
			given.value = value;
			command_add(line, &given);
			continue;
		}
		on = truth(value);
		if (on < 0)
			return fail(r,
			            arena_printf(line->arena,
			                         "the variable %s is '%s', expected true or false",
			                         row->variable, value));
		if (on)
			command_add(line, &given);
	}
	return true;
}

static bool
check_operands(struct reading *r)
{
	const struct command_line *line = r->line;
	const struct front_row *row = &front_verbs[line->verb];
	bool command = row->most == ONE_COMMAND;
	const char *usage = arena_printf(line->arena, "usage: nono %s [OPTION]...%s%s", row->name,
	                                 *row->operands ? " " : "", row->operands);
	bool any = row->most == 0 && *row->operands;

	if (command && line->operand_count)
		return fail(r, arena_printf(line->arena, "'--' is missing before '%s'; %s",
		                            line->operands[0], usage));
	if (command && (!line->command || !line->command[0]) &&
	    !(line->command && command_given(line, FLAG_DRY_RUN)))
		return fail(r, arena_printf(line->arena, "the command is missing; %s", usage));
	if (command)
		return true;
	if (line->command)
		return fail(
		    r, arena_printf(line->arena, "'%s' takes no command; %s", row->name, usage));
	if (line->operand_count < row->least || (!any && line->operand_count > row->most))
		return fail(r, usage);
	return true;
}

bool
command_read(struct command_line *line, int argc, char **argv, const char **why)
{
	struct reading r = {.line = line, .argc = argc, .argv = argv, .verbs = ANY};
	bool good;

	line->verb = FRONTS;
	good = read_words(&r);
	if (good && !line->help && !line->version) {
		if (line->verb == FRONTS)
			good = fail(&r, "expected what to do; see 'nono --help'");
		else
			good = check_once(&r) && read_variables(&r) && check_operands(&r);
	}
	*why = r.why;
	return good;
}
