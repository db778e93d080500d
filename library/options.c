/* SPDX-License-Identifier: Apache-2.0 */
/* options.c - what a call is to do beyond the usual. */
#include "compiler/options.h"

#include "library/call.h"

#include <stdlib.h>

static enum nono_status
make(struct call *call, void *context)
{
	struct nono_options **options = context;

	*options = calloc(1, sizeof(**options));
	if (!*options)
		arena_exhausted(call->arena);
	return NONO_OK;
}

enum nono_status
nono_options_new(struct nono_options **options, struct nono_error **error)
{
	return call_run(make, options, error);
}

static void
environment_free(char **environment)
{
	for (size_t i = 0; environment && environment[i]; i++)
		free(environment[i]);
	free(environment);
}

void
nono_options_free(struct nono_options *options)
{
	if (!options)
		return;
	for (size_t i = 0; i < options->definition_count; i++)
		free(options->definitions[i]);
	free(options->definitions);
	environment_free(options->environment);
	free(options->directory);
	free(options->home);
	free(options->target);
	free(options);
}

struct setting {
	struct nono_options *options;
	const char *text;
};

static char *
copy(struct call *call, const char *text)
{
	char *made = strdup(text);

	if (!made)
		arena_exhausted(call->arena);
	return made;
}

static enum nono_status
set_target(struct call *call, void *context)
{
	const struct setting *setting = context;
	struct profile_options tried = {0};
	char *made;

	if (!setting->text || !options_target(call->arena, setting->text, &tried))
		return call_fail(call, NONO_USAGE,
		                 "expected 'landlock', 'linux:ID:VERSION' or 'seatbelt', not '%s'",
		                 setting->text ? setting->text : "");
	made = copy(call, setting->text);
	free(setting->options->target);
	setting->options->target = made;
	return NONO_OK;
}

enum nono_status
nono_options_set_target(struct nono_options *options, const char *target, struct nono_error **error)
{
	struct setting setting = {options, target};

	return call_run(set_target, &setting, error);
}

static enum nono_status
define(struct call *call, void *context)
{
	const struct setting *setting = context;
	struct nono_options *options = setting->options;
	struct definitions tried = {0};
	const char *wrong;
	char **grown;

	for (size_t i = 0; i < options->definition_count; i++)
		definitions_add(call->arena, &tried,
		                arena_printf(call->arena, "%s", options->definitions[i]));
	wrong = definitions_add(call->arena, &tried, setting->text);
	if (wrong)
		return call_fail(call, NONO_USAGE, "%s", wrong);
	grown = realloc(options->definitions,
	                (options->definition_count + 1) * sizeof(*options->definitions));
	if (!grown)
		arena_exhausted(call->arena);
	options->definitions = grown;
	grown[options->definition_count] = copy(call, setting->text);
	options->definition_count++;
	return NONO_OK;
}

enum nono_status
nono_options_define(struct nono_options *options, const char *definition, struct nono_error **error)
{
	struct setting setting = {options, definition};

	return call_run(define, &setting, error);
}

void
nono_options_set_warnings_are_errors(struct nono_options *options, bool on)
{
	options->warnings_are_errors = on;
}

void
nono_options_set_abi(struct nono_options *options, uint32_t abi)
{
	options->abi = abi;
}

void
nono_options_set_strict(struct nono_options *options, bool on)
{
	options->strict = on;
}

void
nono_options_set_capture(struct nono_options *options, bool on)
{
	options->capture = on;
}

void
nono_options_set_trace(struct nono_options *options, bool on)
{
	options->trace = on;
}

static enum nono_status
set_directory(struct call *call, void *context)
{
	const struct setting *setting = context;
	char *made;

	if (!setting->text || !*setting->text)
		return call_fail(call, NONO_USAGE, "expected a directory, found nothing");
	made = copy(call, setting->text);
	free(setting->options->directory);
	setting->options->directory = made;
	return NONO_OK;
}

enum nono_status
nono_options_set_directory(struct nono_options *options, const char *directory,
                           struct nono_error **error)
{
	struct setting setting = {options, directory};

	return call_run(set_directory, &setting, error);
}

static enum nono_status
set_home(struct call *call, void *context)
{
	const struct setting *setting = context;
	char *made;

	if (!setting->text || setting->text[0] != '/')
		return call_fail(call, NONO_USAGE, "expected an absolute path, not '%s'",
		                 setting->text ? setting->text : "");
	made = copy(call, setting->text);
	free(setting->options->home);
	setting->options->home = made;
	return NONO_OK;
}

enum nono_status
nono_options_set_home(struct nono_options *options, const char *home, struct nono_error **error)
{
	struct setting setting = {options, home};

	return call_run(set_home, &setting, error);
}

struct variables {
	struct nono_options *options;
	const char *const *list;
	size_t count;
};

static void
release_environment(void *environment)
{
	environment_free(*(char ***)environment);
}

static enum nono_status
set_environment(struct call *call, void *context)
{
	const struct variables *variables = context;
	struct nono_options *options = variables->options;
	char **made, **old;
	struct arena_held held = {release_environment, &made, NULL};

	for (size_t i = 0; i < variables->count; i++)
		if (!variables->list[i] || !strchr(variables->list[i], '='))
			return call_fail(call, NONO_USAGE, "expected NAME=value, not '%s'",
			                 variables->list[i] ? variables->list[i] : "");
	made = calloc(variables->count + 1, sizeof(*made));
	if (!made)
		arena_exhausted(call->arena);
	arena_hold(call->arena, &held);
	for (size_t i = 0; i < variables->count; i++)
		made[i] = copy(call, variables->list[i]);
	/* Only now, and what was there goes instead: a call that fails changes nothing. */
	old = options->environment;
	options->environment = made;
	made = old;
	arena_release(call->arena);
	return NONO_OK;
}

enum nono_status
nono_options_set_environment(struct nono_options *options, const char *const *variables,
                             size_t count, struct nono_error **error)
{
	struct variables given = {options, variables, count};

	return call_run(set_environment, &given, error);
}
