/* SPDX-License-Identifier: Apache-2.0 */
/* why.h - whether a policy allows something, what decides that, and what would change it. */
#ifndef COMPILER_WHY_H
#define COMPILER_WHY_H

#include "compiler/define.h"
#include "compiler/eval.h"

enum why_state {
	WHY_ALLOWED,
	WHY_DENIED,
	WHY_UNHELD,    /* denied, and the kernel that was asked about does not hold it */
	WHY_UNDECIDED, /* denied unless an anchor lies where only the run can tell */
};

struct why {
	enum why_state state;
	struct verdict verdict;     /* the evaluator's own; its rule decides */
	const struct rule *nearest; /* denied: the nearest grant at or above what lacks rights */
	const struct rule *unless;  /* undecided: a grant that may reach it */
	/* Rules that are taken not to reach what was asked about; nono-exec checks it at start. */
	const struct rule *assumed[3];
	size_t assumed_count; /* all of them: the first three are kept */
	/* The smallest change of the profile that alters the answer, and what that adds. */
	const char *change;
	const char *adds;
	const char *credential; /* what is secret in that, or NULL */
	const char *obstacle;   /* no change: what nonoc would refuse about it, or NULL */
};

/* DEFINITIONS say where anchors were bound in IR and QUERY; or NULL. */
struct why why_path(const struct ir *ir, const struct query *query, const struct kernel *kernel,
                    const struct definitions *definitions);

/* Ports of a PROTOCOL (BLOB_TCP, BLOB_UDP), in one direction (BLOB_PORT_*). */
struct why_port {
	enum why_state state;
	const struct port_rule *rule; /* that lists it, or NULL */
	unsigned held_from;           /* WHY_UNHELD: the ABI that would hold it, 0 if none */
	const char *reason;
	const char *change;
};
struct why_port why_port(const struct ir *ir, enum blob_protocol protocol, unsigned access,
                         uint16_t port, const struct kernel *kernel);

/* A variable that the command may see. */
struct why_env {
	bool passes;
	const struct env_rule *rule; /* that decides, or NULL */
	const char *reason;
	const char *change;
};
struct why_env why_env(const struct ir *ir, struct str name);

#endif
