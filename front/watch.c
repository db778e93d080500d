/* SPDX-License-Identifier: Apache-2.0 */
/* watch.c - runs a command as nono run does, traced. */
#include "front/watch.h"

#include "front/execute.h"

void
watch(const struct command_line *line, const struct front_policy *policy, struct watched *watched)
{
	watched->process = execute_as(line, policy, line->command, false);
	watched->request = (struct trace_request){
	    .arena = line->arena,
	    .ir = policy->read.ir,
	    .stated = &policy->options.profile.definitions,
	    .process = &watched->process,
	    .policy = policy->blob,
	};
	fflush(NULL); /* what the command writes comes after it */
	watched->trace = trace_run(&watched->request);
}

size_t
watch_denials(const struct watched *watched)
{
	const struct trace *trace = watched->trace;
	size_t count = 0;

	for (size_t i = 0; i < trace->count; i++)
		count += trace->records[i]->verdict == TRACE_DENIED;
	return count;
}

bool
watch_run(const struct command_line *line, const struct front_policy *policy, int *status)
{
	struct watched watched;

	watch(line, policy, &watched);
	*status = watched.trace->status;
	if (watched.trace->why) {
		front_say(arena_printf(line->arena, "note: denials are not shown: %s",
		                       watched.trace->why));
		return false;
	}
	if (*status && watch_denials(&watched))
		trace_show(line->arena, watched.trace, "nono");
	return true;
}
