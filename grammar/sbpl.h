/* SPDX-License-Identifier: Apache-2.0 */
/* sbpl.h - profiles of macOS's sandbox as a tree of lists: what stands where, not what it means. */
#ifndef GRAMMAR_SBPL_H
#define GRAMMAR_SBPL_H

#include "compiler/text.h"
#include "compiler/tree.h"

#define SBPL_STRING_SURE 255u /* bytes that every reader of Apple's is known to take */

/*
 * The forms of a text, as a list.  NULL after an error was recorded.  Strings are decoded as
 * macOS decodes them, with a warning where that is not what they look like.
 */
struct node *sbpl_tree(struct arena *arena, struct sources *sources, struct diags *diags,
                       uint32_t source);

/* What scanner and grammar share. */
struct sbpl_reader {
	struct tree tree;
	struct text text;
	uint32_t at;    /* the first byte not yet scanned */
	uint32_t given; /* the first that the scanner does not have */
	struct node *root;
};

/* Runs scanner and grammar over the reader's text; 0 when it is whole. */
int sbpl_scan_and_parse(struct sbpl_reader *reader);

/* For the scanner.  The next bytes of the text, as many as there is ROOM for; 0 at its end. */
int sbpl_give(struct sbpl_reader *reader, char *to, size_t room);
/* The string whose bytes, quotes included, lie at AT; RAW: #"...". */
struct node *sbpl_string_node(struct sbpl_reader *reader, struct span at, bool raw);
/* A number, #t, #f or a word. */
struct node *sbpl_word_node(struct sbpl_reader *reader, enum node_kind kind, struct span at);
/* A comment must not hide text from those who read it.  False after an error. */
bool sbpl_check_comment(struct sbpl_reader *reader, struct span at);
/* Bytes at AT that begin nothing; a string without its end. */
void sbpl_refuse_byte(struct sbpl_reader *reader, struct span at);
void sbpl_refuse_string(struct sbpl_reader *reader, struct span at);
/* For the grammar: a token at AT that fits nowhere; END: the end of the text. */
void sbpl_refuse_token(struct sbpl_reader *reader, struct span at);

/* For the grammar, one call an action. */
struct node *sbpl_list(struct sbpl_reader *reader, struct span at);
struct node *sbpl_list_add(struct sbpl_reader *reader, struct node *list, struct node *item);
struct node *sbpl_list_end(struct sbpl_reader *reader, struct node *list, struct span at);
/* 'X, which is (quote X). */
struct node *sbpl_quote(struct sbpl_reader *reader, struct span at, struct node *quoted);

#endif
