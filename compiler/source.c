/* SPDX-License-Identifier: Apache-2.0 */
/* source.c - the texts of one compilation; offsets become lines and columns only here. */
#include "compiler/source.h"

#include "compiler/utf8.h"

#include <assert.h>
#include <string.h>

/*
 * Instead of every line's start the place of every STEPth byte is kept: the
 * table stays small for a text of nothing but line ends, and a place is found
 * in constant time in a text of one line.
 */
#define STEP ((uint32_t)256)

struct entry {
	struct source source;
	struct place *steps; /* built by the first question */
};

struct sources {
	struct arena *arena;
	struct entry **entries;
	uint32_t count;
};

struct sources *
sources_new(struct arena *arena)
{
	struct sources *sources = arena_alloc(arena, sizeof(*sources));
	sources->arena = arena;
	return sources;
}

uint32_t
sources_add(struct sources *sources, const char *name, struct str text)
{
	sources->entries =
	    arena_room(sources->arena, sources->entries, sources->count, sizeof(*sources->entries));
	struct entry *entry = arena_alloc(sources->arena, sizeof(*entry));
	entry->source = (struct source){.name = name, .text = text};
	sources->entries[sources->count++] = entry;
	return sources->count;
}

uint32_t
sources_add_file(struct sources *sources, const char *name, struct str text)
{
	uint32_t number = sources_add(sources, name, text);

	sources->entries[number - 1]->source.file = true;
	return number;
}

uint32_t
sources_add_shipped(struct sources *sources, const char *name, struct str text)
{
	uint32_t number = sources_add(sources, name, text);

	sources->entries[number - 1]->source.shipped = true;
	return number;
}

uint32_t
sources_add_words(struct sources *sources, const char *name, struct str text)
{
	uint32_t number = sources_add(sources, name, text);

	sources->entries[number - 1]->source.words = true;
	return number;
}

uint32_t
sources_count(const struct sources *sources)
{
	return sources->count;
}

static struct entry *
entry_get(const struct sources *sources, uint32_t number)
{
	assert(number <= sources->count);
	return number == 0 ? NULL : sources->entries[number - 1];
}

void
sources_rename(struct sources *sources, uint32_t number, const char *name)
{
	entry_get(sources, number)->source.name = name;
}

const struct source *
source_get(const struct sources *sources, uint32_t number)
{
	struct entry *entry = entry_get(sources, number);
	return entry ? &entry->source : NULL;
}

static uint32_t
bom_length(struct str text)
{
	return str_begins(text, UTF8_BOM) ? 3 : 0;
}

/* A carriage return ends a line, unless a line feed does it for both. */
static bool
ends_line(struct str text, uint32_t at)
{
	return text.data[at] == '\n' ||
	       (text.data[at] == '\r' && (at + 1 == text.length || text.data[at + 1] != '\n'));
}

static struct place
place_after(struct str text, struct place place, uint32_t from, uint32_t to)
{
	for (uint32_t at = from; at < to; at++) {
		if (ends_line(text, at))
			place = (struct place){place.line + 1, 1};
		else if (((unsigned char)text.data[at] & 0xc0) != 0x80)
			place.column++;
	}
	return place;
}

static void
build_steps(struct sources *sources, struct entry *entry)
{
	struct str text = entry->source.text;
	uint32_t count = text.length / STEP + 1;
	entry->steps = arena_calloc(sources->arena, count, sizeof(*entry->steps));
	entry->steps[0] = (struct place){1, 1};
	for (uint32_t i = 1; i < count; i++) {
		uint32_t from = i == 1 ? bom_length(text) : (i - 1) * STEP;
		entry->steps[i] = place_after(text, entry->steps[i - 1], from, i * STEP);
	}
}

struct place
source_place(struct sources *sources, uint32_t number, uint32_t offset)
{
	struct entry *entry = entry_get(sources, number);
	if (!entry)
		return (struct place){0, 0};
	struct str text = entry->source.text;
	assert(offset <= text.length);
	if (!entry->steps)
		build_steps(sources, entry);
	uint32_t step = offset / STEP;
	uint32_t from = step == 0 ? bom_length(text) : step * STEP;
	return place_after(text, entry->steps[step], from, offset);
}

/*
 * No line feed lies between the answer and FROM, so a carriage return there
 * stands alone, unless the byte at FROM is its line feed.
 */
static uint32_t
line_start(struct str text, uint32_t first, uint32_t from)
{
	const char *feed = memrchr(text.data + first, '\n', from - first);
	uint32_t start = feed ? (uint32_t)(feed - text.data) + 1 : first;
	for (uint32_t to = from; to > start;) {
		const char *lone = memrchr(text.data + start, '\r', to - start);
		if (!lone)
			break;
		to = (uint32_t)(lone - text.data);
		if (ends_line(text, to))
			return to + 1;
	}
	return start;
}

struct str
source_line(struct sources *sources, uint32_t number, uint32_t offset, uint32_t *start)
{
	struct entry *entry = entry_get(sources, number);
	*start = 0;
	if (!entry)
		return (struct str){"", 0};
	struct str text = entry->source.text;
	assert(offset <= text.length);
	uint32_t first = bom_length(text);
	uint32_t from = line_start(text, first, offset > first ? offset : first);
	const char *feed = memchr(text.data + from, '\n', text.length - from);
	uint32_t to = feed ? (uint32_t)(feed - text.data) : text.length;
	const char *lone = memchr(text.data + from, '\r', to - from);
	to = lone ? (uint32_t)(lone - text.data) : to;
	*start = from;
	return (struct str){text.data + from, to - from};
}

struct span
span_join(struct span a, struct span b)
{
	assert(a.source == b.source && a.offset <= b.offset + b.length);
	return (struct span){a.source, a.offset, b.offset + b.length - a.offset};
}
