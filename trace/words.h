/* SPDX-License-Identifier: Apache-2.0 */
/* words.h - what records are called. */
#ifndef TRACE_WORDS_H
#define TRACE_WORDS_H

#include "trace/trace.h"

struct trace_name {
	int number;
	const char *name;
};
/* Families and types of sockets; each ends with a NULL. */
extern const struct trace_name trace_families[], trace_types[];

/* The operation, as nono-trace(5) has it. */
const char *trace_op(const struct trace_record *record);
/* "EACCES", ... */
const char *trace_errno(int error);

#endif
