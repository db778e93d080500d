/* SPDX-License-Identifier: Apache-2.0 */
/* render-markdown.c - a table for a comment on a pull request, or for the summary of a job. */
#include "compiler/render-each.h"

#include <inttypes.h>
#include <string.h>

#define ENTITY_SIZE sizeof("&#126;")
#define ROOM ((size_t)60000) /* a comment holds 65536 characters */

struct row {
	const char *text;
	struct row *next;
};

struct state {
	struct row *rows[SEVERITY_ERROR + 1];
	struct row **last[SEVERITY_ERROR + 1];
	size_t bytes; /* of all rows */
	size_t left_out;
};

/*
 * Code is neither a link, nor does it mention anybody; and as a number no
 * character begins a tag, an entity, a fence or a cell.
 */
static const char *
code(struct arena *arena, const char *text)
{
	const char *tame = render_tame(arena, text);
	char *all = arena_calloc(arena, strlen(tame) + 2, ENTITY_SIZE);
	size_t used = 0;
	char before = '\0'; /* "www." would begin a link */

	for (; *tame; before = (char)(*tame | 0x20), tame++) {
		unsigned char c = (unsigned char)*tame;
		bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
		             (c >= 'A' && c <= 'Z') || c >= 0x80 || strchr(" ',;/=()?+-!\"", c) ||
		             (c == '.' && before != 'w');

		if (plain)
			all[used++] = *tame;
		else
			used += (size_t)snprintf(all + used, ENTITY_SIZE, "&#%u;", c);
	}
	return arena_printf(arena, "<code>%s</code>", used ? all : "&#45;");
}

static const char *
place_of(struct arena *arena, const struct diags *diags, struct span at)
{
	const char *file = render_file(arena, diags, at);
	struct place place = source_place(diags->sources, at.source, at.offset);

	if (!at.source)
		return code(arena, file);
	return code(arena,
	            arena_printf(arena, "%s:%" PRIu32 ":%" PRIu32, file, place.line, place.column));
}

static const char *
row_of(struct arena *arena, const struct diags *diags, const struct finding *finding)
{
	const char *text = code(arena, finding->text);
	char name[6];

	diag_code_name(finding->code, name);
	for (const struct remark *remark = finding->remarks; remark; remark = remark->next)
		if (remark->help)
			text =
			    arena_printf(arena, "%s<br>help: %s", text, code(arena, remark->text));
	return arena_printf(arena, "| %s | %s | %s %s | %s |\n", severity_name(finding->severity),
	                    place_of(arena, diags, finding->at), name,
	                    diag_code_slug(finding->code), text);
}

void
render_markdown_begin(struct report *report)
{
	struct state *state = arena_alloc(report->arena, sizeof(*state));

	for (size_t i = 0; i < COUNTOF(state->rows); i++)
		state->last[i] = &state->rows[i];
	report->room = ROOM;
	report->state = state;
}

void
render_markdown(struct report *report, const struct diags *diags, int status)
{
	struct state *state = report->state;

	(void)status;
	for (size_t i = 0; i < diags->count; i++) {
		const struct finding *finding = &diags->findings[i];
		struct row *row;

		state->left_out += finding->hidden;
		if (!finding->shown || finding->suppressed)
			continue;
		if (state->bytes > report->room * (SEVERITY_ERROR + 1)) {
			state->left_out++;
			continue;
		}
		row = arena_alloc(report->arena, sizeof(*row));
		row->text = arena_printf(report->arena, "%s", row_of(diags->arena, diags, finding));
		state->bytes += strlen(row->text);
		*state->last[finding->severity] = row;
		state->last[finding->severity] = &row->next;
	}
}

/* The worst first, as many as there is room for. */
static void
write_rows(struct report *report)
{
	struct state *state = report->state;
	size_t used = 0;

	for (int severity = SEVERITY_ERROR; severity >= SEVERITY_NOTE; severity--)
		for (const struct row *row = state->rows[severity]; row; row = row->next) {
			used += strlen(row->text);
			if (used <= report->room)
				fputs(row->text, report->out);
			else
				state->left_out++;
		}
}

void
render_markdown_end(struct report *report, int status)
{
	static const char *const verdicts[] = {"clean", "errors", "could not read everything",
	                                       "undecided"};
	const struct state *state = report->state;

	fprintf(report->out, "### nonoc: %s\n\n%s\n", verdicts[status & 3], render_totals(report));
	if (state->bytes == 0)
		return;
	fputs("\n| | Where | Code | What |\n|---|---|---|---|\n", report->out);
	write_rows(report);
	if (state->left_out)
		fprintf(report->out, "\n%zu more are not shown.\n", state->left_out);
}
