/* SPDX-License-Identifier: Apache-2.0 */
/*
 * record.h - what a traced run did, as nono-trace's file says (nono-trace(5)).  The command had a
 * hand in it, so nothing in it is believed before it was looked at.
 */
#ifndef COMPILER_RECORD_H
#define COMPILER_RECORD_H

#include "compiler/define.h"
#include "compiler/eval.h"
#include "compiler/lookup.h"

/* Something that the command tried: once for all times. */
struct record {
	bool denied;
	bool port;            /* about a port, not about paths */
	struct query query;   /* paths from "/" */
	const char *other;    /* the operation, if it has neither path nor port; or NULL */
	const char *hopeless; /* why no entry could allow it; then QUERY has no paths; or NULL */
	enum blob_protocol protocol;
	unsigned access; /* BLOB_PORT_CONNECT or BIND */
	uint16_t number;
	unsigned long count;
	struct str program; /* what tried it, or nothing */
	struct str shown;   /* what was asked for, as written */
	struct span at;     /* the line */
};

/* One file. */
struct recording {
	const char *name;
	struct definitions definitions; /* where the run had its anchors */
	struct record *records;
	size_t count;
	size_t denied;
};

/* Reads FILE.  0, or -errno after an error was recorded; a wrong line is one, and counts. */
int recording_read(const struct lookup *lookup, const char *file, struct recording *recording);

/* The same for a text that was read: SOURCE of LOOKUP's.  False after an error was recorded. */
bool recording_parse(const struct lookup *lookup, uint32_t source, struct recording *recording);

#endif
