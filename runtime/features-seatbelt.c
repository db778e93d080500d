/* SPDX-License-Identifier: Apache-2.0 */
/* features-seatbelt.c - what can be enforced on macOS does not depend on its version: as JSON. */
#include "runtime/features.h"

#include "runtime/profile.h"

void
features_print(struct loader *loader)
{
	struct report *out = &loader->out;

	report_line(out, "{");
	report_line(out, "  \"schema\": \"nono-exec.features/1\",");
	report_line(out, "  \"version\": \"" PACKAGE_VERSION "\",");
	report_line(out, "  \"architecture\": \"" FEATURES_ARCHITECTURE "\",");
	report_line(out, "  \"target\": \"seatbelt\",");
	report_line(out, "  \"loader\": {\"policy_format\": %u},", BLOB_VERSION);
	report_line(out, "  \"starts\": %s", profile_possible() ? "true" : "false");
	report_line(out, "}");
}
