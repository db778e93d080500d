/* SPDX-License-Identifier: Apache-2.0 */
/* render-gcc.c - a line a finding or note, as editors and CI match it. */
#include "compiler/render-each.h"

#include <inttypes.h>
#include <stdio.h>

static void
write_place(const struct diags *diags, struct span at, const char *kind, FILE *out)
{
	const struct source *source = source_get(diags->sources, at.source);
	if (source) {
		struct place place = source_place(diags->sources, at.source, at.offset);
		escape_first(source->name, out);
		fprintf(out, ":%" PRIu32 ":%" PRIu32 ": %s: ", place.line, place.column, kind);
	} else {
		fprintf(out, "nonoc: %s: ", kind);
	}
}

static void
write_finding(const struct diags *diags, const struct finding *finding, FILE *out)
{
	char name[6];
	diag_code_name(finding->code, name);
	write_place(diags, finding->at, severity_name(finding->severity), out);
	escape_write(finding->text, out);
	fprintf(out, " [%s]\n", name);
	for (const struct remark *remark = finding->remarks; remark; remark = remark->next) {
		write_place(diags, remark->at.source ? remark->at : finding->at, "note", out);
		fputs(remark->help ? "help: " : "", out);
		escape_write(remark->text, out);
		fputc('\n', out);
	}
	if (finding->suppressed) {
		write_place(diags, finding->at, "note", out);
		fputs("suppressed: ", out);
		escape_write(finding->suppressed, out);
		fputc('\n', out);
	}
}

void
render_gcc(struct report *report, const struct diags *diags, int status)
{
	FILE *out = report->out;

	(void)status;
	for (size_t i = 0; i < diags->count; i++) {
		const struct finding *finding = &diags->findings[i];
		if (finding->shown)
			write_finding(diags, finding, out);
		size_t hidden = render_hidden(diags, i);
		if (hidden == 0)
			continue;
		const struct source *source = source_get(diags->sources, finding->at.source);
		escape_first(source ? source->name : "nonoc", out);
		fprintf(out, ": note: %zu more not shown\n", hidden);
	}
}
