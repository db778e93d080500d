/* SPDX-License-Identifier: Apache-2.0 */
/* seal-mount.h - what is mounted below a grant: told with -v, judged with --strict. */
#ifndef RUNTIME_SEAL_MOUNT_H
#define RUNTIME_SEAL_MOUNT_H

#include "runtime/loader.h"

/* What a protected path names now. */
struct seal_target {
	uint64_t device, inode;
	uint32_t deny; /* 1 + its index; 0: it names nothing */
	uint32_t rights;
	unsigned home;
};

/*
 * With -v, lists the mounts below grants; with --strict, refuses when one shows a protected
 * object.
 */
int seal_check_mounts(struct loader *loader, const struct seal_target *targets, uint32_t count);

#endif
