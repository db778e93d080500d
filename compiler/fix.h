/* SPDX-License-Identifier: Apache-2.0 */
/* fix.h - findings that a machine can mend: which edits, and the text with them. */
#ifndef COMPILER_FIX_H
#define COMPILER_FIX_H

#include "compiler/diag-record.h"
#include "compiler/node.h"

/*
 * Gives edits to the findings in SOURCE, a profile of the format FORMAT, that have any: safe ones,
 * which leave the policy as it is, and others.
 */
void fixes_find(struct arena *arena, struct sources *sources, struct diags *diags, uint32_t source,
                enum format format);
/*
 * The text of SOURCE with the edits of its findings, as far as none meets another, and how many
 * findings that mends: only safe edits, or with UNSAFE all.
 */
struct str fixes_apply(struct arena *arena, const struct diags *diags, uint32_t source, bool unsafe,
                       size_t *count);

#endif
