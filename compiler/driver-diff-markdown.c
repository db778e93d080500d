/* SPDX-License-Identifier: Apache-2.0 */
/* driver-diff-markdown.c - a diff as a comment on a pull request. */
#include "compiler/diag-record.h"
#include "compiler/driver-diff.h"

#include <stdlib.h>
#include <string.h>

/* Rows that show at once; what narrows, and the rest, is folded. */
#define ROWS 20u
/* Paths of one group's line. */
#define PLACES 50u
/* Bytes of one text: a profile can hold one that is longer than any comment. */
#define TEXT 800u
/* What follows the last row. */
#define TAIL 400u

/*
 * In code nobody is mentioned and nothing links, and as a number no character ends the code, the
 * cell or the line.
 */
static void
put_code(const char *text, FILE *out)
{
	size_t length = strlen(text), at = 0;
	long end = ftell(out) + (long)TEXT;

	fputs("<code>", out);
	while (at < length && ftell(out) < end) {
		char shown[16];
		unsigned columns;

		at += escape_next(text + at, length - at, shown, &columns);
		for (const char *c = shown; *c; c++) {
			unsigned char byte = (unsigned char)*c;

			if (byte >= 0x80 || strchr("abcdefghijklmnopqrstuvwxyz"
			                           "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ,/-",
			                           byte))
				fputc(*c, out);
			else
				fprintf(out, "&#%u;", byte);
		}
	}
	fputs("</code>", out);
	if (at < length)
		fprintf(out, " and %zu bytes more", length - at);
}

/* The places of RUN changes that are one line. */
static void
put_where(const struct change *changes, size_t run, FILE *out)
{
	long end = ftell(out) + (long)(PLACES * 100u);
	size_t i = 0;

	if (run == 1) {
		put_code(changes->words.where, out);
		return;
	}
	fprintf(out, "<details><summary>%zu places</summary>", run);
	while (i < run && i < PLACES && ftell(out) < end) {
		if (i)
			fputs("<br>", out);
		put_code(changes[i++].words.where, out);
	}
	if (i < run)
		fprintf(out, "<br>and %zu more", run - i);
	fputs("</details>", out);
}

static void
put_row(const struct change *change, size_t run, FILE *out)
{
	fprintf(out, "| %s %s | ", change->sign == '+' ? "&#43;" : "&#45;",
	        diff_mark(change->mark));
	put_code(change->words.what, out);
	fputs(" | ", out);
	put_where(change, run, out);
	fputs(" | ", out);
	if (change->words.was && change->sign == '+')
		put_code(change->words.was, out);
	fputs(" | ", out);
	if (*change->words.origin)
		put_code(change->words.origin, out);
	if (change->words.chain) {
		fputs(", ", out);
		put_code(change->words.chain, out);
	}
	fputs(" |\n", out);
}

/* The same if there is room for it. */
static bool
put_row_within(size_t room, const struct change *change, size_t run, FILE *out)
{
	size_t size;
	char *row = NULL;
	FILE *one = open_memstream(&row, &size);
	bool fits;

	if (!one)
		arena_exhausted(NULL);
	put_row(change, run, one);
	if (fclose(one) != 0)
		arena_exhausted(NULL);
	fits = (size_t)ftell(out) + size + TAIL <= room;
	if (fits)
		fputs(row, out);
	free(row);
	return fits;
}

static void
put_head(FILE *out)
{
	fputs("\n| | what | where | was | by |\n|---|---|---|---|---|\n", out);
}

/* Rows from *INDEX on, as far as there is room: at most MOST, and none that narrows if WIDER. */
static void
put_rows(const struct diff *diff, size_t *index, size_t most, bool wider, FILE *out)
{
	for (size_t rows = 0; *index < diff->count && rows < most; rows++) {
		size_t run = diff_run(diff, *index);

		if (wider && diff->changes[*index].mark == MARK_NARROWS)
			return;
		if (!put_row_within(diff->room, &diff->changes[*index], run, out)) {
			fprintf(out, "\n%zu more: <code>nonoc diff</code> shows them\n",
			        diff->count - *index);
			*index = diff->count;
			return;
		}
		*index += run;
	}
}

static void
put_all(const struct diff *diff, FILE *out)
{
	size_t index = 0;

	if (!diff->count)
		return;
	if (diff->changes[0].mark != MARK_NARROWS) {
		put_head(out);
		put_rows(diff, &index, ROWS, true, out);
	}
	if (index == diff->count)
		return;
	fprintf(out, "\n<details><summary>%zu %s</summary>\n", diff->count - index,
	        diff->changes[index].mark == MARK_NARROWS ? "narrowed" : "more");
	put_head(out);
	put_rows(diff, &index, diff->count, false, out);
	fputs("\n</details>\n", out);
}

void
diff_show_markdown(const struct diff *diff, FILE *stream)
{
	size_t size, idle = diff->without_effect;
	char *text = NULL;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		arena_exhausted(NULL);
	fputs("### ", out);
	put_code(diff->new_name, out);
	fprintf(out, "%s: %s%s\n", diff->apart ? " on macOS" : "", diff_verdict_text(diff),
	        diff->created ? " (all of it is new)" : "");
	put_all(diff, out);
	if (idle)
		fprintf(out, "\n%zu textual change%s no effect\n", idle,
		        idle == 1 ? " has" : "s have");
	if (diff->assumed) {
		fputs("\nas if ", out);
		put_code(diff->assumed, out);
		fputc('\n', out);
	}
	fprintf(out,
	        "\n<sub>semantic hash <code>%.16s</code> before, <code>%.16s</code> after</sub>\n",
	        diff->old_hash, diff->new_hash);
	if (fclose(out) != 0)
		arena_exhausted(NULL);
	fputs(text, stream);
	free(text);
}
