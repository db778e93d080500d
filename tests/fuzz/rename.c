/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rename.c - renaming a profile from .json to .yaml never changes its policy: generated profiles,
 * in odd spellings and a little broken, compiled as both.  SEED and RUNS in the environment.
 */
#include "compiler/pipeline.h"
#include "tests/random.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PICK(random, texts) ((texts)[random_below(random, COUNTOF(texts))])

/* What stands between two tokens: mostly what JSON has, sometimes what only one of the two has. */
static void
blank(struct random *random, FILE *out)
{
	static const char *const plain[] = {"",   "",     "",     " ",        "  ",
	                                    "\n", "\n  ", "\r\n", " \n\n    "};
	static const char *const odd[] = {"\t",        "\n\t",       "// c\n",  "/* c */", "# c\n",
	                                  " # c: d\n", " //c, d\n ", "\n---\n", "\f"};

	fputs(random_below(random, 1000) ? PICK(random, plain) : PICK(random, odd), out);
}

static void
token(struct random *random, FILE *out, const char *text)
{
	fputs(text, out);
	blank(random, out);
}

/* A string in one of its spellings. */
static void
string(struct random *random, FILE *out, const char *text)
{
	fputc('"', out);
	for (const char *c = text; *c; c++) {
		if (*c == '/' && !random_below(random, 60))
			fputs("\\/", out);
		else if (*c == '"' || *c == '\\')
			fprintf(out, "\\%c", *c);
		else if ((unsigned char)*c < 0x80 && !random_below(random, 80))
			fprintf(out, "\\u%04x", (unsigned)*c);
		else
			fputc(*c, out);
	}
	fputc('"', out);
	blank(random, out);
}

/* Texts for a kind of value: most often one of the first GOOD, which a profile can have. */
struct pool {
	const char *const *texts;
	uint32_t good, count;
};

static const char *const paths[] = {"~/a",
                                    "$WORKDIR/b",
                                    "$HOME/.config/x",
                                    "/usr/lib",
                                    "/opt/a b",
                                    "/opt/# c",
                                    "/opt/a: b",
                                    "/opt/no",
                                    "~/\xc3\xa9",
                                    "/opt/0755",
                                    "./x",
                                    "/opt/'q'",
                                    "/opt/\"q\"",
                                    "/opt//x/",
                                    "/opt/-",
                                    "/opt/{a}",
                                    "/opt/& b",
                                    "/opt/\\n",
                                    "/opt/%20",
                                    "/opt/!x",
                                    "/opt/|",
                                    "/opt/,",
                                    "/opt/ ",
                                    "/opt/: ",
                                    "/opt/#",
                                    "/opt/\xe2\x82\xac",
                                    "/opt/?",
                                    "~",
                                    "~/.ssh",
                                    "no",
                                    "null",
                                    "/opt/*",
                                    "/opt/\x01",
                                    "/opt/\xc2\x85x"};
static const char *const names[] = {"TERM", "LC_*", "HOME", "no", "y",    "~", "0x1", "1e3",
                                    "A:B",  "# A",  "A",    "B*", "null", "=", "A*B"};
static const char *const lines[] = {"deny read ~/.ssh/**", "deny write /opt/x/**",
                                    "allow read /opt/no",  "deny connect tcp *",
                                    "deny env LD_*",       "deny write /opt/x # why"};
static const char *const rules[] = {"allow read /opt/no", "deny read ~/z",
                                    "allow list \"/opt/a b\"", "env deny NO", "allow read # why"};
static const char *const groups[] = {"python_runtime", "node_runtime", "git_config", "no_such"};
static const char *const accesses[] = {"read", "readwrite", "none", "no"};
static const char *const numbers[] = {"443", "80",    "53",  "8080", "65535", "1",
                                      "0",   "65536", "4e2", "022",  "-1",    "1.0"};
static const char *const words[] = {"true", "false", "null", "True", "no", "~"};

#define POOL(texts, good)                   \
	{                                   \
		texts, good, COUNTOF(texts) \
	}

static const char *
pick(struct random *random, const struct pool *pool)
{
	return pool
	    ->texts[random_below(random, random_below(random, 60) ? pool->good : pool->count)];
}

static void
list(struct random *random, FILE *out, const struct pool *pool)
{
	uint32_t items = random_below(random, 4);

	token(random, out, "[");
	for (uint32_t i = 0; i < items; i++) {
		if (pool->texts == numbers)
			token(random, out, pick(random, pool));
		else
			string(random, out, pick(random, pool));
		if (i + 1 < items || !random_below(random, 60))
			token(random, out, ",");
	}
	token(random, out, "]");
}

enum value { PATHS, NAMES, LINES, RULES, GROUPS, PORTS, ACCESS, WORDS, VARIABLES, VALUES };

static const struct pool pools[VALUES] = {
    [PATHS] = POOL(paths, 26),    [NAMES] = POOL(names, 13),  [LINES] = POOL(lines, 2),
    [RULES] = POOL(rules, 3),     [GROUPS] = POOL(groups, 3), [PORTS] = POOL(numbers, 6),
    [ACCESS] = POOL(accesses, 3), [WORDS] = POOL(words, 2),   [VARIABLES] = POOL(names, 2),
};

static const struct {
	const char *map; /* or NULL: at the top */
	const char *key;
	enum value value;
} keys_known[] = {
    {"filesystem", "allow", PATHS},
    {"filesystem", "read", PATHS},
    {"filesystem", "write_file", PATHS},
    {"filesystem", "deny", PATHS},
    {"filesystem", "bypass_protection", PATHS},
    {"network", "block", WORDS},
    {"network", "connect_port", PORTS},
    {"network", "udp", PORTS},
    {"environment", "allow_vars", NAMES},
    {"environment", "deny_vars", NAMES},
    {"environment", "set_vars", VARIABLES},
    {"groups", "include", GROUPS},
    {"workdir", "access", ACCESS},
    {NULL, "assert", LINES},
    {NULL, "rules", RULES},
    {NULL, "x-notes", WORDS},
};

static void
value(struct random *random, FILE *out, enum value kind)
{
	const struct pool *pool = &pools[kind];

	switch (kind) {
	case ACCESS:
		string(random, out, pick(random, pool));
		break;
	case WORDS:
		token(random, out, pick(random, pool));
		break;
	case VARIABLES:
		token(random, out, "{");
		string(random, out, "EDITOR");
		token(random, out, ":");
		string(random, out, pick(random, &pools[PATHS]));
		token(random, out, "}");
		break;
	default:
		list(random, out, pool);
		break;
	}
}

static void
member(struct random *random, FILE *out, const char *key)
{
	fprintf(out, "\"%s\"%s", key, random_below(random, 100) ? "" : "\n");
	token(random, out, random_below(random, 100) ? ": " : ":");
}

/* Some keys of one map, or of the top. */
static bool
map(struct random *random, FILE *out, const char *name, bool more)
{
	bool any = false;

	for (size_t i = 0; i < COUNTOF(keys_known); i++) {
		bool here = name ? keys_known[i].map && strcmp(keys_known[i].map, name) == 0
		                 : !keys_known[i].map;

		if (!here || random_below(random, 4))
			continue;
		if (any || (more && !name))
			token(random, out, ",");
		else if (name) {
			if (more)
				token(random, out, ",");
			member(random, out, name);
			token(random, out, "{");
		}
		any = true;
		member(random, out, keys_known[i].key);
		value(random, out, keys_known[i].value);
	}
	if (any && name)
		token(random, out, "}");
	return any;
}

static void
profile(struct random *random, FILE *out)
{
	static const char *const maps[] = {"filesystem", "network", "environment", "groups",
	                                   "workdir"};
	bool any = false;

	token(random, out, "{");
	for (size_t i = 0; i < COUNTOF(maps); i++)
		any |= map(random, out, maps[i], any);
	map(random, out, NULL, any);
	fputs("}", out);
	blank(random, out);
}

/* Now and then something goes, comes or changes. */
static size_t
mutate(struct random *random, char *text, size_t length)
{
	static const char bytes[] = "\"'{}[],:#-~ \n\t\\/0a&*!|>%@`?\x80\xc2\x85";

	for (uint32_t count = random_below(random, 8) ? 0 : 1 + random_below(random, 2);
	     count && length; count--) {
		size_t at = random_below(random, (uint32_t)length);

		if (random_below(random, 2)) {
			text[at] = bytes[random_below(random, sizeof(bytes) - 1)];
		} else {
			memmove(text + at, text + at + 1, length - at - 1);
			length--;
		}
	}
	return length;
}

struct compiled {
	struct arena *arena;
	struct diags *diags;
	struct ir *ir;
	bool whole;
	struct str blob;
};

static struct compiled
compile(const char *file, const char *text, size_t length)
{
	static const struct profile_options options = {.max_input = 1 << 20,
	                                               .organisation = "/nonexistent"};
	static const struct emit_options plain = {.origins = false};
	struct compiled made = {.arena = arena_new()};
	struct sources *sources = sources_new(made.arena);
	FILE *out = fopen(file, "we");

	if (!out || fwrite(text, 1, length, out) != length || fclose(out) != 0)
		abort();
	made.diags = diags_new(made.arena, sources);
	made.ir = ir_new(made.arena, sources, made.diags, TARGET_LANDLOCK);
	made.whole = pipeline_read(&made.ir, file, POLICY_PROFILE, &options) == 0 &&
	             diags_count(made.diags, SEVERITY_ERROR) == 0;
	if (made.whole)
		made.blob = pipeline_emit(made.ir, &backend_landlock, &plain);
	return made;
}

static _Noreturn void
fail(const char *how, unsigned long seed, unsigned long run, const char *text, size_t length)
{
	printf("SEED=%lu, run %lu: another policy: %s\n", seed, run, how);
	fwrite(text, 1, length, stdout);
	putchar('\n');
	exit(EXIT_FAILURE);
}

struct tally {
	unsigned long equal, refused, neither, only_yaml;
};

static void
try_text(const char *text, size_t length, unsigned long seed, unsigned long run,
         struct tally *tally)
{
	struct compiled json = compile("p.json", text, length);
	struct compiled yaml = compile("p.yaml", text, length);
	const char *how = "the bytes";

	if (!json.whole) {
		/* It was no policy before it was renamed. */
		*(yaml.whole ? &tally->only_yaml : &tally->neither) += 1;
	} else if (!yaml.whole) {
		tally->refused++;
	} else {
		if (!ir_equal(json.ir, yaml.ir, &how) || json.blob.length != yaml.blob.length ||
		    memcmp(json.blob.data, yaml.blob.data, json.blob.length) != 0)
			fail(how, seed, run, text, length);
		tally->equal++;
	}
	arena_free(json.arena);
	arena_free(yaml.arena);
}

/* One of the profiles that other tests have. */
static size_t
written(struct random *random, const glob_t *files, char **text)
{
	FILE *in = fopen(files->gl_pathv[random_below(random, (uint32_t)files->gl_pathc)], "re");
	size_t length = 0;
	int byte;
	FILE *out = open_memstream(text, &length);

	while (in && ftell(in) < 1 << 16 && (byte = getc(in)) != EOF)
		putc(byte, out);
	if (in)
		fclose(in);
	fclose(out);
	return length;
}

static size_t
generated(struct random *random, char **text)
{
	size_t length = 0;
	FILE *out = open_memstream(text, &length);

	profile(random, out);
	fclose(out);
	return length;
}

int
main(void)
{
	unsigned long seed = random_setting("SEED", 20261126), runs = random_setting("RUNS", 3000);
	struct random random = random_seed(seed, 0);
	const char *scratch = getenv("SCRATCH");
	const char *sources = getenv("SRCDIR");
	struct tally tally = {0};
	glob_t files = {0};

	if (sources) {
		char *pattern = NULL;

		if (asprintf(&pattern, "%s/tests/*/*.json", sources) < 0)
			return EXIT_FAILURE;
		glob(pattern, 0, NULL, &files);
		free(pattern);
	}
	if (scratch && chdir(scratch) != 0)
		return EXIT_FAILURE;
	for (unsigned long run = 0; run < runs; run++) {
		char *text = NULL;
		size_t length = files.gl_pathc && !random_below(&random, 4)
		                    ? written(&random, &files, &text)
		                    : generated(&random, &text);

		length = mutate(&random, text, length);
		try_text(text, length, seed, run, &tally);
		free(text);
	}
	globfree(&files);
	printf(
	    "%lu profiles: %lu the same as YAML, %lu refused as YAML, %lu neither, %lu YAML only\n",
	    runs, tally.equal, tally.refused, tally.neither, tally.only_yaml);
	return tally.equal > runs / 10 && tally.refused > runs / 100 ? EXIT_SUCCESS : EXIT_FAILURE;
}
