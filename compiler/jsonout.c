/* SPDX-License-Identifier: Apache-2.0 */
/* jsonout.c - JSON values that are always there. */
#include "compiler/jsonout.h"

#include <stdlib.h>
#include <string.h>

json_t *
jsonout_need(json_t *value)
{
	if (!value)
		arena_exhausted();
	return value;
}

void
jsonout_set(json_t *object, const char *key, json_t *value)
{
	if (json_object_set_new(object, key, jsonout_need(value)) < 0)
		arena_exhausted();
}

void
jsonout_append(json_t *array, json_t *value)
{
	if (json_array_append_new(array, jsonout_need(value)) < 0)
		arena_exhausted();
}

/*
 * jansson escapes all that a terminal could act on but DEL; and "##[" in a log
 * of GitHub Actions is a command.  Both can only stand in a string.
 */
void
jsonout_write(const json_t *document, FILE *out)
{
	char *text = json_dumps(document, JSON_INDENT(2) | JSON_ENSURE_ASCII);

	if (!text)
		arena_exhausted();
	for (const char *at = text; *at; at++) {
		if (*at == '\x7f')
			fputs("\\u007f", out);
		else if (strncmp(at, "##[", 3) == 0)
			fputs("\\u0023", out);
		else
			fputc(*at, out);
	}
	fputc('\n', out);
	free(text);
}
