/* SPDX-License-Identifier: Apache-2.0 */
/* driver-verify.h - the probes of nonoc verify, and what came of them. */
#ifndef COMPILER_DRIVER_VERIFY_H
#define COMPILER_DRIVER_VERIFY_H

#include "compiler/driver-probe.h"
#include "compiler/driver.h"
#include "compiler/here.h"

enum trial_outcome {
	TRIAL_HELD,
	TRIAL_NOT_HELD, /* the kernel allows what the policy denies */
	TRIAL_REFUSED,  /* it denies what the policy allows */
	TRIAL_SKIPPED,
};

/* A row of the table. */
struct trial {
	const char *what;    /* "protected", "grant", "beside a grant", ... */
	const char *subject; /* a path, "tcp 443", ... */
	bool allowed;        /* what the evaluator expects */
	const char *skip;    /* why it was not tried, or says nothing */
	enum trial_outcome outcome;
};

struct battery {
	struct arena *arena;
	const struct ir *ir;    /* the policy */
	const struct ir *bound; /* as it stands here */
	struct kernel kernel;
	struct trial *trials;
	struct attempt *attempts; /* one each */
	size_t count;
	char scratch[sizeof("/var/tmp/nonoc-verify.XXXXXX")];
	int listener, abstract; /* sockets that the probes reach for */
};

/* A trial of ATTEMPT; what to expect of it is for the caller to say. */
struct trial *battery_add(struct battery *battery, const char *what, const char *subject,
                          const struct attempt *attempt);
/* All probes for the policy; makes the scratch and the sockets. */
void battery_fill(struct battery *battery);
void battery_end(struct battery *battery);
/* Protected files that have a second name where the policy grants something. */
void battery_add_links(struct battery *battery);

/* Prints the table. */
int battery_show(const struct battery *battery);
int battery_show_json(const struct battery *battery);
size_t battery_outcomes(const struct battery *battery, enum trial_outcome outcome);

#endif
