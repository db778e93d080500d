/* SPDX-License-Identifier: Apache-2.0 */
/* judge.h - does a claim hold of a policy?  Asks the evaluator, never the text. */
#ifndef COMPILER_JUDGE_H
#define COMPILER_JUDGE_H

#include "compiler/eval.h"

enum judgement {
	CLAIM_HOLDS,    /* in every run that the loader lets start */
	CLAIM_FAILS,    /* in every run */
	CLAIM_UNDECIDED /* where an anchor lies decides it */
};

/* The judgement, and for what does not hold the first thing that shows it. */
struct outcome {
	enum judgement judgement;
	/* PATH */
	uint32_t rights;         /* granted and should not be, or missing */
	struct path where;       /* the counterexample */
	const struct rule *rule; /* the grant that gives it (UNDECIDED: could), the deny that
	                            withholds it, or NULL */
	bool withheld;           /* `rule` is a deny */
	/* CONNECT, LISTEN */
	uint16_t port;
	const struct port_rule
	    *port_rule; /* that opens it; NULL: nothing restricts the direction */
	/* VARIABLE */
	struct str name;
	const struct env_rule *env_rule; /* that lets it pass or holds it back, or NULL */
	const char *why;                 /* VARIABLE: in words */
};

/* A policy, made ready for many claims.  The rules may be as written or normalised. */
struct judge {
	const struct ir *ir; /* a copy with sorted rules */
	struct arena *arena;
	size_t *settled; /* how many grants from this one on start from its anchor without a $UID */
	/* For each anchor: what denies below it that are not bypassed withhold. */
	uint32_t protected_below[BLOB_ANCHORS];
	/* For each anchor: what bypasses below it lift, and those of them with a $UID. */
	struct {
		uint32_t any, uid;
	} lifts[BLOB_ANCHORS];
};

/* In IR's arena. */
struct judge *judge_new(const struct ir *ir);
/* What bypasses could lift on PATH whose place only the run knows. */
uint32_t judge_could_lift(const struct judge *judge, const struct path *path);
/* The first grant from I on of which only the run may know how it lies to PATH; or their count. */
size_t judge_unsettled(const struct judge *judge, const struct path *path, size_t i);
/* Whether CLAIM holds in every run, and what decides that. */
struct outcome judge_claim(const struct judge *judge, const struct assertion *claim);

/* The kinds of claims; judge.c tells them apart. */
struct outcome judge_path(const struct judge *judge, const struct assertion *claim);
struct outcome judge_variable(const struct judge *judge, const struct assertion *claim);

/*
 * Whether, in a run that the loader lets start, GRANT could lie at PATH or above it; with BELOW,
 * also below it.  For pairs that path_relate() does not know.
 */
bool judge_could_reach(const struct judge *judge, const struct rule *grant, const struct path *path,
                       bool below);

#endif
