/* SPDX-License-Identifier: Apache-2.0 */
/* variable.c - which environment variables pass: the loader's order (runtime/env.c), on an IR. */
#include "compiler/variable.h"

#include <string.h>

static const char *const loads_code[] = {
#define NAME(pattern) pattern,
    BLOB_ENV_LOADS_CODE(NAME)
#undef NAME
};

static const char *const credentials[] = {
#define NAME(pattern) pattern,
    BLOB_ENV_CREDENTIALS(NAME)
#undef NAME
};

static const char *const no_credentials[] = {
#define NAME(pattern) pattern,
    BLOB_ENV_NO_CREDENTIALS(NAME)
#undef NAME
};

/* PATTERN of the built-in lists: a '*' at its start or its end is anything. */
static bool
matches(const char *pattern, struct str name)
{
	size_t length = strlen(pattern);
	bool open = length && pattern[0] == '*';
	bool shut = length > 1 && pattern[length - 1] == '*';

	pattern += open;
	length -= (size_t)open + shut;
	if (name.length < length)
		return false;
	if (open && shut)
		return memmem(name.data, name.length, pattern, length);
	if (open)
		return memcmp(name.data + name.length - length, pattern, length) == 0;
	return memcmp(name.data, pattern, length) == 0 && (shut || name.length == length);
}

static const char *
match_any(const char *const *patterns, size_t count, struct str name)
{
	for (size_t i = 0; i < count; i++)
		if (matches(patterns[i], name))
			return patterns[i];
	return NULL;
}

const char *
variable_loads_code(struct str name)
{
	return match_any(loads_code, COUNTOF(loads_code), name);
}

/* In either case, as the loader has it (runtime/view-env.c). */
bool
variable_is_credential(struct arena *arena, struct str name)
{
	struct str copy = arena_str(arena, name.data, name.length);
	char *upper = (char *)copy.data;

	for (uint32_t i = 0; i < name.length; i++)
		if (upper[i] >= 'a' && upper[i] <= 'z')
			upper[i] = (char)(upper[i] - 'a' + 'A');
	return match_any(credentials, COUNTOF(credentials), copy) &&
	       !match_any(no_credentials, COUNTOF(no_credentials), copy);
}

/* Whether one of PATTERNS matches PREFIX whatever it goes on with. */
static bool
match_all(const char *const *patterns, size_t count, struct str prefix)
{
	for (size_t i = 0; i < count; i++) {
		size_t length = strlen(patterns[i]);

		if (patterns[i][length - 1] == '*' && matches(patterns[i], prefix))
			return true;
	}
	return false;
}

bool
variables_load_code(struct str prefix)
{
	return match_all(loads_code, COUNTOF(loads_code), prefix);
}

bool
variables_are_credentials(struct str prefix)
{
	for (size_t i = 0; i < COUNTOF(no_credentials); i++)
		if (strncmp(no_credentials[i], prefix.data, prefix.length) == 0)
			return false;
	return match_all(credentials, COUNTOF(credentials), prefix);
}

const char *
variable_pattern(size_t i)
{
	if (i < COUNTOF(loads_code))
		return loads_code[i];
	i -= COUNTOF(loads_code);
	if (i < COUNTOF(credentials))
		return credentials[i];
	i -= COUNTOF(credentials);
	return i < COUNTOF(no_credentials) ? no_credentials[i] : NULL;
}

static bool
covers(const struct env_rule *rule, struct str name)
{
	return name.length >= rule->name.length &&
	       (rule->prefix || name.length == rule->name.length) &&
	       memcmp(name.data, rule->name.data, rule->name.length) == 0;
}

/* The first rule from LOW on that does not come before WANTED. */
static size_t
lower_bound(const struct ir *ir, const struct env_rule *wanted, size_t low)
{
	size_t high = ir->env_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (env_compare(&ir->env[middle], wanted) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The shortest beginning of NAME that is a rule; what is none says where the next can be. */
static const struct env_rule *
find_sorted(const struct ir *ir, enum blob_env_action action, struct str name)
{
	struct env_rule wanted = {.action = action, .name = {name.data, 0}};

	for (size_t at = lower_bound(ir, &wanted, 0);
	     at < ir->env_count && ir->env[at].action == action;
	     at = lower_bound(ir, &wanted, at + 1)) {
		const struct env_rule *rule = &ir->env[at];
		uint32_t common = 0;

		if (covers(rule, name))
			return rule;
		while (common < rule->name.length && common < name.length &&
		       rule->name.data[common] == name.data[common])
			common++;
		/* Behind NAME there is no beginning of it. */
		if (common == name.length ||
		    (common < rule->name.length &&
		     (unsigned char)rule->name.data[common] > (unsigned char)name.data[common]))
			return NULL;
		wanted.name.length = common < rule->name.length ? common + 1 : common;
	}
	return NULL;
}

const struct env_rule *
variable_rule(const struct ir *ir, enum blob_env_action action, struct str name)
{
	if (ir->env_sorted)
		return find_sorted(ir, action, name);
	for (size_t i = 0; i < ir->env_count; i++)
		if (ir->env[i].action == action && covers(&ir->env[i], name))
			return &ir->env[i];
	return NULL;
}

enum variable_fate
variable_fate(const struct ir *ir, struct str name, const struct env_rule **rule)
{
	*rule = NULL;
	if (variable_loads_code(name))
		return VARIABLE_LOADS_CODE;
	if ((*rule = variable_rule(ir, BLOB_ENV_SET, name)))
		return VARIABLE_SET;
	if ((*rule = variable_rule(ir, BLOB_ENV_DENY, name)))
		return VARIABLE_DENIED;
	if (ir->flags & BLOB_ENV_LISTED && !(*rule = variable_rule(ir, BLOB_ENV_ALLOW, name)))
		return VARIABLE_NOT_LISTED;
	if (variable_is_credential(ir->arena, name)) {
		*rule = variable_rule(ir, BLOB_ENV_SECRET, name);
		return *rule ? VARIABLE_PASSES : VARIABLE_CREDENTIAL;
	}
	return VARIABLE_PASSES;
}

struct str
variable_template(struct arena *arena, struct str value)
{
	char *text = arena_calloc(arena, value.length + (size_t)1, sizeof("$XDG_RUNTIME_DIR"));
	size_t used = 0;

	for (uint32_t i = 0; i < value.length; i++) {
		const char *name = "$UID";

		if (value.data[i] != BLOB_ESCAPE || i + 1 == value.length) {
			text[used++] = value.data[i];
			continue;
		}
		if (value.data[++i] != 'u')
			name = anchor_name((enum blob_anchor)(value.data[i] - 'A'));
		memcpy(text + used, name, strlen(name));
		used += strlen(name);
	}
	return (struct str){text, (uint32_t)used};
}
