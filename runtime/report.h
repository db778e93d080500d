/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report.h - lines for people.  What comes from a blob, the environment or a
 * path never reaches a terminal as it is: %s escapes control bytes, what is no
 * UTF-8 and what would reorder the text.
 */
#ifndef RUNTIME_REPORT_H
#define RUNTIME_REPORT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#define REPORT_REFUSED 125
#define REPORT_PRINTF(text, first) __attribute__((format(printf, text, first)))

struct report {
	int fd;
	const char *program; /* that speaks; NULL: nono-exec */
	bool silent;         /* no warnings, no notes */
	bool muted;          /* the line at hand is one of them */
	bool failed;         /* something could not be written */
	size_t length;
	char text[1024];
};

/* Adds to the line; knows %s, %.*s, %u and %%. */
void report_add(struct report *report, const char *format, ...) REPORT_PRINTF(2, 3);
/* Ends the line and writes it. */
void report_end(struct report *report);
/* Both: the line, or the rest of it. */
void report_line(struct report *report, const char *format, ...) REPORT_PRINTF(2, 3);
/* Writes what there is. */
void report_flush(struct report *report);

/* Begins a line: "nono-exec: " and KIND, which is "", "warning: " or "note: ". */
void report_begin(struct report *report, const char *kind);
/* Whether all of OUT could be written: 0, or what refuse() returns for ERR. */
int report_written(const struct report *out, struct report *err);
/* "nono-exec: WHAT: WHY; WHAT TO DO"; returns REPORT_REFUSED. */
int refuse(struct report *report, const char *format, ...) REPORT_PRINTF(2, 3);
/* "nono-exec: warning: ..." */
void warn(struct report *report, const char *format, ...) REPORT_PRINTF(2, 3);
/* "nono-exec: note: ..." */
void note(struct report *report, const char *format, ...) REPORT_PRINTF(2, 3);

/* The words for an error number. */
const char *error_text(long error);

#endif
