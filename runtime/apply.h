/* SPDX-License-Identifier: Apache-2.0 */
/* apply.h - what is asked of Landlock. */
#ifndef RUNTIME_APPLY_H
#define RUNTIME_APPLY_H

#include "runtime/loader.h"

/* A ruleset that handles all that the policy is about, with its ports: loader->ruleset. */
int ruleset_create(struct loader *loader);
/* RIGHTS for the object that FD refers to; 0 or -errno. */
int ruleset_add_object(const struct loader *loader, int fd, uint64_t rights);
/* No new privileges, then the restriction itself. */
int ruleset_enforce(struct loader *loader);

/* Refuses, warns or notes, in one line. */
int losses_report(struct loader *loader);

#endif
