/* SPDX-License-Identifier: Apache-2.0 */
/* explain.c - finds the explanation of a code and makes plain text of its Markdown. */
#include "compiler/explain.h"

#include "compiler/diag-record.h"

#include <string.h>

static const enum diag_code codes[] = {
#define DIAG(symbol, number, severity, slug) DIAG_##symbol,
#include "compiler/diag.def"
#undef DIAG
};

/* By the hundreds of a code's number, as diag.def has them. */
static const char *const families[] = {
    "reading",
    "structure",
    "paths",
    "grants and denies",
    "rules without use",
    "risk",
    "deprecated, suppressions",
    "network, environment, targets",
    "output",
    "files and names",
};

const enum diag_code *
explain_codes(size_t *count)
{
	*count = COUNTOF(codes);
	return codes;
}

const char *
explain_family(enum diag_code code)
{
	return families[(unsigned)code / 100 % COUNTOF(families)];
}

struct str
explain_text(enum diag_code code)
{
	size_t count;
	const struct explanation *all = explanations(&count);

	for (size_t i = 0; i < count; i++)
		if (all[i].code == (int)code)
			return all[i].text;
	return STR("");
}

/* The line at *REST, which moves behind it; false at the end. */
static bool
next_line(struct str *rest, struct str *line)
{
	const char *end;

	if (rest->length == 0)
		return false;
	end = memchr(rest->data, '\n', rest->length);
	line->data = rest->data;
	line->length = end ? (uint32_t)(end - rest->data) : rest->length;
	rest->data += line->length + (end ? 1 : 0);
	rest->length -= line->length + (end ? 1 : 0);
	return true;
}

/* The length of TEXT up to where its first sentence ends, or comes to the details. */
static uint32_t
sentence(struct str text)
{
	for (uint32_t i = 0; i < text.length; i++) {
		if (text.data[i] == '\n' && i + 1 < text.length && text.data[i + 1] == '\n')
			return i;
		if (strchr(".:;", text.data[i]) &&
		    (text.data[i + 1] == ' ' || text.data[i + 1] == '\n'))
			return i;
	}
	return text.length;
}

const char *
explain_summary(struct arena *arena, enum diag_code code)
{
	struct str text = explain_text(code), title;
	char *summary;
	uint32_t length, used = 0;

	next_line(&text, &title);
	while (text.length && *text.data == '\n') {
		text.data++;
		text.length--;
	}
	length = sentence(text);
	summary = arena_calloc(arena, length + 1, 1);
	for (uint32_t i = 0; i < length; i++)
		if (text.data[i] != '`')
			summary[used++] = text.data[i] == '\n' ? ' ' : text.data[i];
	return summary;
}

/* The value of file="..." of a fence, or nothing. */
static struct str
fence_file(struct str line)
{
	static const char key[] = "file=\"";
	const char *at = memmem(line.data, line.length, key, sizeof(key) - 1);
	const char *end = line.data + line.length;
	const char *close;

	if (!at)
		return STR("");
	at += sizeof(key) - 1;
	close = memchr(at, '"', (size_t)(end - at));
	return close ? (struct str){at, (uint32_t)(close - at)} : STR("");
}

static void
write_prose(struct str line, FILE *out)
{
	for (uint32_t i = 0; i < line.length; i++)
		fputc(line.data[i] == '`' ? '\'' : line.data[i], out);
	fputc('\n', out);
}

static void
write_title(enum diag_code code, FILE *out)
{
	char name[6];

	diag_code_name(code, name);
	fprintf(out, "%s %s (%s)\n", name, diag_code_slug(code),
	        severity_name(diag_code_severity(code)));
}

/* What a fence is called: its file="...", or the profile where others stand beside it. */
static void
write_label(struct str line, bool *several, FILE *out)
{
	struct str file = fence_file(line);

	if (file.length)
		fprintf(out, "%.*s:\n", STR_ARG(file));
	else if (*several && !str_begins(line, "```text"))
		fprintf(out, "profile.%.*s:\n", (int)strcspn(line.data + 3, " \n"), line.data + 3);
	*several = *several || file.length;
}

void
explain_write(enum diag_code code, FILE *out)
{
	struct str rest = explain_text(code), line;
	bool fenced = false, several = false;

	write_title(code, out);
	next_line(&rest, &line);
	while (next_line(&rest, &line)) {
		if (str_begins(line, "```")) {
			fenced = !fenced;
			if (fenced)
				write_label(line, &several, out);
		} else if (fenced) {
			fprintf(out, "%s%.*s\n", line.length ? "    " : "", STR_ARG(line));
		} else if (str_begins(line, "## ")) {
			several = false;
			fprintf(out, "%.*s\n", (int)line.length - 3, line.data + 3);
		} else {
			write_prose(line, out);
		}
	}
}
