/* SPDX-License-Identifier: Apache-2.0 */
/* record.c - a table of records, by all that tells them apart. */
#include "trace/record.h"

#include <stdlib.h>

enum { SLOTS = 2 * RECORDS_MAX };

struct records {
	struct arena *arena;
	size_t count, bytes;
	const struct trace_record **all;
	struct trace_record *slots[SLOTS];
};

struct records *
records_new(struct arena *arena)
{
	struct records *records = calloc(1, sizeof(*records));

	if (!records)
		arena_exhausted(arena);
	records->arena = arena;
	records->all = arena_calloc(arena, RECORDS_MAX, sizeof(*records->all));
	return records;
}

void
records_end(struct records *records)
{
	free(records);
}

static uint32_t
mix(uint32_t hash, const char *text)
{
	for (; text && *text; text++)
		hash = (hash ^ (unsigned char)*text) * 16777619u;
	return (hash ^ (text ? 1u : 0u)) * 16777619u;
}

static uint32_t
hash_of(const struct trace_record *r)
{
	const int numbers[] = {(int)r->kind, (int)r->verdict, (int)r->op, (int)r->thing,
	                       r->port,      r->protocol,     r->access,  r->family,
	                       r->type,      r->number,       r->error};
	uint32_t hash = 2166136261u;

	for (size_t i = 0; i < COUNTOF(numbers); i++)
		hash = (hash ^ (uint32_t)numbers[i]) * 16777619u;
	hash = mix(mix(mix(hash, r->path), r->to), r->name);
	return hash ^ hash >> 15;
}

static bool
same_text(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static bool
same(const struct trace_record *a, const struct trace_record *b)
{
	return a->kind == b->kind && a->verdict == b->verdict && a->op == b->op &&
	       a->thing == b->thing && a->to_thing == b->to_thing && a->port == b->port &&
	       a->protocol == b->protocol && a->access == b->access && a->family == b->family &&
	       a->type == b->type && a->number == b->number && a->error == b->error &&
	       same_text(a->path, b->path) && same_text(a->to, b->to) &&
	       same_text(a->name, b->name);
}

static const char *
keep(struct records *records, const char *text)
{
	if (!text)
		return NULL;
	records->bytes += strlen(text) + 1;
	return arena_str(records->arena, text, strlen(text)).data;
}

bool
records_add(struct records *records, const struct trace_record *record, const char *program)
{
	size_t at = hash_of(record) % SLOTS;
	struct trace_record *copy;

	while (records->slots[at] && !same(records->slots[at], record))
		at = (at + 1) % SLOTS;
	if (records->slots[at]) {
		records->slots[at]->count++;
		return true;
	}
	if (records->count == RECORDS_MAX || records->bytes >= RECORDS_BYTES_MAX)
		return false;
	copy = arena_alloc(records->arena, sizeof(*copy));
	*copy = *record;
	copy->count = 1;
	copy->path = keep(records, record->path);
	copy->to = keep(records, record->to);
	copy->name = keep(records, record->name);
	copy->address = keep(records, record->address);
	copy->program = keep(records, program);
	records->slots[at] = copy;
	records->all[records->count++] = copy;
	return true;
}

size_t
records_count(const struct records *records)
{
	return records->count;
}

const struct trace_record *const *
records_all(const struct records *records)
{
	return records->all;
}
