/* SPDX-License-Identifier: Apache-2.0 */
/* driver-explain.c - nonoc explain CODE: what a finding means and what to do about it. */
#include "compiler/driver.h"

#include "compiler/explain.h"
#include "compiler/suggest.h"

#include <string.h>

/* NAME as diag.def writes codes ("N0301") or slugs ("grant-of-protected"). */
static struct str
normal(struct arena *arena, const char *name)
{
	char *copy = arena_calloc(arena, strlen(name) + 1, 1);
	bool code = (name[0] == 'n' || name[0] == 'N') && name[1] >= '0' && name[1] <= '9';

	for (size_t i = 0; name[i]; i++)
		copy[i] = name[i] >= 'A' && name[i] <= 'Z' ? (char)(name[i] - 'A' + 'a') : name[i];
	if (code)
		copy[0] = 'N';
	return str_of(copy);
}

static int
unknown(struct arena *arena, const char *name, struct str normal)
{
	struct suggestion near = suggest_for(normal);
	size_t count;
	const enum diag_code *codes = explain_codes(&count);

	for (size_t i = 0; i < count; i++) {
		char *number = arena_alloc(arena, 6);
		const char *slug = diag_code_slug(codes[i]);

		diag_code_name(codes[i], number);
		suggest_offer(&near, (struct str){number, 5});
		suggest_offer(&near, str_of(slug));
	}
	if (near.best.length)
		return driver_say(arena_printf(arena,
		                               "no code is called '%s'; did you mean '%.*s'?", name,
		                               STR_ARG(near.best)));
	return driver_say(
	    arena_printf(arena, "no code is called '%s'; 'nonoc rules' lists them", name));
}

int
verb_explain(struct arena *arena, const struct options *options)
{
	const char *name = options->operands[0];
	struct str spelled = normal(arena, name);
	int code = diag_code_find(spelled);

	if (!code)
		return unknown(arena, name, spelled);
	explain_write((enum diag_code)code, stdout);
	return driver_print("");
}
