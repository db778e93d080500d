/* SPDX-License-Identifier: Apache-2.0 */
/* judge.h - whether it was the policy that refused what a call asked for. */
#ifndef TRACE_JUDGE_H
#define TRACE_JUDGE_H

#include "trace/trace.h"

/* RECORD on PATH, as the evaluator is asked. */
struct query judge_query(const struct trace_record *record);
/* Whether the policy that TRACE is about refuses RECORD, by what it says. */
bool judge_denies(const struct trace *trace, const struct trace_record *record);

/* What the end of a call, 0 or an errno, says of RECORD. */
enum ending {
	ENDING_NOTHING, /* it says nothing: it was not done for other reasons */
	ENDING_ALLOWED,
	ENDING_REFUSED /* the policy or somebody else */
};
enum ending judge_ending(const struct trace_record *record, int error);

#endif
