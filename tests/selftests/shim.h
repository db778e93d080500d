/* SPDX-License-Identifier: Apache-2.0 */
/*
 * shim.h - stands between the kernel's selftests and Landlock, in the place of its system calls.
 *
 * The kernel is asked all the same, so that wrong arguments get its own answers.  But what is
 * enforced is another ruleset: the policy that has the same effect, compiled, and applied by what
 * nono-exec applies policies with.
 */
#ifndef SELFTESTS_SHIM_H
#define SELFTESTS_SHIM_H

#include <stddef.h>
#include <stdint.h>

struct landlock_ruleset_attr;

int shim_create_ruleset(const struct landlock_ruleset_attr *attributes, size_t size,
                        uint32_t flags);
int shim_add_rule(int ruleset, int type, const void *attributes, uint32_t flags);
int shim_restrict_self(int ruleset, uint32_t flags);

#endif
