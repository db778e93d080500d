/* SPDX-License-Identifier: Apache-2.0 */
/* text.c - is it text at all, and does it show what it says? */
#include "compiler/text.h"

#include "compiler/utf8.h"

#include <limits.h>
#include <string.h>

#define REPORTS_MAX 10           /* a text with more of the same is no text */
#define LENGTH_MAX (INT_MAX / 2) /* the scanners count in int */

static bool
begins(struct str text, const char *bytes, uint32_t length)
{
	return text.length >= length && memcmp(text.data, bytes, length) == 0;
}

/* UTF-16 and UTF-32 say so in their first bytes; better than "byte 0xff is not UTF-8". */
static const char *
other_encoding(struct str text)
{
	if (begins(text, "\xff\xfe\0", 4) || begins(text, "\0\0\xfe\xff", 4))
		return "UTF-32";
	return begins(text, "\xff\xfe", 2) || begins(text, "\xfe\xff", 2) ? "UTF-16" : NULL;
}

static bool
refuse_bytes(struct diags *diags, struct span at, const char *data, uint32_t point)
{
	if (at.length == 0) {
		at.length = 1;
		diag_at(diags, DIAG_ENCODING, at, "byte 0x%02x is not UTF-8",
		        (unsigned)(unsigned char)data[0]);
		return true;
	}
	if (point == 0)
		diag_at(diags, DIAG_NUL_BYTE, at, "a NUL byte in a text");
	else if (point < 0x20 && utf8_classify(point) == UTF8_CONTROL)
		diag_at(diags, DIAG_CONTROL_CHARACTER, at, "control character U+%04X in a text",
		        (unsigned)point);
	else
		return false;
	return true;
}

/* Encoding, NUL and control bytes; these are wrong wherever they stand. */
static bool
check_bytes(struct diags *diags, uint32_t source, struct text *text)
{
	struct str all = text->all;
	unsigned reports = 0;
	text->ascii = true;
	for (uint32_t at = text->start, size; at < all.length && reports < REPORTS_MAX;
	     at += size ? size : 1) {
		at += utf8_plain(all.data + at, all.length - at);
		if (at == all.length)
			break;
		uint32_t point = (unsigned char)all.data[at];
		size = 1;
		if (point >= 0x80) {
			text->ascii = false;
			size = utf8_decode(all.data + at, all.length - at, &point);
		}
		struct span place = {source, at, size};
		reports += refuse_bytes(diags, place, all.data + at, point);
	}
	return reports == 0;
}

/* What is wrong with one character; 0 if nothing. */
static int
deception(struct str all, uint32_t at, uint32_t point)
{
	if (point == '\r')
		return at + 1 == all.length || all.data[at + 1] != '\n' ? DIAG_HIDDEN_LINE_BREAK
		                                                        : 0;
	switch (utf8_classify(point)) {
	case UTF8_CONTROL:
		return DIAG_CONTROL_CHARACTER;
	case UTF8_BREAK:
		return DIAG_HIDDEN_LINE_BREAK;
	case UTF8_BIDI:
		return DIAG_BIDI_CONTROL;
	case UTF8_ZERO:
		return DIAG_HIDDEN_CHARACTER;
	default:
		return 0;
	}
}

static void
report_deception(struct diags *diags, struct span at, int code, uint32_t point)
{
	unsigned u = (unsigned)point;
	switch (code) {
	case DIAG_HIDDEN_LINE_BREAK:
		diag_at(diags, DIAG_HIDDEN_LINE_BREAK, at,
		        "U+%04X ends a line for some programs and not for others", u);
		break;
	case DIAG_BIDI_CONTROL:
		diag_at(diags, DIAG_BIDI_CONTROL, at,
		        "U+%04X changes the order in which the text around it shows", u);
		break;
	case DIAG_HIDDEN_CHARACTER:
		diag_at(diags, DIAG_HIDDEN_CHARACTER, at, "U+%04X does not show", u);
		break;
	default:
		diag_at(diags, DIAG_CONTROL_CHARACTER, at, "control character U+%04X in a text", u);
		break;
	}
	diag_help(diags, "remove it, or write it as \\u%04x in a string with double quotes", u);
}

bool
text_deceives(struct diags *diags, uint32_t source, const struct text *text, uint32_t offset,
              uint32_t length)
{
	unsigned reports = 0;
	uint32_t size;
	uint32_t end = offset + length;
	for (uint32_t at = offset; at < end && reports < REPORTS_MAX; at += size) {
		at += utf8_plain(text->all.data + at, end - at);
		if (at == end)
			break;
		uint32_t point = (unsigned char)text->all.data[at];
		size = 1;
		if (point >= 0x80)
			size = utf8_decode(text->all.data + at, text->all.length - at, &point);
		int code = deception(text->all, at, point);
		if (!code)
			continue;
		report_deception(diags, (struct span){source, at, size}, code, point);
		reports++;
	}
	return reports > 0;
}

void
text_warn_string(struct diags *diags, struct span at, const char *data)
{
	uint32_t size;
	for (uint32_t i = 0; i < at.length; i += size) {
		i += utf8_plain(data + i, at.length - i);
		if (i == at.length)
			return;
		uint32_t point = (unsigned char)data[i];
		size = utf8_decode(data + i, at.length - i, &point);
		if (utf8_classify(point) == UTF8_PLAIN)
			continue;
		struct span place = {at.source, at.offset + i, size};
		diag_at(diags, DIAG_DECEPTIVE_STRING, place,
		        "U+%04X in a string does not show, or shows as something else",
		        (unsigned)point);
		diag_help(diags, "remove it, or write it as \\u%04x", (unsigned)point);
		return;
	}
}

bool
text_check(struct diags *diags, const struct sources *sources, uint32_t source, bool deceptive,
           struct text *text)
{
	struct str all = source_get(sources, source)->text;
	*text = (struct text){all, str_begins(all, UTF8_BOM) ? 3 : 0, true};
	struct span start = {source, text->start, 0};
	if (all.length == text->start) {
		diag_at(diags, DIAG_EMPTY, start, "the file is empty");
		return false;
	}
	if (all.length > LENGTH_MAX) {
		diag_at(diags, DIAG_TOO_LARGE, start, "a text of %u bytes; at most %d can be read",
		        (unsigned)all.length, LENGTH_MAX);
		return false;
	}
	const char *encoding = other_encoding(all);
	if (encoding) {
		diag_at(diags, DIAG_ENCODING, (struct span){source, 0, 2},
		        "the file is %s; expected UTF-8", encoding);
		return false;
	}
	if (!check_bytes(diags, source, text))
		return false;
	return !deceptive ||
	       !text_deceives(diags, source, text, text->start, all.length - text->start);
}
