/* SPDX-License-Identifier: Apache-2.0 */
/* policy-string.c - words in double quotes, and their escapes. */
#include "grammar/policy-reader.h"

#include "compiler/tree.h"
#include "compiler/utf8.h"
#include "grammar/policy-parse.h"

#include <string.h>

struct decoder {
	struct policy_reader *reader;
	const char *data;
	uint32_t at; /* offset in the text, as is the next */
	uint32_t end;
	char *out;
	uint32_t used;
	bool wrong;
};

static void
refuse(struct decoder *decoder, uint32_t length, const char *why)
{
	uint32_t left = decoder->end - decoder->at;

	if (length > left)
		length = left;
	if (policy_tell(decoder->reader, DIAG_STRING_ESCAPE,
	                policy_span(decoder->reader, decoder->at, length), "%s", why))
		diag_help(decoder->reader->ir->diags,
		          "known are \\\", \\\\, \\n, \\t, \\u00e9 and \\u{1f600}");
	decoder->at += length;
	decoder->wrong = true;
}

/* Hex digits at AT, MOST of them at most; how many there are. */
static uint32_t
hex(const struct decoder *decoder, uint32_t at, uint32_t most, uint32_t *value)
{
	static const char digits[] = "0123456789abcdef";
	uint32_t count = 0;

	for (*value = 0; count < most && at + count < decoder->end; count++) {
		char c = decoder->data[at + count];
		const char *digit = memchr(digits, c >= 'A' && c <= 'F' ? c | 0x20 : c, 16);

		if (!digit)
			break;
		*value = *value << 4 | (uint32_t)(digit - digits);
	}
	return count;
}

/* \u00e9 or \u{1f600}. */
static void
decode_unicode(struct decoder *decoder)
{
	bool brace = decoder->at + 2 < decoder->end && decoder->data[decoder->at + 2] == '{';
	uint32_t point;
	uint32_t count = hex(decoder, decoder->at + 2 + brace, brace ? 6 : 4, &point);
	uint32_t length = 2 + count + 2 * (uint32_t)brace;

	if (brace &&
	    (decoder->at + length > decoder->end || decoder->data[decoder->at + length - 1] != '}'))
		count = 0;
	if (brace ? count == 0 : count != 4)
		refuse(decoder, 2, "expected four hex digits after \\u, or some between { and }");
	else if (point == 0 || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff))
		refuse(decoder, length, "this is no character");
	else {
		decoder->used += utf8_encode(point, decoder->out + decoder->used);
		decoder->at += length;
	}
}

static void
decode_escape(struct decoder *decoder)
{
	static const char names[] = "\"\\nt", values[] = "\"\\\n\t";
	char name = decoder->data[decoder->at + 1];
	const char *found = memchr(names, name, sizeof(names) - 1);

	if (name == 'u') {
		decode_unicode(decoder);
	} else if (found) {
		decoder->out[decoder->used++] = values[found - names];
		decoder->at += 2;
	} else {
		refuse(decoder, 2, "policy text has no such escape");
	}
}

bool
policy_decode(struct policy_reader *reader, uint32_t length, struct str *text)
{
	struct decoder decoder = {
	    .reader = reader,
	    .data = reader->text.data,
	    .at = reader->word + 1,
	    .end = reader->word + length - 1,
	};
	uint32_t inside = length - 2;

	if (!memchr(decoder.data + decoder.at, '\\', inside)) {
		*text = (struct str){decoder.data + decoder.at, inside};
		return true;
	}
	/* No escape is shorter than what it stands for. */
	decoder.out = arena_alloc(reader->ir->arena, (size_t)inside + 1);
	while (decoder.at < decoder.end && !decoder.wrong) {
		if (decoder.data[decoder.at] == '\\')
			decode_escape(&decoder);
		else
			decoder.out[decoder.used++] = decoder.data[decoder.at++];
	}
	*text = (struct str){decoder.out, decoder.used};
	return !decoder.wrong;
}
