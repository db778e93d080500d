/* SPDX-License-Identifier: Apache-2.0 */
/* driver-verify.c - nonoc verify: does the kernel hold what the policy says, here and now? */
#include "compiler/driver-verify.h"

#include <errno.h>
#include <stdlib.h>

size_t
battery_outcomes(const struct battery *battery, enum trial_outcome outcome)
{
	size_t count = 0;

	for (size_t i = 0; i < battery->count; i++)
		count += battery->trials[i].outcome == outcome;
	return count;
}

static bool
is_denial(int error)
{
	return error == EACCES || error == EXDEV || error == EPERM;
}

static void
judge(struct battery *battery, size_t index)
{
	struct trial *trial = &battery->trials[index];
	const struct attempt *attempt = &battery->attempts[index];

	if (attempt->control && !trial->skip)
		trial->skip = arena_printf(battery->arena, "without the policy: %s",
		                           errno_name(attempt->control));
	if (trial->skip)
		trial->outcome = TRIAL_SKIPPED;
	else if (trial->allowed)
		trial->outcome = attempt->result ? TRIAL_REFUSED : TRIAL_HELD;
	else
		trial->outcome = is_denial(attempt->result) ? TRIAL_HELD : TRIAL_NOT_HELD;
}

/* Runs the probes; NULL, or why there is nothing to be seen. */
static const char *
try_all(struct battery *battery)
{
	const struct emit_options emit = {.origins = false};
	struct str blob = pipeline_emit(battery->ir, &backend_landlock, &emit);
	const char *why;

	if (!blob.data)
		return "the policy cannot be written";
	battery_fill(battery);
	why = probe_run(battery->arena, blob, battery->attempts, battery->count);
	for (size_t i = 0; !why && i < battery->count; i++)
		judge(battery, i);
	battery_end(battery);
	return why;
}

int
verb_verify(struct arena *arena, const struct options *options)
{
	struct battery battery = {.arena = arena, .listener = -1, .abstract = -1};
	struct policy policy;
	struct here here;
	const char *why;
	int status = driver_read(arena, options, options->operands[0], POLICY_ANY, &policy);

	if (status != STATUS_CLEAN)
		return driver_render(policy.diags, options) != STATUS_CLEAN ? STATUS_USAGE : status;
	battery.kernel = driver_kernel(options, probe_abi());
	if (!battery.kernel.abi) {
		driver_say("this kernel has no Landlock: nothing can be verified here");
		return STATUS_UNDECIDED;
	}
	here = here_find(arena, &options->profile.definitions);
	battery.ir = policy.ir;
	battery.bound = here_bind(policy.ir, &here, NULL);
	why = try_all(&battery);
	if (why) {
		driver_say(arena_printf(arena, "the policy is not applied here: %s", why));
		return STATUS_UNDECIDED;
	}
	status = options->diagnostics.format == DIAG_JSON ? battery_show_json(&battery)
	                                                  : battery_show(&battery);
	if (status != STATUS_CLEAN)
		return status;
	if (battery_outcomes(&battery, TRIAL_NOT_HELD) || battery_outcomes(&battery, TRIAL_REFUSED))
		return STATUS_ERROR;
	return battery_outcomes(&battery, TRIAL_HELD) ? STATUS_CLEAN : STATUS_UNDECIDED;
}
