/* SPDX-License-Identifier: Apache-2.0 */
/* emit-seatbelt-prove.h - whether a profile of macOS is the policy that it was made of. */
#ifndef COMPILER_EMIT_SEATBELT_PROVE_H
#define COMPILER_EMIT_SEATBELT_PROVE_H

#include "compiler/ir.h"
#include "compiler/sbpl.h"

/*
 * Whether TEXT, as it was read back, is BASE followed by filtered grants only, allows by either
 * model of precedence what BASE or IR allows, and nothing else: for every path, port and kind of
 * object, since each path that one of them names stands for itself and one below it for all others
 * there.  IR's paths are canonical; parameters go by the anchors' names, and UID.  On false *HOW
 * says the first difference.
 */
bool seatbelt_proves(const struct ir *ir, const struct sbpl_profile *base,
                     const struct sbpl_profile *text, const char **how);

#endif
