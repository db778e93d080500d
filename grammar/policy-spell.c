/* SPDX-License-Identifier: Apache-2.0 */
/* policy-spell.c - words as policy text has them: in quotes only if they must be. */
#include "compiler/access.h"
#include "compiler/utf8.h"
#include "grammar/policy.h"

#include <stdio.h>
#include <string.h>

/* A word that grows; no byte takes more than ESCAPE. */
enum { ESCAPE = 6 };
struct spelling {
	char *data;
	uint32_t length;
};

/* A character that stands for itself in a word without quotes. */
static bool
plain(uint32_t point, uint32_t size)
{
	return size && point > 0x20 && point != '"' && point != '#' && point != 0x7f &&
	       utf8_classify(point) == UTF8_PLAIN;
}

static bool
bare(struct str word)
{
	uint32_t point, size;

	for (uint32_t i = 0; i < word.length; i += size) {
		size = utf8_decode(word.data + i, word.length - i, &point);
		if (!plain(point, size))
			return false;
	}
	return word.length > 0;
}

static void
put(struct spelling *spelling, const char *data, size_t length)
{
	memcpy(spelling->data + spelling->length, data, length);
	spelling->length += (uint32_t)length;
}

/* Bytes that are no UTF-8 become an escape that nothing reads: whoever reads it back sees. */
static void
put_quoted_one(struct spelling *spelling, const char *data, uint32_t size, uint32_t point)
{
	char escape[16];

	if (size == 0)
		snprintf(escape, sizeof(escape), "\\x%02x", (unsigned)(unsigned char)data[0]);
	else if (point == '"' || point == '\\')
		snprintf(escape, sizeof(escape), "\\%c", (char)point);
	else if (point == '\n' || point == '\t')
		snprintf(escape, sizeof(escape), "\\%c", point == '\n' ? 'n' : 't');
	else if (point == ' ' || plain(point, size) || point == '#') {
		put(spelling, data, size);
		return;
	} else
		snprintf(escape, sizeof(escape), point > 0xffff ? "\\u{%x}" : "\\u%04x",
		         (unsigned)point);
	put(spelling, escape, strlen(escape));
}

struct str
policy_spell(struct arena *arena, struct str word)
{
	struct spelling spelling = {NULL, 0};
	uint32_t point = 0, size;

	if (bare(word))
		return word;
	spelling.data = arena_calloc(arena, (size_t)word.length + 1, ESCAPE);
	put(&spelling, "\"", 1);
	for (uint32_t i = 0; i < word.length; i += size ? size : 1) {
		size = utf8_decode(word.data + i, word.length - i, &point);
		put_quoted_one(&spelling, word.data + i, size, point);
	}
	put(&spelling, "\"", 1);
	return (struct str){spelling.data, spelling.length};
}

const char *
policy_spell_rights(struct arena *arena, uint32_t rights)
{
	const char *names = access_text(arena, rights);
	char *text = arena_alloc(arena, strlen(names) + 1), *to = text;

	if (rights == BLOB_FS_ALL)
		return "all";
	for (; *names; names++)
		if (*names != ' ')
			*to++ = *names;
	return text;
}

const char *
policy_spell_sides(uint32_t directions)
{
	if (directions == (BLOB_PORT_CONNECT | BLOB_PORT_BIND))
		return "connect,listen";
	return directions & BLOB_PORT_CONNECT ? "connect" : "listen";
}
