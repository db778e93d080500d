/* SPDX-License-Identifier: Apache-2.0 */
/*
 * render-fingerprint.c - by what GitHub knows an alert again when lines move.
 *
 * primaryLocationLineHash of a line: the 64-bit polynomial, base 37, of the
 * next 100 UTF-16 units from its start, blanks left out and each kind of line
 * end taken as a line feed; 65535 follows the text, then zeros.  In hex, with
 * the number of its occurrence in the file.
 */
#include "compiler/render.h"

#include "compiler/utf8.h"

#include <inttypes.h>

#define WINDOW 100u
#define BASE ((uint64_t)37)
#define END_OF_FILE ((uint16_t)65535)
#define REPLACEMENT ((uint32_t)0xfffd)

/* How often a hash was seen: open addressing, never full. */
struct seen {
	uint64_t hash;
	uint32_t count;
};

struct hashing {
	struct arena *arena;
	uint16_t units[WINDOW];
	uint32_t lines[WINDOW]; /* the line that begins with the unit, or 0 */
	uint32_t at;
	uint64_t hash;
	uint64_t leaving; /* 37^100: what the unit that leaves was multiplied by */
	uint32_t line;
	bool line_starts;
	bool after_return;
	struct seen *seen;
	size_t seen_size; /* a power of two */
	const char **results;
};

static uint32_t
occurrence(struct hashing *h, uint64_t hash)
{
	size_t slot = (hash ^ hash >> 32) & (h->seen_size - 1);

	while (h->seen[slot].count && h->seen[slot].hash != hash)
		slot = (slot + 1) & (h->seen_size - 1);
	h->seen[slot].hash = hash;
	return ++h->seen[slot].count;
}

/* The window is full again where a line began: that line's hash is complete. */
static void
flush(struct hashing *h)
{
	uint32_t line = h->lines[h->at];

	if (!line)
		return;
	h->lines[h->at] = 0;
	h->results[line - 1] =
	    arena_printf(h->arena, "%" PRIx64 ":%" PRIu32, h->hash, occurrence(h, h->hash));
}

static void
roll(struct hashing *h, uint16_t unit)
{
	h->hash = h->hash * BASE + unit - h->leaving * h->units[h->at];
	h->units[h->at] = unit;
	h->at = (h->at + 1) % WINDOW;
}

static void
take(struct hashing *h, uint16_t unit)
{
	bool skipped = unit == ' ' || unit == '\t' || (h->after_return && unit == '\n');

	h->after_return = unit == '\r';
	if (skipped)
		return;
	if (unit == '\r')
		unit = '\n';
	flush(h);
	if (h->line_starts)
		h->lines[h->at] = ++h->line;
	h->line_starts = unit == '\n';
	roll(h, unit);
}

static void
take_text(struct hashing *h, struct str text)
{
	for (uint32_t at = 0, size; at < text.length; at += size ? size : 1) {
		uint32_t point;

		size = utf8_decode(text.data + at, text.length - at, &point);
		if (size == 0)
			point = REPLACEMENT;
		if (point > 0xffff) {
			take(h, (uint16_t)(0xd7c0 + (point >> 10)));
			point = 0xdc00 | (point & 0x3ff);
		}
		take(h, (uint16_t)point);
	}
	take(h, END_OF_FILE);
}

const char *const *
render_fingerprints(struct arena *arena, struct str text, size_t *count)
{
	struct hashing *h = arena_alloc(arena, sizeof(*h));
	size_t most = 1;

	for (uint32_t i = 0; i < text.length; i++)
		most += text.data[i] == '\n' || text.data[i] == '\r';
	h->arena = arena;
	h->line_starts = true;
	h->leaving = 1;
	for (unsigned i = 0; i < WINDOW; i++)
		h->leaving *= BASE;
	h->seen_size = 4;
	while (h->seen_size < 2 * most)
		h->seen_size *= 2;
	h->seen = arena_calloc(arena, h->seen_size, sizeof(*h->seen));
	h->results = arena_calloc(arena, most, sizeof(*h->results));
	take_text(h, text);
	for (unsigned i = 0; i < WINDOW; i++) {
		flush(h);
		roll(h, 0);
	}
	*count = h->line;
	return h->results;
}
