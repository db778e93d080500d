/* SPDX-License-Identifier: Apache-2.0 */
/* pass-normalise.c - one form for all policies that say the same about the same paths. */
#include "compiler/pass.h"

#include "compiler/rule-tree.h"

#include <stdlib.h>
#include <string.h>

/* What the rule itself gives: a rule that has been closed before knows it. */
static uint32_t
written(const struct rule *rule)
{
	return rule->written ? rule->written & rule->rights : rule->rights;
}

/* Sorts, unites the rights of rules for the same object, and forgets those that have none. */
static void
unite(struct rules *rules)
{
	size_t kept = 0;

	rules_sort(rules);
	for (size_t i = 0; i < rules->count; i++) {
		const struct rule *rule = &rules->items[i];
		struct rule *last = kept ? &rules->items[kept - 1] : NULL;

		if (!rule->rights)
			continue;
		if (last && last->object == rule->object && last->children == rule->children &&
		    path_compare(&last->path, &rule->path) == 0) {
			/* Its origin is the one to show: see rules_sort(). */
			last->rights |= rule->rights;
			last->written |= written(rule);
			continue;
		}
		rules->items[kept] = *rule;
		rules->items[kept++].written = written(rule);
	}
	rules->count = kept;
}

/* The grants that lie above the one that is looked at, and all that they give. */
struct above {
	const struct path *path;
	enum blob_object object;
	uint32_t rights;
};

struct stack {
	struct above *items;
	size_t depth;
};

/* What the stack gives to RULE.  Rules on the same path that differ in kind do not mix. */
static uint32_t
inherited(struct stack *stack, const struct rule *rule)
{
	size_t depth;

	while (stack->depth) {
		const struct path *top = stack->items[stack->depth - 1].path;

		if (top->anchor == rule->path.anchor && path_within(&rule->path, top))
			break;
		stack->depth--;
	}
	for (depth = stack->depth; depth; depth--) {
		enum blob_object object = stack->items[depth - 1].object;

		if (object == BLOB_OBJECT_ANY || object == rule->object ||
		    path_compare(stack->items[depth - 1].path, &rule->path) != 0)
			return stack->items[depth - 1].rights;
	}
	return 0;
}

/* What a rule for any object on the very same path gives: it goes wherever the path leads. */
static uint32_t
beside(const struct rules *grants, size_t kept, const struct rule *rule)
{
	while (kept-- && path_compare(&grants->items[kept].path, &rule->path) == 0)
		if (grants->items[kept].object == BLOB_OBJECT_ANY)
			return grants->items[kept].written;
	return 0;
}

static uint32_t
object_mask(const struct rule *rule)
{
	return rule->object == BLOB_OBJECT_FILE ? BLOB_FS_FILE : BLOB_FS_ALL;
}

/*
 * A rule carries what the rules above it give, for a kernel that wants one
 * rule to allow a request (the first with Landlock), and a group's rule that adds
 * nothing goes.  A profile's stays: where a symbolic link lies on its path the rules
 * above do not reach, and the rule is worth what was written.  One for direct children is no
 * rule of such a kernel's, and has no more than was written.
 */
static void
close_grants(struct ir *ir)
{
	struct rules *grants = &ir->grants;
	struct stack stack = {0};
	size_t kept = 0;

	stack.items = arena_calloc(ir->arena, grants->count, sizeof(*stack.items));
	for (size_t i = 0; i < grants->count; i++) {
		struct rule rule = grants->items[i];
		uint32_t above = inherited(&stack, &rule) & object_mask(&rule);
		bool keep;

		/* What came from a blob may be a profile's although it does not say so. */
		keep = rule.implied || rule_from_profile(&rule);
		rule.implied = (rule.written & ~above) == 0;
		if (rule.implied && !keep)
			continue;
		if (rule.children) {
			grants->items[kept++] = rule;
			continue;
		}
		rule.rights |= above;
		if (rule.written & ~beside(grants, kept, &rule))
			rule.written &= ~beside(grants, kept, &rule);
		grants->items[kept] = rule;
		if (rule.object != BLOB_OBJECT_FILE) {
			stack.items[stack.depth++] =
			    (struct above){&grants->items[kept].path, rule.object, rule.rights};
		}
		kept++;
	}
	grants->count = kept;
}

static int
compare_ports(const void *first, const void *second)
{
	const struct port_rule *a = first, *b = second;

	if (a->protocol != b->protocol)
		return a->protocol < b->protocol ? -1 : 1;
	if (a->port != b->port)
		return a->port < b->port ? -1 : 1;
	if (a->at.source != b->at.source)
		return a->at.source < b->at.source ? -1 : 1;
	return (a->at.offset > b->at.offset) - (a->at.offset < b->at.offset);
}

static void
unite_port(struct port_rule *port, const struct port_rule *other)
{
	uint8_t wide = (port->access & ~port->local) | (other->access & ~other->local);

	port->access |= other->access;
	port->local = port->access & ~wide;
}

static void
unite_ports(struct ir *ir)
{
	size_t kept = 0;

	if (ir->port_count)
		qsort(ir->ports, ir->port_count, sizeof(*ir->ports), compare_ports);
	for (size_t i = 0; i < ir->port_count; i++) {
		struct port_rule *last = kept ? &ir->ports[kept - 1] : NULL;

		if (last && last->protocol == ir->ports[i].protocol &&
		    last->port == ir->ports[i].port)
			unite_port(last, &ir->ports[i]);
		else
			ir->ports[kept++] = ir->ports[i];
	}
	ir->port_count = kept;
}

/* A variable's rule, and its place among all as they were written. */
struct env_place {
	struct env_rule rule;
	size_t place;
};

static int
compare_env(const void *first, const void *second)
{
	const struct env_place *a = first, *b = second;
	int by = env_compare(&a->rule, &b->rule);

	return by ? by : (a->place > b->place) - (a->place < b->place);
}

/* Of several values for one variable the last written counts: it overrides. */
static void
unite_env(struct ir *ir)
{
	struct env_place *places = arena_calloc(ir->arena, ir->env_count, sizeof(*places));
	size_t kept = 0;

	for (size_t i = 0; i < ir->env_count; i++)
		places[i] = (struct env_place){ir->env[i], i};
	if (ir->env_count)
		qsort(places, ir->env_count, sizeof(*places), compare_env);
	for (size_t i = 0; i < ir->env_count; i++) {
		if (kept && env_compare(&ir->env[kept - 1], &places[i].rule) == 0)
			kept--;
		ir->env[kept++] = places[i].rule;
	}
	ir->env_count = kept;
	ir->env_sorted = true;
}

void
pass_normalise(struct ir *ir)
{
	for (size_t i = 0; i < ir->bypasses.count; i++)
		ir->bypasses.items[i].object = BLOB_OBJECT_ANY;
	unite(&ir->bypasses);
	for (size_t i = 0; i < ir->denies.count; i++) {
		struct rule *deny = &ir->denies.items[i];

		deny->object = BLOB_OBJECT_ANY;
		deny->rights &= ~rules_covering(&ir->bypasses, &deny->path);
	}
	unite(&ir->denies);
	for (size_t i = 0; i < ir->grants.count; i++)
		ir->grants.items[i].rights &= object_mask(&ir->grants.items[i]);
	unite(&ir->grants);
	close_grants(ir);
	unite_ports(ir);
	unite_env(ir);
}
