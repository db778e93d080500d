/* SPDX-License-Identifier: Apache-2.0 */
/* filter.h - the filter that stops a command where it asks for something worth recording. */
#ifndef TRACE_FILTER_H
#define TRACE_FILTER_H

#include "compiler/ir.h"

/*
 * What the policy's own filter refuses ends in SIGSYS with FILTER_MARK and the errno that the
 * policy answers: SIGSYS outweighs an errno, and the call is made in neither case.
 */
enum { FILTER_MARK = 0x6000, FILTER_ERRNO = 0xfff };

struct watch {
	struct blob_instruction *code;
	uint16_t count;
};

/* For the policy IR under a kernel of the Landlock ABI. */
struct watch filter_for(const struct ir *ir, unsigned abi);

#endif
