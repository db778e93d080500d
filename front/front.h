/* SPDX-License-Identifier: Apache-2.0 */
/* front.h - the command line of nono: verb.def and option.def are its tables. */
#ifndef FRONT_FRONT_H
#define FRONT_FRONT_H

#include "compiler/arena.h"

/* Operands of a verb that takes a command. */
#define ONE_COMMAND (~0u)

enum front_verb {
#define VERB(symbol, name, least, most, operands, failed, summary) FRONT_##symbol,
#include "front/verb.def"
#undef VERB
	FRONTS
};

enum flag {
#define FLAG(symbol, names, letter, argument, variable, verbs, help) FLAG_##symbol,
#include "front/option.def"
#undef FLAG
	FLAGS
};

struct front_row {
	const char *name;
	unsigned least, most; /* operands */
	const char *operands;
	int failed; /* exit status of its own failures */
	const char *summary;
};

struct flag_row {
	const char *names; /* "a|b" */
	char letter;       /* or 0 */
	const char *argument;
	const char *variable;
	uint32_t verbs;   /* 1 << enum front_verb */
	const char *text; /* FLAG: help; REFUSED: why; MOOT: NULL */
};

extern const struct front_row front_verbs[FRONTS];
extern const struct flag_row front_flags[FLAGS];

/* An option as it was given. */
struct given {
	enum flag flag;
	const char *written; /* "--allow", "-a", or "NONO_ALLOW" */
	const char *value;   /* NULL: takes none */
};

struct command_line {
	struct arena *arena;
	enum front_verb verb; /* FRONTS: none */
	bool help, version;
	struct given *given; /* in their order, then those of the environment */
	size_t count;
	char **operands;
	size_t operand_count;
	char **command;   /* what follows "--", or NULL */
	const char *self; /* the command may read its policy here, see self.h; or NULL */
};

/*
 * Reads the command line and the variables that stand for options.  On a wrong one *WHY says what
 * was expected, and it returns false.
 */
bool command_read(struct command_line *line, int argc, char **argv, const char **why);
/* Adds an option, as if it had been given. */
void command_add(struct command_line *line, const struct given *given);
/* Whether FLAG was given, and how; the last one counts. */
const struct given *command_given(const struct command_line *line, enum flag flag);
/* The exit status of a failure of its own. */
int command_failed(const struct command_line *line);
/* The text of --help: of all verbs, or of VERB with its options. */
const char *front_help(struct arena *arena);
const char *front_help_verb(struct arena *arena, enum front_verb verb);
/* "nono: WHAT" on standard error, with nothing in it that could drive the terminal. */
void front_say(const char *what);

/* Each answers for a verb of verb.def and returns the exit status. */
#define VERB(symbol, name, least, most, operands, failed, summary) \
	int front_##name(struct command_line *line);
#include "front/verb.def"
#undef VERB

#endif
