/* SPDX-License-Identifier: Apache-2.0 */
/* pipeline.h - the column of calls from a profile to an artifact. */
#ifndef COMPILER_PIPELINE_H
#define COMPILER_PIPELINE_H

#include "compiler/emit.h"
#include "compiler/ir.h"
#include "compiler/profile.h"

/*
 * From a name or file to a checked, normalised IR.  Problems are in IR's
 * diagnostics.  Returns 0, or -errno when TOKEN could not be read.
 */
int pipeline_check(struct ir *ir, const char *token, const struct profile_options *options);

/* The artifact of a checked IR, or {NULL, 0} when there are errors (old or new). */
struct str pipeline_emit(const struct ir *ir, const struct emit_options *options);

#endif
