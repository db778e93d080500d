/* SPDX-License-Identifier: Apache-2.0 */
/* policy-reader.h - what the scanner of policy text, its grammar and its actions share. */
#ifndef GRAMMAR_POLICY_READER_H
#define GRAMMAR_POLICY_READER_H

#include "grammar/policy-statement.h"

/* What a word means depends on where it stands: a group may be called "tcp". */
enum policy_want {
	WANT_FIRST,
	WANT_KEYWORD,
	WANT_RIGHTS,
	WANT_PATH,
	WANT_PORT,
	WANT_NAME,
	WANT_TEXT
};

struct policy_reader {
	struct ir *ir;
	struct str text;   /* all of it, or the string of a profile */
	uint32_t start;    /* its first byte that counts */
	struct span whole; /* where it stands */
	bool verbatim;     /* byte for byte, that is: else WHOLE is the place of each word */
	bool line;         /* a string of a profile: one line, without version and blocks */
	bool claim;        /* `assert` is to be put before it */

	uint32_t word; /* where the word that is scanned begins */
	uint32_t at;   /* the first byte not yet scanned */
	int first;     /* the token that begins the line; 0 before it */
	int last;      /* the last one, this word's own when the grammar sees it */
	int before;    /* the one before that */
	enum policy_want want;
	bool ended; /* the line: what comes belongs to the next one */
	bool told;  /* of this line: one error a line */

	bool version; /* it was read, or its absence was told */
	int block;    /* the token that began the open one, or 0 */
	struct span block_at;
	const struct origin *origin; /* of the next rule */
	const struct origin *own;    /* of those outside of blocks */
	struct statements found;
	struct policy_tokens *tokens; /* NULL unless they are asked for */
};

/* Runs scanner and grammar over the reader's text. */
void policy_scan_and_parse(struct policy_reader *reader);
/* A diagnostic unless the line has one; whether it was recorded. */
bool policy_tell(struct policy_reader *reader, enum diag_code code, struct span at,
                 const char *format, ...) PRINTF(4, 5);
/* The place of LENGTH bytes at OFFSET of the text. */
struct span policy_span(const struct policy_reader *reader, uint32_t offset, uint32_t length);

/* policy-word.c, for the scanner: what LENGTH bytes at the reader's `word` are, quoted or not. */
union POLICY_STYPE;
int policy_word(struct policy_reader *reader, uint32_t length, union POLICY_STYPE *value);
int policy_string(struct policy_reader *reader, uint32_t length, union POLICY_STYPE *value);
/* Something was scanned; a line has ended. */
void policy_scanned(struct policy_reader *reader);
void policy_line_end(struct policy_reader *reader);
/* policy-string.c: the inside of the string of LENGTH bytes at `word`; false after an error. */
bool policy_decode(struct policy_reader *reader, uint32_t length, struct str *text);

/* policy-read.c, for the grammar: one call an action. */
void policy_begin(struct policy_reader *reader, struct span at, const struct policy_ports *version);
void policy_add(struct policy_reader *reader, struct span at, const struct statement *statement);
void policy_open(struct policy_reader *reader, int token, struct span at,
                 const struct policy_word *name);
void policy_close(struct policy_reader *reader, struct span at);
/* policy-refuse.c: what to say about a text that is none. */
#define POLICY_EXPECTED 24
struct policy_surprise {
	struct span at;
	const char *names[POLICY_EXPECTED]; /* of the tokens that were expected */
	int count;
};
void policy_refuse_token(struct policy_reader *reader, const struct policy_surprise *surprise);
/* A string without its end; a word and what stands too close to it; a byte that is no text. */
void policy_refuse_string(struct policy_reader *reader, struct span at);
void policy_refuse_glued(struct policy_reader *reader, uint32_t length);
void policy_refuse_byte(struct policy_reader *reader, struct span at);
/* One of the names of rights at AT is none. */
void policy_refuse_right(struct policy_reader *reader, struct str name, struct span at);

#endif
