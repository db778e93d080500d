/* SPDX-License-Identifier: Apache-2.0 */
/* lower-env.c - which environment variables pass, and which are set. */
#include "compiler/lower.h"

#include "compiler/variable.h"

#include <stdlib.h>
#include <string.h>

/* What a name must be for a process to have it at all. */
static bool
check_name(struct lowering *l, struct str name, struct span at)
{
	bool fine = name.length > 0;

	for (uint32_t i = 0; i < name.length; i++) {
		unsigned char c = (unsigned char)name.data[i];

		if (c == '=' || c < 0x20 || c == 0x7f)
			fine = false;
	}
	if (!fine)
		diag_at(
		    l->ir->diags, DIAG_ENV_NAME, at,
		    "expected the name of a variable: not empty, no '=', no control characters");
	return fine;
}

/* A name, or its beginning and a '*'. */
bool
lower_pattern(struct lowering *l, const struct node *pattern, struct env_rule *rule)
{
	struct str text = pattern->text;
	const char *star = memchr(text.data, '*', text.length);

	if (star && star != text.data + text.length - 1) {
		diag_at(l->ir->diags, DIAG_ENV_PATTERN, pattern->at,
		        "'%.*s' matches nothing: a '*' stands only at the end", STR_ARG(text));
		return false;
	}
	if (text.length != 1 && !check_name(l, text, pattern->at))
		return false;
	if (text.length == 1 && !star && !check_name(l, text, pattern->at))
		return false;
	rule->prefix = star;
	rule->name = (struct str){text.data, text.length - (star ? 1 : 0)};
	return true;
}

/* An exact name that never passes is a rule without effect; SORTED is the same policy. */
static void
warn_removed(struct lowering *l, const struct ir *sorted, const struct env_rule *rule)
{
	if (rule->prefix)
		return;
	if (variable_loads_code(rule->name)) {
		diag_at(l->ir->diags, DIAG_ENV_REMOVED, rule->at,
		        "'%.*s' makes programs load code, and is removed all the same",
		        STR_ARG(rule->name));
		return;
	}
	if (rule->action != BLOB_ENV_ALLOW || !variable_is_credential(l->ir->arena, rule->name) ||
	    variable_rule(sorted, BLOB_ENV_SECRET, rule->name))
		return;
	diag_at(l->ir->diags, DIAG_ENV_REMOVED, rule->at,
	        "'%.*s' looks like a credential, and is removed all the same", STR_ARG(rule->name));
	if (l->composed)
		diag_help(l->ir->diags, "name it in 'environment.allow_secrets' too");
	else
		diag_help(l->ir->diags, "add 'env secret %.*s'", STR_ARG(rule->name));
}

static int
compare(const void *first, const void *second)
{
	return env_compare(first, second);
}

void
lower_removed(struct lowering *l)
{
	struct ir sorted = *l->ir;

	sorted.env = arena_grow(sorted.arena, sorted.env, sorted.env_count, sorted.env_count,
	                        sizeof(*sorted.env));
	if (sorted.env_count)
		qsort(sorted.env, sorted.env_count, sizeof(*sorted.env), compare);
	sorted.env_sorted = true;
	for (size_t i = 0; i < l->ir->env_count; i++)
		if (l->ir->env[i].action == BLOB_ENV_ALLOW ||
		    l->ir->env[i].action == BLOB_ENV_SECRET)
			warn_removed(l, &sorted, &l->ir->env[i]);
}

static void
lower_names(struct lowering *l, enum key_id key, enum blob_env_action action)
{
	const struct slot *slot = &l->composed->slots[key];

	for (uint32_t i = 0; i < slot->count; i++) {
		const struct node *text = slot->entries[i].node;
		struct env_rule rule = {
		    .action = action, .at = text->at, .origin = &slot->entries[i].file->origin};

		if (lower_pattern(l, text, &rule))
			ir_add_env(l->ir, &rule);
	}
}

/* What may not be set: the loader decides PATH, and code must not come in through a variable. */
static bool
may_set(struct lowering *l, struct str name, struct span at)
{
	if (variable_loads_code(name)) {
		diag_at(l->ir->diags, DIAG_ENV_RESERVED, at,
		        "'%.*s' makes programs load code, and cannot be set", STR_ARG(name));
		return false;
	}
	if (str_is(name, "PATH") || str_begins(name, "NONO_")) {
		diag_at(l->ir->diags, DIAG_ENV_RESERVED, at,
		        "'%.*s' is reserved, and cannot be set", STR_ARG(name));
		return false;
	}
	return true;
}

void
lower_set(struct lowering *l, struct env_rule *rule, const struct node *value)
{
	uint32_t where, length;
	enum path_problem problem;

	if (!check_name(l, rule->name, rule->at) || !may_set(l, rule->name, rule->at))
		return;
	if (memchr(rule->name.data, '*', rule->name.length)) {
		diag_at(l->ir->diags, DIAG_ENV_PATTERN, rule->at,
		        "'%.*s' is a pattern, expected the name of a variable",
		        STR_ARG(rule->name));
		return;
	}
	problem = path_template(l->ir->arena, value->text, &rule->value, &where, &length);
	if (problem)
		report_path(l->ir, value, problem, where, length);
	else
		ir_add_env(l->ir, rule);
}

static void
lower_entry(struct lowering *l, const struct entry *entry)
{
	struct env_rule rule = {.action = BLOB_ENV_SET,
	                        .name = entry->name,
	                        .at = entry->name_at,
	                        .origin = &entry->file->origin};

	lower_set(l, &rule, entry->node);
}

void
lower_environment(struct lowering *l)
{
	const struct slot *set = &l->composed->slots[KEY_SET_VARS];

	if (l->composed->slots[KEY_ALLOW_VARS].given)
		l->ir->flags |= BLOB_ENV_LISTED;
	lower_names(l, KEY_ALLOW_VARS, BLOB_ENV_ALLOW);
	lower_names(l, KEY_DENY_VARS, BLOB_ENV_DENY);
	lower_names(l, KEY_ALLOW_SECRETS, BLOB_ENV_SECRET);
	for (uint32_t i = 0; i < set->count; i++)
		lower_entry(l, &set->entries[i]);
	lower_removed(l);
}
