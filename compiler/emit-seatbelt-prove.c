/* SPDX-License-Identifier: Apache-2.0 */
/* emit-seatbelt-prove.c - the text is read again, and held against the policy it was made of. */
#include "compiler/emit-seatbelt-verify.h"
#include "compiler/emit-seatbelt.h"

static struct sbpl_profile *
read_text(const struct seatbelt *s)
{
	struct sources *sources = sources_new(s->ir->arena);
	struct diags *diags = diags_new(s->ir->arena, sources);
	const struct str text = {s->out.data, (uint32_t)s->out.length};

	return sbpl_read(s->ir->arena, sources, diags, sources_add(sources, "text", text));
}

/* The rules of TEXT that nonoc's own part of it has; false if one goes on behind that. */
static bool
take_base(const struct seatbelt *s, const struct sbpl_profile *text, struct sbpl_profile *base)
{
	*base = *text;
	base->count = 0;
	while (base->count < text->count && text->rules[base->count].at.offset < s->base_length) {
		const struct span *at = &text->rules[base->count++].at;

		if (at->offset + at->length > s->base_length)
			return false;
	}
	return true;
}

bool
seatbelt_proved(const struct seatbelt *s)
{
	const struct sbpl_profile own = {
	    .version = STR("1"), .rules = s->raw, .count = s->raw_count};
	struct sbpl_profile base;
	const struct seatbelt_parts parts = {.base = &base, .own = &own};
	const struct sbpl_profile *text = read_text(s);
	const char *how = "it cannot be read back";

	if (text && take_base(s, text, &base) && seatbelt_proves(s->ir, &parts, text, &how))
		return true;
	diag_at(s->ir->diags, DIAG_SEATBELT_DIFFERS, (struct span){0},
	        "the text for macOS is not what the policy says: %s", how);
	diag_help(s->ir->diags, "this is a mistake of nonoc's: please report it");
	return false;
}
