/* SPDX-License-Identifier: Apache-2.0 */
/* completion-zsh.c - a function for zsh, to be called _nono in its $fpath. */
#include "front/completion.h"

#include <stdio.h>

/* TEXT within single quotes; in a spec of _arguments '[', ']' and ':' mean something. */
static void
print_text(const char *text)
{
	for (; *text; text++) {
		if (*text == '\'')
			fputs("'\\''", stdout);
		else if (strchr("[]:\\", *text))
			printf("\\%c", *text);
		else
			putchar(*text);
	}
}

static void
print_takes(const struct completed *c, enum takes takes, const char *choices)
{
	switch (takes) {
	case TAKES_NOTHING:
		break;
	case TAKES_FILE:
		printf(":file:_files");
		break;
	case TAKES_DIRECTORY:
		printf(":directory:_files -/");
		break;
	case TAKES_PROFILE:
		printf(":profile:_%s_profiles", c->program);
		break;
	case TAKES_CHOICE:
		printf(":word:(%s)", choices);
		break;
	default:
		printf(":word: ");
		break;
	}
}

static void
print_option(const struct completed *c, const struct completed_option *option)
{
	for (const char *const *name = option->names; *name; name++) {
		printf(" \\\n\t\t\t'*%s", *name);
		/* The value of a long option may follow a '='. */
		if (option->takes != TAKES_NOTHING)
			putchar((*name)[1] == '-' ? '=' : '+');
		putchar('[');
		print_text(option->help);
		putchar(']');
		print_takes(c, option->takes, option->choices);
		putchar('\'');
	}
}

static void
print_verb(const struct completed *c, size_t i)
{
	const struct completed_verb *verb = &c->verbs[i];

	printf("\t'%s')\n\t\t_arguments -s -S", verb->name);
	for (size_t k = 0; k < c->option_count; k++)
		if (c->options[k].verbs >> i & 1)
			print_option(c, &c->options[k]);
	if (verb->choices)
		printf(" \\\n\t\t\t'1:what:(%s)'", verb->choices);
	if (verb->takes == TAKES_COMMAND) {
		printf(" \\\n\t\t\t'*::command:_normal'");
	} else if (verb->takes != TAKES_NOTHING) {
		printf(" \\\n\t\t\t'*");
		print_takes(c, verb->takes, NULL);
		putchar('\'');
	}
	printf("\n\t\t;;\n");
}

void
completion_zsh(const struct completed *c)
{
	const char *p = c->program;

	printf("#compdef %s\n# zsh completion for %s; made by 'nono completion zsh %s'\n\n", p, p,
	       p);
	printf("_%s_profiles() {\n\tlocal -a names\n"
	       "\tnames=(${(f)\"$(nono profile list 2>/dev/null | cut -d ' ' -f 1)\"})\n"
	       "\tcompadd -a names\n\t_files\n}\n\n",
	       p);
	printf("_%s() {\n\tlocal verb=\n\tlocal -a verbs\n\tverbs=(", p);
	for (size_t i = 0; i < c->verb_count; i++)
		if (*c->verbs[i].name) {
			printf("\n\t\t'%s:", c->verbs[i].name);
			print_text(c->verbs[i].help);
			putchar('\'');
		}
	printf("\n\t)\n\tif (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then\n"
	       "\t\t_describe 'verb' verbs\n\tfi\n"
	       "\tif (( CURRENT > 2 )) && [[ -n ${verbs[(r)${words[2]}:*]} ]]; then\n"
	       "\t\tverb=$words[2]\n\t\tshift words\n\t\t(( CURRENT-- ))\n\tfi\n"
	       "\tcase $verb in\n");
	for (size_t i = 0; i < c->verb_count; i++)
		print_verb(c, i);
	printf("\tesac\n}\n\n_%s \"$@\"\n", p);
}
