/* SPDX-License-Identifier: Apache-2.0 */
/* pass.h - a pass rewrites the IR or proves something of it; the pipeline has their order. */
#ifndef COMPILER_PASS_H
#define COMPILER_PASS_H

#include "compiler/define.h"
#include "compiler/ir.h"

/* Puts what DEFINITIONS know in the place of anchors; the order of rules is lost. */
void pass_define(struct ir *ir, const struct definitions *definitions);
/* The same for a policy that was normalised before, and is so again. */
void pass_rebind(struct ir *ir, const struct definitions *definitions);
/* Puts the paths that macOS's kernel compares in the place of those that lead there by links. */
void pass_private(struct ir *ir);
/* The same for one PATH. */
struct path path_private(struct arena *arena, struct path path);
/* Gives each bypass the rights of the profile's grants at or above it; one without is an error. */
void pass_bypass(struct ir *ir);
/* Sorts, merges equal paths, closes (a rule carries what lies above), drops what is implied. */
void pass_normalise(struct ir *ir);
/* Asserts that the IR is what backends rely on; never the user's fault. */
void pass_verify(const struct ir *ir);

#endif
