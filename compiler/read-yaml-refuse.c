/* SPDX-License-Identifier: Apache-2.0 */
/* read-yaml-refuse.c - what to say about a text that is no YAML, or more of it than we read. */
#include "compiler/read-yaml.h"

#include <string.h>

/* What libyaml says, where we can say it better. */
struct problem {
	const char *problem;
	enum diag_code code;
	const char *message;
	const char *help; /* or NULL */
};

static const struct problem problems[] = {
    {"did not find expected alphabetic or numeric character", DIAG_YAML_ALIAS,
     "a text without quotes cannot begin with '*' or '&'", "quote the text"},
    {"found character that cannot start any token", DIAG_SYNTAX,
     "a text without quotes cannot begin with this character", "quote the text"},
    {"found invalid Unicode character escape code", DIAG_STRING_ESCAPE,
     "the escape names no character",
     "write the character itself, or as \\U with eight digits; half a pair is none in YAML"},
    {"found unknown escape character", DIAG_STRING_ESCAPE, "YAML has no such escape",
     "a backslash itself is \\\\ in double quotes; in single quotes it stands for itself"},
    {"did not find expected hexdecimal number", DIAG_STRING_ESCAPE,
     "expected hex digits in the escape", NULL},
    {"found undefined tag handle", DIAG_YAML_TAG, "a tag", NULL},
    {"mapping values are not allowed in this context", DIAG_SYNTAX,
     "a ':' that ends no key; expected one key and its value in a line",
     "quote a text that holds ': '"},
    {"mapping keys are not allowed in this context", DIAG_YAML_KEY,
     "a '?' begins a key that is no string", NULL},
    {"block sequence entries are not allowed in this context", DIAG_SYNTAX,
     "a '-' begins a list item here, where none can stand",
     "put the list in lines of its own, or quote the text"},
    {"found unexpected end of stream", DIAG_TRUNCATED, "the file ends inside a string", NULL},
    {"found unexpected document indicator", DIAG_TRUNCATED, "the document ends inside a string",
     NULL},
    {"could not find expected ':'", DIAG_SYNTAX, "expected ':' after the key", NULL},
    {"did not find expected key", DIAG_SYNTAX, "expected a key in the column of the others", NULL},
    {"did not find expected '-' indicator", DIAG_SYNTAX,
     "expected '-' in the column of the other items", NULL},
    {"did not find expected ',' or ']'", DIAG_SYNTAX, "expected ',' or ']'", NULL},
    {"did not find expected ',' or '}'", DIAG_SYNTAX, "expected ',' or '}'", NULL},
    {"did not find expected node content", DIAG_SYNTAX, "expected a value", NULL},
    {"did not find expected <document start>", DIAG_SYNTAX, "expected '---' or the end of the file",
     "is it indented less than what came before?"},
};

static const struct problem tab = {NULL, DIAG_SYNTAX, "a tab where YAML expects blanks", NULL};

void
yaml_refuse(struct yaml_reader *reader, enum diag_code code, struct span at, const char *format,
            ...)
{
	va_list args;
	va_start(args, format);
	const char *text = arena_vprintf(reader->tree.arena, format, args);
	va_end(args);
	diag_at(reader->tree.diags, code, at, "%s", text);
	reader->tree.failed = true;
	reader->errors++;
}

static bool
only_blanks_after(const struct yaml_reader *reader, uint32_t at)
{
	struct str all = reader->text.all;
	while (at < all.length && memchr(" \t\r\n", all.data[at], 4))
		at++;
	return at == all.length;
}

/* The character at OFFSET, as far as there is one. */
static struct span
character(const struct yaml_reader *reader, uint32_t offset)
{
	struct str all = reader->text.all;
	uint32_t end = offset;
	if (end < all.length && all.data[end] != '\n' && all.data[end] != '\r')
		end++;
	while (end > offset && end < all.length && ((unsigned char)all.data[end] & 0xc0) == 0x80)
		end++;
	return (struct span){reader->tree.source, offset, end - offset};
}

/* Our checks leave only U+FFFE and U+FFFF to libyaml's. */
static void
refuse_character(struct yaml_reader *reader)
{
	uint32_t left = reader->text.all.length - reader->text.start;
	uint32_t offset =
	    reader->parser.problem_offset < left ? (uint32_t)reader->parser.problem_offset : left;
	yaml_refuse(reader, DIAG_CONTROL_CHARACTER, character(reader, reader->text.start + offset),
	            "U+%04X cannot stand in YAML", (unsigned)reader->parser.problem_value);
}

/* "while parsing a flow sequence" becomes "the list begins here", where that helps. */
static void
note_context(struct yaml_reader *reader)
{
	static const char *const contexts[][2] = {
	    {"while parsing a flow sequence", "the list begins here"},
	    {"while parsing a flow mapping", "the map begins here"},
	    {"while parsing a block mapping", "the map begins here"},
	    {"while parsing a block collection", "the list begins here"},
	    {"while scanning a quoted scalar", "the string begins here"},
	    {"while scanning a simple key", "the key begins here"},
	};
	const yaml_parser_t *parser = &reader->parser;
	for (size_t i = 0; parser->context && i < COUNTOF(contexts); i++)
		if (strcmp(parser->context, contexts[i][0]) == 0) {
			uint32_t offset = yaml_offset(reader, parser->context_mark.index);
			diag_note(reader->tree.diags, character(reader, offset), "%s",
			          contexts[i][1]);
		}
}

void
yaml_refuse_problem(struct yaml_reader *reader)
{
	const yaml_parser_t *parser = &reader->parser;
	if (parser->error == YAML_MEMORY_ERROR)
		arena_exhausted(reader->tree.arena);
	if (parser->error == YAML_READER_ERROR) {
		refuse_character(reader);
		return;
	}
	struct span at = character(reader, yaml_offset(reader, parser->problem_mark.index));
	struct problem problem = {parser->problem, DIAG_SYNTAX, parser->problem, NULL};
	for (size_t i = 0; i < COUNTOF(problems); i++)
		if (strcmp(problems[i].problem, parser->problem) == 0)
			problem = problems[i];
	if (problem.code == DIAG_SYNTAX && at.length > 0 &&
	    reader->text.all.data[at.offset] == '\t')
		problem = tab;
	bool truncated = problem.code == DIAG_TRUNCATED ||
	                 (problem.code == DIAG_SYNTAX && only_blanks_after(reader, at.offset));
	if (truncated && problem.code != DIAG_TRUNCATED)
		yaml_refuse(reader, DIAG_TRUNCATED, at, "the file ends too early; %s",
		            problem.message);
	else
		yaml_refuse(reader, problem.code, at, "%s", problem.message);
	note_context(reader);
	if (problem.help)
		diag_help(reader->tree.diags, "%s", problem.help);
}

/* "%YAML 1.1" or 1.2, then blanks or a comment. */
static bool
is_version(const char *line, uint32_t length)
{
	static const char name[] = "%YAML";
	uint32_t at = sizeof(name) - 1;
	if (length < at || memcmp(line, name, at) != 0)
		return false;
	while (at < length && (line[at] == ' ' || line[at] == '\t'))
		at++;
	if (at == sizeof(name) - 1 || length - at < 3 ||
	    (memcmp(line + at, "1.1", 3) != 0 && memcmp(line + at, "1.2", 3) != 0))
		return false;
	at += 3;
	return at == length || memchr(" \t\r", line[at], 3);
}

bool
yaml_check_directives(struct yaml_reader *reader, uint32_t from)
{
	struct str all = reader->text.all;
	bool seen = from != reader->text.start;
	for (uint32_t at = from, end; at < all.length; at = end + 1) {
		const char *feed = memchr(all.data + at, '\n', all.length - at);
		end = feed ? (uint32_t)(feed - all.data) : all.length;
		uint32_t first = at;
		while (first < end && memchr(" \t\r", all.data[first], 3))
			first++;
		bool marker = end - at >= 3 && memcmp(all.data + at, "...", 3) == 0;
		if (first == end || all.data[first] == '#' || marker)
			continue;
		if (all.data[at] != '%')
			return true;
		if (is_version(all.data + at, end - at) && !seen) {
			seen = true;
			continue;
		}
		struct span place = {reader->tree.source, at, end - at};
		yaml_refuse(reader, DIAG_YAML_DIRECTIVE, place,
		            seen && is_version(all.data + at, end - at)
		                ? "a second %%YAML directive"
		                : "a directive other than %%YAML 1.1 or 1.2");
		return false;
	}
	return true;
}
