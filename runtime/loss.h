/* SPDX-License-Identifier: Apache-2.0 */
/* loss.h - what a kernel cannot keep of a policy; the compiler asks here, too. */
#ifndef RUNTIME_LOSS_H
#define RUNTIME_LOSS_H

#include "runtime/blob.h"

#include <stdbool.h>

/* What the kernel at hand mediates. */
struct kernel {
	unsigned abi;  /* as known to us */
	unsigned real; /* as the kernel says */
	uint64_t fs, net, scopes;
	bool filter; /* the policy brings the companion filter */
};

struct losses {
	uint32_t refuse, warn, note; /* enum blob_loss */
};

/*
 * Which promises of the policy the kernel does not keep, and what follows from
 * that.  TCP: a port of it is listed.
 */
struct losses losses_find(const struct blob_policy *policy, bool tcp, const struct kernel *kernel,
                          bool strict);
/* What LOSS is about: "fs.truncate", in words, and since which ABI it is kept (0: none). */
const char *loss_name(uint32_t loss);
const char *loss_what(uint32_t loss);
unsigned loss_abi(uint32_t loss);

#endif
