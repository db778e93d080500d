/* SPDX-License-Identifier: Apache-2.0 */
/* render.c - chooses and orders what is shown, whatever the format. */
#include "compiler/diag-record.h"

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
	if (size == 0)
		written = snprintf(shown, 16, "\\x%02x", (unsigned)(unsigned char)data[0]);
	else if (utf8_classify(point) == UTF8_PLAIN && point >= 0x20) {
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

static enum severity
effective(const struct diags *diags, const struct finding *finding)
{
	enum severity severity = diag_code_severity(finding->code);
	if (severity != SEVERITY_WARNING)
		return severity;
	if (finding->suppressed)
		return SEVERITY_NOTE;
	return diags->warnings_are_errors ? SEVERITY_ERROR : SEVERITY_WARNING;
}

/*
 * Who suppressed a warning in the file at hand knows of it.  One that comes in
 * with another file is news, and stays in sight as a note.
 */
static bool
wanted(const struct finding *finding, const struct diag_options *options)
{
	if (finding->severity != SEVERITY_NOTE || options->notes)
		return true;
	return finding->suppressed && (options->format == DIAG_JSON || finding->at.source > 1);
}

/* The limit hides notes first and errors last: a flood of warnings must not cover an error. */
static void
choose(struct finding *findings, size_t count, const struct diag_options *options)
{
	size_t shown = 0;
	for (int severity = SEVERITY_ERROR; severity >= SEVERITY_NOTE; severity--) {
		for (size_t i = 0; i < count; i++) {
			struct finding *finding = &findings[i];
			if ((int)finding->severity != severity || !wanted(finding, options))
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

void
diags_render(struct diags *diags, const struct diag_options *options, FILE *out)
{
	struct finding *findings = diags->findings;
	for (size_t i = 0; i < diags->count; i++)
		findings[i].severity = effective(diags, &findings[i]);
	if (diags->count > 0)
		qsort(findings, diags->count, sizeof(*findings), compare);
	for (size_t i = 0, end; i < diags->count; i = end) {
		for (end = i; end < diags->count; end++)
			if (findings[end].at.source != findings[i].at.source)
				break;
		choose(findings + i, end - i, options);
	}
	switch (options->format) {
	case DIAG_TEXT:
		render_text(diags, options, out);
		break;
	case DIAG_GCC:
		render_gcc(diags, out);
		break;
	case DIAG_JSON:
		render_json(diags, out);
		break;
	}
}
