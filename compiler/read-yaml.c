/* SPDX-License-Identifier: Apache-2.0 */
/* read-yaml.c - libyaml's events into a tree; its character marks become byte spans here. */
#include "compiler/read-yaml.h"

#include "compiler/read-plain.h"

#include <string.h>
#include <strings.h>

static struct node *value(struct yaml_reader *reader);

/*
 * libyaml counts characters.  Marks come nearly in order, so walking from the
 * one asked for last to the next costs one pass over the text in all.
 */
uint32_t
yaml_offset(struct yaml_reader *reader, size_t mark)
{
	struct str all = reader->text.all;
	if (reader->text.ascii)
		return reader->text.start + (uint32_t)mark;
	while (reader->mark < mark && reader->offset < all.length) {
		do
			reader->offset++;
		while (reader->offset < all.length &&
		       ((unsigned char)all.data[reader->offset] & 0xc0) == 0x80);
		reader->mark++;
	}
	while (reader->mark > mark) {
		do
			reader->offset--;
		while (((unsigned char)all.data[reader->offset] & 0xc0) == 0x80);
		reader->mark--;
	}
	return reader->offset;
}

static struct span
span_of(struct yaml_reader *reader, const yaml_event_t *event)
{
	uint32_t start = yaml_offset(reader, event->start_mark.index);
	uint32_t end = yaml_offset(reader, event->end_mark.index);
	return (struct span){reader->tree.source, start, end > start ? end - start : 0};
}

/* Its first byte. */
static struct span
start_of(struct yaml_reader *reader, const yaml_event_t *event)
{
	return (struct span){reader->tree.source, yaml_offset(reader, event->start_mark.index), 1};
}

/* False at the end of what can be read. */
static bool
next(struct yaml_reader *reader)
{
	if (reader->stopped)
		return false;
	if (tree_full(&reader->tree)) {
		reader->stopped = true;
		return false;
	}
	yaml_event_delete(&reader->event);
	if (yaml_parser_parse(&reader->parser, &reader->event))
		return true;
	yaml_refuse_problem(reader);
	reader->stopped = true;
	return false;
}

/*
 * What a value carries in front of it.  libyaml drops the tag '!' of a scalar,
 * but its first byte still stands there.
 */
static void
check_properties(struct yaml_reader *reader, struct span at, const yaml_char_t *anchor,
                 const yaml_char_t *tag, bool scalar)
{
	const char *text = reader->text.all.data + at.offset;
	if (anchor) {
		yaml_refuse(reader, DIAG_YAML_ANCHOR, at, "an anchor: '&%s'", (const char *)anchor);
		diag_help(reader->tree.diags, "write the value out where it is needed");
	}
	if (tag || (scalar && at.length > 0 && text[0] == '!')) {
		yaml_refuse(reader, DIAG_YAML_TAG, at, "a tag: '%s'",
		            tag ? (const char *)tag : "!");
		diag_help(reader->tree.diags, "quote the text if it is none");
	}
}

/* A block scalar's span ends with its text, not where the next line begins. */
static struct span
trimmed(const struct yaml_reader *reader, struct span at)
{
	const char *text = reader->text.all.data + at.offset;
	while (at.length > 0 && strchr(" \t\r\n", text[at.length - 1]))
		at.length--;
	return at;
}

/* The comment, as JSON has some, that begins in TEXT or behind a blank in it; or NULL. */
static const char *
json_comment(struct str text)
{
	const char *end = text.data + text.length, *at = text.data;

	while ((at = memchr(at, '/', (size_t)(end - at)))) {
		bool begins = at == text.data || at[-1] == ' ' || at[-1] == '\t';

		if (++at == end)
			break;
		if (begins && (*at == '/' || *at == '*'))
			return *at == '/' ? "//" : "/*";
	}
	return NULL;
}

/* Plain text that a reader of JSON would read otherwise: a comment, or a comma that is missing. */
static bool
looks_like_json(struct yaml_reader *reader, struct span at, struct str text)
{
	const char *comment = json_comment(text);

	if (comment) {
		yaml_refuse(reader, DIAG_YAML_AMBIGUOUS, at, "'%s' begins no comment in YAML",
		            comment);
		diag_help(reader->tree.diags,
		          "a comment begins with '#'; quote the text if it is none");
		return true;
	}
	if (reader->flow > 0 && memchr(text.data, '"', text.length)) {
		yaml_refuse(reader, DIAG_YAML_AMBIGUOUS, at,
		            "a quote inside a text without quotes");
		diag_help(reader->tree.diags, "separate values with ',', or quote all of the text");
		return true;
	}
	return false;
}

/* A scalar's text, or no text after an error. */
static struct str
scalar_text(struct yaml_reader *reader, const yaml_event_t *event, struct span at)
{
	const char *value = (const char *)event->data.scalar.value;
	size_t length = event->data.scalar.length;
	if (!tree_string_fits(&reader->tree, at, length))
		return STR("");
	if (memchr(value, '\0', length)) {
		yaml_refuse(reader, DIAG_NUL_BYTE, at, "a NUL byte in a string");
		return STR("");
	}
	return arena_str(reader->tree.arena, value, length);
}

static bool
is_plain(const yaml_event_t *event)
{
	return event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
}

static bool
is_word(struct str text, const char *const *words)
{
	for (; *words; words++)
		if (strlen(*words) == text.length &&
		    strncasecmp(*words, text.data, text.length) == 0)
			return true;
	return false;
}

/* What is meant is not known here: a key is a string, a value may be something else. */
static void
help_ambiguous(struct yaml_reader *reader, struct str text, bool key)
{
	static const char *const yes[] = {"y", "yes", "on", "true", NULL};
	static const char *const no[] = {"n", "no", "off", "false", NULL};
	struct diags *diags = reader->tree.diags;
	const char *meant = NULL;

	if (is_word(text, yes))
		meant = "true";
	else if (is_word(text, no))
		meant = "false";
	else if (strpbrk(text.data, "0123456789") && !strpbrk(text.data + 1, "-:")) /* no date */
		meant = "the number in plain digits";
	if (meant && !key)
		diag_help(diags, "write %s, or quote it if it is a text: \"%.*s\"", meant,
		          STR_ARG(text));
	else
		diag_help(diags, "quote it: \"%.*s\"", STR_ARG(text));
}

/* The rules for a text without quotes; what it is when it keeps them. */
static enum plain
check_plain(struct yaml_reader *reader, const yaml_event_t *event, struct span at, struct str text,
            bool key)
{
	if (event->start_mark.line != event->end_mark.line) {
		yaml_refuse(reader, DIAG_YAML_MULTILINE, at,
		            "a text without quotes goes on in the next line");
		diag_help(reader->tree.diags, "quote it, or begin it with '|' or '>'");
		return PLAIN_STRING;
	}
	if (looks_like_json(reader, at, text))
		return PLAIN_STRING;
	enum plain kind = plain_kind(text);
	if (kind != PLAIN_AMBIGUOUS)
		return kind;
	yaml_refuse(reader, DIAG_YAML_AMBIGUOUS, at,
	            "'%.*s' without quotes is not a string to every reader of YAML", STR_ARG(text));
	help_ambiguous(reader, text, key);
	return PLAIN_STRING;
}

static struct span
scalar_span(struct yaml_reader *reader, const yaml_event_t *event)
{
	struct span at = span_of(reader, event);
	if (event->data.scalar.style == YAML_LITERAL_SCALAR_STYLE ||
	    event->data.scalar.style == YAML_FOLDED_SCALAR_STYLE)
		at = trimmed(reader, at);
	check_properties(reader, at, event->data.scalar.anchor, event->data.scalar.tag, true);
	return at;
}

static struct node *
scalar(struct yaml_reader *reader)
{
	const yaml_event_t *event = &reader->event;
	static const enum node_kind kinds[] = {
	    [PLAIN_STRING] = NODE_STRING, [PLAIN_NULL] = NODE_NULL,     [PLAIN_TRUE] = NODE_BOOL,
	    [PLAIN_FALSE] = NODE_BOOL,    [PLAIN_NUMBER] = NODE_NUMBER,
	};
	struct span at = scalar_span(reader, event);
	struct str text = scalar_text(reader, event, at);
	enum plain kind =
	    is_plain(event) ? check_plain(reader, event, at, text, false) : PLAIN_STRING;
	struct node *node = tree_node(&reader->tree, kinds[kind], at);
	node->truth = kind == PLAIN_TRUE;
	if (node->kind == NODE_STRING || node->kind == NODE_NUMBER)
		node->text = text;
	return node;
}

/* A key without quotes must be a string to every reader. */
static void
check_plain_key(struct yaml_reader *reader, const yaml_event_t *event, struct span at,
                struct str text)
{
	struct diags *diags = reader->tree.diags;
	if (text.length == 0) {
		yaml_refuse(reader, DIAG_YAML_KEY, at, "a key is missing here");
	} else if (text.length == 2 && memcmp(text.data, "<<", 2) == 0) {
		yaml_refuse(reader, DIAG_YAML_MERGE_KEY, at, "a merge key: '<<'");
		diag_help(diags, "write the keys out, or use \"extends\"");
	} else if (reader->flow > 0 && memchr(text.data, ':', text.length)) {
		yaml_refuse(reader, DIAG_YAML_KEY, at, "the key '%.*s' has a ':' in it",
		            STR_ARG(text));
		diag_help(diags, "put a blank after the ':', or quote the key");
	} else if (check_plain(reader, event, at, text, true) != PLAIN_STRING) {
		yaml_refuse(reader, DIAG_YAML_AMBIGUOUS, at,
		            "the key '%.*s' without quotes is not a string to every reader of YAML",
		            STR_ARG(text));
		diag_help(diags, "quote it: \"%.*s\"", STR_ARG(text));
	}
}

/* False when the map has no more keys, or an error stopped the reader. */
static bool
read_key(struct yaml_reader *reader, struct member *member)
{
	const yaml_event_t *event = &reader->event;

	if (!next(reader) || event->type == YAML_MAPPING_END_EVENT)
		return false;
	if (event->type == YAML_SCALAR_EVENT) {
		member->key_at = scalar_span(reader, event);
		member->key = scalar_text(reader, event, member->key_at);
		if (is_plain(event))
			check_plain_key(reader, event, member->key_at, member->key);
	} else if (event->type == YAML_ALIAS_EVENT) {
		value(reader);
	} else {
		/* Such keys can nest; what is in them would only repeat this. */
		yaml_refuse(reader, DIAG_YAML_KEY, start_of(reader, event),
		            "a key that is no string");
		reader->stopped = true;
	}
	return true;
}

static void
read_members(struct yaml_reader *reader, struct node *map)
{
	for (;;) {
		struct member member = {.value = NULL};
		uint32_t errors = reader->errors;
		if (!read_key(reader, &member))
			return;
		bool sound = errors == reader->errors;
		if (!next(reader))
			return;
		member.value = value(reader);
		if (sound)
			tree_insert(&reader->tree, map, &member);
	}
}

static void
read_items(struct yaml_reader *reader, struct node *list)
{
	while (next(reader) && reader->event.type != YAML_SEQUENCE_END_EVENT)
		tree_append(&reader->tree, list, value(reader));
}

/*
 * Brackets end where libyaml says.  Without them it puts the end at the next
 * token, wherever that is: then the last value ends the collection.
 */
static void
close_collection(struct node *node, uint32_t end, bool brackets)
{
	if (brackets || node->count == 0)
		node->at.length = end > node->at.offset ? end - node->at.offset : 0;
	else if (node->kind == NODE_LIST)
		node->at = span_join(node->at, node->items[node->count - 1]->at);
	else
		node->at = span_join(node->at, node->members[node->count - 1].value->at);
}

static struct node *
collection(struct yaml_reader *reader)
{
	const yaml_event_t *start = &reader->event;
	bool list = start->type == YAML_SEQUENCE_START_EVENT;
	struct span at = start_of(reader, start);
	char first = reader->text.all.data[at.offset];
	bool brackets = first == (list ? '[' : '{') &&
	                (list ? start->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE
	                      : start->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE);
	if (list)
		check_properties(reader, at, start->data.sequence_start.anchor,
		                 start->data.sequence_start.tag, false);
	else
		check_properties(reader, at, start->data.mapping_start.anchor,
		                 start->data.mapping_start.tag, false);
	struct node *node = tree_node(&reader->tree, list ? NODE_LIST : NODE_MAP, at);
	if (!tree_enter(&reader->tree, at)) {
		reader->stopped = true;
		return node;
	}
	reader->flow += brackets;
	if (list)
		read_items(reader, node);
	else
		read_members(reader, node);
	reader->flow -= brackets;
	if (reader->stopped)
		return node;
	close_collection(node, yaml_offset(reader, reader->event.end_mark.index), brackets);
	tree_leave(&reader->tree);
	if (!list)
		tree_finish_map(&reader->tree, node);
	return node;
}

static struct node *
value(struct yaml_reader *reader)
{
	const yaml_event_t *event = &reader->event;

	if (event->type == YAML_SCALAR_EVENT)
		return scalar(reader);
	if (event->type == YAML_SEQUENCE_START_EVENT || event->type == YAML_MAPPING_START_EVENT)
		return collection(reader);
	struct span at = span_of(reader, event);
	yaml_refuse(reader, DIAG_YAML_ALIAS, at, "an alias: '%.*s'", (int)at.length,
	            reader->text.all.data + at.offset);
	diag_help(reader->tree.diags, "write the value out, or quote it if it is a text");
	return tree_node(&reader->tree, NODE_NULL, at);
}

/* One event of a kind that carries nothing; false when another came. */
static bool
expect(struct yaml_reader *reader, yaml_event_type_t type, struct span *at)
{
	if (!next(reader))
		return false;
	if (at)
		*at = span_of(reader, &reader->event);
	return reader->event.type == type;
}

/* The end of a document, and no directive behind it. */
static bool
end_document(struct yaml_reader *reader)
{
	struct span at;
	if (!expect(reader, YAML_DOCUMENT_END_EVENT, &at))
		return false;
	reader->stopped = !yaml_check_directives(reader, at.offset);
	return !reader->stopped;
}

/* Behind the first document: nothing, or a marker with nothing behind it. */
static void
read_end(struct yaml_reader *reader)
{
	struct span at;
	if (expect(reader, YAML_STREAM_END_EVENT, &at) || reader->stopped)
		return;
	const yaml_event_t *event = &reader->event;
	if (!next(reader))
		return;
	bool empty = event->type == YAML_SCALAR_EVENT && is_plain(event) &&
	             event->data.scalar.length == 0 && span_of(reader, event).length == 0;
	if (empty && end_document(reader) && expect(reader, YAML_STREAM_END_EVENT, NULL))
		return;
	if (!reader->stopped)
		yaml_refuse(reader, DIAG_YAML_DOCUMENTS, at, "a second document in one file");
}

static struct node *
read_document(struct yaml_reader *reader)
{
	struct span at;
	if (!expect(reader, YAML_STREAM_START_EVENT, NULL))
		return NULL;
	if (!expect(reader, YAML_DOCUMENT_START_EVENT, &at) || !next(reader)) {
		if (!reader->stopped)
			yaml_refuse(reader, DIAG_EMPTY, at, "the file holds no value");
		return NULL;
	}
	struct node *root = value(reader);
	if (end_document(reader))
		read_end(reader);
	if (!reader->tree.failed && root->at.length == 0)
		yaml_refuse(reader, DIAG_EMPTY, root->at, "the file holds no value");
	return root;
}

static void
release(void *what)
{
	struct yaml_reader *reader = what;

	yaml_event_delete(&reader->event);
	yaml_parser_delete(&reader->parser);
}

struct node *
read_yaml(struct arena *arena, struct sources *sources, struct diags *diags, uint32_t source)
{
	struct yaml_reader *reader = arena_alloc(arena, sizeof(*reader));
	reader->tree = (struct tree){.arena = arena, .diags = diags, .source = source};
	if (!text_check(diags, sources, source, true, &reader->text) ||
	    !yaml_check_directives(reader, reader->text.start))
		return NULL;
	struct str all = reader->text.all;
	reader->offset = reader->text.start;
	if (!yaml_parser_initialize(&reader->parser))
		arena_exhausted(arena);
	yaml_parser_set_encoding(&reader->parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&reader->parser,
	                             (const unsigned char *)all.data + reader->text.start,
	                             all.length - reader->text.start);
	struct arena_held held = {release, reader, NULL};
	arena_hold(arena, &held);
	struct node *root = read_document(reader);
	arena_release(arena);
	return reader->tree.failed ? NULL : root;
}
