/* SPDX-License-Identifier: Apache-2.0 */
/* options.c - the command line of nonoc, as one table. */
#include "compiler/options.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_INPUT_DEFAULT ((size_t)64 << 20)
#define FINDINGS_PER_FILE 100

enum color { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

const char options_help[] =
    "usage: nonoc [OPTION]... FILE -o OUT     compile a profile\n"
    "       nonoc check [OPTION]... FILE      only say what is wrong with it\n"
    "       nonoc groups [NAME]               list the groups, or print one\n"
    "\n"
    "FILE is a profile (.json, .jsonc, .yaml, .yml), the name of one (claude-code), or -\n"
    "\n"
    "  -o OUT                 where the policy goes; written whole or not at all\n"
    "      --target TARGET    landlock (default), or linux:ID:VERSION to decide conditions on a\n"
    "                         distribution too (linux:debian:12)\n"
    "      --input-format F   json or yaml, for a FILE of -\n"
    "      --format F         text (default), gcc or json: how findings are shown\n"
    "      --color WHEN       auto (default), always or never\n"
    "      --max-input BYTES  largest input read (default 67108864)\n"
    "      --no-origins       leave out where each rule comes from\n"
    "  -Werror                a warning is an error\n"
    "  -v, --verbose          show notes too, as check does\n"
    "  -h, --help             this text\n"
    "      --version          the version\n"
    "\n"
    "Exit status: 0 clean or warnings only, 1 an error in the input, 2 usage, or a file that\n"
    "cannot be read or written.  See nonoc(1) and nono-profile(5).\n";

enum {
	OPT_TARGET = 256,
	OPT_INPUT_FORMAT,
	OPT_FORMAT,
	OPT_COLOR,
	OPT_MAX_INPUT,
	OPT_NO_ORIGINS,
	OPT_VERSION
};

static const struct option long_options[] = {
    {"target", required_argument, NULL, OPT_TARGET},
    {"input-format", required_argument, NULL, OPT_INPUT_FORMAT},
    {"format", required_argument, NULL, OPT_FORMAT},
    {"color", required_argument, NULL, OPT_COLOR},
    {"max-input", required_argument, NULL, OPT_MAX_INPUT},
    {"no-origins", no_argument, NULL, OPT_NO_ORIGINS},
    {"verbose", no_argument, NULL, 'v'},
    {"help", no_argument, NULL, 'h'},
    {"version", no_argument, NULL, OPT_VERSION},
    {NULL, 0, NULL, 0},
};

struct choice {
	const char *name;
	int value;
};

static const struct choice formats[] = {
    {"text", DIAG_TEXT}, {"gcc", DIAG_GCC}, {"json", DIAG_JSON}};
static const struct choice input_formats[] = {
    {"json", FORMAT_JSON}, {"jsonc", FORMAT_JSON}, {"yaml", FORMAT_YAML}};
static const struct choice colors[] = {
    {"auto", COLOR_AUTO}, {"always", COLOR_ALWAYS}, {"never", COLOR_NEVER}};

static int
choose(const struct choice *choices, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(choices[i].name, name) == 0)
			return choices[i].value;
	return -1;
}

/* "landlock", "linux", or "linux:ID:VERSION". */
static bool
read_target(struct arena *arena, const char *text, struct profile_options *profile)
{
	profile->target = TARGET_LANDLOCK;
	if (strcmp(text, "landlock") == 0 || strcmp(text, "linux") == 0)
		return true;
	if (strncmp(text, "linux:", 6) != 0)
		return false;
	const char *id = text + 6;
	const char *colon = strchr(id, ':');
	if (!colon || colon == id || colon[1] == '\0' || strchr(colon + 1, ':'))
		return false;
	profile->distribution = arena_str(arena, id, (size_t)(colon - id)).data;
	profile->version = colon + 1;
	return true;
}

static bool
read_size(const char *text, size_t *size)
{
	char *end;
	errno = 0;
	unsigned long long value = strtoull(text, &end, 10);
	if (errno || end == text || *end || text[0] == '-' || value == 0 || value > UINT32_MAX)
		return false;
	*size = (size_t)value;
	return true;
}

/* One option; returns what was expected if ARG is not that, else NULL. */
static const char *
read_option(struct arena *arena, int option, const char *arg, struct options *options, int *color)
{
	int value = 0;
	switch (option) {
	case 'o':
		options->output = arg;
		return *arg && strcmp(arg, "-") != 0 ? NULL : "-o expects a file";
	case 'W':
		options->warnings_are_errors = true;
		return strcmp(arg, "error") == 0 ? NULL : "-W expects 'error'";
	case 'v':
		options->diagnostics.notes = true;
		return NULL;
	case 'h':
		options->verb = VERB_HELP;
		return NULL;
	case OPT_VERSION:
		options->verb = VERB_VERSION;
		return NULL;
	case OPT_NO_ORIGINS:
		options->origins = false;
		return NULL;
	case OPT_TARGET:
		return read_target(arena, arg, &options->profile)
		           ? NULL
		           : "--target expects 'landlock' or 'linux:ID:VERSION'";
	case OPT_MAX_INPUT:
		return read_size(arg, &options->profile.max_input)
		           ? NULL
		           : "--max-input expects a number of bytes from 1 to 4294967295";
	case OPT_FORMAT:
		value = choose(formats, COUNTOF(formats), arg);
		options->diagnostics.format = (enum diag_format)value;
		return value >= 0 ? NULL : "--format expects 'text', 'gcc' or 'json'";
	case OPT_INPUT_FORMAT:
		value = choose(input_formats, COUNTOF(input_formats), arg);
		options->profile.input_format = (enum format)value;
		return value >= 0 ? NULL : "--input-format expects 'json' or 'yaml'";
	case OPT_COLOR:
		*color = choose(colors, COUNTOF(colors), arg);
		return *color >= 0 ? NULL : "--color expects 'auto', 'always' or 'never'";
	default:
		return "";
	}
}

/* https://no-color.org: set and not empty. */
static bool
wants_color(enum color color)
{
	const char *no_color = getenv("NO_COLOR");
	const char *term = getenv("TERM");
	if (color != COLOR_AUTO)
		return color == COLOR_ALWAYS;
	if (no_color && *no_color)
		return false;
	return isatty(STDERR_FILENO) && term && strcmp(term, "dumb") != 0;
}

/* $XDG_CONFIG_HOME/nono; a relative value counts as unset (XDG Base Directory Specification). */
static const char *
config_home(struct arena *arena)
{
	const char *config = getenv("XDG_CONFIG_HOME");
	const char *home = getenv("HOME");
	if (config && config[0] == '/')
		return arena_printf(arena, "%s/nono", config);
	if (home && home[0] == '/')
		return arena_printf(arena, "%s/.config/nono", home);
	return NULL;
}

/* What remains after the options: [check|groups] FILE. */
static const char *
read_operands(int count, char **operands, struct options *options)
{
	if (options->verb == VERB_HELP || options->verb == VERB_VERSION)
		return NULL;
	if (count > 0 &&
	    (strcmp(operands[0], "check") == 0 || strcmp(operands[0], "groups") == 0)) {
		options->verb = operands[0][0] == 'c' ? VERB_CHECK : VERB_GROUPS;
		options->diagnostics.notes |= options->verb == VERB_CHECK;
		count--;
		operands++;
	}
	if (count > 1)
		return "expected one FILE; a profile composes several with its \"extends\" key";
	options->input = count ? operands[0] : NULL;
	if (options->verb != VERB_GROUPS && (!options->input || !*options->input))
		return "expected a FILE to compile";
	if (options->verb == VERB_COMPILE && !options->output)
		return "expected -o OUT; 'nonoc check FILE' checks without writing";
	if (options->verb != VERB_COMPILE && options->output)
		return "-o belongs to compiling alone";
	if (options->input && strcmp(options->input, "-") == 0 && options->verb != VERB_GROUPS &&
	    options->profile.input_format == FORMAT_UNKNOWN)
		return "a FILE of - needs --input-format json or yaml";
	return NULL;
}

bool
options_read(struct arena *arena, int argc, char **argv, struct options *options, const char **why)
{
	int color = COLOR_AUTO;
	int option;

	*options = (struct options){.origins = true};
	options->diagnostics.limit = FINDINGS_PER_FILE;
	options->profile.max_input = MAX_INPUT_DEFAULT;
	options->profile.organisation = "/etc/nono";
	options->profile.config_home = config_home(arena);

	opterr = 0;
	while ((option = getopt_long(argc, argv, ":o:W:vh", long_options, NULL)) != -1) {
		*why = read_option(arena, option, optarg, options, &color);
		if (!*why)
			continue;
		if (option == ':')
			*why = arena_printf(arena, "option '%s' expects a value", argv[optind - 1]);
		else if (option == '?')
			*why =
			    arena_printf(arena, "option '%s' is not one of mine", argv[optind - 1]);
		return false;
	}
	options->diagnostics.color = wants_color((enum color)color);
	*why = read_operands(argc - optind, argv + optind, options);
	return *why == NULL;
}
