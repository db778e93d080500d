/* SPDX-License-Identifier: Apache-2.0 */
/* sbpl-own.c - a rule that a profile has in macOS's own language: read and judged. */
#include "compiler/sbpl-own.h"

#include <string.h>

/* What the policy's own keys decide, and what would decide everything. */
static bool
is_ours(enum sbpl_op op)
{
	static const char *const ours[] = {"file",    "fs-",     "network",
	                                   "process", "default", "signal"};
	const char *name = sbpl_op_name(op);

	for (size_t i = 0; i < COUNTOF(ours); i++)
		if (strncmp(name, ours[i], strlen(ours[i])) == 0)
			return true;
	return false;
}

/* Why RULE cannot be carried, or NULL. */
static const char *
refused(const struct sbpl_profile *read)
{
	const struct sbpl_rule *rule =
	    read->count == 1 && !read->definition_count ? &read->rules[0] : NULL;

	if (!rule)
		return "it is not one rule";
	if (read->unknown || rule->unknown || !rule->op_count)
		return "it has what nonoc does not know";
	if (!rule->allow)
		return "it denies, and order would decide what it means";
	if (!rule->filter_count)
		return "it has no filter";
	for (uint32_t i = 0; i < rule->op_count; i++)
		if (is_ours(rule->ops[i]))
			return "files, the network and processes have keys of their own";
	return NULL;
}

const struct sbpl_rule *
sbpl_own_rule(struct arena *arena, struct diags *diags, const struct node *string)
{
	struct sources *sources = sources_new(arena);
	const char *text = arena_printf(arena, "(version 1)\n%.*s\n", STR_ARG(string->text));
	const struct sbpl_profile *read = sbpl_read(arena, sources, diags_new(arena, sources),
	                                            sources_add(sources, "rule", str_of(text)));
	const char *why = read ? refused(read) : "it cannot be read";

	if (!why)
		return &read->rules[0];
	diag_at(diags, DIAG_SEATBELT_RULE, string->at, "this rule cannot be carried over: %s", why);
	diag_help(diags, "expected one (allow OPERATION FILTER...) for an operation that no key of "
	                 "the profile is for");
	return NULL;
}
