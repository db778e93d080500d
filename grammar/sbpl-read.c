/* SPDX-License-Identifier: Apache-2.0 */
/* sbpl-read.c - a profile of macOS's sandbox into a tree: strings as macOS reads them, lists. */
#include "grammar/sbpl.h"

#include <string.h>

/* The inside of a string on its way out. */
struct decoder {
	struct sbpl_reader *reader;
	const char *data;
	uint32_t at; /* offset in the text, as are the next two */
	uint32_t end;
	char *out;
	uint32_t used;
	bool told; /* one warning a string is enough */
};

struct node *
sbpl_tree(struct arena *arena, struct sources *sources, struct diags *diags, uint32_t source)
{
	struct sbpl_reader *reader = arena_alloc(arena, sizeof(*reader));

	reader->tree = (struct tree){.arena = arena, .diags = diags, .source = source};
	if (!text_check(diags, sources, source, false, &reader->text))
		return NULL;
	if (sbpl_scan_and_parse(reader) != 0 || reader->tree.failed)
		return NULL;
	return reader->root;
}

/* LENGTH bytes of the string that macOS refuses, or that no path can have. */
static void
refuse_escape(struct decoder *decoder, uint32_t length, enum diag_code code, const char *why)
{
	struct span at = {decoder->reader->tree.source, decoder->at, length};

	diag_at(decoder->reader->tree.diags, code, at, "%s", why);
	decoder->reader->tree.failed = true;
	decoder->at += length;
}

/* Digits of a base up to MOST of them; how many there are. */
static uint32_t
digits(const struct decoder *decoder, uint32_t at, uint32_t base, uint32_t most, uint32_t *value)
{
	static const char known[] = "0123456789abcdef";
	uint32_t count = 0;

	for (*value = 0; count < most && at + count < decoder->end; count++) {
		char c = decoder->data[at + count];
		const char *digit = memchr(known, c >= 'A' && c <= 'F' ? c | 0x20 : c, base);

		if (!digit)
			break;
		*value = *value * base + (uint32_t)(digit - known);
	}
	return count;
}

static void
decode_byte(struct decoder *decoder, uint32_t base, uint32_t lead, uint32_t most)
{
	uint32_t value;
	uint32_t count = digits(decoder, decoder->at + lead, base, most, &value);

	if (base == 16 && count != 2)
		refuse_escape(decoder, 2, DIAG_STRING_ESCAPE, "expected two hex digits after \\x");
	else if (value > 0xff)
		refuse_escape(decoder, lead + count, DIAG_STRING_ESCAPE,
		              "this is no byte: at most \\377");
	else if (value == 0)
		refuse_escape(decoder, lead + count, DIAG_NUL_BYTE, "a NUL byte in a string");
	else {
		decoder->out[decoder->used++] = (char)value;
		decoder->at += lead + count;
	}
}

/* Any other backslash is dropped without a word: JSON's \u00e9 reads as u00e9. */
static void
drop_backslash(struct decoder *decoder)
{
	struct span at = {decoder->reader->tree.source, decoder->at, 2};
	char name = decoder->data[decoder->at + 1];

	if (!decoder->told && (unsigned char)name < 0x80 && name > ' ') {
		diag_at(decoder->reader->tree.diags, DIAG_SBPL_STRING, at,
		        "macOS has no escape '\\%c' and drops the backslash: this reads as '%c'",
		        name, name);
		diag_help(decoder->reader->tree.diags,
		          "a backslash itself is \\\\; a regex goes into #\"...\"");
		decoder->told = true;
	}
	decoder->at++;
	decoder->out[decoder->used++] = decoder->data[decoder->at++];
}

static void
decode_escape(struct decoder *decoder)
{
	static const char names[] = "\"\\nrt", values[] = "\"\\\n\r\t";
	char name = decoder->data[decoder->at + 1];
	const char *found = memchr(names, name, sizeof(names) - 1);

	if (found) {
		decoder->out[decoder->used++] = values[found - names];
		decoder->at += 2;
	} else if (name == 'x' || name == 'X') {
		decode_byte(decoder, 16, 2, 2);
	} else if (name >= '0' && name <= '7') {
		decode_byte(decoder, 8, 1, 3);
	} else {
		drop_backslash(decoder);
	}
}

static struct str
decode(struct sbpl_reader *reader, struct span inside)
{
	const char *data = reader->text.all.data + inside.offset;

	if (!memchr(data, '\\', inside.length))
		return arena_str(reader->tree.arena, data, inside.length);

	struct decoder decoder = {
	    .reader = reader,
	    .data = reader->text.all.data,
	    .at = inside.offset,
	    .end = inside.offset + inside.length,
	    /* No escape is shorter than what it stands for. */
	    .out = arena_alloc(reader->tree.arena, (size_t)inside.length + 1),
	};

	while (decoder.at < decoder.end) {
		if (decoder.data[decoder.at] == '\\')
			decode_escape(&decoder);
		else
			decoder.out[decoder.used++] = decoder.data[decoder.at++];
	}
	return (struct str){decoder.out, decoder.used};
}

int
sbpl_give(struct sbpl_reader *reader, char *to, size_t room)
{
	size_t left = reader->text.all.length - reader->given;
	size_t length = left < room ? left : room;

	memcpy(to, reader->text.all.data + reader->given, length);
	reader->given += (uint32_t)length;
	return (int)length;
}

struct node *
sbpl_string_node(struct sbpl_reader *reader, struct span at, bool raw)
{
	struct node *node = tree_node(&reader->tree, NODE_STRING, at);
	uint32_t lead = raw ? 2 : 1;
	struct span inside = {at.source, at.offset + lead, at.length - lead - 1};
	const char *data = reader->text.all.data + inside.offset;

	if (!tree_string_fits(&reader->tree, at, inside.length))
		return node;
	node->text =
	    raw ? arena_str(reader->tree.arena, data, inside.length) : decode(reader, inside);
	text_warn_string(reader->tree.diags, inside, data);
	if (node->text.length > SBPL_STRING_SURE) {
		diag_at(reader->tree.diags, DIAG_SBPL_STRING, at,
		        "a string of %u bytes: macOS may not read more than %u",
		        (unsigned)node->text.length, SBPL_STRING_SURE);
		diag_help(reader->tree.diags, "pass it as a parameter: (param \"NAME\")");
	}
	return node;
}

struct node *
sbpl_word_node(struct sbpl_reader *reader, enum node_kind kind, struct span at)
{
	struct node *node = tree_node(&reader->tree, kind, at);
	const char *data = reader->text.all.data + at.offset;

	if (!tree_string_fits(&reader->tree, at, at.length))
		return node;
	/* Words are many, and none ends with a NUL byte that anyone looks for. */
	node->text = (struct str){data, at.length};
	node->truth = kind == NODE_BOOL && data[1] == 't';
	return node;
}

bool
sbpl_check_comment(struct sbpl_reader *reader, struct span at)
{
	if (!text_deceives(reader->tree.diags, at.source, &reader->text, at.offset, at.length))
		return true;
	reader->tree.failed = true;
	return false;
}

void
sbpl_refuse_byte(struct sbpl_reader *reader, struct span at)
{
	const char *data = reader->text.all.data + at.offset;

	reader->tree.failed = true;
	if (data[0] == '#') {
		diag_at(reader->tree.diags, DIAG_SYNTAX, at,
		        "'%.*s' begins nothing that a profile needs", (int)at.length, data);
	} else if (at.length > 1) {
		diag_at(reader->tree.diags, DIAG_SYNTAX, at,
		        "expected a blank or a bracket behind '%.*s'", (int)at.length - 1, data);
	} else if ((unsigned char)data[0] < 0x80) {
		diag_at(reader->tree.diags, DIAG_SYNTAX, at,
		        "'%c' begins no word; expected a list, a string or a word", data[0]);
	} else {
		diag_at(reader->tree.diags, DIAG_SYNTAX, at,
		        "a letter that is not ASCII outside of a string");
	}
}

void
sbpl_refuse_string(struct sbpl_reader *reader, struct span at)
{
	reader->tree.failed = true;
	diag_at(reader->tree.diags, DIAG_TRUNCATED, at, "the file ends inside this string");
	diag_help(reader->tree.diags, "close it with '\"'; a '\"' in it is \\\"");
}

void
sbpl_refuse_token(struct sbpl_reader *reader, struct span at)
{
	struct tree *tree = &reader->tree;

	bool quote =
	    tree->depth && reader->text.all.data[tree->open[tree->depth - 1].offset] != '(';

	/* The scanner has said what it found already. */
	if (tree->failed)
		return;
	tree->failed = true;
	if (at.offset < reader->text.all.length) {
		diag_at(tree->diags, DIAG_SYNTAX, at, "this ')' closes no list");
	} else {
		diag_at(tree->diags, DIAG_TRUNCATED, at, "the file ends %s",
		        quote ? "behind a quote" : "inside a list; expected ')'");
	}
	if (tree->depth)
		diag_note(tree->diags, tree->open[tree->depth - 1], "%s",
		          quote ? "what is quoted here?" : "the list begins here");
}

struct node *
sbpl_list(struct sbpl_reader *reader, struct span at)
{
	return tree_node(&reader->tree, NODE_LIST, at);
}

struct node *
sbpl_list_add(struct sbpl_reader *reader, struct node *list, struct node *item)
{
	tree_append(&reader->tree, list, item);
	return list;
}

struct node *
sbpl_list_end(struct sbpl_reader *reader, struct node *list, struct span at)
{
	tree_leave(&reader->tree);
	list->at = at;
	return list;
}

struct node *
sbpl_quote(struct sbpl_reader *reader, struct span at, struct node *quoted)
{
	struct node *list = sbpl_list(reader, at);
	struct node *word = tree_node(&reader->tree, NODE_SYMBOL, at);

	tree_leave(&reader->tree);
	word->text = STR("quote");
	tree_append(&reader->tree, list, word);
	tree_append(&reader->tree, list, quoted);
	return list;
}
