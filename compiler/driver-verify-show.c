/* SPDX-License-Identifier: Apache-2.0 */
/* driver-verify-show.c - the table of nonoc verify, for people and for programs. */
#include "compiler/driver-verify.h"

#include "compiler/diag-record.h"
#include "compiler/jsonout.h"

static const char *const words[] = {[TRIAL_HELD] = "ok",
                                    [TRIAL_NOT_HELD] = "NOT HELD",
                                    [TRIAL_REFUSED] = "TOO STRICT",
                                    [TRIAL_SKIPPED] = "skipped"};
static const char *const keys[] = {[TRIAL_HELD] = "held",
                                   [TRIAL_NOT_HELD] = "not_held",
                                   [TRIAL_REFUSED] = "too_strict",
                                   [TRIAL_SKIPPED] = "skipped"};

static const char *
operation_of(const struct attempt *attempt)
{
	switch (attempt->kind) {
	case ATTEMPT_CONNECT:
		return "connect";
	case ATTEMPT_BIND:
		return "listen";
	case ATTEMPT_SIGNAL:
		return "signal";
	case ATTEMPT_ABSTRACT:
		return "connect";
	default:
		return op_name(attempt->op);
	}
}

int
battery_show(const struct battery *battery)
{
	for (size_t i = 0; i < battery->count; i++) {
		const struct trial *trial = &battery->trials[i];
		const struct attempt *attempt = &battery->attempts[i];

		printf("%-10s  %-14s  %-8s  ", words[trial->outcome], trial->what,
		       operation_of(attempt));
		escape_write(trial->subject, stdout);
		if (trial->skip)
			printf("  (%s)\n", trial->skip);
		else
			printf("  (expected: %s, kernel: %s)\n",
			       trial->allowed ? "allowed" : "denied", errno_name(attempt->result));
	}
	printf("%zu probes: %zu held, %zu not held, %zu too strict, %zu skipped\n", battery->count,
	       battery_outcomes(battery, TRIAL_HELD), battery_outcomes(battery, TRIAL_NOT_HELD),
	       battery_outcomes(battery, TRIAL_REFUSED), battery_outcomes(battery, TRIAL_SKIPPED));
	return driver_print("");
}

static json_t *
trial_json(struct arena *arena, const struct trial *trial, const struct attempt *attempt)
{
	json_t *object = jsonout_need(json_object());

	jsonout_set(object, "result", json_string(keys[trial->outcome]));
	jsonout_set(object, "kind", json_string(trial->what));
	jsonout_set(object, "operation", json_string(operation_of(attempt)));
	jsonout_set(object, "subject", jsonout_text(arena, trial->subject));
	jsonout_set(object, "expected", json_string(trial->allowed ? "allowed" : "denied"));
	jsonout_set(object, "kernel",
	            trial->skip ? json_null() : json_string(errno_name(attempt->result)));
	jsonout_set(object, "skipped", jsonout_text(arena, trial->skip));
	return object;
}

int
battery_show_json(const struct battery *battery)
{
	json_t *document = jsonout_need(json_object()), *probes = jsonout_need(json_array());

	jsonout_set(document, "schema", json_string("nonoc.verify/1"));
	for (unsigned i = 0; i < COUNTOF(keys); i++)
		jsonout_set(
		    document, keys[i],
		    json_integer((json_int_t)battery_outcomes(battery, (enum trial_outcome)i)));
	for (size_t i = 0; i < battery->count; i++)
		jsonout_append(
		    probes, trial_json(battery->arena, &battery->trials[i], &battery->attempts[i]));
	jsonout_set(document, "probes", probes);
	jsonout_write(document, stdout);
	json_decref(document);
	return driver_print("");
}
