/* SPDX-License-Identifier: Apache-2.0 */
/* check.c - the table of checks. */
#include "compiler/check-hits.h"

#include <string.h>

static const struct check checks[] = {
    {"required", check_required, {DIAG_REQUIRED_MISSING}, 0},
    {"conflict",
     check_conflict,
     {DIAG_GRANT_PROTECTED, DIAG_GRANT_HOLDS_PROTECTED, DIAG_GRANT_CARVED},
     0},
    {"bypass", check_bypass, {DIAG_BYPASS_WIDE, DIAG_BYPASS_UNUSED}, 0},
    {"unused", check_unused, {DIAG_GRANT_IMPLIED, DIAG_GRANT_NOT_NARROWER, DIAG_DENY_IMPLIED}, 0},
    {"ports", check_ports, {DIAG_PORT_TWICE}, 0},
    {"broad", check_broad, {DIAG_BROAD_WRITE, DIAG_BROAD_READ}, CHECK_WHOLE},
    {"persistence", check_persistence, {DIAG_RUNS_OUTSIDE}, CHECK_WHOLE},
    {"sources", check_sources, {DIAG_SOURCE_WRITABLE}, CHECK_WHOLE | CHECK_DOCUMENT},
    {"sockets", check_sockets, {DIAG_DAEMON_SOCKET, DIAG_SOCKET_REPLACED}, CHECK_WHOLE},
    {"secrets",
     check_secrets,
     {DIAG_SECRET_CAN_LEAVE, DIAG_SECRET_IN_GRANT, DIAG_SECRET_IN_WORKDIR},
     CHECK_WHOLE},
    {"write-exec", check_write_exec, {DIAG_WRITE_AND_EXEC}, CHECK_WHOLE},
    {"raw", check_raw, {DIAG_RAW_SEATBELT, DIAG_SEATBELT_RULE}, CHECK_WHOLE | CHECK_DOCUMENT},
    {"variables",
     check_variables,
     {DIAG_ENV_DENIED, DIAG_SECRETS_WIDE, DIAG_ENV_LIST_OPEN},
     CHECK_WHOLE},
    {"replaced", check_replaced, {DIAG_FILE_REPLACED}, CHECK_WHOLE},
    {"moves", check_moves, {DIAG_MOVE_FAILS}, CHECK_WHOLE | CHECK_LANDLOCK},
    {"rights", check_rights, {DIAG_HALF_WRITE, DIAG_DEVICE_NODES}, CHECK_WHOLE},
    {"capabilities", check_capabilities, {DIAG_CAPABILITY_WIDENS}, CHECK_WHOLE},
    {"exec", check_exec, {DIAG_EXEC_UNREADABLE}, CHECK_WHOLE},
    {"losses", check_losses, {DIAG_LOSS_UNUSED}, CHECK_WHOLE | CHECK_DOCUMENT | CHECK_LANDLOCK},
    {"compat", check_compat, {DIAG_LOSS_CONTRADICTS}, CHECK_WHOLE | CHECK_DOCUMENT},
    {"contradictions",
     check_contradictions,
     {DIAG_INCLUDE_EXCLUDED, DIAG_WHEN_NEVER, DIAG_ITEM_TWICE},
     CHECK_WHOLE | CHECK_DOCUMENT},
    {"below-files", check_below_files, {DIAG_BELOW_FILE}, CHECK_WHOLE},
    {"needs", check_needs, {DIAG_NEEDS_ABI}, CHECK_WHOLE | CHECK_LANDLOCK},
    {"case", check_case, {DIAG_CASE_VARIANT, DIAG_UNICODE_FORM}, CHECK_WHOLE},
    {"host",
     check_host,
     {DIAG_HOST_MISSING, DIAG_HOST_PROTECTED_LINK, DIAG_HOST_GRANT_LINK, DIAG_HOST_HARD_LINK},
     CHECK_WHOLE | CHECK_HOST},
    {"assert", check_assert, {DIAG_ASSERTION_FAILS, DIAG_ASSERTION_UNDECIDED}, 0},
};

static bool
needs_met(const struct ir *ir, unsigned needs)
{
	if ((needs & CHECK_WHOLE) && diags_count(ir->diags, SEVERITY_ERROR))
		return false;
	if ((needs & CHECK_DOCUMENT) && !ir->composed)
		return false;
	if ((needs & CHECK_HOST) && !ir->host_checks)
		return false;
	return !(needs & CHECK_LANDLOCK) || ir->target == TARGET_LANDLOCK;
}

bool
check_ran(const struct ir *ir, enum diag_code code)
{
	for (size_t i = 0; i < COUNTOF(checks); i++)
		for (size_t k = 0; k < CHECK_CODES; k++)
			if (checks[i].codes[k] == code)
				return needs_met(ir, checks[i].needs);
	return code != DIAG_LOSS && code != DIAG_VITAL_LOSS; /* only if asked: --target-abi */
}

/* $XDG_* at their defaults below $HOME: a list's paths and these make one order. */
static struct rules
plain_rules(struct arena *arena, const struct rules *sorted)
{
	struct rules plain = *sorted;
	bool changed = false;

	for (size_t i = 0; i < sorted->count; i++) {
		if (!anchor_default(sorted->items[i].path.anchor))
			continue;
		if (!changed)
			plain = rules_sorted(arena, sorted);
		changed = true;
		plain.items[i].path = plain_path(arena, &sorted->items[i].path);
	}
	if (changed)
		rules_sort(&plain);
	return plain;
}

void
checks_run(struct ir *ir)
{
	struct checking c = {
	    .ir = ir,
	    .grants = rules_sorted(ir->arena, &ir->grants),
	    .denies = rules_sorted(ir->arena, &ir->denies),
	    .bypasses = rules_sorted(ir->arena, &ir->bypasses),
	};

	c.distinct = rules_distinct(ir->arena, &c.grants);
	c.plain = plain_rules(ir->arena, &c.grants);
	check_places(&c);
	for (size_t i = 0; i < COUNTOF(checks); i++)
		if (needs_met(ir, checks[i].needs))
			checks[i].run(&c);
}
