/* SPDX-License-Identifier: Apache-2.0 */
/* driver-sbpl.h - nonoc why and nonoc dump on a profile of macOS's sandbox. */
#ifndef COMPILER_DRIVER_SBPL_H
#define COMPILER_DRIVER_SBPL_H

#include "compiler/driver.h"
#include "compiler/sbpl-judge.h"

/* Whether the verb's first operand is such a profile, by its name or by --input-format. */
bool driver_is_sbpl(const struct options *options);
/* What the verbs do then; a status. */
int driver_sbpl_dump(struct arena *arena, const struct options *options);
int driver_sbpl_why(struct arena *arena, const struct options *options);

/* One thing that macOS asks of a profile when a program does what the question is about. */
struct sbpl_asked {
	enum sbpl_op op;
	struct sbpl_fact facts[2];
	size_t fact_count;
	const char *about; /* as shown: a path, a name, a port; or NULL */
	struct sbpl_answer answer;
	bool aside; /* worth knowing, and not what was asked */
	enum sbpl_apart assumed;
};

enum { SBPL_ASKED_MAX = 8, SBPL_PARAMS_MAX = 16 };

struct sbpl_question {
	struct arena *arena;
	const struct options *options;
	struct sources *sources;
	struct diags *diags;
	struct sbpl_profile *profile;
	const char *word; /* as given, as are the next */
	const char *given[2];
	struct sbpl_asked asked[SBPL_ASKED_MAX]; /* all of it must be allowed */
	size_t asked_count;
	struct sbpl_param params[SBPL_PARAMS_MAX];
	size_t param_count;
	bool here; /* they are bound as they are now */
	enum sbpl_verdict verdict;
};

struct sbpl_request sbpl_question_request(const struct sbpl_question *question,
                                          const struct sbpl_asked *asked);

/* driver-sbpl-ask.c: what the question comes to; NULL, or what is wrong with it. */
const char *sbpl_question_read(struct sbpl_question *question);
/* driver-sbpl-show.c: the answer, for people or for programs; a status of the world. */
int sbpl_question_show(const struct sbpl_question *question);
int sbpl_question_show_json(const struct sbpl_question *question);

#endif
