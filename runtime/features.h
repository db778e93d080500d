/* SPDX-License-Identifier: Apache-2.0 */
/* features.h - --features: what can be enforced here, for programs to read. */
#ifndef RUNTIME_FEATURES_H
#define RUNTIME_FEATURES_H

#include "runtime/loader.h"

/* Asks the kernel and prints JSON; nono-exec(1) documents its keys. */
void features_print(struct loader *loader);

#endif
