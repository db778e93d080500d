/* SPDX-License-Identifier: Apache-2.0 */
/* profile.h - from names and files to rules: reads, composes, lowers. */
#ifndef COMPILER_PROFILE_H
#define COMPILER_PROFILE_H

#include "compiler/inputs.h"
#include "compiler/ir.h"
#include "compiler/lookup.h"

/*
 * Reads the profile that TOKEN names ("-", a file or a name; design "Names"),
 * with all that it extends and includes, and lowers it for the target.
 * Problems are recorded in IR's diagnostics; the IR is complete only when no
 * error was recorded.  Returns 0, or -errno when TOKEN cannot be read (also
 * recorded), so that main can tell exit 2 from exit 1.
 */
int profile_lower(struct ir *ir, const char *token, const struct profile_options *options);

/*
 * Adds to IR the assertions that hold for TEXT although it does not have them: the organisation's,
 * those of --assert, and for a test those of the file beside it; and what may not be suppressed.
 * False when one could not be read, which is recorded.
 */
bool profile_claims(struct ir *ir, struct lookup *lookup, const struct document *text);
/* The same for a profile that was looked up. */
void profile_lower_document(struct ir *ir, struct lookup *lookup, const struct document *text);
/* The same for a policy text, which must withhold what the required groups do. */
void profile_lower_policy(struct ir *ir, struct lookup *lookup, const struct document *text);
/* The same with other built-in texts. */
int profile_lower_from(struct ir *ir, const char *token, const struct profile_options *options,
                       const struct builtin *texts, size_t count);

/* Prints the group called NAME, or a line for every group if NAME is NULL.  -ENOENT: unknown. */
int groups_print(const char *name, const struct profile_options *options, struct arena *arena,
                 FILE *out);

#endif
