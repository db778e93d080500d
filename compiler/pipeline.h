/* SPDX-License-Identifier: Apache-2.0 */
/* pipeline.h - the column of calls from a profile to an artifact. */
#ifndef COMPILER_PIPELINE_H
#define COMPILER_PIPELINE_H

#include "compiler/emit.h"
#include "compiler/ir.h"
#include "compiler/profile.h"

/*
 * From a name or file (a profile, or a blob if FORMS has it) to a checked, normalised IR that uses
 * SOURCES and DIAGS, where problems are.  0, or -errno when TOKEN could not be read or is of a
 * form that was not asked for; *IR is never NULL.
 */
enum policy_forms { POLICY_PROFILE = 1, POLICY_BLOB = 2, POLICY_ANY = 3 };
int pipeline_read(struct ir **ir, const char *token, enum policy_forms forms,
                  const struct profile_options *options);

/*
 * The same for TEXT, a document that the caller has: what it extends and includes is looked up from
 * its directory, names also beside the file TOKEN, which it extends (NULL: beside itself).
 */
void pipeline_read_document(struct ir *ir, const struct document *text, const char *token,
                            const struct profile_options *options);

/* The artifact of a checked IR, or {NULL, 0} when there are errors (old or new). */
struct str pipeline_emit(const struct ir *ir, const struct backend *backend,
                         const struct emit_options *options);

#endif
