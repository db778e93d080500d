/* SPDX-License-Identifier: Apache-2.0 */
/* emit-seatbelt-raw.c - a profile's own rules in the language: read, judged, written anew. */
#include "compiler/compose.h"
#include "compiler/emit-seatbelt.h"
#include "compiler/sbpl-text.h"

#include <string.h>

/* What the policy's own keys decide, and what would decide everything. */
static bool
is_ours(enum sbpl_op op)
{
	static const char *const ours[] = {"file",    "fs-",     "network",
	                                   "process", "default", "signal"};
	const char *name = sbpl_op_name(op);

	for (size_t i = 0; i < COUNTOF(ours); i++)
		if (strncmp(name, ours[i], strlen(ours[i])) == 0)
			return true;
	return false;
}

/* Why RULE cannot be carried, or NULL. */
static const char *
refused(const struct sbpl_profile *read)
{
	const struct sbpl_rule *rule = read->count == 1 ? &read->rules[0] : NULL;

	if (!rule)
		return "it is not one rule";
	if (read->unknown || rule->unknown || !rule->op_count)
		return "it has what nonoc does not know";
	if (!rule->allow)
		return "it denies, and order would decide what it means";
	if (!rule->filter_count)
		return "it has no filter";
	for (uint32_t i = 0; i < rule->op_count; i++)
		if (is_ours(rule->ops[i]))
			return "files, the network and processes have keys of their own";
	return NULL;
}

static struct sbpl_profile *
read_rule(struct seatbelt *s, const struct entry *entry)
{
	struct arena *arena = s->ir->arena;
	struct sources *sources = sources_new(arena);
	struct diags *diags = diags_new(arena, sources);
	const char *text = arena_printf(arena, "(version 1)\n%.*s\n", STR_ARG(entry->node->text));

	return sbpl_read(arena, sources, diags, sources_add(sources, "rule", str_of(text)));
}

static void
put_rule(struct seatbelt *s, const struct entry *entry, const struct sbpl_rule *rule)
{
	seatbelt_put(&s->out, "(allow");
	for (uint32_t i = 0; i < rule->op_count; i++) {
		seatbelt_put(&s->out, " ");
		seatbelt_put(&s->out, sbpl_op_name(rule->ops[i]));
	}
	seatbelt_end_line(s, &s->out, entry->node->at, &entry->file->origin);
	for (uint32_t i = 0; i < rule->filter_count; i++) {
		seatbelt_put(&s->out, "  ");
		seatbelt_put(&s->out, sbpl_filter_text(s->ir->arena, rule->filters[i], UINT32_MAX));
		seatbelt_put(&s->out, "\n");
	}
	seatbelt_put(&s->out, ")\n");
}

void
seatbelt_raw(struct seatbelt *s)
{
	const struct slot *slot =
	    s->ir->composed ? &s->ir->composed->slots[KEY_SEATBELT_RULES] : NULL;

	s->raw = arena_calloc(s->ir->arena, slot ? slot->count + 1 : 1, sizeof(*s->raw));
	for (uint32_t i = 0; slot && i < slot->count; i++) {
		const struct entry *entry = &slot->entries[i];
		const struct sbpl_profile *read = read_rule(s, entry);
		const char *why = read ? refused(read) : "it cannot be read";

		if (!why) {
			s->raw[s->raw_count++] = read->rules[0];
			put_rule(s, entry, &read->rules[0]);
			continue;
		}
		diag_at(s->ir->diags, DIAG_SEATBELT_RULE, entry->node->at,
		        "this rule cannot be carried over: %s", why);
		diag_help(s->ir->diags, "expected one (allow OPERATION FILTER...) for an operation "
		                        "that no key of the profile is for");
		s->failed = true;
	}
}
