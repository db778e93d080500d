/* SPDX-License-Identifier: Apache-2.0 */
/* options.h - the command line of nonoc: verb.def and option.def are its tables. */
#ifndef COMPILER_OPTIONS_H
#define COMPILER_OPTIONS_H

#include "compiler/arena.h"
#include "compiler/diag.h"
#include "compiler/profile.h"

enum verb {
#define VERB(symbol, name, least, most, operands, summary) VERB_##symbol,
#include "compiler/verb.def"
#undef VERB
	VERBS
};

/* diff: which changes are a failure */
enum fail_on { FAIL_ON_NOTHING, FAIL_ON_WIDEN, FAIL_ON_CHANGE };

/* --format FORMAT=FILE */
struct report_file {
	enum diag_format format;
	const char *file;
};

struct options {
	enum verb verb;
	bool help, version;   /* asked for: nothing else counts */
	char **operands;      /* what remains: files, names, ... */
	size_t operand_count; /* as many as the verb takes */
	const char *base;     /* diff: a commit */
	enum fail_on fail_on; /* diff */
	const char *output;   /* compile, dump */
	bool depend;          /* -MD */
	const char *depfile;  /* -MF, or NULL: beside the output */
	bool text;            /* compile: policy text */
	bool origins;
	bool comments;     /* compile for macOS */
	bool probe;        /* why: ask the kernel, too */
	const char *thing; /* why: the kind of the object */
	bool warnings_are_errors;
	bool check, diff; /* fmt, fix: say what would change, write nothing */
	bool unsafe;      /* fix */
	bool in_place;    /* suggest, prune: write the profile itself */
	bool risky;       /* suggest: also what is protected */
	bool risks;       /* a compile shows them, too */
	bool tap;         /* test: --format tap */
	struct diag_options diagnostics;
	struct report_file *reports; /* beside the format of `diagnostics` */
	size_t report_count;
	const char *step_summary; /* of a job of GitHub Actions, or NULL */
	bool targeted;            /* --target was given */
	struct profile_options profile;
};

/*
 * Reads the command line and, for colour and for the user's own profiles, the
 * environment.  On a wrong one *WHY says what was expected, and it returns false.
 */
bool options_read(struct arena *arena, int argc, char **argv, struct options *options,
                  const char **why);
/* What is so without any option; colour is for standard error. */
void options_default(struct arena *arena, struct options *options);
/*
 * "landlock", "linux", "linux:ID:VERSION", "seatbelt" or "macos"; false if TEXT, which must outlive
 * PROFILE, is none of them.
 */
bool options_target(struct arena *arena, const char *text, struct profile_options *profile);
/* The text of --help: of all verbs, or of VERB with its own options. */
const char *options_help(struct arena *arena);
const char *options_help_verb(struct arena *arena, enum verb verb);
/* A line of it: TEXT after HEAD, folded at blanks so that it stands in a column of its own. */
const char *options_help_entry(struct arena *arena, int column, const char *head, const char *text);

#endif
