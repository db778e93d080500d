/* SPDX-License-Identifier: Apache-2.0 */
/* driver.h - what the verbs of nonoc share: statuses, messages, reading a policy. */
#ifndef COMPILER_DRIVER_H
#define COMPILER_DRIVER_H

#include "compiler/options.h"
#include "compiler/pipeline.h"

/* The same in every format. */
enum status {
	STATUS_CLEAN = 0,     /* or warnings only */
	STATUS_ERROR = 1,     /* in the input */
	STATUS_USAGE = 2,     /* the command line, or a file that cannot be read or written */
	STATUS_UNDECIDED = 3, /* only a run can tell; or it is not to be expressed, or not held */
};

/* A policy that was read, with all that was found in it. */
struct policy {
	struct sources *sources;
	struct diags *diags;
	struct ir *ir;
};

/* One line on standard error with nothing in it that could drive the terminal; STATUS_USAGE. */
int driver_say(const char *what);
/*
 * Whether a text of SOURCES was read from FILE, by whatever name: a slip of the hand must not put
 * what is made where it is made from.
 */
bool driver_is_source(const struct sources *sources, const char *file);
/* Writes TEXT to standard output, and all that was printed before; a status. */
int driver_print(const char *text);
/* The one that counts of two: what cannot be read, then an error, then what is undecided. */
int driver_worse(int a, int b);
/*
 * Reads and checks the policy that TOKEN names; what was found is recorded, not shown.
 * STATUS_CLEAN if it is whole.
 */
int driver_read(struct arena *arena, const struct options *options, const char *token,
                enum policy_forms forms, struct policy *policy);
/* The same of a profile to be judged: one with a claim that is undecided is no clean one. */
int driver_check(struct arena *arena, const struct options *options, const char *token,
                 struct policy *policy);
/* Shows what was found, as the options want it; STATUS_CLEAN or STATUS_USAGE. */
int driver_render(struct diags *diags, const struct options *options);
/*
 * The same for many files: a report in each format that OPTIONS name, those for people to PLAIN
 * and those for programs to standard output or to their files.  STATUS is that of the file, or of
 * the process at the end.  A file's arena may go when it was added.
 */
struct driver_report;
struct driver_report *driver_report_new(struct arena *arena, const struct options *options,
                                        FILE *plain);
void driver_report_add(struct driver_report *report, struct diags *diags, int status);
int driver_report_end(struct driver_report *report, int status);

/* A file that a verb rewrites in place. */
struct rewrite {
	const char *name;
	struct document text; /* as read */
	struct str before, after;
};

/* Reads what TOKEN, a file or "-", is; a status, with what is wrong recorded in LOOKUP's. */
int driver_read_file(const struct lookup *lookup, const char *token, struct rewrite *file);
/*
 * What --check and --diff ask for, or the file itself unless it is as it should be; standard
 * input goes to standard output.  A status.
 */
int driver_rewrite(struct arena *arena, const struct options *options, const struct rewrite *file);

/* Each answers for a verb of verb.def and returns the exit status. */
#define VERB(symbol, name, least, most, operands, summary) \
	int verb_##name(struct arena *arena, const struct options *options);
#include "compiler/verb.def"
#undef VERB

#endif
