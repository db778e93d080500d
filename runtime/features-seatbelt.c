/* SPDX-License-Identifier: Apache-2.0 */
/* features-seatbelt.c - what can be enforced on macOS does not depend on its version: as JSON. */
#include "runtime/features.h"

#include "runtime/profile.h"

#if defined(__x86_64__)
#define ARCHITECTURE "x86_64"
#else
#define ARCHITECTURE "aarch64"
#endif
#ifndef PACKAGE_VERSION
#define PACKAGE_VERSION "unknown"
#endif

static void
print_line(struct report *out, const char *line)
{
	report_add(out, "%s", line);
	report_end(out);
}

void
features_print(struct loader *loader)
{
	struct report *out = &loader->out;

	print_line(out, "{");
	print_line(out, "  \"schema\": \"nono-exec.features/1\",");
	print_line(out, "  \"version\": \"" PACKAGE_VERSION "\",");
	print_line(out, "  \"architecture\": \"" ARCHITECTURE "\",");
	print_line(out, "  \"target\": \"seatbelt\",");
	report_add(out, "  \"loader\": {\"policy_format\": %u},", BLOB_VERSION);
	report_end(out);
	print_line(out, profile_possible() ? "  \"starts\": true" : "  \"starts\": false");
	print_line(out, "}");
}
