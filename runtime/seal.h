/* SPDX-License-Identifier: Apache-2.0 */
/*
 * seal.h - that no grant reaches what the policy protects, as things stand on
 * this machine: by device and inode, so that symlinks and mounts do not matter.
 */
#ifndef RUNTIME_SEAL_H
#define RUNTIME_SEAL_H

#include "runtime/loader.h"

/* Bytes of tables that seal_check() takes. */
size_t seal_size(const struct loader *loader);
/* Every obligation of the policy, after all objects are known; refuses the run when one fails. */
int seal_check(struct loader *loader);

#endif
