/* SPDX-License-Identifier: Apache-2.0 */
/* patch.c - two texts as a unified diff: what is common to both, lines, a longest common part. */
#include "compiler/patch.h"

#include "compiler/diag-record.h"

#include <stdlib.h>
#include <string.h>

enum { CONTEXT = 3 };
#define CELLS_MAX ((size_t)16 << 20) /* above, what differs is one piece */

struct line {
	const char *data;
	size_t length; /* with its line feed */
};

struct lines {
	struct line *list;
	size_t count;
};

/* KEPT_LINE of both, else one of either. */
enum step_kind { KEPT_LINE = ' ', OLD_LINE = '-', NEW_LINE = '+' };

struct step {
	enum step_kind kind;
	struct line line;
};

struct script {
	struct step *steps;
	size_t count;
	bool shown;
	FILE *out;
};

static void *
need(void *memory)
{
	if (!memory)
		arena_exhausted(NULL);
	return memory;
}

static struct lines
lines_of(struct str text)
{
	struct lines lines = {NULL, 0};

	for (int round = 0; round < 2; round++) {
		if (round)
			lines.list = need(calloc(lines.count + 1, sizeof(*lines.list)));
		lines.count = 0;
		for (uint32_t at = 0; at < text.length; lines.count++) {
			const char *feed = memchr(text.data + at, '\n', text.length - at);
			size_t length =
			    feed ? (size_t)(feed + 1 - (text.data + at)) : text.length - at;

			if (round)
				lines.list[lines.count] = (struct line){text.data + at, length};
			at += (uint32_t)length;
		}
	}
	return lines;
}

static bool
equal(const struct line *a, const struct line *b)
{
	return a->length == b->length && memcmp(a->data, b->data, a->length) == 0;
}

static void
add(struct script *script, enum step_kind kind, const struct line *line)
{
	script->steps[script->count++] = (struct step){kind, *line};
}

/* The lines between what is common at both ends, by the table of longest common parts. */
static void
compare(struct script *script, const struct line *a, size_t m, const struct line *b, size_t n)
{
	size_t width = n + 1, i = 0, j = 0;
	uint32_t *table = NULL;

	if (m && n && m < CELLS_MAX / width)
		table = need(calloc((m + 1) * width, sizeof(*table)));
	for (size_t x = m; table && x-- > 0;)
		for (size_t y = n; y-- > 0;) {
			uint32_t down = table[(x + 1) * width + y],
				 right = table[x * width + y + 1];

			table[x * width + y] = equal(&a[x], &b[y])
			                           ? table[(x + 1) * width + y + 1] + 1
			                           : (down > right ? down : right);
		}
	while (table && i < m && j < n) {
		if (equal(&a[i], &b[j])) {
			add(script, KEPT_LINE, &a[i++]);
			j++;
		} else if (table[(i + 1) * width + j] >= table[i * width + j + 1]) {
			add(script, OLD_LINE, &a[i++]);
		} else {
			add(script, NEW_LINE, &b[j++]);
		}
	}
	while (i < m)
		add(script, OLD_LINE, &a[i++]);
	while (j < n)
		add(script, NEW_LINE, &b[j++]);
	free(table);
}

static void
put_line(const struct script *script, const struct step *step)
{
	bool feed = step->line.data[step->line.length - 1] == '\n';
	size_t length = step->line.length - feed;

	fputc((int)step->kind, script->out);
	for (size_t at = 0; script->shown && at < length;) {
		char shown[16];
		unsigned columns;

		at += escape_next(step->line.data + at, length - at, shown, &columns);
		fputs(shown, script->out);
	}
	if (!script->shown)
		fwrite(step->line.data, 1, length, script->out);
	fputs(feed ? "\n" : "\n\\ No newline at end of file\n", script->out);
}

static void
put_range(const struct script *script, size_t before, size_t count)
{
	/* An empty range is named by the line before it. */
	fprintf(script->out, count == 1 ? "%zu" : "%zu,%zu", count ? before + 1 : before, count);
}

/* The steps FROM to TO; OLD and NEW lines come before them. */
static void
put_hunk(const struct script *script, size_t from, size_t to, size_t old, size_t new)
{
	size_t olds = 0, news = 0;

	for (size_t i = from; i < to; i++) {
		olds += script->steps[i].kind != NEW_LINE;
		news += script->steps[i].kind != OLD_LINE;
	}
	fputs("@@ -", script->out);
	put_range(script, old, olds);
	fputs(" +", script->out);
	put_range(script, new, news);
	fputs(" @@\n", script->out);
	for (size_t i = from; i < to; i++)
		put_line(script, &script->steps[i]);
}

static void
put_hunks(const struct script *script)
{
	size_t old = 0, new = 0, counted = 0;

	for (size_t at = 0; at < script->count; at++) {
		size_t from, to, last;

		if (script->steps[at].kind == KEPT_LINE)
			continue;
		from = at - counted < CONTEXT ? counted : at - CONTEXT;
		for (last = to = at; to < script->count && to - last <= 2 * (size_t)CONTEXT; to++)
			if (script->steps[to].kind != KEPT_LINE)
				last = to;
		to = script->count - last <= CONTEXT ? script->count : last + CONTEXT + 1;
		for (; counted < from; counted++, old++, new ++)
			;
		put_hunk(script, from, to, old, new);
		for (; counted < to; counted++) {
			old += script->steps[counted].kind != NEW_LINE;
			new += script->steps[counted].kind != OLD_LINE;
		}
		at = to - 1;
	}
}

static void
put_name(const char *mark, const char *side, const char *name, FILE *out)
{
	fputs(mark, out);
	fputs(name[0] == '/' ? "" : side, out);
	escape_write(name, out);
	/* patch(1) takes a name with blanks up to a tab. */
	fputs(strchr(name, ' ') ? "\t\n" : "\n", out);
}

void
patch_print(const char *name, struct str before, struct str after, bool shown, FILE *out)
{
	struct lines a = lines_of(before), b = lines_of(after);
	struct script script = {.shown = shown, .out = out};
	size_t head = 0, tail = 0;
	size_t least = a.count < b.count ? a.count : b.count;

	while (head < least && equal(&a.list[head], &b.list[head]))
		head++;
	while (tail < least - head &&
	       equal(&a.list[a.count - 1 - tail], &b.list[b.count - 1 - tail]))
		tail++;
	if (head < a.count || head < b.count) {
		script.steps = need(calloc(a.count + b.count, sizeof(*script.steps)));
		for (size_t i = 0; i < head; i++)
			add(&script, KEPT_LINE, &a.list[i]);
		compare(&script, a.list + head, a.count - head - tail, b.list + head,
		        b.count - head - tail);
		for (size_t i = a.count - tail; i < a.count; i++)
			add(&script, KEPT_LINE, &a.list[i]);
		put_name("--- ", "a/", name, out);
		put_name("+++ ", "b/", name, out);
		put_hunks(&script);
	}
	free(script.steps);
	free(a.list);
	free(b.list);
}
