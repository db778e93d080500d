/* SPDX-License-Identifier: Apache-2.0 */
/* algebra.c - all that one policy allows and another does not. */
#include "compiler/algebra-parts.h"

struct excess *
algebra_add(struct comparison *comparison, const struct excess *excess)
{
	struct excesses *found = &comparison->found;

	found->items = arena_room(comparison->algebra->arena, found->items, found->count,
	                          sizeof(*found->items));
	found->items[found->count] = *excess;
	return &found->items[found->count++];
}

static void
add_bits(struct comparison *comparison, enum excess_kind kind, uint32_t bits)
{
	struct excess excess = {.kind = kind};

	for (uint32_t bit = 1; bit && bit <= bits; bit <<= 1) {
		excess.bits = bit;
		if (bits & bit)
			algebra_add(comparison, &excess);
	}
}

static void
add_capabilities(struct comparison *comparison)
{
	const struct ir *a = comparison->a;

	for (size_t i = 0; i < a->capability_count; i++) {
		const struct capability_rule *rule = &a->capabilities[i];
		struct excess excess = {.kind = EXCESS_CAPABILITY,
		                        .bits = 1u << rule->number,
		                        .at = rule->at,
		                        .origin = rule->origin};

		if (!ir_capability(comparison->b, rule->number))
			algebra_add(comparison, &excess);
	}
}

struct excesses
algebra_excess(const struct algebra *algebra, const struct ir *a, const struct ir *b)
{
	struct comparison comparison = {.algebra = algebra, .a = a, .b = b};

	algebra_files(&comparison);
	algebra_network(&comparison);
	algebra_variables(&comparison);
	algebra_raw(&comparison);
	add_bits(&comparison, EXCESS_SCOPE, b->scopes & ~a->scopes);
	add_bits(&comparison, EXCESS_ACCEPT, a->accept & ~b->accept);
	add_bits(&comparison, EXCESS_REQUIRE, b->require & ~a->require);
	if (a->flags & ~b->flags & BLOB_UNIX_SOCKETS)
		algebra_add(&comparison, &(struct excess){.kind = EXCESS_SOCKETS});
	add_bits(&comparison, EXCESS_SYSTEM,
	         a->flags & ~b->flags & (BLOB_USER_NAMESPACES | BLOB_SYSV_IPC));
	add_capabilities(&comparison);
	return comparison.found;
}

enum containment
algebra_verdict(const struct excesses *excesses)
{
	for (size_t i = 0; i < excesses->count; i++)
		if (!excesses->items[i].undecided)
			return NOT_CONTAINED;
	return excesses->count ? UNDECIDED : CONTAINED;
}

static bool
starts_from(const struct ir *ir, enum blob_anchor anchor)
{
	for (size_t i = 0; i < ir->grants.count; i++)
		if (ir->grants.items[i].path.anchor == anchor)
			return true;
	return false;
}

/* Whether a grant of IR starts from $HOME and meets what ANCHOR stands for. */
static bool
meets_default(const struct ir *ir, enum blob_anchor anchor)
{
	const struct path home = {anchor, {"", 0}};

	for (size_t i = 0; i < ir->grants.count; i++)
		if (ir->grants.items[i].path.anchor == BLOB_ANCHOR_HOME &&
		    path_relate(&ir->grants.items[i].path, &home) != PATH_APART)
			return true;
	return false;
}

const char *
algebra_assumed(struct arena *arena, const struct ir *a, const struct ir *b)
{
	const char *text = NULL;

	for (unsigned i = 0; i < BLOB_ANCHORS; i++) {
		enum blob_anchor anchor = (enum blob_anchor)i;
		bool mixed = (starts_from(a, anchor) && meets_default(b, anchor)) ||
		             (starts_from(b, anchor) && meets_default(a, anchor));

		if (anchor_default(anchor) && mixed)
			text = arena_printf(arena, "%s%s%s is ~/%s", text ? text : "",
			                    text ? ", " : "", anchor_name(anchor),
			                    anchor_default(anchor));
	}
	return text;
}
