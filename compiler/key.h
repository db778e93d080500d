/* SPDX-License-Identifier: Apache-2.0 */
/* key.h - the one table of every key that a profile or a group may have. */
#ifndef COMPILER_KEY_H
#define COMPILER_KEY_H

#include "compiler/base.h"

/* What a value looks like. */
enum key_type {
	TYPE_ANY,
	TYPE_BOOL,
	TYPE_INTEGER,
	TYPE_STRING,
	TYPE_ENUM,    /* a string of `values` */
	TYPE_NAMES,   /* a string or a list of strings */
	TYPE_STRINGS, /* a list of strings, of `values` if there are any */
	TYPE_PATHS,   /* a list of: a string, or {path, when} */
	TYPE_GROUPS,  /* a list of: a string, or {name, when} */
	TYPE_PORTS,   /* a list of integers */
	TYPE_UDP,     /* true, false, or a list of integers */
	TYPE_LIST,    /* each item is as "KEY[]" says */
	TYPE_MAP,     /* the members are "KEY.name" */
	TYPE_DICT,    /* members of any name, each as "KEY.*" says */
	TYPE_STRING_OR_MAP,
	TYPE_MASK = 0xff,
	TYPE_NULL = 0x100, /* null is allowed, and means absent unless the merge rule says more */
	TYPE_REQUIRED = 0x200, /* must be there when the map that holds it is */
	TYPE_PROTECT = 0x400,  /* TYPE_PATHS whose entries may have "protect" */
};

/* What a key does on Landlock. */
enum key_class {
	CLASS_STRUCTURE, /* shapes the policy: names, composition, lint */
	CLASS_ENFORCED,
	CLASS_NARROWING, /* a restriction that cannot be expressed yet */
	CLASS_GRANTING,  /* a grant that is not made yet */
	CLASS_INERT,     /* no effect, and said so */
};

/* How a file's value meets that of the files below it. */
enum key_merge {
	MERGE_NONE,      /* no value of its own: a map that is descended, or a part of a value */
	MERGE_FILE,      /* belongs to its file alone */
	MERGE_APPEND,    /* lists grow, equal texts count once */
	MERGE_REPLACE,   /* the last file wins */
	MERGE_OR,        /* true stays true */
	MERGE_NULLABLE,  /* the last file wins, null clears */
	MERGE_CLEARABLE, /* lists grow, an empty one clears */
	MERGE_DOMAINS,   /* lists grow; a host with endpoints narrows the same host without */
	MERGE_DICT,      /* maps grow, the last file wins a member as a whole */
	MERGE_WORKDIR,   /* the last file wins unless it says "none" */
	MERGE_KEEP,      /* the first file wins */
};

enum key_place { IN_PROFILE = 1, IN_GROUP, IN_BOTH, IN_ORGANISATION, IN_ASSERTIONS = 8 };

enum key_id {
#define KEY(symbol, path, place, type, class, merge, values, text) KEY_##symbol,
#define MAP(path, place, class, text)
#define PART(path, type, values, text)
#define ALIAS(path, target, warn)
#include "compiler/key.def"
#undef KEY
#undef MAP
#undef PART
#undef ALIAS
	KEYS /* also: no value of its own */
};

struct key {
	const char *path; /* "network.block"; "[]" is an item, "*" a member of any name */
	uint32_t length;  /* of the path */
	enum key_id id;
	unsigned place; /* enum key_place; 0 for parts, which stand where what holds them does */
	unsigned type;  /* enum key_type with flags */
	enum key_class class;
	enum key_merge merge;
	const char *values; /* TYPE_ENUM, TYPE_STRINGS: "a|b"; an alias: what it stands for */
	const char *text;   /* one line; NULL for an alias */
	bool alias;
	bool deprecated; /* an alias that is warned about */
};

/* All rows, parents before children. */
const struct key *keys(size_t *count);
/* The row of a key with a value. */
const struct key *key_of(enum key_id id);
/* The row called PATH, or NULL. */
const struct key *key_find(struct str path);
/* The row of the member NAME of PARENT (NULL at the top), "*" included; NULL if there is none. */
const struct key *key_member(const struct key *parent, struct str name);
/* The row of PARENT's items. */
const struct key *key_item(const struct key *parent);
/* Whether KEY is a member of PARENT (NULL: stands at the top). */
bool key_is_child(const struct key *key, const struct key *parent);
/* The last component of its path. */
struct str key_name(const struct key *key);
/* Whether WORD is one of VALUES ("a|b|c"). */
bool key_value(const char *values, struct str word);
#endif
