/* SPDX-License-Identifier: Apache-2.0 */
/* played.h - the loader on a hostile blob: real files, a played kernel. */
#ifndef TESTS_FUZZ_PLAYED_H
#define TESTS_FUZZ_PLAYED_H

#include "runtime/view.h"

/*
 * Runs SIZE bytes as a policy on several kernels, and aborts if a command would have run with
 * less than they promise; VIEW is what they say, or NULL if they must be refused.
 */
void played_run(const uint8_t *bytes, size_t size, const struct blob_view *view);

#endif
