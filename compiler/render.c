/* SPDX-License-Identifier: Apache-2.0 */
/* render.c - chooses and orders what is shown, whatever the format. */
#include "compiler/render-each.h"

#include "compiler/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

size_t
escape_next(const char *data, size_t length, char shown[static 16], unsigned *columns)
{
	uint32_t point;
	uint32_t size = utf8_decode(data, length, &point);
	int written;
	/* "##[command]" anywhere in a line is an old workflow command that still works. */
	bool command = length >= 3 && memcmp(data, "##[", 3) == 0;
	if (size == 0)
		written = snprintf(shown, 16, "\\x%02x", (unsigned)(unsigned char)data[0]);
	else if (utf8_classify(point) == UTF8_PLAIN && point >= 0x20 && !command) {
		memcpy(shown, data, size);
		shown[size] = '\0';
		*columns = utf8_width(point);
		return size;
	} else if (point < 0x80)
		written = snprintf(shown, 16, "\\x%02x", (unsigned)point);
	else
		written =
		    snprintf(shown, 16, point > 0xffff ? "\\U%08x" : "\\u%04x", (unsigned)point);
	*columns = (unsigned)written;
	return size == 0 ? 1 : size;
}

void
escape_write(const char *text, FILE *out)
{
	size_t length = strlen(text);
	for (size_t at = 0; at < length;) {
		char shown[16];
		unsigned columns;
		at += escape_next(text + at, length - at, shown, &columns);
		fputs(shown, out);
	}
}

void
escape_first(const char *text, FILE *out)
{
	uint32_t point;
	uint32_t size = text[0] ? utf8_decode(text, strlen(text), &point) : 0;

	if (size > 0 && (point == ':' || utf8_blank(point))) {
		fprintf(out, point < 0x80 ? "\\x%02x" : "\\u%04x", (unsigned)point);
		text += size;
	}
	escape_write(text, out);
}

void
escape_line(const char *text, FILE *out)
{
	size_t blanks = strspn(text, " ");

	fwrite(text, 1, blanks, out);
	escape_first(text + blanks, out);
	fputc('\n', out);
}

static int
compare(const void *left, const void *right)
{
	const struct finding *a = left, *b = right;
	if (a->at.source != b->at.source)
		return a->at.source < b->at.source ? -1 : 1;
	if (a->at.offset != b->at.offset)
		return a->at.offset < b->at.offset ? -1 : 1;
	return a->order < b->order ? -1 : 1;
}

/*
 * Who suppressed a warning in the file at hand knows of it, and what is built in gives its reasons
 * for those who ask.  One that comes in with another file is news, and stays in sight as a note.
 */
static bool
wanted(const struct diags *diags, const struct finding *finding, const struct diag_options *options)
{
	const struct source *source = source_get(diags->sources, finding->at.source);

	if (diags->risks_hidden && diag_code_is_risk(finding->code))
		return false;
	if (finding->severity != SEVERITY_NOTE || options->all)
		return true;
	if (finding->suppressed && render_formats[options->format].whole)
		return true;
	if (source && source->shipped)
		return false;
	return options->notes || (finding->suppressed && finding->at.source > 1);
}

/* The limit hides notes first and errors last: a flood of warnings must not cover an error. */
static void
choose(const struct diags *diags, struct finding *findings, size_t count,
       const struct diag_options *options)
{
	size_t shown = 0;
	for (int severity = SEVERITY_ERROR; severity >= SEVERITY_NOTE; severity--) {
		for (size_t i = 0; i < count; i++) {
			struct finding *finding = &findings[i];
			if ((int)finding->severity != severity || !wanted(diags, finding, options))
				continue;
			finding->shown = options->limit == 0 || shown < options->limit;
			finding->hidden = !finding->shown;
			shown++;
		}
	}
}

size_t
render_hidden(const struct diags *diags, size_t index)
{
	const struct finding *findings = diags->findings;
	uint32_t source = findings[index].at.source;
	if (index + 1 < diags->count && findings[index + 1].at.source == source)
		return 0;
	size_t hidden = 0;
	for (size_t i = index + 1; i-- > 0 && findings[i].at.source == source;)
		hidden += findings[i].hidden;
	return hidden;
}

const struct render_format render_formats[DIAG_FORMATS] = {
    [DIAG_TEXT] = {"text", false, false, NULL, render_text, render_text_end},
    [DIAG_GCC] = {"gcc", false, false, NULL, render_gcc, NULL},
    [DIAG_JSON] = {"json", true, true, render_json_begin, render_json, render_json_end},
    [DIAG_SARIF] = {"sarif", true, true, render_sarif_begin, render_sarif, render_sarif_end},
    [DIAG_GITHUB] = {"github", true, false, render_github_begin, render_github, render_github_end},
    [DIAG_MARKDOWN] = {"markdown", true, false, render_markdown_begin, render_markdown,
                       render_markdown_end},
};

struct report *
render_new(struct arena *arena, const struct diag_options *options, FILE *out)
{
	struct report *report = arena_alloc(arena, sizeof(*report));

	*report = (struct report){.format = &render_formats[options->format],
	                          .options = *options,
	                          .arena = arena,
	                          .out = out,
	                          .worst_severity = -1};
	if (report->format->begin)
		report->format->begin(report);
	return report;
}

/* Sorts the findings, and marks those that are shown: another report may want others. */
static void
prepare(struct diags *diags, const struct diag_options *options)
{
	struct finding *findings = diags->findings;

	for (size_t i = 0; i < diags->count; i++) {
		findings[i].severity = diags_severity(diags, &findings[i]);
		findings[i].shown = false;
		findings[i].hidden = false;
	}
	if (diags->count > 0)
		qsort(findings, diags->count, sizeof(*findings), compare);
	for (size_t i = 0, end; i < diags->count; i = end) {
		for (end = i; end < diags->count; end++)
			if (findings[end].at.source != findings[i].at.source)
				break;
		choose(diags, findings + i, end - i, options);
	}
}

static void
count(struct report *report, const struct diags *diags)
{
	report->tally.files++;
	report->tally.errors += diags_count(diags, SEVERITY_ERROR);
	report->tally.warnings += diags_count(diags, SEVERITY_WARNING);
	report->tally.suppressed += diags->suppressed;
	for (size_t i = 0; i < diags->count; i++) {
		const struct finding *finding = &diags->findings[i];

		report->tally.hidden += finding->hidden;
		if (!finding->shown || (int)finding->severity <= report->worst_severity)
			continue;
		report->worst = finding->code;
		report->worst_severity = (int)finding->severity;
	}
}

void
render_add(struct report *report, struct diags *diags, int status)
{
	prepare(diags, &report->options);
	count(report, diags);
	report->format->add(report, diags, status);
}

void
render_end(struct report *report, int status)
{
	if (report->format->end)
		report->format->end(report, status);
}

void
diags_render(struct diags *diags, const struct diag_options *options, FILE *out)
{
	struct report *report = render_new(diags->arena, options, out);
	int status = diags_count(diags, SEVERITY_ERROR) > 0;

	render_add(report, diags, status);
	render_end(report, status);
}
