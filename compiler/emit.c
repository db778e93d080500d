/* SPDX-License-Identifier: Apache-2.0 */
/* emit.c - whether two policies are the same: what proves an artifact that was read back. */
#include "compiler/emit.h"

#include <string.h>

static bool
rule_same(const struct rule *a, const struct rule *b)
{
	return a->path.anchor == b->path.anchor && str_equal(a->path.rest, b->path.rest) &&
	       a->rights == b->rights && a->written == b->written && a->object == b->object &&
	       a->implied == b->implied && rule_own(a) == rule_own(b);
}

static bool
rules_same(struct arena *arena, const struct rules *a, const struct rules *b, const char *what,
           const char **how)
{
	size_t count = a->count < b->count ? a->count : b->count;

	for (size_t i = 0; i < count; i++) {
		if (rule_same(&a->items[i], &b->items[i]))
			continue;
		*how = arena_printf(
		    arena, "%s %zu is '%s' (%s) in one, '%s' (%s) in the other", what, i,
		    path_text(arena, &a->items[i].path), access_text(arena, a->items[i].rights),
		    path_text(arena, &b->items[i].path), access_text(arena, b->items[i].rights));
		return false;
	}
	if (a->count == b->count)
		return true;
	*how = arena_printf(arena, "one has %zu %ss, the other %zu", a->count, what, b->count);
	return false;
}

static bool
ports_same(const struct ir *a, const struct ir *b)
{
	if (a->port_count != b->port_count)
		return false;
	for (size_t i = 0; i < a->port_count; i++)
		if (a->ports[i].port != b->ports[i].port ||
		    a->ports[i].protocol != b->ports[i].protocol ||
		    a->ports[i].access != b->ports[i].access ||
		    /* Landlock's rules carry no address. */
		    (a->target == TARGET_SEATBELT && a->ports[i].local != b->ports[i].local))
			return false;
	return true;
}

static bool
env_same(const struct ir *a, const struct ir *b)
{
	if (a->env_count != b->env_count)
		return false;
	for (size_t i = 0; i < a->env_count; i++)
		if (a->env[i].action != b->env[i].action || a->env[i].prefix != b->env[i].prefix ||
		    !str_equal(a->env[i].name, b->env[i].name) ||
		    !str_equal(a->env[i].value, b->env[i].value))
			return false;
	return true;
}

bool
ir_equal(const struct ir *a, const struct ir *b, const char **how)
{
	*how = NULL;
	if (!rules_same(a->arena, &a->grants, &b->grants, "grant", how) ||
	    !rules_same(a->arena, &a->denies, &b->denies, "deny", how) ||
	    !rules_same(a->arena, &a->bypasses, &b->bypasses, "bypass", how))
		return false;
	if (!ports_same(a, b))
		*how = "the ports differ";
	else if (!env_same(a, b))
		*how = "the environment differs";
	else if (a->target != b->target || a->net != b->net || a->scopes != b->scopes)
		*how = "the target, the network or the scopes differ";
	else if (a->accept != b->accept || a->require != b->require || a->flags != b->flags)
		*how = "the losses or the flags differ";
	else if (ir_capability_bits(a) != ir_capability_bits(b))
		*how = "the capabilities differ";
	else if (a->unfiltered != b->unfiltered)
		*how = "only one brings the companion filter";
	return !*how;
}
