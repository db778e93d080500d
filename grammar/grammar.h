/* SPDX-License-Identifier: Apache-2.0 */
/* grammar.h - what the JSON scanner, its grammar and its reader share. */
#ifndef GRAMMAR_GRAMMAR_H
#define GRAMMAR_GRAMMAR_H

#include "compiler/text.h"
#include "compiler/tree.h"

struct json_reader {
	struct tree tree;
	struct text text;
	uint32_t at;     /* the first byte not yet scanned */
	uint32_t ended;  /* where the last token ended */
	uint32_t behind; /* where the one before it ended */
	struct node *root;
};

/* Runs scanner and grammar over the reader's text; 0 when it is JSON. */
int json_scan_and_parse(struct json_reader *reader);

/* The string whose bytes, quotes included, lie at AT; what is wrong in it is recorded. */
struct node *json_string_node(struct json_reader *reader, struct span at);
/* true, false, null or a number; the scanner has checked its form. */
struct node *json_scalar_node(struct json_reader *reader, struct span at);
/* A comment must not hide text from those who read it.  False after an error. */
bool json_check_comment(struct json_reader *reader, struct span at);

/* For the scanner: bytes at AT that are no token; a string or comment without its end. */
void json_refuse_word(struct json_reader *reader, struct span at);
void json_refuse_string(struct json_reader *reader, struct span at);
void json_refuse_comment(struct json_reader *reader, struct span at);
/* For the grammar: an unexpected token at AT; MESSAGE is bison's. */
void json_refuse_token(struct json_reader *reader, struct span at, const char *message);

/* For the grammar, one call an action; LIST and MAP are NULL while they are empty. */
struct node *json_list_add(struct json_reader *reader, struct node *list, struct node *item);
struct node *json_list_end(struct json_reader *reader, struct node *list, struct span at);
struct node *json_map_add(struct json_reader *reader, struct node *map,
                          const struct member *member);
struct node *json_map_end(struct json_reader *reader, struct node *map, struct span at);
struct member json_member(const struct node *key, struct node *value);

#endif
