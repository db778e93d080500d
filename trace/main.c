/* SPDX-License-Identifier: Apache-2.0 */
/* main.c - nono-trace: nono-exec, with a record of what the command asked for. */
#include "compiler/diag-record.h"
#include "compiler/driver.h"
#include "trace/trace.h"

#include <stdlib.h>
#include <sys/auxv.h>
#include <unistd.h>

enum { STATUS_REFUSED = 125 };
static const char default_file[] = "nono-trace.jsonl";

extern char **environ;

/* The command line: what is ours, and what nono-exec's code gets. */
struct arguments {
	char **argv;
	int argc;
	const char *file, *policy, *home;
	bool quiet;
};

static int
say(const char *what)
{
	fputs("nono-trace: ", stderr);
	escape_write(what, stderr);
	fputc('\n', stderr);
	return STATUS_REFUSED;
}

static const char usage[] =
    "usage: nono-trace [-q] [-o FILE] [option of nono-exec ...] POLICY -- COMMAND [ARGUMENT ...]\n"
    "\n"
    "Executes COMMAND under POLICY, as nono-exec does, and records what it is denied and allowed.\n"
    "\n"
    "  -o FILE     where the trace goes (default nono-trace.jsonl)\n"
    "  -q          do not show the denials at the end\n"
    "  --help, --version\n"
    "\n"
    "The exit status is the command's; 125: nothing was run.  See nono-trace(1).\n";

/* NULL, or what was expected. */
static const char *
read_option(struct arguments *arguments, int argc, char **argv, int *at)
{
	const char *word = argv[*at];
	bool value = strcmp(word, "--home") == 0 || strcmp(word, "--keep-fd") == 0 ||
	             strcmp(word, "--require-digest") == 0;

	if (strcmp(word, "-q") == 0) {
		arguments->quiet = true;
		return NULL;
	}
	if (strcmp(word, "-o") == 0) {
		if (++*at >= argc)
			return "-o expects a file";
		if (arguments->file != default_file && strcmp(arguments->file, argv[*at]) != 0)
			return "-o is given as two files; give one of them";
		arguments->file = argv[*at];
		return NULL;
	}
	if (strcmp(word, "--dry-run") == 0 || strcmp(word, "--features") == 0)
		return "a trace is of a command that runs: use nono-exec for this option";
	arguments->argv[arguments->argc++] = argv[*at];
	if (value && *at + 1 < argc) {
		arguments->argv[arguments->argc++] = argv[++*at];
		if (strcmp(word, "--home") == 0)
			arguments->home = argv[*at];
	}
	if (strncmp(word, "--home=", 7) == 0)
		arguments->home = word + 7;
	return NULL;
}

static const char *
read_arguments(struct arguments *arguments, int argc, char **argv)
{
	const char *wrong = NULL;
	int at = 1;

	arguments->file = default_file;
	arguments->argv[arguments->argc++] = argv[0];
	for (; at < argc && strcmp(argv[at], "--") != 0 && !wrong; at++) {
		if (argv[at][0] == '-') {
			wrong = read_option(arguments, argc, argv, &at);
			continue;
		}
		if (arguments->policy)
			return "expected '--' before the command";
		arguments->policy = arguments->argv[arguments->argc++] = argv[at];
	}
	if (wrong)
		return wrong;
	if (!arguments->policy)
		return "expected a policy, '--' and a command; see nono-trace --help";
	if (at + 1 >= argc)
		return "expected '--' and a command behind the policy";
	while (at < argc)
		arguments->argv[arguments->argc++] = argv[at++];
	return NULL;
}

/* What records are judged by; the child reads the file again, with all checks of who wrote it. */
static int
read_policy(struct arena *arena, const char *file, struct policy *policy)
{
	struct options options = {.verb = VERB_WHY, .profile = {.target = TARGET_LANDLOCK}};

	if (driver_read(arena, &options, file, POLICY_BLOB, policy) == STATUS_CLEAN)
		return 0;
	driver_render(policy->diags, &options);
	return STATUS_REFUSED;
}

static int
run(struct arena *arena, const struct arguments *arguments)
{
	struct policy policy;
	struct definitions stated = {0};
	struct process process = {.argc = arguments->argc,
	                          .argv = arguments->argv,
	                          .envp = environ,
	                          .uid = geteuid(),
	                          .gid = getegid(),
	                          .secure = getauxval(AT_SECURE) != 0,
	                          .program = "nono-trace"};
	struct trace_request request = {.arena = arena, .stated = &stated, .process = &process};
	struct trace *trace;
	const char *wrong;

	if (arguments->home &&
	    (wrong =
	         definitions_add(arena, &stated, arena_printf(arena, "HOME=%s", arguments->home))))
		return say(wrong);
	if (read_policy(arena, arguments->policy, &policy))
		return STATUS_REFUSED;
	request.ir = policy.ir;
	request.policy = source_get(policy.sources, 1)->text;
	trace = trace_run(&request);
	if (trace->why)
		return say(trace->why);
	if (!trace->ran && !trace->count)
		return trace->status;
	if (!arguments->quiet)
		trace_show(arena, trace, "nono-trace");
	wrong = trace_save(&request, trace, arguments->file);
	if (wrong)
		say(arena_printf(arena, "the trace was not written: %s", wrong));
	return trace->status;
}

int
main(int argc, char **argv)
{
	struct arena *arena = arena_new();
	struct arguments arguments = {.argv = arena_calloc(arena, (size_t)argc + 1, sizeof(*argv))};
	const char *wrong;
	int status = 0;

	if (argc == 2 && strcmp(argv[1], "--help") == 0)
		fputs(usage, stdout);
	else if (argc == 2 && strcmp(argv[1], "--version") == 0)
		puts("nono-trace " PACKAGE_VERSION);
	else if ((wrong = read_arguments(&arguments, argc, argv)))
		status = say(wrong);
	else
		status = run(arena, &arguments);
	if (fflush(stdout) != 0)
		status = STATUS_REFUSED;
	arena_free(arena);
	return status;
}
