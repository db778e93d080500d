/* SPDX-License-Identifier: Apache-2.0 */
/* dry-run-seatbelt.c - what macOS is given: parameters, forms, and with -v the text itself. */
#include "runtime/dry-run.h"

#include "runtime/mem.h"
#include "runtime/profile.h"

static void
print_text(struct report *out, const struct profile *profile)
{
	for (size_t at = 0, end; at < profile->length; at = end + 1) {
		end = text_find(profile->data, at, profile->length, '\n');
		report_line(out, "  %.*s", (int)(end - at), profile->data + at);
	}
}

void
dry_run_print(struct loader *loader)
{
	const struct profile *profile = loader->profile;
	struct report *out = &loader->out;

	dry_run_policy(loader);
	report_line(out, "parameters (%u)", profile->count);
	for (unsigned i = 0; i < profile->count; i++) {
		report_line(out, "  %s=%s", profile->parameters[2 * i],
		            profile->parameters[2 * i + 1]);
	}
	dry_run_rules(loader);
	dry_run_protected(loader);
	dry_run_environment(loader);
	dry_run_descriptors(loader);
	report_line(out, "core files: none");
	if (loader->options.verbose) {
		report_line(out, "text");
		print_text(out, profile);
	}
}
