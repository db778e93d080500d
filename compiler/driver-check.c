/* SPDX-License-Identifier: Apache-2.0 */
/* driver-check.c - nonoc check: what is wrong with each of many profiles, in one report. */
#include "compiler/driver.h"

int
driver_check(struct arena *arena, const struct options *options, const char *token,
             struct policy *policy)
{
	int result = driver_read(arena, options, token, POLICY_PROFILE, policy);

	/* A promise that cannot be proved must not pass for one that is. */
	if (result == STATUS_CLEAN && diags_told(policy->diags, DIAG_ASSERTION_UNDECIDED))
		return STATUS_UNDECIDED;
	return result;
}

int
verb_check(struct arena *arena, const struct options *options)
{
	struct options shown = *options;
	struct driver_report *report;
	int status = STATUS_CLEAN;

	shown.diagnostics.notes = true;
	report = driver_report_new(arena, &shown, stdout);
	for (size_t i = 0; i < options->operand_count; i++) {
		struct arena *own = arena_new();
		struct policy policy;
		int result = driver_check(own, options, options->operands[i], &policy);

		driver_report_add(report, policy.diags, result);
		status = driver_worse(status, result);
		arena_free(own);
	}
	if (driver_report_end(report, status) != STATUS_CLEAN)
		return STATUS_USAGE;
	return status;
}
