/* SPDX-License-Identifier: Apache-2.0 */
/* render-github.c - workflow commands that annotate a pull request, the worst ones first. */
#include "compiler/render-each.h"

#include <inttypes.h>
#include <string.h>

#define SHOWN_MAX 10u /* GitHub drops the others of a step silently */

static const char *const commands[] = {"notice", "warning", "error"};
static const char *const names[] = {"notes", "warnings", "errors"};

struct state {
	const char *lines[SEVERITY_ERROR + 1][SHOWN_MAX];
	size_t counts[SEVERITY_ERROR + 1];
};

/* As the runner undoes it; a property ends at ',' and the properties at "::". */
static const char *
encode(struct arena *arena, const char *text, bool property)
{
	static const char digits[] = "0123456789ABCDEF";
	char *all = arena_calloc(arena, strlen(text) + 1, 3);
	size_t used = 0;

	for (; *text; text++) {
		bool plain = !strchr("%\r\n", *text) && !(property && strchr(":,", *text));

		all[used++] = plain ? *text : '%';
		if (plain)
			continue;
		all[used++] = digits[(unsigned char)*text >> 4];
		all[used++] = digits[*text & 15];
	}
	return all;
}

static const char *
place_properties(struct arena *arena, const struct diags *diags, struct span at)
{
	const char *file = render_tame(arena, render_file(arena, diags, at));
	struct place start, end;

	if (!at.source)
		return *file ? arena_printf(arena, "file=%s,", encode(arena, file, true)) : "";
	start = source_place(diags->sources, at.source, at.offset);
	at = render_one_line(diags, at);
	end = source_place(diags->sources, at.source, at.offset + at.length);
	return arena_printf(
	    arena,
	    "file=%s,line=%" PRIu32 ",endLine=%" PRIu32 ",col=%" PRIu32 ",endColumn=%" PRIu32 ",",
	    encode(arena, file, true), start.line, end.line, start.column, end.column);
}

static const char *
text_of(struct arena *arena, const struct finding *finding)
{
	const char *text = render_tame(arena, finding->text);

	for (const struct remark *remark = finding->remarks; remark; remark = remark->next)
		text = arena_printf(arena, "%s\n%s: %s", text, remark->help ? "help" : "note",
		                    render_tame(arena, remark->text));
	return encode(arena, text, false);
}

static const char *
line_of(struct arena *arena, const struct diags *diags, const struct finding *finding)
{
	const char *text = text_of(arena, finding);
	char name[6];

	diag_code_name(finding->code, name);
	return arena_printf(arena, "::%s %stitle=%s %s::%s", commands[finding->severity],
	                    place_properties(arena, diags, finding->at), name,
	                    diag_code_slug(finding->code), text);
}

void
render_github_begin(struct report *report)
{
	report->state = arena_alloc(report->arena, sizeof(struct state));
}

/* Who suppressed a warning wants no annotation of it. */
void
render_github(struct report *report, const struct diags *diags, int status)
{
	struct state *state = report->state;

	(void)status;
	for (size_t i = 0; i < diags->count; i++) {
		const struct finding *finding = &diags->findings[i];
		size_t number;

		if ((!finding->shown && !finding->hidden) || finding->suppressed)
			continue;
		number = state->counts[finding->severity]++;
		if (number < SHOWN_MAX)
			state->lines[finding->severity][number] = arena_printf(
			    report->arena, "%s", line_of(diags->arena, diags, finding));
	}
}

void
render_github_end(struct report *report, int status)
{
	const struct state *state = report->state;

	(void)status;
	for (int severity = SEVERITY_ERROR; severity >= SEVERITY_NOTE; severity--) {
		size_t count = state->counts[severity];

		for (size_t i = 0; i < count && i < SHOWN_MAX; i++)
			fprintf(report->out, "%s\n", state->lines[severity][i]);
		if (count > SHOWN_MAX)
			fprintf(report->out, "%zu more %s are not annotated\n", count - SHOWN_MAX,
			        names[severity]);
	}
	fprintf(report->out, "%s\n", render_totals(report));
}
