/* SPDX-License-Identifier: Apache-2.0 */
/* target.h - what every fuzz target is to a fuzzer, and to the runner that needs none. */
#ifndef TESTS_FUZZ_TARGET_H
#define TESTS_FUZZ_TARGET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Texts to begin with, beside corpus and random JSON; each target has its own, ended by NULL. */
extern const char *const seeds[];
extern const long runs_usual; /* without a fuzzer, if RUNS does not say */
extern const bool seeds_only; /* random JSON says nothing to this target */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Ends the program with WHAT and the text, escaped, that shows it. */
_Noreturn void fuzz_fail(const char *what, const uint8_t *data, size_t size);

#endif
