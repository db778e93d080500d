/* SPDX-License-Identifier: Apache-2.0 */
/* main.c - nonoc: reads the command line and lets the verb answer. */
#include "compiler/driver.h"

static int (*const verbs[VERBS])(struct arena *, const struct options *) = {
#define VERB(symbol, name, least, most, operands, summary) [VERB_##symbol] = verb_##name,
#include "compiler/verb.def"
#undef VERB
};

static int
run(struct arena *arena, int argc, char **argv)
{
	struct options options;
	const char *why;

	if (!options_read(arena, argc, argv, &options, &why))
		return driver_say(arena_printf(arena, "%s; see 'nonoc --help'", why));
	if (options.version)
		return driver_print("nonoc " PACKAGE_VERSION "\n");
	if (options.help)
		return driver_print(options.verb == VERB_COMPILE
		                        ? options_help(arena)
		                        : options_help_verb(arena, options.verb));
	return verbs[options.verb](arena, &options);
}

int
main(int argc, char **argv)
{
	struct arena *arena = arena_new();
	int status = run(arena, argc, argv);

	arena_free(arena);
	return status;
}
