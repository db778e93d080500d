/* SPDX-License-Identifier: Apache-2.0 */
/* render-json.c - one JSON document, in ASCII, for programs. */
#include "compiler/diag-record.h"

#include "compiler/utf8.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static json_t *
need(json_t *value)
{
	if (!value)
		arena_exhausted();
	return value;
}

static void
set(json_t *object, const char *key, json_t *value)
{
	if (json_object_set_new(object, key, need(value)) < 0)
		arena_exhausted();
}

static void
append(json_t *array, json_t *value)
{
	if (json_array_append_new(array, need(value)) < 0)
		arena_exhausted();
}

/* jansson takes UTF-8 only, and a file's name may be anything: other bytes become \xff. */
static json_t *
text_json(struct arena *arena, const char *text)
{
	size_t length = strlen(text), used = 0;
	char *clean = arena_calloc(arena, length + 1, 4);
	for (size_t at = 0; at < length;) {
		uint32_t point;
		uint32_t size = utf8_decode(text + at, length - at, &point);
		if (size > 0)
			memcpy(clean + used, text + at, size);
		else
			snprintf(clean + used, 5, "\\x%02x", (unsigned)(unsigned char)text[at]);
		used += size > 0 ? size : 4;
		at += size > 0 ? size : 1;
	}
	return json_stringn(clean, used);
}

static void
set_place(const struct diags *diags, json_t *object, struct span at)
{
	const struct source *source = source_get(diags->sources, at.source);
	if (!source)
		return;
	struct place start = source_place(diags->sources, at.source, at.offset);
	struct place end = source_place(diags->sources, at.source, at.offset + at.length);
	set(object, "file", text_json(diags->arena, source->name));
	set(object, "line", json_integer(start.line));
	set(object, "column", json_integer(start.column));
	set(object, "endLine", json_integer(end.line));
	set(object, "endColumn", json_integer(end.column));
	set(object, "offset", json_integer(at.offset));
	set(object, "length", json_integer(at.length));
}

static json_t *
finding_json(const struct diags *diags, const struct finding *finding)
{
	json_t *object = need(json_object());
	json_t *notes = need(json_array());
	json_t *help = need(json_array());
	char name[6];
	diag_code_name(finding->code, name);
	set(object, "code", json_string(name));
	set(object, "slug", json_string(diag_code_slug(finding->code)));
	set(object, "severity", json_string(severity_name(finding->severity)));
	set(object, "message", text_json(diags->arena, finding->text));
	set_place(diags, object, finding->at);
	for (const struct remark *remark = finding->remarks; remark; remark = remark->next) {
		if (remark->help) {
			append(help, text_json(diags->arena, remark->text));
			continue;
		}
		json_t *note = need(json_object());
		set(note, "message", text_json(diags->arena, remark->text));
		set_place(diags, note, remark->at);
		append(notes, note);
	}
	set(object, "notes", notes);
	set(object, "help", help);
	if (finding->suppressed)
		set(object, "suppressed", text_json(diags->arena, finding->suppressed));
	return object;
}

/* jansson escapes all that a terminal could act on but DEL, which can only stand in a string. */
static void
write_document(const json_t *document, FILE *out)
{
	char *text = json_dumps(document, JSON_INDENT(2) | JSON_ENSURE_ASCII);
	if (!text)
		arena_exhausted();
	for (const char *at = text; *at; at++) {
		if (*at == '\x7f')
			fputs("\\u007f", out);
		else
			fputc(*at, out);
	}
	fputc('\n', out);
	free(text);
}

void
render_json(const struct diags *diags, FILE *out)
{
	json_t *document = need(json_object());
	json_t *list = need(json_array());
	size_t hidden = 0;
	for (size_t i = 0; i < diags->count; i++) {
		hidden += diags->findings[i].hidden;
		if (diags->findings[i].shown)
			append(list, finding_json(diags, &diags->findings[i]));
	}
	set(document, "version", json_integer(1));
	set(document, "diagnostics", list);
	set(document, "errors", json_integer((json_int_t)diags_count(diags, SEVERITY_ERROR)));
	set(document, "warnings", json_integer((json_int_t)diags_count(diags, SEVERITY_WARNING)));
	set(document, "suppressed", json_integer((json_int_t)diags->suppressed));
	set(document, "hidden", json_integer((json_int_t)hidden));
	write_document(document, out);
	json_decref(document);
}
