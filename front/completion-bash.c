/* SPDX-License-Identifier: Apache-2.0 */
/* completion-bash.c - a script for bash 3.2 and later, without the bash-completion package. */
#include "front/completion.h"

#include <stdio.h>

/* Every name of options that take this, as a pattern of case. */
static void
print_pattern(const struct completed_option *option, const char *between)
{
	for (const char *const *name = option->names; *name; name++)
		printf("%s%s", name == option->names ? between : "|", *name);
}

/* Lines that complete what is taken, after a pattern. */
static void
print_takes(const struct completed *c, enum takes takes, const char *choices)
{
	switch (takes) {
	case TAKES_DIRECTORY:
		printf("_%s_add -d\n", c->program);
		break;
	case TAKES_FILE:
		printf("_%s_add -f\n", c->program);
		break;
	case TAKES_PROFILE:
		printf("_%s_add -f; _%s_add -W \"$(_%s_profiles)\"\n", c->program, c->program,
		       c->program);
		break;
	case TAKES_CHOICE:
		printf("_%s_add -W '%s'\n", c->program, choices);
		break;
	default:
		printf(":\n");
		break;
	}
}

static void
print_arguments(const struct completed *c)
{
	printf("\tcase $prev in\n");
	for (size_t i = 0; i < c->option_count; i++) {
		const struct completed_option *option = &c->options[i];

		if (option->takes == TAKES_NOTHING)
			continue;
		print_pattern(option, "\t");
		printf(")\n\t\t");
		print_takes(c, option->takes, option->choices);
		printf("\t\treturn\n\t\t;;\n");
	}
	printf("\tesac\n");
}

/* In the loop over words: the value of an option is no operand. */
static void
print_skips(const struct completed *c)
{
	const char *between = "\t\t";

	for (size_t i = 0; i < c->option_count; i++)
		for (const char *const *name = c->options[i].names;
		     *name && c->options[i].takes != TAKES_NOTHING; name++) {
			printf("%s*:%s", between, *name);
			between = "|";
		}
	printf(")\n\t\t\t[[ ${COMP_WORDS[i+1]} != = ]] || i=$((i + 1))\n"
	       "\t\t\ti=$((i + 1))\n\t\t\t;;\n");
}

static void
print_options(const struct completed *c, size_t verb)
{
	const char *between = "";

	for (size_t i = 0; i < c->option_count; i++)
		for (const char *const *name = c->options[i].names;
		     *name && c->options[i].verbs >> verb & 1; name++) {
			printf("%s%s", between, *name);
			between = " ";
		}
}

static void
print_verbs(const struct completed *c)
{
	const char *between = "";

	for (size_t i = 0; i < c->verb_count; i++)
		if (*c->verbs[i].name) {
			printf("%s%s", between, c->verbs[i].name);
			between = " ";
		}
}

/* A verb's options and operands. */
static void
print_verb(const struct completed *c, size_t i)
{
	const struct completed_verb *verb = &c->verbs[i];

	printf("\t'%s')\n\t\tif [[ $cur == -* ]]; then\n\t\t\t_%s_add -W '", verb->name,
	       c->program);
	print_options(c, i);
	printf("%s'\n\t\t\treturn\n\t\tfi\n", verb->takes == TAKES_COMMAND ? " --" : "");
	if (!*verb->name) {
		printf("\t\t_%s_add -W '", c->program);
		print_verbs(c);
		printf("'\n");
	}
	if (verb->choices)
		printf("\t\tif ((operands == 0)); then\n\t\t\t_%s_add -W '%s'\n\t\t\treturn\n"
		       "\t\tfi\n",
		       c->program, verb->choices);
	printf("\t\t");
	print_takes(c, verb->takes, NULL);
	printf("\t\t;;\n");
}

void
completion_bash(const struct completed *c)
{
	const char *p = c->program;
	bool none = false;

	printf("# bash completion for %s; made by 'nono completion bash %s'\n\n", p, p);
	printf("_%s_add() {\n\tlocal line\n\twhile IFS= read -r line; do\n"
	       "\t\tCOMPREPLY+=(\"$line\")\n\tdone < <(compgen \"$@\" -- \"$cur\")\n"
	       "\t[[ $1 == -W ]] || compopt -o filenames 2>/dev/null\n}\n\n",
	       p);
	printf("_%s_profiles() {\n\tnono profile list 2>/dev/null | cut -d ' ' -f 1\n}\n\n", p);
	printf("_%s() {\n\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
	       "\tlocal verb= operands=0 i\n\tCOMPREPLY=()\n"
	       "\t# --option=value is three words here.\n"
	       "\tif [[ $cur == = ]]; then\n\t\tcur=\n\telif [[ $prev == = ]]; then\n"
	       "\t\tprev=${COMP_WORDS[COMP_CWORD-2]}\n\tfi\n"
	       "\tfor ((i = 1; i < COMP_CWORD; i++)); do\n\t\tcase $verb:${COMP_WORDS[i]} in\n"
	       "\t\t*:--)\n\t\t\tif ((i + 1 == COMP_CWORD)); then _%s_add -c; fi\n"
	       "\t\t\t_%s_add -f\n\t\t\treturn\n\t\t\t;;\n",
	       p, p, p);
	print_skips(c);
	printf("\t\t*:-*) ;;\n");
	for (size_t i = 0; i < c->verb_count; i++)
		if (*c->verbs[i].name)
			printf("\t\t:%s) verb=${COMP_WORDS[i]} ;;\n", c->verbs[i].name);
	printf("\t\t?*) operands=$((operands + 1)) ;;\n\t\tesac\n\tdone\n");
	print_arguments(c);
	printf("\tcase $verb in\n");
	for (size_t i = 0; i < c->verb_count; i++) {
		none |= !*c->verbs[i].name;
		print_verb(c, i);
	}
	if (!none) {
		printf("\t'')\n\t\t_%s_add -W '", p);
		print_verbs(c);
		printf(" --help --version'\n\t\t;;\n");
	}
	printf("\tesac\n}\n\ncomplete -F _%s %s\n", p, p);
}
