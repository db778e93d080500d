/* SPDX-License-Identifier: Apache-2.0 */
/* check-variables.c - which variables are let through in vain, and which by the handful? */
#include "compiler/check.h"

#include "compiler/variable.h"

#include <stdlib.h>
#include <string.h>

/* What the policy says of variables, sorted by env_compare(). */
struct variables {
	const struct ir *ir;
	struct env_rule *sorted;
};

static int
compare_variables(const void *a, const void *b)
{
	return env_compare(a, b);
}

/* The rule of ACTION that speaks of all that RULE does: its own name, or a beginning of it. */
static const struct env_rule *
find_cover(const struct variables *v, const struct env_rule *rule, enum blob_env_action action)
{
	struct env_rule wanted = {.action = action, .prefix = true, .name = rule->name};
	const struct env_rule *found = NULL;

	for (uint32_t length = 0; !found && length <= rule->name.length; length++) {
		wanted.name.length = length;
		found = bsearch(&wanted, v->sorted, v->ir->env_count, sizeof(wanted),
		                compare_variables);
	}
	wanted.prefix = false;
	return found || rule->prefix ? found
	                             : bsearch(&wanted, v->sorted, v->ir->env_count, sizeof(wanted),
	                                       compare_variables);
}

/* Whether some name matches both RULE and one of ACTION. */
static bool
meets(const struct variables *v, const struct env_rule *rule, enum blob_env_action action)
{
	struct env_rule wanted = {.action = action, .name = rule->name};
	size_t low = 0, high = v->ir->env_count;

	if (find_cover(v, rule, action))
		return true;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (env_compare(&v->sorted[middle], &wanted) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return rule->prefix && low < v->ir->env_count && v->sorted[low].action == action &&
	       v->sorted[low].name.length >= rule->name.length &&
	       memcmp(v->sorted[low].name.data, rule->name.data, rule->name.length) == 0;
}

static const char *
pattern_text(const struct ir *ir, const struct env_rule *rule)
{
	return arena_printf(ir->arena, "%.*s%s", STR_ARG(rule->name), rule->prefix ? "*" : "");
}

static void
report_secrets(const struct ir *ir, const struct env_rule *rule)
{
	if (rule->name.length)
		diag_at(ir->diags, DIAG_SECRETS_WIDE, rule->at,
		        "every credential whose name begins with '%.*s' passes",
		        STR_ARG(rule->name));
	else
		diag_at(ir->diags, DIAG_SECRETS_WIDE, rule->at,
		        "every credential in the environment passes");
	diag_help(ir->diags, "name the variables that the command needs");
}

/* Of a pattern, whether nothing passes by it whatever the name goes on with; exact: lower-env.c. */
static bool
check_removed(const struct variables *v, const struct env_rule *rule)
{
	const struct ir *ir = v->ir;

	if (!rule->prefix || !rule->name.length)
		return false;
	if (variables_load_code(rule->name)) {
		diag_at(ir->diags, DIAG_ENV_DENIED, rule->at,
		        "'%s' passes nothing: these make programs load code, and are removed",
		        pattern_text(ir, rule));
		diag_help(ir->diags, "remove it");
		return true;
	}
	if (rule->action != BLOB_ENV_ALLOW || !variables_are_credentials(rule->name) ||
	    meets(v, rule, BLOB_ENV_SECRET))
		return false;
	diag_at(ir->diags, DIAG_ENV_DENIED, rule->at,
	        "'%s' passes nothing: these look like credentials, and are removed",
	        pattern_text(ir, rule));
	diag_help(ir->diags, "name those that are needed in 'environment.allow_secrets' too");
	return true;
}

static void
check_variable(const struct variables *v, const struct env_rule *rule)
{
	const struct ir *ir = v->ir;
	const struct env_rule *deny = find_cover(v, rule, BLOB_ENV_DENY);
	bool secret = rule->action == BLOB_ENV_SECRET;

	if (deny) {
		diag_at(ir->diags, DIAG_ENV_DENIED, rule->at,
		        "'%s' does not pass: a deny outweighs this", pattern_text(ir, rule));
		diag_note(ir->diags, deny->at, "'%s' is denied here", pattern_text(ir, deny));
		diag_help(ir->diags, "remove one of the two");
	} else if (check_removed(v, rule)) {
		return;
	} else if (secret && ir->flags & BLOB_ENV_LISTED && !meets(v, rule, BLOB_ENV_ALLOW)) {
		diag_at(ir->diags, DIAG_ENV_DENIED, rule->at,
		        "'%s' does not pass: 'environment.allow_vars' does not list it",
		        pattern_text(ir, rule));
		diag_help(ir->diags, "list it there, too");
	} else if (secret && rule->prefix) {
		report_secrets(ir, rule);
	} else if (!secret && rule->prefix && !rule->name.length) {
		diag_at(ir->diags, DIAG_ENV_LIST_OPEN, rule->at,
		        "'*' lets every variable pass, as if there were no list");
		diag_help(ir->diags,
		          "name the variables that the command needs; those that look like "
		          "credentials, or make programs load code, are removed all the same");
	}
}

void
check_variables(const struct checking *c)
{
	const struct ir *ir = c->ir;
	struct variables v = {
	    ir, arena_grow(ir->arena, ir->env, ir->env_count, ir->env_count, sizeof(*ir->env))};

	if (ir->env_count)
		qsort(v.sorted, ir->env_count, sizeof(*v.sorted), compare_variables);
	for (size_t i = 0; i < ir->env_count; i++) {
		const struct env_rule *rule = &ir->env[i];

		if ((rule->action == BLOB_ENV_ALLOW || rule->action == BLOB_ENV_SECRET) &&
		    rule->origin && rule->origin->trust == TRUST_USER)
			check_variable(&v, rule);
	}
}
