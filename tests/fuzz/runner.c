/* SPDX-License-Identifier: Apache-2.0 */
/*
 * runner.c - runs a fuzz target without a fuzzer: on the files and directories
 * it is given; or else on its corpus, then on mutations of that and of its
 * seeds.  SEED and RUNS in the environment replay or prolong.
 */
#include "compiler/base.h"
#include "tests/fuzz/target.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_MAX 16384

struct text {
	char data[TEXT_MAX];
	size_t length;
};

/* Texts to start from, beside the target's own. */
struct corpus {
	struct text *items;
	size_t count;
};

/* A target may have one of its own, which knows the format. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed)
    __attribute__((weak));
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max);

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

/* For a mutator of the target's own: one of the mutations above, from what the bytes say. */
size_t
LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max)
{
	struct text text = {.length = size < TEXT_MAX ? size : TEXT_MAX};
	uint64_t state = size;

	for (size_t i = 0; i < size; i++)
		state = (state ^ data[i]) * 1099511628211u;
	memcpy(text.data, data, text.length);
	mutate(&text, &state);
	size = text.length < max ? text.length : max;
	memcpy(data, text.data, size);
	return size;
}

static void
mutate_some(struct text *text, uint64_t *state)
{
	for (uint32_t i = random_below(state, 4); i > 0; i--) {
		if (LLVMFuzzerCustomMutator)
			text->length =
			    LLVMFuzzerCustomMutator((uint8_t *)text->data, text->length, TEXT_MAX,
			                            random_below(state, INT32_MAX));
		else
			mutate(text, state);
	}
}

/* In memory that ends where the input does: whoever reads on is seen. */
static void
run_input(const void *data, size_t length)
{
	uint8_t *input = malloc(length ? length : 1);

	if (!input)
		abort();
	memcpy(input, data, length);
	LLVMFuzzerTestOneInput(input, length);
	free(input);
}

static void
run_seeded(const struct corpus *corpus, uint64_t seed, long runs)
{
	uint32_t count = 0;

	while (seeds[count])
		count++;
	for (long run = 0; run < runs; run++) {
		uint64_t state = seed + (uint64_t)run * 0x9e3779b97f4a7c15u;
		struct text text = {.length = 0};

		if (corpus->count && (!count || random_below(&state, 3) == 0))
			text = corpus->items[random_below(&state, (uint32_t)corpus->count)];
		else if (seeds_only || random_below(&state, 3) == 0)
			put_one(&text, &state, seeds, count);
		else
			put_json(&text, &state, 0);
		mutate_some(&text, &state);
		run_input(text.data, text.length);
	}
}

static bool
run_file(const char *name, struct corpus *corpus)
{
	static const size_t size = (size_t)1 << 20;
	uint8_t *data = malloc(size);
	FILE *in = fopen(name, "r");
	size_t length;

	if (!in || !data) {
		perror(name);
		free(data);
		return false;
	}
	length = fread(data, 1, size, in);
	fclose(in);
	run_input(data, length);
	if (corpus && length <= TEXT_MAX) {
		struct text *text = &corpus->items[corpus->count++];

		memcpy(text->data, data, length);
		text->length = length;
	}
	free(data);
	return true;
}

static int
is_file(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* In the order of their names, so that a seed finds the same inputs again. */
static bool
run_directory(const char *name, struct corpus *corpus)
{
	struct dirent **entries;
	int count = scandir(name, &entries, is_file, alphasort);
	bool done = count > 0;
	char path[4096];

	if (count <= 0) {
		fprintf(stderr, "%s: expected a directory with at least one input\n", name);
		return false;
	}
	if (corpus)
		corpus->items = malloc((size_t)count * sizeof(*corpus->items));
	for (int i = 0; i < count; i++) {
		snprintf(path, sizeof(path), "%s/%s", name, entries[i]->d_name);
		done &= run_file(path, corpus);
		free(entries[i]);
	}
	free(entries);
	return done;
}

/* What the fuzzers found worth keeping, and what shall stay for another reason, if anything. */
static bool
run_corpus(const char *program, struct corpus *corpus)
{
	const char *source = getenv("SRCDIR"), *name = strrchr(program, '/');
	char path[4096];
	DIR *kept;
	bool done;

	if (!source)
		source = getenv("srcdir");
	if (!source)
		source = ".";
	name = name ? name + 1 : program;
	snprintf(path, sizeof(path), "%s/tests/fuzz/corpus/%s", source, name);
	done = run_directory(path, corpus);
	snprintf(path, sizeof(path), "%s/tests/fuzz/kept/%s", source, name);
	kept = opendir(path);
	if (kept) {
		closedir(kept);
		done &= run_directory(path, NULL);
	}
	return done;
}

static void
say_and_run_seeded(const struct corpus *corpus)
{
	const char *seed = getenv("SEED"), *runs = getenv("RUNS");
	unsigned long long first = seed ? strtoull(seed, NULL, 0) : 1;
	long count = runs ? strtol(runs, NULL, 0) : runs_usual;

	printf("%zu inputs of the corpus, then SEED=%llu RUNS=%ld\n", corpus->count, first, count);
	run_seeded(corpus, first, count);
}

int
main(int argc, char **argv)
{
	struct corpus corpus = {NULL, 0};
	bool done = true;

	for (int i = 1; i < argc; i++) {
		DIR *directory = opendir(argv[i]);

		if (directory)
			closedir(directory);
		done &= directory ? run_directory(argv[i], NULL) : run_file(argv[i], NULL);
	}
	if (argc > 1)
		return done ? 0 : 1;
	done = run_corpus(argv[0], &corpus);
	say_and_run_seeded(&corpus);
	free(corpus.items);
	return done ? 0 : 1;
}
