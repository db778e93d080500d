/* SPDX-License-Identifier: Apache-2.0 */
/* features.h - --features: what can be enforced here, for programs to read. */
#ifndef RUNTIME_FEATURES_H
#define RUNTIME_FEATURES_H

#include "runtime/loader.h"

#if defined(__x86_64__)
#define FEATURES_ARCHITECTURE "x86_64"
#else
#define FEATURES_ARCHITECTURE "aarch64"
#endif

/* Asks the kernel and prints JSON; nono-exec(1) documents its keys. */
void features_print(struct loader *loader);

#endif
