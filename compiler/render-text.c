/* SPDX-License-Identifier: Apache-2.0 */
/* render-text.c - findings for people: the line, the mark under it, what to do. */
#include "compiler/render-each.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXCERPT_COLUMNS 100 /* of a line shown whole */
#define LEAD_COLUMNS 30     /* shown before the mark when the line is cut */
#define TAB "    "
#define ELLIPSIS "..."

static const char plain[] = "\x1b[0m", bold[] = "\x1b[1m", blue[] = "\x1b[1;34m";
static const char *const colors[] = {"\x1b[1;36m", "\x1b[1;33m", "\x1b[1;31m"};

/* A place to underline. */
struct mark {
	struct span at;
	const char *label; /* "" under the finding's own place */
	const char *color;
	char sign;
	uint32_t order;
};

struct writer {
	const struct diags *diags;
	FILE *out;
	bool color;
	int gutter; /* digits of the largest line number of the finding */
};

/* The part of a line that is shown. */
struct window {
	uint32_t from;
	uint32_t to;
};

static void
paint(const struct writer *w, const char *color)
{
	if (w->color)
		fputs(color, w->out);
}

static uint32_t
cell(struct str line, uint32_t at, char shown[static 16], unsigned *columns)
{
	if (line.data[at] != '\t')
		return (uint32_t)escape_next(line.data + at, line.length - at, shown, columns);
	memcpy(shown, TAB, sizeof(TAB));
	*columns = sizeof(TAB) - 1;
	return 1;
}

/* Where a piece that starts at FROM ends: at TO, or before it would need more than COLUMNS. */
static uint32_t
fit(struct str line, uint32_t from, uint32_t to, unsigned columns)
{
	char shown[16];
	unsigned width;
	while (from < to) {
		uint32_t size = cell(line, from, shown, &width);
		if (width > columns)
			break;
		columns -= width;
		from += size;
	}
	return from < to ? from : to;
}

static struct window
window_around(struct str line, uint32_t at)
{
	if (line.length <= EXCERPT_COLUMNS * 4 &&
	    fit(line, 0, line.length, EXCERPT_COLUMNS) == line.length)
		return (struct window){0, line.length};
	uint32_t from = at;
	for (int i = 0; i < LEAD_COLUMNS && from > 0; i++)
		do
			from--;
		while (from > 0 && ((unsigned char)line.data[from] & 0xc0) == 0x80);
	return (struct window){from, fit(line, from, line.length, EXCERPT_COLUMNS)};
}

/* Writes, or only measures when OUT is NULL. */
static size_t
write_piece(struct str line, uint32_t from, uint32_t to, FILE *out)
{
	size_t columns = 0;
	while (from < to) {
		char shown[16];
		unsigned width;
		from += cell(line, from, shown, &width);
		columns += width;
		if (out)
			fputs(shown, out);
	}
	return columns;
}

static void
write_gutter(const struct writer *w, const char *before, const char *mark)
{
	paint(w, blue);
	fprintf(w->out, "%*s%s%s", w->gutter + 1, before, before[0] ? " " : "", mark);
	paint(w, plain);
}

static void
write_arrow(const struct writer *w, struct span at, const char *arrow)
{
	const struct source *source = source_get(w->diags->sources, at.source);
	struct place place = source_place(w->diags->sources, at.source, at.offset);
	write_gutter(w, "", arrow);
	fputc(' ', w->out);
	escape_write(source->name, w->out);
	/* Of an option, its line says all. */
	if (source->words)
		fputc('\n', w->out);
	else
		fprintf(w->out, ":%" PRIu32 ":%" PRIu32 "\n", place.line, place.column);
}

static void
write_bar(const struct writer *w)
{
	write_gutter(w, " ", "|");
	fputc('\n', w->out);
}

static void
write_line(const struct writer *w, struct str line, uint32_t number, struct window window)
{
	char digits[16];
	snprintf(digits, sizeof(digits), "%" PRIu32, number);
	write_gutter(w, digits, "|");
	if (window.to > window.from)
		fputc(' ', w->out);
	fputs(window.from > 0 ? ELLIPSIS : "", w->out);
	write_piece(line, window.from, window.to, w->out);
	fputs(window.to < line.length ? ELLIPSIS : "", w->out);
	fputc('\n', w->out);
}

/* A span that goes on in the next line is underlined to the end of its first one. */
static void
write_underline(const struct writer *w, const struct mark *mark, struct str line, uint32_t start,
                struct window window)
{
	uint32_t from = mark->at.offset > start ? mark->at.offset - start : 0;
	from = from < window.to ? from : window.to;
	uint32_t to =
	    from + (mark->at.length < window.to - from ? mark->at.length : window.to - from);
	size_t indent = write_piece(line, window.from, from, NULL);
	size_t length = write_piece(line, from, to, NULL);
	indent += window.from > 0 ? strlen(ELLIPSIS) : 0;
	write_gutter(w, " ", "|");
	fprintf(w->out, " %*s", (int)indent, "");
	paint(w, mark->color);
	for (size_t i = 0; i < (length > 0 ? length : 1); i++)
		fputc(mark->sign, w->out);
	if (mark->label[0]) {
		fputc(' ', w->out);
		escape_write(mark->label, w->out);
	}
	paint(w, plain);
	fputc('\n', w->out);
}

/* Marks of one source, sorted by place; those of one line share it. */
static void
write_marks(const struct writer *w, const struct mark *marks, size_t count)
{
	uint32_t shown = 0; /* the line above, if it stands there whole */
	write_bar(w);
	for (size_t i = 0; i < count; i++) {
		struct span at = marks[i].at;
		uint32_t start;
		struct place place = source_place(w->diags->sources, at.source, at.offset);
		struct str line = source_line(w->diags->sources, at.source, at.offset, &start);
		uint32_t from = at.offset > start ? at.offset - start : 0;
		struct window window = window_around(line, from < line.length ? from : line.length);
		if (place.line != shown)
			write_line(w, line, place.line, window);
		write_underline(w, &marks[i], line, start, window);
		shown = window.to - window.from == line.length ? place.line : 0;
	}
}

static int
compare_marks(const void *left, const void *right)
{
	const struct mark *a = left, *b = right;
	if (a->at.offset != b->at.offset)
		return a->at.offset < b->at.offset ? -1 : 1;
	return a->order < b->order ? -1 : 1;
}

static int
gutter_of(const struct diags *diags, const struct finding *finding)
{
	uint32_t line = source_place(diags->sources, finding->at.source, finding->at.offset).line;
	for (const struct remark *r = finding->remarks; r; r = r->next) {
		uint32_t other = source_place(diags->sources, r->at.source, r->at.offset).line;
		line = other > line ? other : line;
	}
	return snprintf(NULL, 0, "%" PRIu32, line);
}

/* The finding's own place, and the notes that lie in the same source. */
static void
write_own_source(const struct writer *w, const struct finding *finding)
{
	struct mark marks[REMARKS_MAX + 1];
	size_t count = 0;
	marks[count++] = (struct mark){finding->at, "", colors[finding->severity], '^', 0};
	for (const struct remark *r = finding->remarks; r; r = r->next)
		if (!r->help && r->at.source == finding->at.source && count < COUNTOF(marks)) {
			marks[count] = (struct mark){r->at, r->text, blue, '-', (uint32_t)count};
			count++;
		}
	qsort(marks, count, sizeof(*marks), compare_marks);
	write_arrow(w, finding->at, "-->");
	write_marks(w, marks, count);
}

static void
write_remark(const struct writer *w, const char *kind, const char *text)
{
	write_gutter(w, " ", "=");
	fputc(' ', w->out);
	paint(w, bold);
	fputs(kind, w->out);
	paint(w, plain);
	fputs(": ", w->out);
	escape_write(text, w->out);
	fputc('\n', w->out);
}

static void
write_remarks(const struct writer *w, const struct finding *finding)
{
	uint32_t notes = 0;
	for (const struct remark *r = finding->remarks; r; r = r->next) {
		notes++;
		if (r->help || (r->at.source && r->at.source == finding->at.source))
			continue;
		if (!r->at.source) {
			write_remark(w, "note", r->text);
			continue;
		}
		struct mark mark = {r->at, r->text, blue, '-', 0};
		write_arrow(w, r->at, ":::");
		write_marks(w, &mark, 1);
	}
	if (finding->remark_count > notes) {
		char more[48];
		snprintf(more, sizeof(more), "%" PRIu32 " more not shown",
		         finding->remark_count - notes);
		write_remark(w, "note", more);
	}
	if (finding->suppressed)
		write_remark(w, "suppressed", finding->suppressed);
	for (const struct remark *r = finding->remarks; r; r = r->next)
		if (r->help)
			write_remark(w, "help", r->text);
	if (finding->safety == FIX_SAFE)
		write_remark(w, "fix", "safe: 'nonoc fix' makes it");
}

static void
write_finding(struct writer *w, const struct finding *finding)
{
	char name[6];
	diag_code_name(finding->code, name);
	w->gutter = gutter_of(w->diags, finding);
	paint(w, colors[finding->severity]);
	fprintf(w->out, "%s[%s]", severity_name(finding->severity), name);
	paint(w, plain);
	paint(w, bold);
	fputs(": ", w->out);
	escape_write(finding->text, w->out);
	paint(w, plain);
	fputc('\n', w->out);
	if (finding->at.source)
		write_own_source(w, finding);
	write_remarks(w, finding);
}

void
render_text(struct report *report, const struct diags *diags, int status)
{
	struct writer writer = {diags, report->out, report->options.color, 1};

	(void)status;
	for (size_t i = 0; i < diags->count; i++) {
		const struct finding *finding = &diags->findings[i];
		if (finding->shown)
			write_finding(&writer, finding);
		size_t hidden = render_hidden(diags, i);
		if (hidden == 0)
			continue;
		const struct source *source = source_get(diags->sources, finding->at.source);
		fprintf(report->out, "... and %zu more", hidden);
		if (source) {
			fputs(" in ", report->out);
			escape_write(source->name, report->out);
		}
		fputc('\n', report->out);
	}
}

void
render_text_end(struct report *report, int status)
{
	const struct tally *tally = &report->tally;
	char name[6];

	(void)status;
	if (tally->errors + tally->warnings + tally->suppressed == 0)
		return;
	fputs(render_totals(report), report->out);
	if (report->worst_severity > SEVERITY_NOTE) {
		diag_code_name(report->worst, name);
		fprintf(report->out, "; 'nonoc explain %s' says more", name);
	}
	fputc('\n', report->out);
}
