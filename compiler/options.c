/* SPDX-License-Identifier: Apache-2.0 */
/* options.c - reads the command line of nonoc by its two tables. */
#include "compiler/options-table.h"

#include "compiler/render.h"
#include "compiler/when.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_INPUT_DEFAULT ((size_t)64 << 20)
#define FINDINGS_PER_FILE 100

enum color { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

const struct verb_row verb_rows[VERBS] = {
#define VERB(symbol, name, least, most, operands, summary) {#name, least, most, operands, summary},
#include "compiler/verb.def"
#undef VERB
};

#define ON(symbol) (1u << VERB_##symbol)
#define ANY (~0u)
#define READING                                                                               \
	(ON(COMPILE) | ON(CHECK) | ON(CONTAINS) | ON(DIFF) | ON(DUMP) | ON(HASH) | ON(TEST) | \
	 ON(WHY) | ON(VERIFY) | ON(FIX) | ON(SUGGEST) | ON(PRUNE))
const struct option_row option_rows[OPTIONS] = {
#define OPTION(symbol, name, letter, argument, verbs, help) {name, letter, argument, verbs, help},
#include "compiler/option.def"
#undef OPTION
};

/* One call of options_read(). */
struct reading {
	struct arena *arena;
	struct options *options;
	enum color color;
	bool plain_format;           /* a --format without file was given */
	uint64_t given;              /* 1 << enum option_id */
	const char *values[OPTIONS]; /* of those that have one */
};

/* Options that may be given with several values. */
#define OPTION_BIT(symbol) ((uint64_t)1 << OPT_##symbol)
#define MANY                                                                               \
	(OPTION_BIT(WARN) | OPTION_BIT(DEFINE) | OPTION_BIT(FORMAT) | OPTION_BIT(ASSERT) | \
	 OPTION_BIT(DEPENDENCIES))

struct choice {
	const char *name;
	int value;
};

static const struct choice input_formats[] = {{"json", FORMAT_JSON},
                                              {"jsonc", FORMAT_JSON},
                                              {"yaml", FORMAT_YAML},
                                              {"nono", FORMAT_POLICY_TEXT},
                                              {"sb", FORMAT_SBPL}};
static const struct choice failures[] = {{"widen", FAIL_ON_WIDEN}, {"change", FAIL_ON_CHANGE}};
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

bool
options_target(struct arena *arena, const char *text, struct profile_options *profile)
{
	profile->target = TARGET_LANDLOCK;
	profile->distribution = profile->version = NULL;
	if (strcmp(text, "seatbelt") == 0 || strcmp(text, "macos") == 0) {
		profile->target = TARGET_SEATBELT;
		return true;
	}
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
	return when_distribution(str_of(profile->distribution));
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

static const char *
use_standard_output(struct reading *reading)
{
	if (reading->plain_format)
		return "--format can go to standard output once; write --format F=FILE";
	reading->plain_format = true;
	return NULL;
}

/* "F" or "F=FILE". */
static const char *
read_format(struct reading *reading, const char *arg)
{
	struct options *options = reading->options;
	const char *equals = strchrnul(arg, '=');
	const char *name = arena_str(reading->arena, arg, (size_t)(equals - arg)).data;
	unsigned format = 0;

	if (strcmp(arg, "tap") == 0) {
		options->tap = true;
		return use_standard_output(reading);
	}
	while (format < DIAG_FORMATS && strcmp(render_formats[format].name, name) != 0)
		format++;
	if (format == DIAG_FORMATS)
		return "--format expects 'text', 'gcc', 'json', 'sarif', 'github' or 'markdown', "
		       "and perhaps '=FILE'";
	if (!*equals) {
		options->diagnostics.format = (enum diag_format)format;
		return use_standard_output(reading);
	}
	if (!equals[1])
		return "--format F= expects a file";
	options->reports = arena_room(reading->arena, options->reports, options->report_count,
	                              sizeof(*options->reports));
	options->reports[options->report_count++] =
	    (struct report_file){(enum diag_format)format, equals + 1};
	return NULL;
}

static void
add_assertions(struct reading *reading, const char *file)
{
	struct profile_options *profile = &reading->options->profile;
	const char **files =
	    arena_grow(reading->arena, profile->assertions, profile->assertion_count,
	               profile->assertion_count + 1, sizeof(*files));

	files[profile->assertion_count++] = file;
	profile->assertions = files;
}

static const char *
read_warning(struct options *options, const char *kind)
{
	bool error = strcmp(kind, "error") == 0, risk = strcmp(kind, "risk") == 0;

	options->warnings_are_errors |= error;
	options->risks |= risk;
	return error || risk ? NULL : "-W expects 'error' or 'risk'";
}

/* A Landlock ABI that this program knows, or 0. */
static unsigned
read_abi(const char *text)
{
	size_t abi;

	return read_size(text, &abi) && abi <= ACCESS_ABI_NEWEST ? (unsigned)abi : 0;
}

static const char *
read_fail_on(struct options *options, const char *arg)
{
	int value = choose(failures, COUNTOF(failures), arg);

	options->fail_on = (enum fail_on)value;
	return value >= 0 ? NULL : "--fail-on expects 'widen' or 'change'";
}

/* Those that take no argument. */
static void
read_flag(struct options *options, enum option_id id)
{
	options->diagnostics.notes |= id == OPT_VERBOSE;
	options->diagnostics.all |= id == OPT_VERBOSE;
	options->help |= id == OPT_HELP;
	options->version |= id == OPT_VERSION;
	options->check |= id == OPT_CHECK;
	options->unsafe |= id == OPT_UNSAFE;
	options->diff |= id == OPT_DIFF;
	options->in_place |= id == OPT_IN_PLACE;
	options->risky |= id == OPT_RISKY;
	options->text |= id == OPT_TEXT;
	options->profile.host_checks |= id == OPT_HOST_CHECKS;
	options->origins &= id != OPT_NO_ORIGINS && id != OPT_NO_COMMENTS;
	options->comments &= id != OPT_NO_COMMENTS;
	options->probe |= id == OPT_PROBE;
}

/* "--base" or "-o": as the user knows it. */
static const char *
option_name(struct arena *arena, const struct option_row *row)
{
	return row->name ? arena_printf(arena, "--%s", row->name)
	                 : arena_printf(arena, "-%c", row->letter);
}

/* Of two values, the one that is left out would not hold, and nobody would know. */
static const char *
check_once(struct arena *arena, const char *name, const char *before, const char *value)
{
	if (!before || strcmp(before, value) == 0)
		return NULL;
	return arena_printf(arena, "%s is given as '%s' and as '%s'; give one of them", name,
	                    before, value);
}

static const char *
read_dependencies(struct reading *reading, const char *arg)
{
	struct options *options = reading->options;
	const char *before = options->depfile;

	options->depend = true;
	if (strcmp(arg, "D") == 0)
		return NULL;
	if (arg[0] != 'F')
		return "-M expects 'D' or 'F FILE'";
	options->depfile = arg + 1;
	if (!arg[1])
		return "-MF expects a file";
	return check_once(reading->arena, "-MF", before, options->depfile);
}

/* One option; returns what was expected if ARG is not that, else NULL. */
static const char *
read_option(struct reading *reading, enum option_id id, const char *arg)
{
	struct options *options = reading->options;
	int value = 0;

	switch (id) {
	case OPT_OUTPUT:
		options->output = arg;
		return *arg && strcmp(arg, "-") != 0 ? NULL : "-o expects a file";
	case OPT_WARN:
		return read_warning(options, arg);
	case OPT_DEPENDENCIES:
		return read_dependencies(reading, arg);
	case OPT_TARGET:
		options->targeted = true;
		return options_target(reading->arena, arg, &options->profile)
		           ? NULL
		           : "--target expects 'landlock', 'linux:ID:VERSION' or 'seatbelt'";
	case OPT_BASE:
		options->base = arg;
		return *arg && *arg != '-' ? NULL : "--base expects a commit";
	case OPT_FAIL_ON:
		return read_fail_on(options, arg);
	case OPT_DEFINE:
		return definitions_add(reading->arena, &options->profile.definitions, arg);
	case OPT_TARGET_ABI:
		options->profile.target_abi = read_abi(arg);
		return options->profile.target_abi ? NULL
		                                   : "--target-abi expects a number from 1 to 11";
	case OPT_THING:
		options->thing = arg;
		return NULL;
	case OPT_MAX_INPUT:
		return read_size(arg, &options->profile.max_input)
		           ? NULL
		           : "--max-input expects a number of bytes from 1 to 4294967295";
	case OPT_FORMAT:
		return read_format(reading, arg);
	case OPT_ASSERT:
		add_assertions(reading, arg);
		return *arg ? NULL : "--assert expects a file";
	case OPT_INPUT_FORMAT:
		value = choose(input_formats, COUNTOF(input_formats), arg);
		options->profile.input_format = (enum format)value;
		return value >= 0 ? NULL : "--input-format expects 'json', 'yaml', 'nono' or 'sb'";
	case OPT_COLOR:
		value = choose(colors, COUNTOF(colors), arg);
		reading->color = (enum color)value;
		return value >= 0 ? NULL : "--color expects 'auto', 'always' or 'never'";
	default:
		read_flag(options, id);
		return NULL;
	}
}

static const char *
read_once(struct reading *reading, enum option_id id, const char *arg)
{
	const char *before = reading->values[id], *why = NULL;

	reading->values[id] = arg;
	if (before && !(MANY >> id & 1))
		why = check_once(reading->arena, option_name(reading->arena, &option_rows[id]),
		                 before, arg);
	return why ? why : read_option(reading, id, arg);
}

/* https://no-color.org: set and not empty. */
static bool
wants_color(enum color color, int fd)
{
	const char *no_color = getenv("NO_COLOR");
	const char *term = getenv("TERM");
	if (color != COLOR_AUTO)
		return color == COLOR_ALWAYS;
	if (no_color && *no_color)
		return false;
	return isatty(fd) && term && strcmp(term, "dumb") != 0;
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

/* What remains after the options: [VERB] FILE... */
static const char *
read_operands(struct reading *reading, int count, char **operands)
{
	struct options *options = reading->options;
	const struct verb_row *row;

	options->verb = VERB_COMPILE;
	for (unsigned verb = 0; count > 0 && verb < VERBS; verb++)
		if (verb != VERB_COMPILE && strcmp(operands[0], verb_rows[verb].name) == 0)
			options->verb = (enum verb)verb;
	if (options->verb != VERB_COMPILE) {
		count--;
		operands++;
	}
	options->operands = operands;
	options->operand_count = (size_t)count;
	if (options->help || options->version)
		return NULL;
	row = &verb_rows[options->verb];
	if (row->most && options->operand_count > row->most) {
		if (options->verb == VERB_COMPILE)
			return "expected one FILE; a profile composes several with its \"extends\" "
			       "key";
		return arena_printf(reading->arena, "'%s' expects no more than %s", row->name,
		                    row->operands);
	}
	if (options->operand_count < row->least) {
		if (options->verb == VERB_COMPILE)
			return "expected a FILE to compile";
		return arena_printf(reading->arena, "'%s' expects %s", row->name, row->operands);
	}
	for (size_t i = 0; i < options->operand_count; i++)
		if (!*operands[i])
			return "expected a name, found an empty argument";
	return NULL;
}

/* Two outputs in one file: only the last would be there. */
static const char *
check_outputs(const struct reading *reading)
{
	const struct options *options = reading->options;

	for (size_t i = 0; i < options->report_count; i++) {
		const char *file = options->reports[i].file;
		bool twice = (options->output && strcmp(file, options->output) == 0) ||
		             (options->depfile && strcmp(file, options->depfile) == 0);

		for (size_t k = 0; k < i; k++)
			twice |= strcmp(file, options->reports[k].file) == 0;
		if (twice)
			return arena_printf(reading->arena,
			                    "'%s' is an output already; give --format another file",
			                    file);
	}
	return NULL;
}

/* What the verb needs, and what it has no use for. */
static const char *
check_options(struct reading *reading)
{
	struct options *options = reading->options;
	const char *name = verb_rows[options->verb].name;

	if (options->help || options->version)
		return NULL;
	for (unsigned i = 0; i < OPTIONS; i++)
		if (reading->given >> i & 1 && !(option_rows[i].verbs >> options->verb & 1))
			return arena_printf(reading->arena, "%s is no option of '%s'",
			                    option_name(reading->arena, &option_rows[i]), name);
	if (options->tap && options->verb != VERB_TEST)
		return "--format tap is for 'test'";
	if (options->in_place && options->output)
		return "--in-place and -o are two places; expected one of them";
	if (options->verb == VERB_COMPILE && !options->output && options->depend)
		return "-MD says what OUT is made from; expected -o OUT";
	if (options->verb == VERB_COMPILE && !options->output && !options->text)
		return "expected -o OUT; 'nonoc check FILE' checks without writing";
	if (!(option_rows[OPT_INPUT_FORMAT].verbs >> options->verb & 1))
		return NULL;
	for (size_t i = 0; i < options->operand_count; i++)
		if (strcmp(options->operands[i], "-") == 0 &&
		    options->profile.input_format == FORMAT_UNKNOWN)
			return "a FILE of - needs --input-format json, yaml, nono or sb";
	return check_outputs(reading);
}

enum { LONG_BASE = 256, LETTERS_SIZE = 2 * OPTIONS + 2 };

/* The tables as getopt_long(3) wants them. */
static void
getopt_tables(char letters[static LETTERS_SIZE], struct option longs[static OPTIONS + 1])
{
	size_t used = 0, count = 0;

	letters[used++] = ':';
	for (int i = 0; i < OPTIONS; i++) {
		const struct option_row *row = &option_rows[i];

		if (row->name)
			longs[count++] = (struct option){
			    row->name, row->argument ? required_argument : no_argument, NULL,
			    LONG_BASE + i};
		if (!row->letter)
			continue;
		letters[used++] = row->letter;
		if (row->argument)
			letters[used++] = ':';
	}
	letters[used] = '\0';
	longs[count] = (struct option){NULL, 0, NULL, 0};
}

static enum option_id
id_of(int option)
{
	if (option >= LONG_BASE)
		return (enum option_id)(option - LONG_BASE);
	for (unsigned i = 0; i < OPTIONS; i++)
		if (option_rows[i].letter == option)
			return (enum option_id)i;
	return OPTIONS;
}

static const char *
read_options(struct reading *reading, int argc, char **argv)
{
	char letters[LETTERS_SIZE];
	struct option longs[OPTIONS + 1];
	int option;

	getopt_tables(letters, longs);
	optind = 0; /* the C library goes on where the last command line ended */
	opterr = 0;
	while ((option = getopt_long(argc, argv, letters, longs, NULL)) != -1) {
		enum option_id id = id_of(option);
		const char *why;

		if (option == ':')
			return arena_printf(reading->arena, "option '%s' expects a value",
			                    argv[optind - 1]);
		if (id == OPTIONS)
			return arena_printf(reading->arena, "option '%s' is not one of mine",
			                    argv[optind - 1]);
		reading->given |= (uint64_t)1 << id;
		/* As with compilers, a file may follow in a word of its own. */
		if (id == OPT_DEPENDENCIES && strcmp(optarg, "F") == 0 && optind < argc)
			optarg = (char *)arena_printf(reading->arena, "F%s", argv[optind++]);
		why = read_once(reading, id, optarg);
		if (why)
			return why;
	}
	return NULL;
}

void
options_default(struct arena *arena, struct options *options)
{
	*options = (struct options){.origins = true, .comments = true};
	options->diagnostics.limit = FINDINGS_PER_FILE;
	options->diagnostics.color = wants_color(COLOR_AUTO, STDERR_FILENO);
	options->profile.max_input = MAX_INPUT_DEFAULT;
	options->profile.organisation = "/etc/nono";
	options->profile.config_home = config_home(arena);
}

bool
options_read(struct arena *arena, int argc, char **argv, struct options *options, const char **why)
{
	struct reading reading = {.arena = arena, .options = options, .color = COLOR_AUTO};

	options_default(arena, options);
	*why = read_options(&reading, argc, argv);
	if (!*why)
		*why = read_operands(&reading, argc - optind, argv + optind);
	if (!*why)
		*why = check_options(&reading);
	options->diagnostics.color =
	    wants_color(reading.color, options->verb == VERB_CHECK ? STDOUT_FILENO : STDERR_FILENO);
	options->step_summary = getenv("GITHUB_STEP_SUMMARY");
	if (options->step_summary && !*options->step_summary)
		options->step_summary = NULL;
	return *why == NULL;
}
