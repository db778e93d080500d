/* SPDX-License-Identifier: Apache-2.0 */
/* node.c - questions about the located tree. */
#include "compiler/node.h"

#include <assert.h>
#include <string.h>

enum format
format_of(const char *file)
{
	static const struct {
		const char *suffix;
		enum format format;
	} formats[] = {{".json", FORMAT_JSON},        {".jsonc", FORMAT_JSON},
	               {".yaml", FORMAT_YAML},        {".yml", FORMAT_YAML},
	               {".nono", FORMAT_POLICY_TEXT}, {".bin", FORMAT_BLOB},
	               {".sb", FORMAT_SBPL}};
	const char *slash = strrchr(file, '/');
	const char *dot = strrchr(slash ? slash : file, '.');
	for (size_t i = 0; dot && i < COUNTOF(formats); i++)
		if (strcmp(dot, formats[i].suffix) == 0)
			return formats[i].format;
	return FORMAT_UNKNOWN;
}

bool
format_is_document(enum format format)
{
	return format == FORMAT_JSON || format == FORMAT_YAML;
}

struct node *
node_get(const struct node *map, const char *key, struct span *at)
{
	assert(map->kind == NODE_MAP);
	for (uint32_t i = 0; i < map->count; i++) {
		if (!str_is(map->members[i].key, key))
			continue;
		if (at)
			*at = map->members[i].key_at;
		return map->members[i].value;
	}
	return NULL;
}

const char *
node_kind_name(enum node_kind kind)
{
	switch (kind) {
	case NODE_NULL:
		return "null";
	case NODE_BOOL:
		return "a boolean";
	case NODE_NUMBER:
		return "a number";
	case NODE_STRING:
		return "a string";
	case NODE_LIST:
		return "a list";
	case NODE_MAP:
		return "a map";
	case NODE_SYMBOL:
		return "a word";
	}
	return "nothing";
}

/* How many bytes stand before the first of the string, its quote; more than one for no such. */
static uint32_t
quote_of(const struct sources *sources, const struct node *string)
{
	const struct source *source = source_get(sources, string->at.source);
	uint32_t quote;

	if (!source || string->at.length < string->text.length)
		return UINT32_MAX;
	quote = (string->at.length - string->text.length) / 2;
	if (quote > 1 || string->at.length != string->text.length + 2 * quote ||
	    string->at.offset + string->at.length > source->text.length ||
	    memcmp(source->text.data + string->at.offset + quote, string->text.data,
	           string->text.length) != 0)
		return UINT32_MAX;
	return quote;
}

bool
node_is_verbatim(const struct sources *sources, const struct node *string)
{
	return quote_of(sources, string) <= 1;
}

struct span
node_place(const struct sources *sources, const struct node *string, uint32_t where,
           uint32_t length)
{
	uint32_t quote = quote_of(sources, string);

	if (quote > 1)
		return string->at;
	return (struct span){string->at.source, string->at.offset + quote + where, length};
}
