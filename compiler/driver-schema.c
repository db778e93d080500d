/* SPDX-License-Identifier: Apache-2.0 */
/* driver-schema.c - nonoc schema: what an editor needs to know of profiles and groups. */
#include "compiler/driver.h"

#include "compiler/schema.h"

#include <string.h>

int
verb_schema(struct arena *arena, const struct options *options)
{
	const char *name = options->operand_count ? options->operands[0] : "profile";
	enum key_place place = strcmp(name, "group") == 0 ? IN_GROUP : IN_PROFILE;
	json_t *schema;

	if (place == IN_PROFILE && strcmp(name, "profile") != 0)
		return driver_say(
		    arena_printf(arena, "'schema' expects 'profile' or 'group', not '%s'", name));
	schema = schema_make(arena, place);
	jsonout_write(schema, stdout);
	json_decref(schema);
	return driver_print("");
}
