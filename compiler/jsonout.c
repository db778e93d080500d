/* SPDX-License-Identifier: Apache-2.0 */
/* jsonout.c - JSON values that are always there. */
#include "compiler/jsonout.h"

#include "compiler/utf8.h"

#include <stdlib.h>
#include <string.h>

json_t *
jsonout_need(json_t *value)
{
	if (!value)
		arena_exhausted(NULL);
	return value;
}

json_t *
jsonout_text(struct arena *arena, const char *text)
{
	size_t length, used = 0;
	char *clean;

	if (!text)
		return json_null();
	length = strlen(text);
	clean = arena_calloc(arena, length + 1, sizeof("\\xff") - 1);
	for (size_t at = 0; at < length;) {
		uint32_t point, size = utf8_decode(text + at, length - at, &point);

		if (size > 0)
			memcpy(clean + used, text + at, size);
		else
			snprintf(clean + used, sizeof("\\xff"), "\\x%02x",
			         (unsigned)(unsigned char)text[at]);
		used += size > 0 ? size : sizeof("\\xff") - 1;
		at += size > 0 ? size : 1;
	}
	return jsonout_need(json_stringn(clean, used));
}

void
jsonout_set(json_t *object, const char *key, json_t *value)
{
	if (json_object_set_new(object, key, jsonout_need(value)) < 0)
		arena_exhausted(NULL);
}

void
jsonout_append(json_t *array, json_t *value)
{
	if (json_array_append_new(array, jsonout_need(value)) < 0)
		arena_exhausted(NULL);
}

/*
 * jansson escapes all that a terminal could act on but DEL; and "##[" in a log
 * of GitHub Actions is a command.  Both can only stand in a string.
 */
static void
write_with(const json_t *document, size_t flags, FILE *out)
{
	char *text = json_dumps(document, flags | JSON_ENSURE_ASCII);

	if (!text)
		arena_exhausted(NULL);
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

void
jsonout_write(const json_t *document, FILE *out)
{
	write_with(document, JSON_INDENT(2), out);
}

void
jsonout_write_line(const json_t *document, FILE *out)
{
	write_with(document, JSON_COMPACT, out);
}
