/* SPDX-License-Identifier: Apache-2.0 */
/* propose-parts.h - what the steps of propose.h share. */
#ifndef COMPILER_PROPOSE_PARTS_H
#define COMPILER_PROPOSE_PARTS_H

#include "compiler/propose.h"

/* Appends a copy, with its risk. */
struct proposal *propose_add(struct proposing *p, const struct proposal *proposal);

#define PROPOSE_WRITES (BLOB_FS_WRITES | BLOB_FS_IOCTL_DEV)

/* Why nobody should be granted RIGHTS on all of PATH, or NULL; WIDENED: less was asked for. */
const char *propose_too_broad(const struct proposing *p, const struct path *path, uint32_t rights,
                              bool widened);
/* Why RIGHTS on PATH were refused, or NULL. */
const char *propose_refused(const struct proposing *p, const struct path *path, uint32_t rights);
/* How much to mind, and why. */
void propose_risk(const struct proposing *p, struct proposal *proposal);

#endif
