/* SPDX-License-Identifier: Apache-2.0 */
/*
 * propose.h - from what runs were denied to the entries of a profile that would allow it.
 *
 * Three steps: what each denial lacks (needs), groups and directories that give it (proposals),
 * and how much a reader should mind.  Nothing here writes a text, or knows whether it compiles.
 */
#ifndef COMPILER_PROPOSE_H
#define COMPILER_PROPOSE_H

#include "compiler/here.h"
#include "compiler/key.h"
#include "compiler/own.h"
#include "compiler/record.h"

enum risk { RISK_LOW, RISK_MEDIUM, RISK_HIGH, RISK_PROTECTED };

/* What one denial or more lack on one path. */
struct need {
	struct path path; /* from the anchor that a profile would name */
	struct path real; /* from "/", in the run */
	uint32_t rights;
	bool directory;              /* they are rights on what lies in it */
	bool port;                   /* of RECORD; no path */
	bool answered;               /* by a proposal */
	bool counted;                /* among the denials that a proposal answers */
	const struct rule *deny;     /* that withholds it, or NULL */
	const char *left;            /* why nothing is proposed for it, or NULL */
	unsigned long count;         /* of denials */
	const struct record *record; /* the first of them */
	const char *trace;           /* and where it stands */
};

struct needs {
	struct need *items;
	size_t count;
};

struct proposal {
	enum key_id key;
	struct str value;
	struct path path; /* of a key of paths */
	uint32_t rights;
	bool directory;
	bool bypasses, absent; /* what is protected; what has to be made before the run */
	enum risk risk;
	const char *why;     /* the risk, in words */
	const char *left;    /* it was taken back, and why; or NULL */
	unsigned long count; /* of denials that it answers */
	const struct need *first;
};

struct proposals {
	struct proposal *items;
	size_t count;
};

/* What was proposed and is no use: the profile does not compile with it. */
struct refusal {
	enum key_id key;
	struct str value;
	struct path path;
	uint32_t rights;
	const char *why;
};

struct proposing {
	struct arena *arena;
	const struct ir *ir; /* of the profile as it is */
	const struct profile_options *options;
	struct recording *recordings;
	size_t recording_count;
	bool risky;          /* also what is protected */
	struct rules denies; /* of IR, sorted */
	struct own_entries own;
	struct needs needs;
	struct proposals proposals;
	struct refusal *refusals;
	size_t refusal_count, dropped; /* dropped: needs beyond the limit */
};

/* RECORDING's anchors, and where it does not say, this machine's. */
struct here propose_here(struct arena *arena, const struct recording *recording);
/* IR bound by where the anchors are alone, whether or not something is there. */
struct ir *propose_lexical(const struct ir *ir, const struct here *here);
/* RULE where its path leads on this machine; false if nothing is there. */
bool propose_bind_rule(struct arena *arena, const struct here *here, const struct rule *rule,
                       struct rule *bound);
/* Whether IR, bound, allows what RECORD tried. */
bool propose_allows(const struct ir *bound, const struct record *record);

/* Fills `needs`, sorted by path and each once; then come proposals, in this order. */
void propose_needs(struct proposing *p);
void propose_groups(struct proposing *p);
void propose_paths(struct proposing *p);
void propose_ports(struct proposing *p);
/* "low", "medium", "high" or "protected". */
const char *risk_name(enum risk risk);

#endif
