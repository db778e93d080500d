/* SPDX-License-Identifier: Apache-2.0 */
/* policy-word.c - what a word of policy text is, which depends on where it stands. */
#include "grammar/policy-reader.h"

#include "compiler/tree.h"
#include "grammar/policy-parse.h"

#include <string.h>

struct keyword {
	const char *name;
	int token;
	uint32_t bits;
};

/* What a line begins with, and what the next word is then. */
static const struct {
	struct keyword keyword;
	enum policy_want next;
} firsts[] = {
    {{"allow", ALLOW, 0}, WANT_RIGHTS},
    {{"deny", DENY, 0}, WANT_RIGHTS},
    {{"bypass", BYPASS, 0}, WANT_RIGHTS},
    {{"assert", ASSERT, 0}, WANT_KEYWORD},
    {{"network", NETWORK, 0}, WANT_KEYWORD},
    {{"scope", SCOPE, 0}, WANT_KEYWORD},
    {{"unix_sockets", UNIX_SOCKETS, 0}, WANT_KEYWORD},
    {{"user_namespaces", USER_NAMESPACES, 0}, WANT_KEYWORD},
    {{"sysv_ipc", SYSV_IPC, 0}, WANT_KEYWORD},
    {{"capability", CAPABILITY, 0}, WANT_NAME},
    {{"env", ENV, 0}, WANT_KEYWORD},
    {{"accept", ACCEPT, 0}, WANT_NAME},
    {{"require", REQUIRE, 0}, WANT_NAME},
    {{"limit", LIMIT, 0}, WANT_NAME},
    {{"group", GROUP, 0}, WANT_NAME},
    {{"shipped", SHIPPED, 0}, WANT_NAME},
    {{"tool", TOOL, 0}, WANT_NAME},
    {{"nono", NONO, 0}, WANT_PORT},
    {{"}", '}', 0}, WANT_KEYWORD},
};

static const struct keyword others[] = {
    {"allow", ALLOW, 0},
    {"deny", DENY, 0},
    {"secret", SECRET, 0},
    {"set", SET, 0},
    {"tcp", TCP, 0},
    {"udp", UDP, 0},
    {"connect", DIRECTION, BLOB_PORT_CONNECT},
    {"listen", DIRECTION, BLOB_PORT_BIND},
    {"blocked", BLOCKED, 0},
    {"listed", LISTED, 0},
    {"closed", CLOSED, 0},
    {"asked", ASKED, 0},
    {"dir", OBJECT, BLOB_OBJECT_DIRECTORY},
    {"file", OBJECT, BLOB_OBJECT_FILE},
    {"children", CHILDREN, 0},
    {"signal", SCOPE_NAME, BLOB_SCOPE_SIGNAL},
    {"abstract_unix_socket", SCOPE_NAME, BLOB_SCOPE_ABSTRACT_UNIX_SOCKET},
    {"{", '{', 0},
    {"}", '}', 0},
};

/* Begins as a path does, or holds a '/'. */
static bool
path_begins(struct str word)
{
	return word.length &&
	       (strchr("/~$.@*", word.data[0]) || memchr(word.data, '/', word.length));
}

static const struct keyword *
find(struct str word)
{
	for (size_t i = 0; i < COUNTOF(others); i++)
		if (str_is(word, others[i].name))
			return &others[i];
	return NULL;
}

/* The next of the names in WORD, which commas separate; false when there is none. */
static bool
next_name(struct str word, uint32_t *at, struct str *name)
{
	const char *comma;

	if (*at > word.length)
		return false;
	comma = memchr(word.data + *at, ',', word.length - *at);
	name->data = word.data + *at;
	name->length = comma ? (uint32_t)(comma - name->data) : word.length - *at;
	*at += name->length + 1;
	return true;
}

/* "connect", "listen" or both. */
static uint32_t
directions(struct str word)
{
	uint32_t at = 0, bits = 0;
	struct str name;

	while (next_name(word, &at, &name)) {
		const struct keyword *keyword = find(name);

		if (!keyword || keyword->token != DIRECTION)
			return 0;
		bits |= keyword->bits;
	}
	return bits;
}

static int
rights(struct policy_reader *reader, struct str word, uint32_t *bits)
{
	uint32_t at = 0, found;
	struct str name;

	*bits = 0;
	while (next_name(word, &at, &name)) {
		found = access_find(name);
		*bits |= found;
		if (found)
			continue;
		policy_refuse_right(reader, name,
		                    policy_span(reader,
		                                reader->word + (uint32_t)(name.data - word.data),
		                                name.length));
		return POLICY_error;
	}
	return RIGHTS;
}

/* What stands where rights do. */
static int
in_front(struct policy_reader *reader, struct str word, union POLICY_STYPE *value)
{
	uint32_t bits = directions(word);

	if (bits) {
		value->bits = bits;
		return DIRECTION;
	}
	if (str_is(word, "syscall"))
		return SYSCALL;
	if (str_is(word, "env"))
		return ENV;
	return path_begins(word) ? PATH : rights(reader, word, &value->bits);
}

/* Up to five digits; more, or a number above 65535, is too large (UINT32_MAX). */
static bool
number(struct str word, uint32_t *at, uint32_t *value)
{
	uint32_t start = *at;

	for (*value = 0; *at < word.length; ++*at) {
		char c = word.data[*at];

		if (c < '0' || c > '9')
			break;
		if (*value <= UINT16_MAX)
			*value = 10 * *value + (uint32_t)(c - '0');
	}
	return *at > start;
}

static int
port(struct policy_reader *reader, struct str word, struct policy_ports *ports)
{
	uint32_t at = 0, first = 0, last = UINT16_MAX;

	if (memchr(word.data, ':', word.length))
		return DESTINATION;
	if (str_is(word, "*")) {
		first = 1;
	} else {
		if (!number(word, &at, &first))
			return WORD;
		last = first;
		if (at < word.length && word.data[at] == '-' && (++at, !number(word, &at, &last)))
			return WORD;
		if (at < word.length)
			return WORD;
	}
	if (first < 1 || last > UINT16_MAX || first > last) {
		policy_tell(reader, DIAG_PORT_RANGE, ports->word.at,
		            "'%.*s' is no port%s, expected 1 to 65535", STR_ARG(word),
		            memchr(word.data, '-', word.length) ? " range" : "");
		return POLICY_error;
	}
	ports->first = (uint16_t)first;
	ports->last = (uint16_t)last;
	return PORTS;
}

static int
keyword(struct policy_reader *reader, struct str word, union POLICY_STYPE *value)
{
	const struct keyword *found = find(word);
	uint32_t bits = directions(word);

	(void)reader;
	if (bits) {
		value->bits = bits;
		return DIRECTION;
	}
	if (str_is(word, "env"))
		return ENV;
	if (!found)
		return WORD;
	value->bits = found->bits;
	return found->token;
}

/* The next word's meaning, from the token before it. */
static enum policy_want
next_want(const struct policy_reader *reader, int token)
{
	bool variable = reader->first == ENV;

	switch (token) {
	case ALLOW:
	case DENY:
		return variable ? WANT_NAME : WANT_RIGHTS;
	case SECRET:
	case SET:
	case ENV:
	case SYSCALL:
		return WANT_NAME;
	case RIGHTS:
		return WANT_PATH;
	case TCP:
	case UDP:
		return reader->first == NETWORK ? WANT_KEYWORD : WANT_PORT;
	case NAME:
		return reader->last == SET || reader->first == LIMIT ? WANT_TEXT : WANT_KEYWORD;
	default:
		return WANT_KEYWORD;
	}
}

static int
take(struct policy_reader *reader, int token)
{
	reader->want = next_want(reader, token);
	reader->before = reader->last;
	reader->last = token;
	return token;
}

static int
first_word(struct policy_reader *reader, struct str word)
{
	reader->first = WORD;
	reader->last = WORD;
	reader->want = WANT_TEXT;
	for (size_t i = 0; i < COUNTOF(firsts); i++) {
		if (!str_is(word, firsts[i].keyword.name))
			continue;
		reader->first = reader->last = firsts[i].keyword.token;
		reader->want = firsts[i].next;
	}
	return reader->first;
}

static bool
fits(struct policy_reader *reader, struct span at, uint32_t length)
{
	if (length <= TREE_STRING_MAX)
		return true;
	policy_tell(reader, DIAG_STRING_TOO_LONG, at, "a word of %u bytes; at most %u", length,
	            TREE_STRING_MAX);
	return false;
}

static int
bare_word(struct policy_reader *reader, uint32_t length, union POLICY_STYPE *value)
{
	struct str word = {reader->text.data + reader->word, length};
	struct span at = policy_span(reader, reader->word, length);

	/* The members of the union begin alike: a word, where there is one. */
	value->ports = (struct policy_ports){.word = {word, at}};
	if (!fits(reader, at, length))
		return POLICY_error;
	switch (reader->want) {
	case WANT_FIRST:
		return first_word(reader, word);
	case WANT_RIGHTS:
		return take(reader, in_front(reader, word, value));
	case WANT_PATH:
		return take(reader, PATH);
	case WANT_PORT:
		return take(reader, port(reader, word, &value->ports));
	case WANT_NAME:
		return take(reader, NAME);
	case WANT_TEXT:
		return take(reader, reader->first == WORD ? WORD : TEXT);
	case WANT_KEYWORD:
		break;
	}
	return take(reader, keyword(reader, word, value));
}

static int
quoted_word(struct policy_reader *reader, uint32_t length, union POLICY_STYPE *value)
{
	struct span at = policy_span(reader, reader->word, length);

	value->ports = (struct policy_ports){.word = {{NULL, 0}, at}};
	if (!fits(reader, at, length - 2) || !policy_decode(reader, length, &value->word.text))
		return POLICY_error;
	switch (reader->want) {
	case WANT_PATH:
		return take(reader, PATH);
	case WANT_NAME:
		return take(reader, NAME);
	case WANT_TEXT:
		return take(reader, reader->first == WORD ? WORD : TEXT);
	case WANT_FIRST:
		reader->first = WORD;
		reader->want = WANT_TEXT;
		return WORD;
	default:
		return take(reader, reader->last == BYPASS ? PATH : WORD);
	}
}

/* Keeps what a token is, for whoever asked. */
static int
note(struct policy_reader *reader, int token, const struct policy_token *noted)
{
	struct policy_tokens *tokens = reader->tokens;

	if (!tokens)
		return token;
	tokens->items =
	    arena_room(reader->ir->arena, tokens->items, tokens->count, sizeof(*tokens->items));
	tokens->items[tokens->count++] = *noted;
	return token;
}

int
policy_word(struct policy_reader *reader, uint32_t length, union POLICY_STYPE *value)
{
	int token = bare_word(reader, length, value);
	struct policy_token noted = {
	    .at = policy_span(reader, reader->word, length),
	    .text = {reader->text.data + reader->word, length},
	    .rights = token == RIGHTS,
	    .sides = token == DIRECTION,
	};

	if (noted.rights || noted.sides)
		noted.bits = value->bits;
	return note(reader, token, &noted);
}

int
policy_string(struct policy_reader *reader, uint32_t length, union POLICY_STYPE *value)
{
	int token = quoted_word(reader, length, value);
	struct policy_token noted = {
	    .at = policy_span(reader, reader->word, length),
	    .text = value->word.text,
	    .quoted = true,
	};

	return note(reader, token, &noted);
}
