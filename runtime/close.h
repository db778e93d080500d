/* SPDX-License-Identifier: Apache-2.0 */
/* close.h - rules for kernels that want one rule to grant all of what is asked for at once. */
#ifndef RUNTIME_CLOSE_H
#define RUNTIME_CLOSE_H

#include "runtime/loader.h"

/* After objects_add(): each object's rule also grants what those above it do. */
int objects_close(struct loader *loader);

#endif
