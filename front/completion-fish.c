/* SPDX-License-Identifier: Apache-2.0 */
/* completion-fish.c - a script for fish. */
#include "front/completion.h"

#include <stdio.h>

/* TEXT in single quotes. */
static void
print_quoted(const char *text)
{
	putchar('\'');
	for (; *text; text++) {
		if (*text == '\'' || *text == '\\')
			putchar('\\');
		putchar(*text);
	}
	putchar('\'');
}

static void
print_verbs(const struct completed *c, uint32_t verbs)
{
	for (size_t i = 0; i < c->verb_count; i++)
		if (verbs >> i & 1 && *c->verbs[i].name)
			printf(" %s", c->verbs[i].name);
}

static void
print_takes(enum takes takes, const char *choices)
{
	switch (takes) {
	case TAKES_NOTHING:
		break;
	case TAKES_FILE:
		printf(" -r -F");
		break;
	case TAKES_DIRECTORY:
		printf(" -x -a '(__fish_complete_directories)'");
		break;
	case TAKES_PROFILE:
		printf(" -r -F -a '(nono profile list 2>/dev/null | string split -f 1 \" \")'");
		break;
	case TAKES_CHOICE:
		printf(" -x -a '%s'", choices);
		break;
	default:
		printf(" -x");
		break;
	}
}

/* Where the option may stand: after one of its verbs, or before any. */
static void
print_condition(const struct completed *c, uint32_t verbs)
{
	uint32_t named = 0;
	bool bare = false;

	for (size_t i = 0; i < c->verb_count; i++) {
		named |= (verbs >> i & 1) && *c->verbs[i].name ? 1u << i : 0;
		bare |= (verbs >> i & 1) && !*c->verbs[i].name;
	}
	printf(" -n '%s%s", bare ? "__fish_use_subcommand" : "", bare && named ? "; or " : "");
	if (named) {
		printf("__fish_seen_subcommand_from");
		print_verbs(c, named);
	}
	putchar('\'');
}

static void
print_option(const struct completed *c, const struct completed_option *option)
{
	for (const char *const *name = option->names; *name; name++) {
		bool is_long = (*name)[1] == '-';

		printf("complete -c %s", c->program);
		print_condition(c, option->verbs);
		printf(" -%c %s", is_long ? 'l' : 's', *name + (is_long ? 2 : 1));
		print_takes(option->takes, option->choices);
		printf(" -d ");
		print_quoted(option->help);
		putchar('\n');
	}
}

void
completion_fish(const struct completed *c)
{
	const char *p = c->program;

	printf("# fish completion for %s; made by 'nono completion fish %s'\n\n", p, p);
	printf("complete -c %s -f\n", p);
	for (size_t i = 0; i < c->verb_count; i++) {
		const struct completed_verb *verb = &c->verbs[i];

		if (!*verb->name) {
			if (verb->takes == TAKES_FILE)
				printf("complete -c %s -n __fish_use_subcommand -F\n", p);
			continue;
		}
		printf("complete -c %s -n __fish_use_subcommand -a %s -d ", p, verb->name);
		print_quoted(verb->help);
		putchar('\n');
		if (verb->choices)
			printf("complete -c %s -n '__fish_seen_subcommand_from %s' -a '%s'\n", p,
			       verb->name, verb->choices);
		if (verb->takes == TAKES_FILE || verb->takes == TAKES_PROFILE) {
			printf("complete -c %s -n '__fish_seen_subcommand_from %s'", p, verb->name);
			print_takes(verb->takes, NULL);
			putchar('\n');
		} else if (verb->takes == TAKES_COMMAND) {
			printf("complete -c %s -n '__fish_seen_subcommand_from %s; and contains "
			       "-- -- (commandline -opc)' -x -a "
			       "'(__fish_complete_subcommand --commandline)'\n",
			       p, verb->name);
		}
	}
	for (size_t i = 0; i < c->option_count; i++)
		print_option(c, &c->options[i]);
}
