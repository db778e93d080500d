/* SPDX-License-Identifier: Apache-2.0 */
/* trace.c - nono trace: nono run, then what was denied and what would allow it. */
#include "front/prepare.h"
#include "front/watch.h"

int
front_trace(struct command_line *line)
{
	const struct given *output = command_given(line, FLAG_OUTPUT);
	struct front_policy policy;
	struct watched watched;
	const struct trace *trace;
	const char *wrong = NULL;

	if (!prepare(line, &policy))
		return command_failed(line);
	watch(line, &policy, &watched);
	trace = watched.trace;
	if (trace->why) {
		front_say(trace->why);
		return command_failed(line);
	}
	if (!trace->ran && !trace->count)
		return trace->status;
	trace_show(line->arena, trace, "nono");
	if (output)
		wrong = trace_save(&watched.request, trace, output->value);
	if (wrong)
		front_say(arena_printf(line->arena, "the trace was not written: %s", wrong));
	return trace->status;
}
