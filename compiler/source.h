/* SPDX-License-Identifier: Apache-2.0 */
/* source.h - the texts of one compilation, and the places in them. */
#ifndef COMPILER_SOURCE_H
#define COMPILER_SOURCE_H

#include "compiler/arena.h"
#include "compiler/base.h"

/* A stretch of bytes of one source.  {0, 0, 0} is no place at all. */
struct span {
	uint32_t source; /* 1, 2, ... in the order of sources_add() */
	uint32_t offset; /* bytes */
	uint32_t length; /* bytes; 0 is a point */
};

struct source {
	const char *name; /* for the user: a path as given, or "claude-code (built-in)" */
	struct str text;
	bool file;    /* NAME is its path */
	bool shipped; /* built in: what it does on purpose is no news to its user */
	bool words;   /* a command line, an option a line: no file, and a place is its line */
};

/* 1-based; columns count code points, as editors do. */
struct place {
	uint32_t line;
	uint32_t column;
};

struct sources;

/* No texts yet; ARENA owns the list. */
struct sources *sources_new(struct arena *arena);
/* Adds a text that must outlive the arena or belong to it; returns its number. */
uint32_t sources_add(struct sources *sources, const char *name, struct str text);
/* The same for the text of the file NAME. */
uint32_t sources_add_file(struct sources *sources, const char *name, struct str text);
/* The same for a text that is built in. */
uint32_t sources_add_shipped(struct sources *sources, const char *name, struct str text);
/* The same for a command line. */
uint32_t sources_add_words(struct sources *sources, const char *name, struct str text);
/* How many there are; the last one's number. */
uint32_t sources_count(const struct sources *sources);
/* Calls it by another name. */
void sources_rename(struct sources *sources, uint32_t number, const char *name);
/* NULL for number 0. */
const struct source *source_get(const struct sources *sources, uint32_t number);
/* Where a byte lies.  The first call per source builds its line table. */
struct place source_place(struct sources *sources, uint32_t number, uint32_t offset);
/* The line (without its end) that holds the byte; *START gets the line's first byte. */
struct str source_line(struct sources *sources, uint32_t number, uint32_t offset, uint32_t *start);
/* From the first byte of A to the last of B; both in one source. */
struct span span_join(struct span a, struct span b);

#endif
