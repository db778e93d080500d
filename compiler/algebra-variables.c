/* SPDX-License-Identifier: Apache-2.0 */
/*
 * algebra-variables.c - environment variables that one policy lets through or sets, another not.
 *
 * Patterns are names or beginnings of names, so one name for each pattern, one that begins so and
 * stands in no list, and one that does and looks like a credential stand for all there are.
 */
#include "compiler/algebra-parts.h"
#include "compiler/variable.h"

#include <stdlib.h>
#include <string.h>

/* No pattern has a control byte in it. */
#define UNLISTED "\002"
#define UNLISTED_CREDENTIAL "\002_TOKEN"

/* A pattern, as a name or as the beginning of names. */
struct pattern {
	struct str text;
	bool prefix;
};

struct patterns {
	struct pattern *items;
	size_t count;
};

static bool
begins(struct str name, struct str start)
{
	return name.length >= start.length &&
	       (!start.length || memcmp(name.data, start.data, start.length) == 0);
}

static bool
same(struct str a, struct str b)
{
	return a.length == b.length && begins(a, b);
}

/* Whether NAME passes from the caller. */
static bool
passes(const struct ir *ir, struct str name)
{
	const struct env_rule *rule;

	return name.length && variable_fate(ir, name, &rule) == VARIABLE_PASSES;
}

static int
compare_patterns(const void *first, const void *second)
{
	const struct pattern *a = first, *b = second;
	uint32_t common = a->text.length < b->text.length ? a->text.length : b->text.length;
	int by = common ? memcmp(a->text.data, b->text.data, common) : 0;

	if (by)
		return by;
	if (a->text.length != b->text.length)
		return a->text.length < b->text.length ? -1 : 1;
	return (int)b->prefix - (int)a->prefix;
}

static void
add_pattern(struct patterns *patterns, struct str text, bool prefix)
{
	patterns->items[patterns->count++] = (struct pattern){text, prefix};
}

/* All that A and B (or only A) and the built-in lists name: sorted, each once, "" first. */
static struct patterns
patterns_of(struct arena *arena, const struct ir *a, const struct ir *b)
{
	size_t built_in = 0, kept = 0;
	struct patterns patterns = {0};

	while (variable_pattern(built_in))
		built_in++;

	patterns.items = arena_calloc(arena, 1 + built_in + a->env_count + (b ? b->env_count : 0),
	                              sizeof(*patterns.items));
	add_pattern(&patterns, (struct str){"", 0}, true);
	for (size_t i = 0; i < built_in; i++) {
		const char *text = variable_pattern(i);
		uint32_t length = (uint32_t)strlen(text);
		bool prefix = text[length - 1] == '*';

		if (text[0] != '*')
			add_pattern(&patterns, (struct str){text, length - prefix}, prefix);
	}
	for (size_t i = 0; i < a->env_count; i++)
		add_pattern(&patterns, a->env[i].name, a->env[i].prefix);
	for (size_t i = 0; b && i < b->env_count; i++)
		add_pattern(&patterns, b->env[i].name, b->env[i].prefix);
	qsort(patterns.items, patterns.count, sizeof(*patterns.items), compare_patterns);
	for (size_t i = 0; i < patterns.count; i++)
		if (!kept || compare_patterns(&patterns.items[kept - 1], &patterns.items[i]) != 0)
			patterns.items[kept++] = patterns.items[i];
	patterns.count = kept;
	return patterns;
}

static struct str
with(struct arena *arena, struct str start, const char *end)
{
	size_t length = strlen(end);
	char *text = arena_alloc(arena, start.length + length + 1);

	memcpy(text, start.data, start.length);
	memcpy(text + start.length, end, length + 1);
	return (struct str){text, (uint32_t)(start.length + length)};
}

/* Beginnings of which it was said that all names pass: other names, and those of credentials. */
struct begun {
	bool any;
	struct str start;
};

static void
compare_name(struct comparison *comparison, const struct pattern *pattern, struct str name,
             struct begun begun[static 2])
{
	const struct ir *a = comparison->a, *b = comparison->b;
	struct excess excess = {.kind = EXCESS_VARIABLE,
	                        .name = pattern->text,
	                        .prefix = name.length != pattern->text.length,
	                        .credential = variable_is_credential(a->arena, name)};
	struct begun *last = &begun[excess.credential];
	const struct env_rule *rule;

	/* Patterns are sorted: what none but an earlier beginning had does not come any more. */
	if (!passes(a, name) || passes(b, name) || (last->any && begins(name, last->start)))
		return;
	if (excess.credential && algebra_mutated(comparison->algebra, ALGEBRA_MUTATION_SECRETS))
		return;
	rule = variable_rule(a, excess.credential ? BLOB_ENV_SECRET : BLOB_ENV_ALLOW, name);
	if (rule) {
		excess.at = rule->at;
		excess.origin = rule->origin;
	}
	algebra_add(comparison, &excess);
	if (excess.prefix)
		*last = (struct begun){true, excess.name};
}

static void
compare_set(struct comparison *comparison, const struct env_rule *set)
{
	const struct env_rule *other = variable_rule(comparison->b, BLOB_ENV_SET, set->name);
	struct excess excess = {.kind = EXCESS_SET,
	                        .name = set->name,
	                        .value = set->value,
	                        .at = set->at,
	                        .origin = set->origin};

	if (other && (same(other->value, set->value) ||
	              algebra_mutated(comparison->algebra, ALGEBRA_MUTATION_SETS)))
		return;
	algebra_add(comparison, &excess);
}

void
algebra_variables(struct comparison *comparison)
{
	struct arena *arena = comparison->algebra->arena;
	struct patterns patterns = patterns_of(arena, comparison->a, comparison->b);
	struct begun begun[2] = {{false, {NULL, 0}}};

	for (size_t i = 0; i < patterns.count; i++) {
		const struct pattern *pattern = &patterns.items[i];

		if (pattern->prefix) {
			compare_name(comparison, pattern, with(arena, pattern->text, UNLISTED),
			             begun);
			compare_name(comparison, pattern,
			             with(arena, pattern->text, UNLISTED_CREDENTIAL), begun);
		}
		compare_name(comparison, pattern, pattern->text, begun);
	}
	for (size_t i = 0; i < comparison->a->env_count; i++)
		if (comparison->a->env[i].action == BLOB_ENV_SET)
			compare_set(comparison, &comparison->a->env[i]);
}

/* What is known of the names that begin alike. */
struct level {
	struct str start;
	bool plain, credential;
};

static void
write_level(struct canon *canon, const struct pattern *pattern, struct level *levels, size_t *depth)
{
	struct arena *arena = canon->algebra->arena;
	struct str plain = with(arena, pattern->text, UNLISTED);
	struct str credential = with(arena, pattern->text, UNLISTED_CREDENTIAL);
	struct level before = levels[*depth - 1], now = before;

	now.start = pattern->text;
	if (!variable_loads_code(plain)) {
		/* Where all are credentials there is no other to ask. */
		if (!variable_is_credential(arena, plain))
			now.plain = passes(canon->ir, plain);
		now.credential = passes(canon->ir, credential);
	}
	levels[(*depth)++] = now;
	if (now.plain == before.plain && now.credential == before.credential)
		return;
	canon_line(canon, "variables %d %d ", now.plain, now.credential);
	canon_str(canon, pattern->text);
}

static void
write_name(struct canon *canon, struct str name, const struct level *level)
{
	bool expected =
	    variable_is_credential(canon->algebra->arena, name) ? level->credential : level->plain;
	bool actual = passes(canon->ir, name);

	if (!name.length || variable_loads_code(name) || actual == expected)
		return;
	canon_line(canon, "variable %d ", actual);
	canon_str(canon, name);
}

void
canon_variables(struct canon *canon)
{
	struct arena *arena = canon->algebra->arena;
	struct patterns patterns = patterns_of(arena, canon->ir, NULL);
	struct level *levels = arena_calloc(arena, patterns.count + 1, sizeof(*levels));
	size_t depth = 1;

	for (size_t i = 0; i < patterns.count; i++) {
		const struct pattern *pattern = &patterns.items[i];

		while (depth > 1 && !begins(pattern->text, levels[depth - 1].start))
			depth--;
		if (pattern->prefix)
			write_level(canon, pattern, levels, &depth);
		/* A name that is a beginning as well comes twice. */
		if (i + 1 == patterns.count || !same(pattern[1].text, pattern->text))
			write_name(canon, pattern->text, &levels[depth - 1]);
	}
	for (size_t i = 0; i < canon->ir->env_count; i++) {
		const struct env_rule *rule = &canon->ir->env[i];

		if (rule->action != BLOB_ENV_SET)
			continue;
		canon_line(canon, "set ");
		canon_str(canon, rule->name);
		canon_str(canon, rule->value);
	}
}
