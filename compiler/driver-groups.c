/* SPDX-License-Identifier: Apache-2.0 */
/* driver-groups.c - nonoc groups. */
#include "compiler/driver.h"

#include <errno.h>

int
verb_groups(struct arena *arena, const struct options *options)
{
	const char *name = options->operand_count ? options->operands[0] : NULL;
	int status = groups_print(name, &options->profile, arena, stdout);

	if (status == -ENOENT)
		return driver_say(arena_printf(
		    arena, "no group is called '%s'; 'nonoc groups' lists them", name));
	if (status == -EIO || fflush(stdout) != 0)
		return driver_say("the groups cannot be written");
	if (status < 0) /* the reason has been shown */
		return STATUS_USAGE;
	return STATUS_CLEAN;
}
