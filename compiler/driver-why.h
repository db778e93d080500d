/* SPDX-License-Identifier: Apache-2.0 */
/* driver-why.h - one question of nonoc why, and its answer. */
#ifndef COMPILER_DRIVER_WHY_H
#define COMPILER_DRIVER_WHY_H

#include "compiler/driver-probe.h"
#include "compiler/driver.h"
#include "compiler/here.h"
#include "compiler/jsonout.h"
#include "compiler/why.h"

enum about { ABOUT_PATH, ABOUT_PORT, ABOUT_VARIABLE };

/* --probe: what the kernel said. */
struct probe {
	bool asked;
	struct attempt attempt;
	const char *untried; /* why it was not tried, or says nothing */
	const char *refused; /* why the policy was not applied */
	bool differs;        /* from what the evaluator says */
};

struct question {
	struct arena *arena;
	const struct options *options;
	struct policy policy;
	FILE *out;        /* where the answer goes */
	const char *word; /* the operation, as given */
	enum about about;
	struct kernel kernel;

	/* Paths: as given, as asked of the evaluator, and by which policy. */
	const char *given[2];
	struct query query;
	bool bound;                   /* absolute: judged as nono-exec would bind the policy here */
	enum thing found;             /* what is at the first path now */
	struct here_object object[2]; /* where they lead now */
	const char *alias[2];         /* the name by which it is granted, if that is another */
	bool both; /* the kind is not known: `other` is the answer for `other_thing` */
	enum thing other_thing;
	struct here here;
	const struct ir *judged;
	const struct rule *missing; /* a grant that would decide, but names nothing that exists */
	const char *interpreter;    /* the answer is about this, which the file is executed by */
	const char *refusal;        /* why nono-exec would not start here, as far as is known */
	struct why answer, other;

	enum blob_protocol protocol;
	unsigned access;
	uint16_t port;
	struct why_port port_answer;
	struct why_env variable_answer;
	struct probe probe;
};

/* Reads the question of the options' operands, a policy and words.  NULL, or what is wrong. */
const char *question_read(struct question *question);
/* Has the evaluator answer it, by the policy that was read. */
void question_answer(struct question *question);
enum why_state question_state(const struct question *question);
/* Whether it is denied only for want of what a grant names: that is to be made before the run. */
bool question_wants_object(const struct question *question);
/* Asks the kernel, too. */
void question_probe(struct question *question);
/* The exit status that the answer stands for. */
int question_status(const struct question *question);
/* Where a rule comes from, through groups and extends. */
const char *origin_chain(const struct ir *ir, struct span at, const struct origin *origin);
/* The answer for programs; to be released. */
json_t *question_json(const struct question *question);
/* Prints the answer. */
void question_show(const struct question *question);
void question_show_json(const struct question *question);

#endif
