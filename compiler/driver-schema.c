/* SPDX-License-Identifier: Apache-2.0 */
/* driver-schema.c - nonoc schema: what an editor needs to know of profiles and groups. */
#include "compiler/driver.h"

#include "compiler/schema.h"

#include <string.h>

int
verb_schema(struct arena *arena, const struct options *options)
{
	static const struct {
		const char *name;
		enum key_place place;
	} kinds[] = {{"profile", IN_PROFILE},
	             {"group", IN_GROUP},
	             {"organisation", IN_ORGANISATION},
	             {"assertions", IN_ASSERTIONS}};
	const char *name = options->operand_count ? options->operands[0] : "profile";
	size_t kind = 0;
	json_t *schema;

	while (kind < COUNTOF(kinds) && strcmp(kinds[kind].name, name) != 0)
		kind++;
	if (kind == COUNTOF(kinds))
		return driver_say(arena_printf(arena,
		                               "'schema' expects 'profile', 'group', "
		                               "'organisation' or 'assertions', not '%s'",
		                               name));
	schema = schema_make(arena, kinds[kind].place);
	jsonout_write(schema, stdout);
	json_decref(schema);
	return driver_print("");
}
