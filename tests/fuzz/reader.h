/* SPDX-License-Identifier: Apache-2.0 */
/* reader.h - what the fuzz targets that read texts share. */
#ifndef TESTS_FUZZ_READER_H
#define TESTS_FUZZ_READER_H

#include "compiler/node.h"
#include "tests/fuzz/target.h"

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
