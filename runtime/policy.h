/* SPDX-License-Identifier: Apache-2.0 */
/* policy.h - what the bytes of a policy's file are: a blob, or on macOS a text that carries one. */
#ifndef RUNTIME_POLICY_H
#define RUNTIME_POLICY_H

#include "runtime/loader.h"

/* Fills loader->view from loader->file: NULL, or what is wrong, and then what to do. */
const char *policy_view(struct loader *loader);

#endif
