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

struct seal_target;

/* Bytes of tables that seal_check() takes. */
size_t seal_size(const struct loader *loader);
/* How many protected paths there are, each with all its homes. */
uint32_t seal_count(const struct loader *loader);
/* Every obligation of the policy, after all objects are known; refuses the run when one fails. */
int seal_check(struct loader *loader);
/*
 * A rule that grants some of RIGHTS on a place where the walk stands or above, and is not
 * exempt by a bypass; 0 for none, else 1 + its index.
 */
uint32_t seal_granted(struct loader *loader, const struct guard *guard, uint32_t rights);
/*
 * Rights of rule RULE that bypasses lift for the deny: the rule lies at or below the bypass, and
 * bypass and deny lie one in the other.
 */
uint32_t seal_exempt(struct loader *loader, const struct guard *guard, uint32_t rule);
/* The deny that GUARD stands for. */
const struct blob_path *seal_deny(const struct loader *loader, const struct guard *guard);

/* The parts of seal_check(), in their order; each refuses by what it returns. */
int seal_check_workdir(struct loader *loader);
int seal_check_links(struct loader *loader);
int seal_check_denies(struct loader *loader, struct seal_target *targets);
/* Of one protected path: seal-*.c of the system.  TARGET, if there is one, hears what it is. */
int seal_guard(struct loader *loader, const struct guard *guard, struct seal_target *target);
/* Something granted lies at or below the protected object, where the walk stands. */
int seal_check_below(struct loader *loader, const struct guard *guard);
/* A note if the protected file, where the walk stands, has more names than one. */
int seal_look_at_names(struct loader *loader, const struct guard *guard);

/* The grant of RULE reaches the protected path, or what could be put in its place; and why not. */
int seal_refuse_reach(struct loader *loader, const struct guard *guard, uint32_t rule);
int seal_refuse_replace(struct loader *loader, const struct guard *guard, uint32_t rule);
int seal_refuse_walk(struct loader *loader, const struct guard *guard);

#endif
