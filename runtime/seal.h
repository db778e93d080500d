/* SPDX-License-Identifier: Apache-2.0 */
/*
 * seal.h - that no grant reaches what the policy protects, as things stand on
 * this machine: by device and inode, so that symlinks and mounts do not matter.
 */
#ifndef RUNTIME_SEAL_H
#define RUNTIME_SEAL_H

#include "runtime/bind.h"

/* A protected path in one of its bindings. */
struct guard {
	uint32_t index; /* of the deny */
	unsigned home;
	char path[BOUND_SIZE];
};

/* Bytes of tables that seal_check() takes. */
size_t seal_size(const struct loader *loader);
/* Every obligation of the policy, after all objects are known; refuses the run when one fails. */
int seal_check(struct loader *loader);
/*
 * A rule that grants some of RIGHTS on a place where the walk stands or above, and is not
 * exempt by a bypass; 0 for none, else 1 + its index.
 */
uint32_t seal_granted(struct loader *loader, const struct guard *guard, uint32_t rights);

#endif
