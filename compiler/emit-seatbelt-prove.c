/* SPDX-License-Identifier: Apache-2.0 */
/* emit-seatbelt-prove.c - the text is read again, and held against the policy it was made of. */
#include "compiler/emit-seatbelt-verify.h"
#include "compiler/emit-seatbelt.h"

static struct sbpl_profile *
read_text(const struct seatbelt *s, size_t length)
{
	struct sources *sources = sources_new(s->ir->arena);
	struct diags *diags = diags_new(s->ir->arena, sources);
	const struct str text = {s->out.data, (uint32_t)length};

	return sbpl_read(s->ir->arena, sources, diags, sources_add(sources, "text", text));
}

bool
seatbelt_proved(const struct seatbelt *s)
{
	const struct sbpl_profile own = {
	    .version = STR("1"), .rules = s->raw, .count = s->raw_count};
	const struct seatbelt_parts parts = {.base = read_text(s, s->base_length), .own = &own};
	const struct sbpl_profile *text = read_text(s, s->out.length);
	const char *how = "it cannot be read back";

	if (parts.base && text && seatbelt_proves(s->ir, &parts, text, &how))
		return true;
	diag_at(s->ir->diags, DIAG_SEATBELT_DIFFERS, (struct span){0},
	        "the text for macOS is not what the policy says: %s", how);
	diag_help(s->ir->diags, "this is a mistake of nonoc's: please report it");
	return false;
}
