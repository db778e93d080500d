/* SPDX-License-Identifier: Apache-2.0 */
/* options.h - the command line of nonoc, as one table. */
#ifndef COMPILER_OPTIONS_H
#define COMPILER_OPTIONS_H

#include "compiler/arena.h"
#include "compiler/diag.h"
#include "compiler/profile.h"

enum verb { VERB_COMPILE, VERB_CHECK, VERB_GROUPS, VERB_HELP, VERB_VERSION };

struct options {
	enum verb verb;
	const char *input;  /* compile, check: a file, a name or "-"; groups: a name or NULL */
	const char *output; /* compile */
	bool origins;
	bool warnings_are_errors;
	struct diag_options diagnostics;
	struct profile_options profile;
};

/*
 * Reads the command line and, for colour and for the user's own profiles, the
 * environment.  On a wrong one *WHY says what was expected, and it returns false.
 */
bool options_read(struct arena *arena, int argc, char **argv, struct options *options,
                  const char **why);
/* The text of --help. */
extern const char options_help[];

#endif
