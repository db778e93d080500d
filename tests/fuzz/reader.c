/* SPDX-License-Identifier: Apache-2.0 */
/* reader.c - what any text must give when one of the readers has read it. */
#include "tests/fuzz/reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

_Noreturn void
fuzz_fail(const char *what, const uint8_t *data, size_t size)
{
	fprintf(stderr, "%s: \"", what);
	for (size_t i = 0; i < size; i++)
		if (data[i] >= 0x20 && data[i] < 0x7f && data[i] != '"' && data[i] != '\\')
			fputc(data[i], stderr);
		else
			fprintf(stderr, "\\%03o", data[i]);
	fputs("\"\n", stderr);
	abort();
}

/* Each value lies in the text, and in the one that holds it. */
static bool
sound(const struct node *node, uint32_t from, uint32_t to)
{
	if (node->at.source != 1 || node->at.offset < from ||
	    node->at.offset + node->at.length > to)
		return false;
	from = node->at.offset;
	to = from + node->at.length;
	for (uint32_t i = 0; i < node->count; i++) {
		const struct node *child =
		    node->kind == NODE_LIST ? node->items[i] : node->members[i].value;
		if (!sound(child, from, to))
			return false;
		if (node->kind == NODE_MAP && node->members[i].key_at.offset < from)
			return false;
	}
	return true;
}

void
fuzz_render(struct diags *diags)
{
	char *text = NULL;
	size_t length = 0;
	FILE *out = open_memstream(&text, &length);
	for (int format = DIAG_TEXT; format <= DIAG_JSON; format++) {
		struct diag_options options = {
		    .format = (enum diag_format)format, .notes = true, .all = true, .limit = 5};
		diags_render(diags, &options, out);
	}
	fclose(out);
	for (size_t i = 0; i < length; i++)
		if (((unsigned char)text[i] < 0x20 && text[i] != '\n') || text[i] == 0x7f)
			fuzz_fail("a control byte in the output", (const uint8_t *)text, length);
	free(text);
}

struct reading
fuzz_read(enum format format, const uint8_t *data, size_t size)
{
	struct reading reading = {.arena = arena_new()};
	struct sources *sources = sources_new(reading.arena);
	reading.diags = diags_new(reading.arena, sources);
	struct str text = arena_str(reading.arena, (const char *)data, size);
	uint32_t source = sources_add(sources, "\x1b[31m\xff", text);
	struct node *root = (format == FORMAT_JSON ? read_json : read_yaml)(reading.arena, sources,
	                                                                    reading.diags, source);
	size_t errors = diags_count(reading.diags, SEVERITY_ERROR);
	if (!root && errors == 0)
		fuzz_fail("neither a tree nor an error", data, size);
	if (root && !sound(root, 0, (uint32_t)size))
		fuzz_fail("a value outside of what holds it", data, size);
	fuzz_render(reading.diags);
	reading.root = errors == 0 ? root : NULL;
	return reading;
}

void
fuzz_release(struct reading *reading)
{
	arena_free(reading->arena);
}
