/* SPDX-License-Identifier: Apache-2.0 */
/* reader.h - what the fuzz targets of the two readers share. */
#ifndef TESTS_FUZZ_READER_H
#define TESTS_FUZZ_READER_H

#include "compiler/node.h"

/* Texts to begin with, beside random JSON; each target has its own, ended by NULL. */
extern const char *const seeds[];
extern const bool seeds_only; /* random JSON says nothing to this target */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Ends the program with WHAT and the text, escaped, that shows it. */
_Noreturn void fuzz_fail(const char *what, const uint8_t *data, size_t size);

struct reading {
	struct arena *arena;
	struct diags *diags;
	struct node *root; /* NULL, or a tree of a text without any error */
};

/* Reads with one of the readers, renders what it found in every format, and checks the tree. */
struct reading fuzz_read(enum format format, const uint8_t *data, size_t size);
/* Renders what was found in every format, and looks for what could drive a terminal. */
void fuzz_render(struct diags *diags);
void fuzz_release(struct reading *reading);

#endif
