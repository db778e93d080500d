/* SPDX-License-Identifier: Apache-2.0 */
/* node.h - the located tree that both readers build. */
#ifndef COMPILER_NODE_H
#define COMPILER_NODE_H

#include "compiler/arena.h"
#include "compiler/base.h"
#include "compiler/diag.h"
#include "compiler/source.h"

enum node_kind {
	NODE_NULL,
	NODE_BOOL,
	NODE_NUMBER,
	NODE_STRING,
	NODE_LIST,
	NODE_MAP,
	NODE_SYMBOL /* a word without quotes: only in profiles of macOS */
};

struct member {
	struct str key;
	struct span key_at; /* with its quotes */
	struct node *value;
};

struct node {
	enum node_kind kind;
	bool truth;      /* NODE_BOOL */
	struct span at;  /* the whole value, with its quotes */
	uint32_t count;  /* NODE_LIST, NODE_MAP */
	struct str text; /* NODE_STRING: decoded; NODE_NUMBER, NODE_SYMBOL: as written */
	union {
		struct node **items;    /* NODE_LIST */
		struct member *members; /* NODE_MAP: in the file's order, keys distinct */
	};
};

/* A format by file extension; FORMAT_UNKNOWN asks the user to say. */
enum format {
	FORMAT_UNKNOWN,
	FORMAT_JSON,
	FORMAT_YAML,
	FORMAT_POLICY_TEXT,
	FORMAT_BLOB,
	FORMAT_SBPL
};

/*
 * .json and .jsonc are JSON with comments and trailing commas; .yaml and .yml are YAML, .nono is
 * policy text, .bin a blob, .sb a profile of macOS's sandbox.
 */
enum format format_of(const char *file);
/* Whether it holds a document of keys, as profiles and groups do. */
bool format_is_document(enum format format);

/*
 * Read one text.  Returns the tree, or NULL after at least one error was
 * recorded.  Both readers check the encoding first, refuse depth above 64 and
 * strings above 64 KiB, and report duplicate keys at both places.
 */
struct node *read_json(struct arena *arena, struct sources *sources, struct diags *diags,
                       uint32_t source);
struct node *read_yaml(struct arena *arena, struct sources *sources, struct diags *diags,
                       uint32_t source);
/* One LINE of a text of such lines, which was checked as a whole. */
struct node *read_json_line(struct arena *arena, const struct sources *sources, struct diags *diags,
                            struct span line);

/* The value of KEY in a map, or NULL; *AT (if given) gets the key's place. */
struct node *node_get(const struct node *map, const char *key, struct span *at);
/* Whether the string stands in its source byte for byte, without escapes. */
bool node_is_verbatim(const struct sources *sources, const struct node *string);
/* The place of LENGTH bytes at WHERE of a string; of the whole when it was written with escapes. */
struct span node_place(const struct sources *sources, const struct node *string, uint32_t where,
                       uint32_t length);
/* "a string", "a list", ... for messages. */
const char *node_kind_name(enum node_kind kind);

#endif
