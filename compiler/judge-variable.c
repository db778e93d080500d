/* SPDX-License-Identifier: Apache-2.0 */
/*
 * judge-variable.c - claims about environment variables.
 *
 * Of the names that begin alike only those can differ that a rule or a built-in
 * list knows, and one that nothing knows: they are tried.
 */
#include "compiler/judge.h"
#include "compiler/variable.h"

#include <string.h>

static const char *
fate_text(enum variable_fate fate)
{
	switch (fate) {
	case VARIABLE_SET:
		return "the profile sets it";
	case VARIABLE_LOADS_CODE:
		return "it makes programs load code, and is always removed";
	case VARIABLE_DENIED:
		return "it is denied";
	case VARIABLE_NOT_LISTED:
		return "'environment.allow_vars' does not list it";
	case VARIABLE_CREDENTIAL:
		return "it looks like a credential, and 'environment.allow_secrets' does not name "
		       "it";
	case VARIABLE_PASSES:
		break;
	}
	return "it passes";
}

/* Whether NAME speaks against the claim. */
static bool
try_name(const struct judge *judge, const struct assertion *claim, struct str name,
         struct outcome *outcome)
{
	const struct env_rule *rule;
	enum variable_fate fate;
	bool seen;

	if (!name.length || name.length < claim->name.length ||
	    memcmp(name.data, claim->name.data, claim->name.length) != 0)
		return false;
	fate = variable_fate(judge->ir, name, &rule);
	seen = fate == VARIABLE_PASSES || fate == VARIABLE_SET;
	if (seen == claim->allow)
		return false;
	*outcome = (struct outcome){
	    .judgement = CLAIM_FAILS, .name = name, .env_rule = rule, .why = fate_text(fate)};
	return true;
}

static bool
try_text(const struct judge *judge, const struct assertion *claim, const char *text,
         struct outcome *outcome)
{
	return try_name(judge, claim, str_of(text), outcome);
}

/* HEAD as it is, and with an end that no rule is likely to know. */
static bool
try_ends(const struct judge *judge, const struct assertion *claim, struct str head,
         struct outcome *outcome)
{
	static const char ends[] =
	    "X0123456789_ABCDEFGHIJKLMNOPQRSTUVWYZabcdefghijklmnopqrstuvwxyz";

	for (const char *end = ends; *end; end++)
		if (try_text(judge, claim,
		             arena_printf(judge->arena, "%.*s%c", STR_ARG(head), *end), outcome))
			return true;
	return try_name(judge, claim, head, outcome);
}

/* A built-in pattern, as a name that it matches and that begins as the claim's do. */
static bool
try_pattern(const struct judge *judge, const struct assertion *claim, const char *pattern,
            struct outcome *outcome)
{
	size_t length = strlen(pattern);
	bool open = pattern[0] == '*';
	bool shut = pattern[length - 1] == '*';
	const char *head = open ? arena_printf(judge->arena, "%.*s", STR_ARG(claim->name)) : "";
	const char *name =
	    arena_printf(judge->arena, "%s%.*s", head, (int)(length - open - shut), pattern + open);

	return try_text(judge, claim, name, outcome) ||
	       (shut && try_text(judge, claim, arena_printf(judge->arena, "%sX", name), outcome));
}

struct outcome
judge_variable(const struct judge *judge, const struct assertion *claim)
{
	struct outcome outcome = {.judgement = CLAIM_HOLDS};
	const char *pattern;

	if (!claim->prefix) {
		try_name(judge, claim, claim->name, &outcome);
		return outcome;
	}
	for (size_t i = 0; i < judge->ir->env_count; i++) {
		const struct env_rule *rule = &judge->ir->env[i];

		if (rule->prefix ? try_ends(judge, claim, rule->name, &outcome)
		                 : try_name(judge, claim, rule->name, &outcome))
			return outcome;
	}
	for (size_t i = 0; (pattern = variable_pattern(i)); i++)
		if (try_pattern(judge, claim, pattern, &outcome))
			return outcome;
	try_ends(judge, claim, claim->name, &outcome);
	return outcome;
}
