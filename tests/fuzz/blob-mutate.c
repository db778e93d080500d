/* SPDX-License-Identifier: Apache-2.0 */
/*
 * blob-mutate.c - mutations that know the format: they change what one section holds, and lay all
 * of them out again, so that most of what they make gets past the section table.
 */
#include "runtime/blob.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed);

enum { SECTIONS = BLOB_ORIGINS, ROOM = 1 << 16 };

struct part {
	uint32_t type, size, count;
	uint8_t *bytes;
};

struct parts {
	struct part items[SECTIONS];
	uint32_t count;
	uint8_t *memory; /* ROOM for each */
};

static const uint32_t record_sizes[SECTIONS + 1] = {
    [BLOB_POLICY] = 24, [BLOB_RULES] = 20,       [BLOB_DENIES] = 20,  [BLOB_BYPASSES] = 20,
    [BLOB_PORTS] = 4,   [BLOB_ENVIRONMENT] = 20, [BLOB_FILTERS] = 16, [BLOB_INSTRUCTIONS] = 8,
    [BLOB_STRINGS] = 1, [BLOB_ORIGINS] = 16};

static unsigned
next(unsigned *seed, unsigned limit)
{
	*seed = *seed * 1103515245u + 12345u;
	return (*seed >> 16) % limit;
}

/* False if there is no section table that could be kept. */
static bool
take_apart(struct parts *parts, const uint8_t *data, size_t size)
{
	struct blob_header header;
	struct blob_section section;

	if (size < sizeof(header))
		return false;
	memcpy(&header, data, sizeof(header));
	if (!header.sections || header.sections > SECTIONS ||
	    size < sizeof(header) + header.sections * sizeof(section))
		return false;
	for (; parts->count < header.sections; parts->count++) {
		struct part *part = &parts->items[parts->count];

		memcpy(&section, data + sizeof(header) + parts->count * sizeof(section),
		       sizeof(section));
		if (section.type > SECTIONS || section.offset > size ||
		    section.size > size - section.offset || section.size > ROOM / 2)
			return false;
		*part = (struct part){section.type, section.size, section.count,
		                      parts->memory + (size_t)parts->count * ROOM};
		memcpy(part->bytes, data + section.offset, section.size);
	}
	return true;
}

/* A record is put twice, taken out, or changed places with another. */
static void
change_records(struct part *part, unsigned *seed)
{
	uint8_t copy[32];
	uint32_t record = record_sizes[part->type];
	uint32_t count = record ? part->size / record : 0;

	if (!count || record > sizeof(copy))
		return;
	uint8_t *a = part->bytes + record * next(seed, count);
	uint8_t *b = part->bytes + record * next(seed, count);
	uint32_t behind = (uint32_t)(part->bytes + part->size - a);

	switch (next(seed, 3)) {
	case 0:
		memmove(a + record, a, behind);
		part->size += record;
		break;
	case 1:
		memmove(a, a + record, behind - record);
		part->size -= record;
		break;
	default:
		memcpy(copy, a, record);
		memmove(a, b, record);
		memcpy(b, copy, record);
		break;
	}
	if (part->type != BLOB_ORIGINS)
		part->count = part->size / record;
}

/* One byte or word of one record. */
static void
change_field(struct part *part, unsigned *seed)
{
	static const uint32_t values[] = {0,  1,   2,      3,      4,       8,  9,
	                                  16, 255, 0x8000, 0xffff, 0x10000, ~0u};
	uint32_t value = next(seed, 2) ? values[next(seed, 13)] : next(seed, 64);
	uint32_t width = 1u << next(seed, 3);

	if (part->size < width)
		return;
	uint32_t at = next(seed, part->size / width) * width;
	memcpy(part->bytes + at, &value, width);
}

static size_t
put_together(const struct parts *parts, uint8_t *data, size_t max)
{
	size_t end = sizeof(struct blob_header) + parts->count * sizeof(struct blob_section);
	struct blob_header header;

	memcpy(&header, data, sizeof(header));
	for (uint32_t i = 0; i < parts->count; i++) {
		const struct part *part = &parts->items[i];
		size_t start = (end + 7) & ~(size_t)7;
		struct blob_section section = {part->type, (uint32_t)start, part->size,
		                               part->count};

		if (start + part->size > max)
			return 0;
		memset(data + end, 0, start - end);
		memcpy(data + start, part->bytes, part->size);
		memcpy(data + sizeof(header) + i * sizeof(section), &section, sizeof(section));
		end = start + part->size;
	}
	header.size = (uint32_t)end;
	memcpy(data, &header, sizeof(header));
	return end;
}

static void
change_one(struct parts *parts, unsigned *seed)
{
	struct part *part = &parts->items[next(seed, parts->count)];
	uint32_t record = record_sizes[part->type];

	switch (next(seed, 4)) {
	case 0:
		change_records(part, seed);
		break;
	case 1:
		change_field(part, seed);
		break;
	case 2: /* as many bytes as before */
		LLVMFuzzerMutate(part->bytes, part->size, part->size);
		break;
	default:
		part->size = (uint32_t)LLVMFuzzerMutate(part->bytes, part->size, part->size + 40);
		if (record && part->type != BLOB_ORIGINS) {
			part->size -= part->size % record;
			part->count = part->size / record;
		}
		break;
	}
}

size_t
LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed)
{
	struct parts parts = {.count = 0};
	size_t made = 0;

	if (next(&seed, 16) == 0)
		return LLVMFuzzerMutate(data, size, max);
	parts.memory = calloc(SECTIONS, ROOM);
	if (parts.memory && take_apart(&parts, data, size)) {
		for (unsigned i = 1 + next(&seed, 3); i > 0; i--)
			change_one(&parts, &seed);
		made = put_together(&parts, data, max);
	}
	free(parts.memory);
	return made ? made : LLVMFuzzerMutate(data, size, max);
}
