/* SPDX-License-Identifier: Apache-2.0 */
/* check.c - the table of checks. */
#include "compiler/check.h"

const struct check checks[] = {
    {"conflict", check_conflict, true},
    {"bypass", check_bypass, true},
    {"unused", check_unused, true},
    {"ports", check_ports, true},
};
const size_t check_count = COUNTOF(checks);

void
checks_run(struct ir *ir, bool before_normalise)
{
	for (size_t i = 0; i < check_count; i++)
		if (checks[i].before_normalise == before_normalise)
			checks[i].run(ir);
}
