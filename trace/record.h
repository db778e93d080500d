/* SPDX-License-Identifier: Apache-2.0 */
/* record.h - what was recorded, each kind of it once; never more than there is room for. */
#ifndef TRACE_RECORD_H
#define TRACE_RECORD_H

#include "trace/trace.h"

enum { RECORDS_MAX = 65536, RECORDS_BYTES_MAX = 64 << 20 };

struct records;

/* None yet.  ARENA owns them, but for an index: records_end(). */
struct records *records_new(struct arena *arena);
/*
 * Counts RECORD, of which a copy is kept if it is the first of its kind; PROGRAM made it.  False
 * if there is no room for another kind.
 */
bool records_add(struct records *records, const struct trace_record *record, const char *program);
/* In the order in which they came. */
size_t records_count(const struct records *records);
const struct trace_record *const *records_all(const struct records *records);
/* Releases the index; the records stay. */
void records_end(struct records *records);

#endif
