/* SPDX-License-Identifier: Apache-2.0 */
/* json-read.c - one JSON text into a tree: values, lists and maps. */
#include "grammar/grammar.h"

#include "compiler/utf8.h"

#include <string.h>

/* The inside of a string on its way out. */
struct decoder {
	struct json_reader *reader;
	const char *data;
	uint32_t at; /* offset in the text, as are the next two */
	uint32_t end;
	char *out;
	uint32_t used;
};

struct node *
read_json(struct arena *arena, struct sources *sources, struct diags *diags, uint32_t source)
{
	struct json_reader *reader = arena_alloc(arena, sizeof(*reader));
	reader->tree = (struct tree){.arena = arena, .diags = diags, .source = source};
	if (!text_check(diags, sources, source, false, &reader->text))
		return NULL;
	if (json_scan_and_parse(reader) != 0 || reader->tree.failed)
		return NULL;
	return reader->root;
}

struct node *
read_json_line(struct arena *arena, const struct sources *sources, struct diags *diags,
               struct span line)
{
	struct json_reader *reader = arena_alloc(arena, sizeof(*reader));
	struct str all = source_get(sources, line.source)->text;

	reader->tree = (struct tree){.arena = arena, .diags = diags, .source = line.source};
	reader->text.all = (struct str){all.data, line.offset + line.length};
	reader->text.start = line.offset;
	if (json_scan_and_parse(reader) != 0 || reader->tree.failed)
		return NULL;
	return reader->root;
}

static void
refuse_escape(struct decoder *decoder, uint32_t length, enum diag_code code, const char *why)
{
	uint32_t left = decoder->end - decoder->at;
	struct span at = {decoder->reader->tree.source, decoder->at, length < left ? length : left};
	diag_at(decoder->reader->tree.diags, code, at, "%s", why);
	decoder->reader->tree.failed = true;
	decoder->at += at.length;
}

/* The four digits after \u; false unless they are digits. */
static bool
hex(const struct decoder *decoder, uint32_t at, uint32_t *value)
{
	*value = 0;
	if (decoder->end - at < 4)
		return false;
	for (int i = 0; i < 4; i++) {
		static const char digits[] = "0123456789abcdef";
		char c = decoder->data[at + (uint32_t)i];
		const char *digit = memchr(digits, c >= 'A' && c <= 'F' ? c | 0x20 : c, 16);
		if (!digit)
			return false;
		*value = *value << 4 | (uint32_t)(digit - digits);
	}
	return true;
}

/* \uXXXX, or two of them for what lies above U+FFFF. */
static void
decode_unicode(struct decoder *decoder)
{
	uint32_t point, low, length = 6;
	if (!hex(decoder, decoder->at + 2, &point)) {
		refuse_escape(decoder, 2, DIAG_STRING_ESCAPE, "expected four hex digits after \\u");
		return;
	}
	if (point == 0) {
		refuse_escape(decoder, 6, DIAG_NUL_BYTE, "a NUL byte in a string");
		return;
	}
	if (point >= 0xd800 && point <= 0xdbff && decoder->end - decoder->at >= 12 &&
	    memcmp(decoder->data + decoder->at + 6, "\\u", 2) == 0 &&
	    hex(decoder, decoder->at + 8, &low) && low >= 0xdc00 && low <= 0xdfff) {
		point = 0x10000 + ((point - 0xd800) << 10) + (low - 0xdc00);
		length = 12;
	}
	if (point >= 0xd800 && point <= 0xdfff) {
		refuse_escape(decoder, 6, DIAG_STRING_ESCAPE, "half of a surrogate pair");
		return;
	}
	decoder->used += utf8_encode(point, decoder->out + decoder->used);
	decoder->at += length;
}

static void
decode_escape(struct decoder *decoder)
{
	static const char names[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
	char name = decoder->data[decoder->at + 1];
	const char *found = memchr(names, name, sizeof(names) - 1);
	if (name == 'u') {
		decode_unicode(decoder);
	} else if (found) {
		decoder->out[decoder->used++] = values[found - names];
		decoder->at += 2;
	} else {
		refuse_escape(decoder, 2, DIAG_STRING_ESCAPE,
		              "JSON has no such escape; a backslash itself is \\\\");
	}
}

/* Stops when the string is known to be too long. */
static struct str
decode(struct json_reader *reader, struct span inside)
{
	uint32_t size = inside.length < TREE_STRING_MAX ? inside.length : TREE_STRING_MAX + 4;
	struct decoder decoder = {
	    .reader = reader,
	    .data = reader->text.all.data,
	    .at = inside.offset,
	    .end = inside.offset + inside.length,
	    .out = arena_alloc(reader->tree.arena, size + 1),
	};
	while (decoder.at < decoder.end && decoder.used <= TREE_STRING_MAX) {
		if (decoder.data[decoder.at] == '\\')
			decode_escape(&decoder);
		else
			decoder.out[decoder.used++] = decoder.data[decoder.at++];
	}
	return (struct str){decoder.out, decoder.used};
}

struct node *
json_string_node(struct json_reader *reader, struct span at)
{
	struct node *node = tree_node(&reader->tree, NODE_STRING, at);
	struct span inside = {at.source, at.offset + 1, at.length - 2};
	node->text = decode(reader, inside);
	if (tree_string_fits(&reader->tree, at, node->text.length))
		text_warn_string(reader->tree.diags, inside, reader->text.all.data + inside.offset);
	return node;
}

struct node *
json_scalar_node(struct json_reader *reader, struct span at)
{
	const char *data = reader->text.all.data + at.offset;
	enum node_kind kind = data[0] == 'n'                     ? NODE_NULL
	                      : data[0] == 't' || data[0] == 'f' ? NODE_BOOL
	                                                         : NODE_NUMBER;
	struct node *node = tree_node(&reader->tree, kind, at);
	node->truth = data[0] == 't';
	if (kind == NODE_NUMBER && tree_string_fits(&reader->tree, at, at.length))
		node->text = arena_str(reader->tree.arena, data, at.length);
	return node;
}

struct node *
json_list_add(struct json_reader *reader, struct node *list, struct node *item)
{
	if (!list)
		list = tree_node(&reader->tree, NODE_LIST, item->at);
	tree_append(&reader->tree, list, item);
	return list;
}

struct node *
json_list_end(struct json_reader *reader, struct node *list, struct span at)
{
	tree_leave(&reader->tree);
	if (!list)
		list = tree_node(&reader->tree, NODE_LIST, at);
	list->at = at;
	return list;
}

struct member
json_member(const struct node *key, struct node *value)
{
	return (struct member){key->text, key->at, value};
}

struct node *
json_map_add(struct json_reader *reader, struct node *map, const struct member *member)
{
	if (!map)
		map = tree_node(&reader->tree, NODE_MAP, member->key_at);
	tree_insert(&reader->tree, map, member);
	return map;
}

struct node *
json_map_end(struct json_reader *reader, struct node *map, struct span at)
{
	tree_leave(&reader->tree);
	if (!map)
		map = tree_node(&reader->tree, NODE_MAP, at);
	map->at = at;
	tree_finish_map(&reader->tree, map);
	return map;
}
