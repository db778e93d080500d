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
	uint32_t restrict_flags; /* KERNEL_LOG_*, ... */
	uint32_t errata;         /* KERNEL_FIXES(n): it says that erratum n is fixed */
	bool errata_known;       /* it has been asked, and could tell */
	bool filter;             /* the policy brings the companion filter */
};
#define KERNEL_FIXES(number) (1u << ((number)-1))
enum { ERRATUM_DISCONNECTED = 3 };

/* What a policy lists that a loss may be about. */
struct listed {
	bool tcp;    /* a port */
	bool udp;    /* a port */
	bool rename; /* BLOB_FS_REFER, in a rule */
};

/* Bit sets of enum blob_loss. */
struct losses {
	uint32_t refuse, warn, note;
	uint32_t landlock, filter; /* promises that each of them keeps, or refuses to all */
};

/* Which promises of the policy the kernel does not keep, and what follows from that. */
struct losses losses_find(const struct blob_policy *policy, struct listed listed,
                          const struct kernel *kernel, bool strict);
/* What LOSS is about: "fs.truncate", in words, and since which ABI it is kept (0: none). */
const char *loss_name(uint32_t loss);
const char *loss_what(uint32_t loss);
unsigned loss_abi(uint32_t loss);

#endif
