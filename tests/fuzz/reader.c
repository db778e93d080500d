/* SPDX-License-Identifier: Apache-2.0 */
/*
 * reader.c - runs a fuzz target without a fuzzer: on the files it is given, or
 * on seeded mutations.  SEED and RUNS in the environment replay or prolong.
 */
#include "tests/fuzz/reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_MAX 8192

struct text {
	char data[TEXT_MAX];
	size_t length;
};

_Noreturn void
fuzz_fail(const char *what, const uint8_t *data, size_t size)
{
	fprintf(stderr, "%s: \"", what);
	for (size_t i = 0; i < size; i++)
		if (data[i] >= 0x20 && data[i] < 0x7f && data[i] != '"' && data[i] != '\\')
			fputc(data[i], stderr);
		else
			fprintf(stderr, "\\%03o", data[i]);
	fputs("\"\n", stderr);
	abort();
}

/* Each value lies in the text, and in the one that holds it. */
static bool
sound(const struct node *node, uint32_t from, uint32_t to)
{
	if (node->at.source != 1 || node->at.offset < from ||
	    node->at.offset + node->at.length > to)
		return false;
	from = node->at.offset;
	to = from + node->at.length;
	for (uint32_t i = 0; i < node->count; i++) {
		const struct node *child =
		    node->kind == NODE_LIST ? node->items[i] : node->members[i].value;
		if (!sound(child, from, to))
			return false;
		if (node->kind == NODE_MAP && node->members[i].key_at.offset < from)
			return false;
	}
	return true;
}

void
fuzz_render(struct diags *diags)
{
	char *text = NULL;
	size_t length = 0;
	FILE *out = open_memstream(&text, &length);
	for (int format = DIAG_TEXT; format <= DIAG_JSON; format++) {
		struct diag_options options = {
		    .format = (enum diag_format)format, .notes = true, .all = true, .limit = 5};
		diags_render(diags, &options, out);
	}
	fclose(out);
	for (size_t i = 0; i < length; i++)
		if (((unsigned char)text[i] < 0x20 && text[i] != '\n') || text[i] == 0x7f)
			fuzz_fail("a control byte in the output", (const uint8_t *)text, length);
	free(text);
}

struct reading
fuzz_read(enum format format, const uint8_t *data, size_t size)
{
	struct reading reading = {.arena = arena_new()};
	struct sources *sources = sources_new(reading.arena);
	reading.diags = diags_new(reading.arena, sources);
	struct str text = arena_str(reading.arena, (const char *)data, size);
	uint32_t source = sources_add(sources, "\x1b[31m\xff", text);
	struct node *root = (format == FORMAT_JSON ? read_json : read_yaml)(reading.arena, sources,
	                                                                    reading.diags, source);
	size_t errors = diags_count(reading.diags, SEVERITY_ERROR);
	if (!root && errors == 0)
		fuzz_fail("neither a tree nor an error", data, size);
	if (root && !sound(root, 0, (uint32_t)size))
		fuzz_fail("a value outside of what holds it", data, size);
	fuzz_render(reading.diags);
	reading.root = errors == 0 ? root : NULL;
	return reading;
}

void
fuzz_release(struct reading *reading)
{
	arena_free(reading->arena);
}

static uint32_t
random_below(uint64_t *state, uint32_t limit)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)((*state >> 33) % limit);
}

static void
put(struct text *text, const char *data, size_t length)
{
	if (text->length + length > TEXT_MAX)
		return;
	memcpy(text->data + text->length, data, length);
	text->length += length;
}

static void
put_one(struct text *text, uint64_t *state, const char *const *choices, uint32_t count)
{
	const char *choice = choices[random_below(state, count)];
	put(text, choice, strlen(choice));
}

static void
put_string(struct text *text, uint64_t *state)
{
	static const char *const parts[] = {"a",
	                                    "b/c",
	                                    "~",
	                                    " ",
	                                    "#",
	                                    ": ",
	                                    "- ",
	                                    "\\n",
	                                    "\\\"",
	                                    "\\\\",
	                                    "\\/",
	                                    "\\u00e9",
	                                    "\xc3\xa9",
	                                    "\xf0\x9f\x98\x80",
	                                    "\\ud83d\\ude00",
	                                    "\\udbff\\udffd",
	                                    "'",
	                                    ",",
	                                    "]",
	                                    "{",
	                                    "//",
	                                    "yes",
	                                    "\xe2\x82\xac"};
	put(text, "\"", 1);
	for (uint32_t i = random_below(state, 5); i > 0; i--)
		put_one(text, state, parts, COUNTOF(parts));
	put(text, "\"", 1);
}

static void
put_blank(struct text *text, uint64_t *state)
{
	static const char *const blanks[] = {"", "", "", " ", "\n", "\t", "\r\n", "  "};
	put_one(text, state, blanks, COUNTOF(blanks));
}

static void
put_json(struct text *text, uint64_t *state, int depth)
{
	static const char *const scalars[] = {"true", "false", "null", "0",    "-1",  "12",
	                                      "1.5",  "-0",    "1e3",  "1E+2", "0.1", "443"};
	uint32_t kind = random_below(state, depth > 4 ? 3 : 6);
	put_blank(text, state);
	if (kind == 0) {
		put_one(text, state, scalars, COUNTOF(scalars));
	} else if (kind < 3) {
		put_string(text, state);
	} else {
		uint32_t count = random_below(state, 4);
		put(text, kind == 3 ? "[" : "{", 1);
		for (uint32_t i = 0; i < count; i++) {
			put(text, ",", i > 0);
			put_blank(text, state);
			if (kind != 3) {
				put_string(text, state);
				put_blank(text, state);
				put(text, ":", 1);
			}
			put_json(text, state, depth + 1);
		}
		put_blank(text, state);
		put(text, kind == 3 ? "]" : "}", 1);
	}
	put_blank(text, state);
}

static void
mutate(struct text *text, uint64_t *state)
{
	static const char *const tokens[] = {"\"",
	                                     "[",
	                                     "]",
	                                     "{",
	                                     "}",
	                                     ",",
	                                     ":",
	                                     ": ",
	                                     "\n",
	                                     "\n  ",
	                                     "- ",
	                                     "#",
	                                     "//",
	                                     "/*",
	                                     "*/",
	                                     "\\",
	                                     "\\u",
	                                     "d800",
	                                     "0",
	                                     "1",
	                                     "-",
	                                     ".",
	                                     "e",
	                                     "t",
	                                     "null",
	                                     "~",
	                                     "&a ",
	                                     "*a",
	                                     "!!str ",
	                                     "<<: ",
	                                     "---\n",
	                                     "...\n",
	                                     "%YAML 1.2\n",
	                                     "|\n",
	                                     ">-\n",
	                                     "? ",
	                                     "'",
	                                     " ",
	                                     "\t",
	                                     "\r",
	                                     "\x7f",
	                                     "\x1b",
	                                     "\xff",
	                                     "\xc3",
	                                     "\xe2\x80\xa8",
	                                     "\xe2\x80\xae",
	                                     "\xc2\x85",
	                                     "\xef\xbb\xbf",
	                                     "yes",
	                                     "0777"};
	struct text old = *text;
	size_t at = random_below(state, (uint32_t)old.length + 1);
	size_t gone = random_below(state, 3) ? 0 : random_below(state, 4);
	gone = gone < old.length - at ? gone : old.length - at;
	text->length = at;
	if (gone == 0 || random_below(state, 2))
		put_one(text, state, tokens, COUNTOF(tokens));
	put(text, old.data + at + gone, old.length - at - gone);
}

static void
run_seeded(uint64_t seed, long runs)
{
	size_t count = 0;
	while (seeds[count])
		count++;
	for (long run = 0; run < runs; run++) {
		uint64_t state = seed + (uint64_t)run * 0x9e3779b97f4a7c15u;
		struct text text = {.length = 0};
		if (seeds_only || random_below(&state, 3) == 0)
			put_one(&text, &state, seeds, (uint32_t)count);
		else
			put_json(&text, &state, 0);
		for (uint32_t i = random_below(&state, 4); i > 0; i--)
			mutate(&text, &state);
		LLVMFuzzerTestOneInput((const uint8_t *)text.data, text.length);
	}
}

static int
run_file(const char *name)
{
	static const size_t size = (size_t)1 << 20;
	uint8_t *data = malloc(size);
	FILE *in = fopen(name, "r");
	if (!in || !data) {
		perror(name);
		free(data);
		return 1;
	}
	size_t length = fread(data, 1, size, in);
	fclose(in);
	LLVMFuzzerTestOneInput(data, length);
	free(data);
	return 0;
}

int
main(int argc, char **argv)
{
	const char *seed = getenv("SEED"), *runs = getenv("RUNS");
	int status = 0;
	for (int i = 1; i < argc; i++)
		status |= run_file(argv[i]);
	if (argc > 1)
		return status;
	printf("SEED=%s RUNS=%s\n", seed ? seed : "1", runs ? runs : "20000");
	run_seeded(strtoull(seed ? seed : "1", NULL, 0), strtol(runs ? runs : "20000", NULL, 0));
	return 0;
}
