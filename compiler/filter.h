/* SPDX-License-Identifier: Apache-2.0 */
/* filter.h - the companion filter of a policy: what Landlock cannot hold, as classic BPF. */
#ifndef COMPILER_FILTER_H
#define COMPILER_FILTER_H

#include "compiler/ir.h"

/* Architectures times the ABIs that a closing of filter.def can be below. */
#define FILTER_PARTS_MAX 8

struct filter {
	struct blob_filter parts[FILTER_PARTS_MAX];
	uint32_t part_count;
	struct blob_instruction *code; /* of all parts, in their order */
	uint32_t count;
};

/* Whether no socket of PROTOCOL can be made at all: that needs no Landlock. */
bool filter_closes(const struct ir *ir, enum blob_protocol protocol);
/* Whether raw sockets can be made: they keep to no list, so only where there is none. */
bool filter_opens_raw(const struct ir *ir);
/* Follows from the intent alone: network, flags, ports, capabilities. */
struct filter filter_of(const struct ir *ir);

/* A condition on a word of the arguments: (word & mask) is VALUE, or is not. */
enum filter_test_kind { FILTER_ANY, FILTER_IS, FILTER_IS_NOT };
struct filter_test {
	enum filter_test_kind kind;
	uint8_t word; /* twice the argument, and 1 more for its upper half */
	uint32_t mask, value;
};

/* A system call is refused with ANSWER if each test holds, up to the first FILTER_ANY. */
#define FILTER_TESTS 6
struct filter_row {
	uint32_t number;
	uint16_t answer;
	struct filter_test tests[FILTER_TESTS];
};

/* The rows, sorted by number, as a part; the earlier of two rows of one call decides. */
struct blob_instruction *filter_assemble(struct arena *arena, const struct filter_row *rows,
                                         size_t count, uint32_t *length);

#endif
