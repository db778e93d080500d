/* SPDX-License-Identifier: Apache-2.0 */
/* emit-seatbelt-raw.c - a profile's own rules in the language: read, and written anew. */
#include "compiler/compose.h"
#include "compiler/emit-seatbelt.h"
#include "compiler/sbpl-own.h"
#include "compiler/sbpl-text.h"

static void
put_rule(struct seatbelt *s, const struct entry *entry, const struct sbpl_rule *rule)
{
	buffer_put(&s->out, "(allow");
	for (uint32_t i = 0; i < rule->op_count; i++) {
		buffer_put(&s->out, " ");
		buffer_put(&s->out, sbpl_op_name(rule->ops[i]));
	}
	seatbelt_end_line(s, &s->out, entry->node->at, &entry->file->origin);
	for (uint32_t i = 0; i < rule->filter_count; i++) {
		buffer_put(&s->out, "  ");
		buffer_put(&s->out, sbpl_filter_text(s->ir->arena, rule->filters[i], UINT32_MAX));
		buffer_put(&s->out, "\n");
	}
	buffer_put(&s->out, ")\n");
}

void
seatbelt_raw(struct seatbelt *s)
{
	const struct slot *slot =
	    s->ir->composed ? &s->ir->composed->slots[KEY_SEATBELT_RULES] : NULL;

	s->raw = arena_calloc(s->ir->arena, slot ? slot->count + 1 : 1, sizeof(*s->raw));
	for (uint32_t i = 0; slot && i < slot->count; i++) {
		const struct entry *entry = &slot->entries[i];
		const struct sbpl_rule *rule =
		    sbpl_own_rule(s->ir->arena, s->ir->diags, entry->node);

		s->failed |= !rule;
		if (!rule)
			continue;
		s->raw[s->raw_count++] = *rule;
		put_rule(s, entry, rule);
	}
}
