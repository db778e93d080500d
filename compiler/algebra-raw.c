/* SPDX-License-Identifier: Apache-2.0 */
/*
 * algebra-raw.c - rules in macOS's own language, of one profile and not of another: they only
 * allow, and are compared by what they say.
 */
#include "compiler/algebra-parts.h"
#include "compiler/compose.h"

#include <stdlib.h>
#include <string.h>

static const struct slot *
rules_of(const struct ir *ir)
{
	static const struct slot none;

	if (ir->target != TARGET_SEATBELT || !ir->composed)
		return &none;
	return &ir->composed->slots[KEY_SEATBELT_RULES];
}

static bool
has(const struct slot *slot, struct str rule)
{
	for (uint32_t i = 0; i < slot->count; i++)
		if (str_equal(entry_name(slot->entries[i].node)->text, rule))
			return true;
	return false;
}

void
algebra_raw(struct comparison *comparison)
{
	const struct slot *slot = rules_of(comparison->a);

	for (uint32_t i = 0; i < slot->count; i++) {
		const struct node *rule = entry_name(slot->entries[i].node);
		struct excess excess = {.kind = EXCESS_RAW,
		                        .value = rule->text,
		                        .at = rule->at,
		                        .origin = &slot->entries[i].file->origin};

		if (!has(rules_of(comparison->b), rule->text))
			algebra_add(comparison, &excess);
	}
}

static int
compare_rules(const void *first, const void *second)
{
	return strcmp(*(const char *const *)first, *(const char *const *)second);
}

void
canon_raw(struct canon *canon)
{
	const struct slot *slot = rules_of(canon->ir);
	const char **rules = arena_calloc(canon->algebra->arena, slot->count, sizeof(*rules));

	for (uint32_t i = 0; i < slot->count; i++)
		rules[i] = entry_name(slot->entries[i].node)->text.data;
	if (slot->count)
		qsort(rules, slot->count, sizeof(*rules), compare_rules);
	for (uint32_t i = 0; i < slot->count; i++) {
		canon_line(canon, "raw ");
		canon_str(canon, str_of(rules[i]));
	}
}
