/* SPDX-License-Identifier: Apache-2.0 */
/* sbpl-own.h - a rule that a profile has in macOS's own language. */
#ifndef COMPILER_SBPL_OWN_H
#define COMPILER_SBPL_OWN_H

#include "compiler/sbpl.h"

/* The rule that a string is; NULL, after an error, if it cannot stand beside the policy's. */
const struct sbpl_rule *sbpl_own_rule(struct arena *arena, struct diags *diags,
                                      const struct node *string);

#endif
