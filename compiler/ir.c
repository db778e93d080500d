/* SPDX-License-Identifier: Apache-2.0 */
/* ir.c - building a policy, and saying where its rules come from. */
#include "compiler/ir.h"

#include <string.h>

struct ir *
ir_new(struct arena *arena, struct sources *sources, struct diags *diags, enum target target)
{
	struct ir *ir = arena_alloc(arena, sizeof(*ir));

	ir->arena = arena;
	ir->sources = sources;
	ir->diags = diags;
	ir->target = target;
	return ir;
}

void
ir_add_port(struct ir *ir, const struct port_rule *port)
{
	ir->ports = arena_room(ir->arena, ir->ports, ir->port_count, sizeof(*ir->ports));
	ir->ports[ir->port_count++] = *port;
}

void
ir_add_env(struct ir *ir, const struct env_rule *env)
{
	ir->env = arena_room(ir->arena, ir->env, ir->env_count, sizeof(*ir->env));
	ir->env[ir->env_count++] = *env;
	ir->env_sorted = false;
}

void
ir_add_capability(struct ir *ir, const struct capability_rule *capability)
{
	struct capability_rule *rules;
	size_t at = ir->capability_count;

	if (ir_capability(ir, capability->number))
		return;
	rules = arena_room(ir->arena, ir->capabilities, at, sizeof(*rules));
	for (; at && rules[at - 1].number > capability->number; at--)
		rules[at] = rules[at - 1];
	rules[at] = *capability;
	ir->capabilities = rules;
	ir->capability_count++;
}

const struct capability_rule *
ir_capability(const struct ir *ir, unsigned number)
{
	for (size_t i = 0; i < ir->capability_count; i++)
		if (ir->capabilities[i].number == number)
			return &ir->capabilities[i];
	return NULL;
}

uint32_t
ir_capability_bits(const struct ir *ir)
{
	uint32_t bits = 0;

	for (size_t i = 0; i < ir->capability_count; i++)
		bits |= 1u << ir->capabilities[i].number;
	return bits;
}

int
env_compare(const struct env_rule *a, const struct env_rule *b)
{
	uint32_t common = a->name.length < b->name.length ? a->name.length : b->name.length;
	int by;

	if (a->action != b->action)
		return a->action < b->action ? -1 : 1;
	by = common ? memcmp(a->name.data, b->name.data, common) : 0;
	if (by)
		return by;
	if (a->name.length != b->name.length)
		return a->name.length < b->name.length ? -1 : 1;
	return (int)a->prefix - (int)b->prefix;
}

static const char *
trust_text(const struct origin *origin)
{
	if (origin->trust == TRUST_BUILTIN)
		return origin->required ? " (built-in, required)" : " (built-in)";
	if (origin->trust == TRUST_ORGANISATION)
		return origin->required ? " (the organisation's, required)"
		                        : " (the organisation's)";
	return "";
}

void
rule_note(const struct ir *ir, const struct rule *rule, const char *what)
{
	const struct origin *origin = rule->origin;

	if (!origin) {
		diag_note(ir->diags, rule->at, "%s", what);
		return;
	}
	if (origin->text) {
		diag_note(ir->diags, rule->at, "%s: %s", what, origin->text);
		return;
	}
	diag_note(ir->diags, rule->at, "%s, by %s '%s'%s", what,
	          origin->kind == ORIGIN_GROUP ? "group" : "profile", origin->name,
	          trust_text(origin));
	rule_note_chain(ir, rule);
}

static bool
origin_shown(const struct rule *const *rules, size_t count, const struct origin *origin)
{
	for (size_t i = 0; i < count; i++)
		if (rules[i]->origin == origin)
			return true;
	return false;
}

void
rules_note(const struct ir *ir, const struct rule *const *rules, size_t count, const char *what)
{
	for (size_t i = 0; i < count; i++) {
		const char *text = arena_printf(ir->arena, "'%s' is %s",
		                                path_text(ir->arena, &rules[i]->path), what);

		if (rules[i]->origin && origin_shown(rules, i, rules[i]->origin))
			diag_note(ir->diags, rules[i]->at, "%s", text);
		else
			rule_note(ir, rules[i], text);
	}
}

void
rule_note_chain(const struct ir *ir, const struct rule *rule)
{
	const struct origin *origin = rule->origin;

	for (; origin && origin->why.source; origin = origin->from)
		diag_note(ir->diags, origin->why, "%s '%s' came in here",
		          origin->kind == ORIGIN_GROUP ? "group" : "profile", origin->name);
}

const char *
place_text(const struct ir *ir, struct span at)
{
	const struct source *source = at.source ? source_get(ir->sources, at.source) : NULL;
	struct place place;

	if (!source)
		return "";
	if (source->words) {
		uint32_t start;
		struct str line = source_line(ir->sources, at.source, at.offset, &start);

		return arena_printf(ir->arena, "%s: %.*s", source->name, STR_ARG(line));
	}
	place = source_place(ir->sources, at.source, at.offset);
	return arena_printf(ir->arena, "%s:%u:%u", source->name, place.line, place.column);
}

bool
origin_has_place(const struct origin *origin)
{
	return !origin ||
	       !(origin->text || origin->kind == ORIGIN_GROUP || origin->trust == TRUST_BUILTIN);
}

const char *
rule_origin_text(const struct ir *ir, struct span at, const struct origin *origin)
{
	if (origin && origin->text)
		return origin->text;
	if (origin && origin->kind == ORIGIN_GROUP)
		return arena_printf(ir->arena, "group %s%s", origin->name, trust_text(origin));
	if (origin && origin->trust == TRUST_BUILTIN)
		return arena_printf(ir->arena, "profile %s (built-in)", origin->name);
	if (!at.source)
		return arena_printf(ir->arena, "%s", origin ? origin->name : "");
	return place_text(ir, at);
}
