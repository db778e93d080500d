/* SPDX-License-Identifier: Apache-2.0 */
/* watch.h - the command of a command line, traced. */
#ifndef FRONT_WATCH_H
#define FRONT_WATCH_H

#include "front/policy.h"

#include "trace/trace.h"

struct watched {
	struct process process;
	struct trace_request request;
	struct trace *trace;
};

/* Runs the command under POLICY and records it; what kept it from being traced is said. */
void watch(const struct command_line *line, const struct front_policy *policy,
           struct watched *watched);
/* How many of the records are denials. */
size_t watch_denials(const struct watched *watched);
/*
 * The same for nono run -v, which shows denials if the command fails.  False if the command cannot
 * be traced here, and has not run.
 */
bool watch_run(const struct command_line *line, const struct front_policy *policy, int *status);

#endif
