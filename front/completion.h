/* SPDX-License-Identifier: Apache-2.0 */
/* completion.h - what a shell needs to complete a command line of ours. */
#ifndef FRONT_COMPLETION_H
#define FRONT_COMPLETION_H

#include "front/front.h"

/* What an argument or operand is. */
enum takes {
	TAKES_NOTHING,
	TAKES_WORD, /* nobody knows which */
	TAKES_FILE,
	TAKES_DIRECTORY,
	TAKES_PROFILE, /* a name or a file */
	TAKES_COMMAND, /* after "--" */
	TAKES_CHOICE   /* of `choices` */
};

struct completed_option {
	const char *const *names; /* "--allow", "-a", ..., NULL */
	uint32_t verbs;
	enum takes takes;
	const char *choices; /* with blanks between them */
	const char *help;    /* short */
};

struct completed_verb {
	const char *name;
	const char *help;
	enum takes takes;    /* operands; the first one, if there are choices */
	const char *choices; /* or NULL */
};

struct completed {
	struct arena *arena;
	const char *program;
	struct completed_verb *verbs; /* in the order of the bits of options' `verbs` */
	size_t verb_count;
	struct completed_option *options;
	size_t option_count;
};

/* The script for a shell, on standard output. */
void completion_bash(const struct completed *completed);
void completion_zsh(const struct completed *completed);
void completion_fish(const struct completed *completed);

#endif
