/* SPDX-License-Identifier: Apache-2.0 */
/* driver-fmt.c - nonoc fmt. */
#include "compiler/driver.h"

#include "compiler/layout.h"

int
verb_fmt(struct arena *arena, const struct options *options)
{
	struct sources *sources = sources_new(arena);
	struct diags *diags = diags_new(arena, sources);
	const struct lookup *lookup = lookup_new(arena, sources, diags, &options->profile, NULL, 0);
	int worst = STATUS_CLEAN;

	for (size_t i = 0; i < options->operand_count; i++) {
		struct rewrite file;
		int status = driver_read_file(lookup, options->operands[i], &file);

		if (status == STATUS_CLEAN) {
			file.after =
			    layout_text(arena, sources, diags, file.text.source, file.text.format);
			status =
			    file.after.data ? driver_rewrite(arena, options, &file) : STATUS_ERROR;
		}
		worst = driver_worse(worst, status);
	}
	if (diags_count(diags, SEVERITY_ERROR) > 0 && driver_render(diags, options) != STATUS_CLEAN)
		return STATUS_USAGE;
	return worst;
}
