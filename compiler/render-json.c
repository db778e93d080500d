/* SPDX-License-Identifier: Apache-2.0 */
/* render-json.c - one JSON document, in ASCII, for programs. */
#include "compiler/render-each.h"

#include "compiler/jsonout.h"

/* What stands in the document when the last file is in. */
struct state {
	json_t *files;
	json_t *list;
};

static void
set_place(const struct diags *diags, json_t *object, struct span at)
{
	const struct source *source = source_get(diags->sources, at.source);
	if (!source)
		return;
	struct place start = source_place(diags->sources, at.source, at.offset);
	struct place end = source_place(diags->sources, at.source, at.offset + at.length);
	jsonout_set(object, "file", jsonout_text(diags->arena, source->name));
	jsonout_set(object, "line", json_integer(start.line));
	jsonout_set(object, "column", json_integer(start.column));
	jsonout_set(object, "endLine", json_integer(end.line));
	jsonout_set(object, "endColumn", json_integer(end.column));
	jsonout_set(object, "offset", json_integer(at.offset));
	jsonout_set(object, "length", json_integer(at.length));
}

/* What mends it: all of the edits, or none. */
static json_t *
fix_json(const struct diags *diags, const struct finding *finding)
{
	json_t *object = jsonout_need(json_object());
	json_t *edits = jsonout_need(json_array());
	for (uint32_t i = 0; i < finding->edit_count; i++) {
		json_t *edit = jsonout_need(json_object());
		set_place(diags, edit, finding->edits[i].at);
		jsonout_set(
		    edit, "replacement",
		    json_stringn(finding->edits[i].text.data, finding->edits[i].text.length));
		jsonout_append(edits, edit);
	}
	jsonout_set(object, "safety", json_string(finding->safety == FIX_SAFE ? "safe" : "unsafe"));
	jsonout_set(object, "edits", edits);
	return object;
}

static json_t *
finding_json(const struct diags *diags, const struct finding *finding)
{
	json_t *object = jsonout_need(json_object());
	json_t *notes = jsonout_need(json_array());
	json_t *help = jsonout_need(json_array());
	char name[6];
	diag_code_name(finding->code, name);
	jsonout_set(object, "code", json_string(name));
	jsonout_set(object, "slug", json_string(diag_code_slug(finding->code)));
	jsonout_set(object, "severity", json_string(severity_name(finding->severity)));
	jsonout_set(object, "message", jsonout_text(diags->arena, finding->text));
	set_place(diags, object, finding->at);
	for (const struct remark *remark = finding->remarks; remark; remark = remark->next) {
		if (remark->help) {
			jsonout_append(help, jsonout_text(diags->arena, remark->text));
			continue;
		}
		json_t *note = jsonout_need(json_object());
		jsonout_set(note, "message", jsonout_text(diags->arena, remark->text));
		set_place(diags, note, remark->at);
		jsonout_append(notes, note);
	}
	jsonout_set(object, "notes", notes);
	jsonout_set(object, "help", help);
	if (finding->edit_count > 0)
		jsonout_set(object, "fix", fix_json(diags, finding));
	if (finding->suppressed)
		jsonout_set(object, "suppressed", jsonout_text(diags->arena, finding->suppressed));
	return object;
}

void
render_json_begin(struct report *report)
{
	struct state *state = arena_alloc(report->arena, sizeof(*state));

	state->files = jsonout_need(json_array());
	state->list = jsonout_need(json_array());
	report->state = state;
}

void
render_json(struct report *report, const struct diags *diags, int status)
{
	static const char *const results[] = {"clean", "error", "unread", "undecided"};
	struct state *state = report->state;
	json_t *file = jsonout_need(json_object());

	jsonout_set(file, "file", jsonout_text(diags->arena, diags->name ? diags->name : ""));
	jsonout_set(file, "result", json_string(results[status & 3]));
	jsonout_set(file, "errors", json_integer((json_int_t)diags_count(diags, SEVERITY_ERROR)));
	jsonout_set(file, "warnings",
	            json_integer((json_int_t)diags_count(diags, SEVERITY_WARNING)));
	jsonout_append(state->files, file);
	for (size_t i = 0; i < diags->count; i++)
		if (diags->findings[i].shown)
			jsonout_append(state->list, finding_json(diags, &diags->findings[i]));
}

void
render_json_end(struct report *report, int status)
{
	struct state *state = report->state;
	json_t *document = jsonout_need(json_object());

	jsonout_set(document, "schema", json_string("nonoc.check/1"));
	jsonout_set(document, "status", json_integer(status));
	jsonout_set(document, "files", state->files);
	jsonout_set(document, "diagnostics", state->list);
	jsonout_set(document, "errors", json_integer((json_int_t)report->tally.errors));
	jsonout_set(document, "warnings", json_integer((json_int_t)report->tally.warnings));
	jsonout_set(document, "suppressed", json_integer((json_int_t)report->tally.suppressed));
	jsonout_set(document, "hidden", json_integer((json_int_t)report->tally.hidden));
	jsonout_write(document, report->out);
	json_decref(document);
}
