/* SPDX-License-Identifier: Apache-2.0 */
/* json-refuse.c - what to say about a text that is no JSON. */
#include "grammar/grammar.h"

#include "compiler/utf8.h"

#include <string.h>

#define SHOWN_MAX 40 /* bytes of a word quoted in a message */

static const char *
bytes(const struct json_reader *reader, struct span at)
{
	return reader->text.all.data + at.offset;
}

static bool
reaches_end(const struct json_reader *reader, struct span at)
{
	return at.offset + at.length == reader->text.all.length;
}

static struct span
end_of_file(const struct json_reader *reader)
{
	return (struct span){reader->tree.source, reader->text.all.length, 0};
}

/* The token in quotes, cut between two characters when it is long. */
static const char *
quoted(const struct json_reader *reader, struct span at)
{
	uint32_t length = at.length;
	if (length <= SHOWN_MAX)
		return arena_printf(reader->tree.arena, "'%.*s'", (int)length, bytes(reader, at));
	for (length = SHOWN_MAX; ((unsigned char)bytes(reader, at)[length] & 0xc0) == 0x80;)
		length--;
	return arena_printf(reader->tree.arena, "'%.*s...'", (int)length, bytes(reader, at));
}

bool
json_check_comment(struct json_reader *reader, struct span at)
{
	return !text_deceives(reader->tree.diags, at.source, &reader->text, at.offset, at.length);
}

void
json_refuse_comment(struct json_reader *reader, struct span at)
{
	diag_at(reader->tree.diags, DIAG_TRUNCATED, end_of_file(reader),
	        "the file ends inside a comment; expected */");
	at.length = 2;
	diag_note(reader->tree.diags, at, "the comment begins here");
}

void
json_refuse_string(struct json_reader *reader, struct span at)
{
	struct diags *diags = reader->tree.diags;
	if (reaches_end(reader, at)) {
		diag_at(diags, DIAG_TRUNCATED, end_of_file(reader),
		        "the file ends inside a string; expected '\"'");
		at.length = 1;
		diag_note(diags, at, "the string begins here");
		return;
	}
	struct span next = {at.source, at.offset + at.length, 1};
	if (bytes(reader, next)[0] == '\t') {
		diag_at(diags, DIAG_CONTROL_CHARACTER, next, "a tab in a string");
		diag_help(diags, "write it as \\t");
	} else {
		diag_at(diags, DIAG_SYNTAX, at, "the string does not end in its line");
		diag_help(diags, "close it with '\"', and write a line break as \\n");
	}
}

/* Is the word, which ends the file, the beginning of something that JSON has? */
static bool
is_cut(const char *word, uint32_t length)
{
	static const char *const constants[] = {"true", "false", "null"};
	for (size_t i = 0; i < COUNTOF(constants); i++)
		if (length < strlen(constants[i]) && memcmp(constants[i], word, length) == 0)
			return true;
	return memchr("-0123456789", word[0], 11) && memchr("-+.eE", word[length - 1], 5);
}

/* In a map, and no key was read since it began or since the last comma. */
static bool
expects_key(const struct json_reader *reader)
{
	const struct tree *tree = &reader->tree;
	const char *data = reader->text.all.data;
	return tree->depth > 0 && data[tree->open[tree->depth - 1].offset] == '{' &&
	       memchr("{,", data[reader->ended - 1], 2);
}

void
json_refuse_word(struct json_reader *reader, struct span at)
{
	struct diags *diags = reader->tree.diags;
	const char *word = bytes(reader, at);
	if (text_deceives(diags, at.source, &reader->text, at.offset, at.length))
		return;
	if (reaches_end(reader, at) && is_cut(word, at.length)) {
		diag_at(diags, DIAG_TRUNCATED, at, "the file ends inside %s", quoted(reader, at));
	} else if (memchr("-+.0123456789", word[0], 13)) {
		diag_at(diags, DIAG_NUMBER_FORM, at, "%s is no JSON number", quoted(reader, at));
		diag_help(diags,
		          "a number looks like 12, -0.5 or 1e3; a string takes double quotes");
	} else if ((unsigned char)word[0] >= 0x80) {
		uint32_t point = 0;
		at.length = utf8_decode(word, at.length, &point);
		diag_at(diags, DIAG_SYNTAX, at, "U+%04X outside a string", (unsigned)point);
	} else if (word[0] == '/' || word[0] == '#') {
		diag_at(diags, DIAG_SYNTAX, at, "%s begins nothing in JSON", quoted(reader, at));
		diag_help(diags, "a comment begins with // or stands between /* and */");
	} else if (expects_key(reader)) {
		diag_at(diags, DIAG_SYNTAX, at, "expected a key in double quotes, found %s",
		        quoted(reader, at));
	} else if (word[0] == '\'') {
		diag_at(diags, DIAG_SYNTAX, at, "single quotes; a JSON string takes double ones");
	} else {
		diag_at(diags, DIAG_SYNTAX, at,
		        "%s is no JSON value; expected true, false, null, a number, a list, "
		        "a map or a string in double quotes",
		        quoted(reader, at));
	}
}

static const char *
found_name(const struct json_reader *reader, struct span at)
{
	if (at.length == 0)
		return "the end of the file";
	return bytes(reader, at)[0] == '"' ? "a string" : quoted(reader, at);
}

/* The innermost open list or map, as the reason why its end was expected. */
static void
note_open(const struct json_reader *reader)
{
	if (reader->tree.depth == 0)
		return;
	struct span open = reader->tree.open[reader->tree.depth - 1];
	diag_note(reader->tree.diags, open, "the %s begins here",
	          bytes(reader, open)[0] == '[' ? "list" : "map");
}

static void
refuse_end(const struct json_reader *reader, const char *expected)
{
	struct diags *diags = reader->tree.diags;
	if (reader->tree.depth == 0) {
		diag_at(diags, DIAG_EMPTY, end_of_file(reader), "the file holds no value");
		return;
	}
	diag_at(diags, DIAG_TRUNCATED, end_of_file(reader), "the file ends too early; expected %s",
	        expected);
	note_open(reader);
}

/*
 * Bison's message is "syntax error, unexpected A, expecting B or C", and ends
 * before ", expecting" when more than four tokens could follow: then it is a
 * value that is missing.
 */
void
json_refuse_token(struct json_reader *reader, struct span at, const char *message)
{
	struct diags *diags = reader->tree.diags;
	const char *expected = strstr(message, ", expecting ");
	expected = expected ? expected + strlen(", expecting ") : "a value";
	if (strstr(expected, "a value"))
		expected = "a value";
	bool separator = strstr(expected, "','") || strstr(expected, "':'");
	if (at.length == 0) {
		refuse_end(reader, expected);
		return;
	}
	if (separator && !memchr("]}:,", bytes(reader, at)[0], 4)) {
		struct span gap = {at.source, reader->behind, 0};
		diag_at(diags, DIAG_SYNTAX, gap, "expected %s before %s", expected,
		        found_name(reader, at));
		diag_note(diags, at, "found here");
		return;
	}
	diag_at(diags, DIAG_SYNTAX, at, "expected %s, found %s", expected, found_name(reader, at));
	if (strchr("]}", bytes(reader, at)[0]))
		note_open(reader);
}
