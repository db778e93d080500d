/* SPDX-License-Identifier: Apache-2.0 */
/* loss.h - the names of what a kernel may fail to keep of a policy. */
#ifndef COMPILER_LOSS_H
#define COMPILER_LOSS_H

#include "runtime/blob.h"

#include <stddef.h>

struct loss {
	const char *name; /* as compat.accept and policy text have it */
	uint32_t bit;     /* enum blob_loss */
};

extern const struct loss losses[];
extern const size_t loss_count;

#endif
