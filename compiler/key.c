/* SPDX-License-Identifier: Apache-2.0 */
/* key.c - the table of keys and look-ups in it. */
#include "compiler/key.h"

#include <string.h>

#define PATH(path) path, sizeof(path) - 1

static const struct key table[] = {
#define KEY(symbol, path, place, type, class, merge, values, text) \
	{PATH(path), KEY_##symbol, place, type, class, merge, values, text, false, false},
#define MAP(path, place, class, text) \
	{PATH(path), KEYS, place, TYPE_MAP, class, MERGE_NONE, NULL, text, false, false},
#define PART(path, type, values, text) \
	{PATH(path), KEYS, 0, type, CLASS_STRUCTURE, MERGE_NONE, values, text, false, false},
#define ALIAS(path, target, warn)                                \
	{PATH(path), KEYS,   IN_BOTH, TYPE_ANY, CLASS_STRUCTURE, \
	 MERGE_NONE, target, NULL,    true,     warn},
#include "compiler/key.def"
#undef KEY
#undef MAP
#undef PART
#undef ALIAS
};

const struct key *
keys(size_t *count)
{
	*count = COUNTOF(table);
	return table;
}

const struct key *
key_of(enum key_id id)
{
	for (size_t i = 0; i < COUNTOF(table); i++)
		if (table[i].id == id)
			return &table[i];
	return NULL;
}

const struct key *
key_find(struct str path)
{
	for (size_t i = 0; i < COUNTOF(table); i++)
		if (table[i].length == path.length &&
		    memcmp(table[i].path, path.data, path.length) == 0)
			return &table[i];
	return NULL;
}

/* The row called PARENT's path, SEPARATOR, NAME. */
static const struct key *
child(const struct key *parent, const char *separator, struct str name)
{
	uint32_t between = parent ? (uint32_t)strlen(separator) : 0;
	uint32_t before = parent ? parent->length : 0;

	/* Children stand behind their parent, so start there. */
	for (const struct key *key = parent ? parent + 1 : table; key < table + COUNTOF(table);
	     key++) {
		if (key->length != before + between + name.length)
			continue;
		if (memcmp(key->path + before + between, name.data, name.length) == 0 &&
		    memcmp(key->path + before, separator, between) == 0 &&
		    (!parent || memcmp(key->path, parent->path, before) == 0))
			return key;
	}
	return NULL;
}

const struct key *
key_member(const struct key *parent, struct str name)
{
	/* A name is one component: "a.b" must not reach into the table. */
	if (parent && (parent->type & TYPE_MASK) == TYPE_DICT)
		return child(parent, ".", STR("*"));
	if (memchr(name.data, '.', name.length) || memchr(name.data, '[', name.length))
		return NULL;
	return child(parent, ".", name);
}

const struct key *
key_item(const struct key *parent)
{
	return child(parent, "[]", STR(""));
}

bool
key_is_child(const struct key *key, const struct key *parent)
{
	uint32_t before = parent ? parent->length + 1 : 0;
	const char *name = key->path + before;

	if (key->length <= before)
		return false;
	if (parent &&
	    (key->path[before - 1] != '.' || memcmp(key->path, parent->path, parent->length) != 0))
		return false;
	return name[strcspn(name, ".[")] == '\0';
}

struct str
key_name(const struct key *key)
{
	const char *dot = strrchr(key->path, '.');
	const char *name = dot ? dot + 1 : key->path;

	return (struct str){name, key->length - (uint32_t)(name - key->path)};
}

bool
key_value(const char *values, struct str word)
{
	for (const char *at = values; at; at = strchr(at, '|')) {
		size_t length;

		at += *at == '|';
		length = strcspn(at, "|");
		if (str_equal(word, (struct str){at, (uint32_t)length}))
			return true;
	}
	return false;
}
