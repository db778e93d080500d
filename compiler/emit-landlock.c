/* SPDX-License-Identifier: Apache-2.0 */
/* emit-landlock.c - a policy as the blob that nono-exec loads. */
#include "compiler/emit-landlock.h"

#include "compiler/filter.h"
#include "compiler/pass.h"
#include "runtime/crc32c.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum {
	HEADER_SIZE = 24,
	SECTION_SIZE = 16,
	POLICY_SIZE = 24,
	PATH_SIZE = 20,
	PORT_SIZE = 4,
	ENV_SIZE = 20,
	FILTER_SIZE = 16,
	INSTRUCTION_SIZE = 8,
	ORIGIN_SIZE = 16,
	CHECKSUM_AT = 16,
};

/* A string that a record or an origin wants, and where it will learn the offset. */
struct use {
	struct str text;
	uint32_t *offset;
};

struct uses {
	struct use *items;
	size_t count;
	uint64_t size; /* of all strings, once they are placed */
};

struct section {
	uint64_t offset;
	uint64_t size;
	size_t count;
};

struct emitter {
	const struct ir *ir;
	struct filter filter;
	const struct rules *paths[BLOB_BYPASSES + 1]; /* by section */
	struct uses uses;
	uint32_t *offsets; /* of the strings, in the order in which records name them */
	size_t records;    /* that have an origin */
	struct uses origin_uses;
	uint32_t *origin_offsets;
	struct section sections[BLOB_ORIGINS + 1];
	unsigned section_count;
	uint8_t *bytes;
	size_t at;
};

static void
put16(struct emitter *e, unsigned value)
{
	e->bytes[e->at++] = (uint8_t)value;
	e->bytes[e->at++] = (uint8_t)(value >> 8);
}

static void
put32(struct emitter *e, uint64_t value)
{
	assert(value <= UINT32_MAX);
	put16(e, (unsigned)(value & 0xffff));
	put16(e, (unsigned)(value >> 16));
}

static int
compare_uses(const void *first, const void *second)
{
	const struct use *a = first, *b = second;
	uint32_t common = a->text.length < b->text.length ? a->text.length : b->text.length;
	int by = common ? memcmp(a->text.data, b->text.data, common) : 0;

	return by ? by : (a->text.length > b->text.length) - (a->text.length < b->text.length);
}

static void
use(struct uses *uses, uint32_t *offset, struct str text)
{
	uses->items[uses->count++] = (struct use){text, offset};
}

static bool
same_text(const struct use *a, const struct use *b)
{
	return compare_uses(a, b) == 0;
}

/* Gives each text its place from START on, in the order of the bytes: equal texts share one. */
static void
place(struct uses *uses, uint64_t start)
{
	uint64_t end = start;

	if (uses->count)
		qsort(uses->items, uses->count, sizeof(*uses->items), compare_uses);
	for (size_t i = 0; i < uses->count; i++) {
		if (i && same_text(&uses->items[i - 1], &uses->items[i])) {
			*uses->items[i].offset = *uses->items[i - 1].offset;
			continue;
		}
		*uses->items[i].offset = (uint32_t)end;
		end += (uint64_t)uses->items[i].text.length + 1;
	}
	uses->size = end - start;
}

static void
put_texts(struct emitter *e, const struct uses *uses)
{
	for (size_t i = 0; i < uses->count; i++) {
		const struct str *text = &uses->items[i].text;

		if (i && same_text(&uses->items[i - 1], &uses->items[i]))
			continue;
		if (text->length)
			memcpy(e->bytes + e->at, text->data, text->length);
		e->at += (size_t)text->length + 1;
	}
}

/* The strings of the records, in the order in which put_records() asks for them. */
static void
collect_strings(struct emitter *e)
{
	const struct ir *ir = e->ir;
	size_t next = 0;

	for (unsigned type = BLOB_RULES; type <= BLOB_BYPASSES; type++)
		e->records += e->paths[type]->count;
	e->records += ir->port_count + ir->env_count;
	e->uses.items = arena_calloc(ir->arena, e->records + ir->env_count, sizeof(*e->uses.items));
	e->offsets = arena_calloc(ir->arena, e->records + ir->env_count, sizeof(*e->offsets));
	for (unsigned type = BLOB_RULES; type <= BLOB_BYPASSES; type++)
		for (size_t i = 0; i < e->paths[type]->count; i++)
			use(&e->uses, &e->offsets[next++], e->paths[type]->items[i].path.rest);
	for (size_t i = 0; i < ir->env_count; i++) {
		use(&e->uses, &e->offsets[next++], ir->env[i].name);
		if (ir->env[i].action == BLOB_ENV_SET)
			use(&e->uses, &e->offsets[next++], ir->env[i].value);
	}
	place(&e->uses, 0);
}

static void
use_origin(struct emitter *e, struct span at, const struct origin *origin)
{
	const char *text = rule_origin_text(e->ir, at, origin);
	size_t next = e->origin_uses.count;

	use(&e->origin_uses, &e->origin_offsets[next], str_of(text));
}

static void
collect_origins(struct emitter *e)
{
	const struct ir *ir = e->ir;

	e->origin_uses.items = arena_calloc(ir->arena, e->records, sizeof(*e->origin_uses.items));
	e->origin_offsets = arena_calloc(ir->arena, e->records, sizeof(*e->origin_offsets));
	for (unsigned type = BLOB_RULES; type <= BLOB_BYPASSES; type++)
		for (size_t i = 0; i < e->paths[type]->count; i++)
			use_origin(e, e->paths[type]->items[i].at, e->paths[type]->items[i].origin);
	for (size_t i = 0; i < ir->port_count; i++)
		use_origin(e, ir->ports[i].at, ir->ports[i].origin);
	for (size_t i = 0; i < ir->env_count; i++)
		use_origin(e, ir->env[i].at, ir->env[i].origin);
}

static bool
check_limits(const struct emitter *e)
{
	static const char *const names[] = {
	    [BLOB_RULES] = "grants", [BLOB_DENIES] = "denies", [BLOB_BYPASSES] = "bypasses"};
	const struct ir *ir = e->ir;
	uint64_t bytes = 0;
	bool fits = true;

	for (unsigned type = BLOB_RULES; type <= BLOB_BYPASSES; type++) {
		const struct rules *rules = e->paths[type];

		if (rules->count > BLOB_RULES_MAX) {
			diag_at(ir->diags, DIAG_BLOB_RULES, rules->items[0].at,
			        "the policy has %zu %s, more than the %u that a blob holds",
			        rules->count, names[type], BLOB_RULES_MAX);
			fits = false;
		}
		for (size_t i = 0; i < rules->count; i++) {
			if (rules->items[i].path.rest.length <= BLOB_PATH_MAX)
				continue;
			diag_at(ir->diags, DIAG_BLOB_STRING, rules->items[i].at,
			        "this path has %u bytes, more than the %u that a path can have",
			        rules->items[i].path.rest.length, BLOB_PATH_MAX);
			fits = false;
		}
	}
	for (size_t i = 0; i < ir->env_count; i++) {
		const struct env_rule *env = &ir->env[i];

		bytes += (uint64_t)env->name.length + env->value.length;
		if (env->name.length <= BLOB_STRING_MAX && env->value.length <= BLOB_STRING_MAX)
			continue;
		diag_at(ir->diags, DIAG_BLOB_STRING, env->at,
		        "this variable has a name or value of more than %u bytes", BLOB_STRING_MAX);
		fits = false;
	}
	if (bytes > BLOB_ENV_MAX) {
		diag_at(ir->diags, DIAG_BLOB_STRING, ir->env[0].at,
		        "the names and values of all variables are larger than %u bytes",
		        BLOB_ENV_MAX);
		fits = false;
	}
	return fits;
}

static void
lay_out(struct emitter *e, const struct emit_options *options)
{
	const size_t counts[] = {
	    [BLOB_POLICY] = 1,
	    [BLOB_RULES] = e->ir->grants.count,
	    [BLOB_DENIES] = e->ir->denies.count,
	    [BLOB_BYPASSES] = e->ir->bypasses.count,
	    [BLOB_PORTS] = e->ir->port_count,
	    [BLOB_ENVIRONMENT] = e->ir->env_count,
	    [BLOB_FILTERS] = e->filter.part_count,
	    [BLOB_INSTRUCTIONS] = e->filter.count,
	    [BLOB_STRINGS] = e->uses.size,
	    [BLOB_ORIGINS] = e->records,
	};
	static const size_t sizes[] = {
	    [BLOB_POLICY] = POLICY_SIZE,  [BLOB_RULES] = PATH_SIZE,
	    [BLOB_DENIES] = PATH_SIZE,    [BLOB_BYPASSES] = PATH_SIZE,
	    [BLOB_PORTS] = PORT_SIZE,     [BLOB_ENVIRONMENT] = ENV_SIZE,
	    [BLOB_FILTERS] = FILTER_SIZE, [BLOB_INSTRUCTIONS] = INSTRUCTION_SIZE,
	    [BLOB_STRINGS] = 1,           [BLOB_ORIGINS] = ORIGIN_SIZE,
	};
	uint64_t end;

	e->section_count = options->origins ? BLOB_ORIGINS : BLOB_STRINGS;
	end = HEADER_SIZE + SECTION_SIZE * e->section_count;
	for (unsigned type = BLOB_POLICY; type <= e->section_count; type++) {
		struct section *section = &e->sections[type];

		section->offset = (end + 7) & ~(uint64_t)7;
		section->count = counts[type];
		section->size = (uint64_t)counts[type] * sizes[type];
		if (type == BLOB_ORIGINS) {
			place(&e->origin_uses, section->size);
			section->size += e->origin_uses.size;
		}
		end = section->offset + section->size;
	}
}

static void
put_header(struct emitter *e, uint64_t size)
{
	memcpy(e->bytes, BLOB_MAGIC, 8);
	e->at = 8;
	put32(e, BLOB_VERSION);
	put32(e, size);
	put32(e, 0); /* the checksum, when all else is known */
	put32(e, e->section_count);
	for (unsigned type = BLOB_POLICY; type <= e->section_count; type++) {
		put32(e, type);
		put32(e, e->sections[type].offset);
		put32(e, e->sections[type].size);
		put32(e, e->sections[type].count);
	}
	e->at = e->sections[BLOB_POLICY].offset;
	put32(e, e->ir->net);
	put32(e, e->ir->scopes);
	put32(e, e->ir->accept);
	put32(e, e->ir->require);
	put32(e, e->ir->flags);
	put32(e, ir_capability_bits(e->ir));
}

static void
put_records(struct emitter *e)
{
	const struct ir *ir = e->ir;
	const uint32_t *offset = e->offsets;

	for (unsigned type = BLOB_RULES; type <= BLOB_BYPASSES; type++) {
		e->at = e->sections[type].offset;
		for (size_t i = 0; i < e->paths[type]->count; i++) {
			const struct rule *rule = &e->paths[type]->items[i];

			put32(e, *offset++);
			put32(e, rule->path.rest.length);
			put32(e, rule->rights);
			put32(e, rule->written);
			e->bytes[e->at++] = (uint8_t)rule->path.anchor;
			e->bytes[e->at++] = (uint8_t)rule->object;
			put16(e, (rule_own(rule) ? BLOB_PATH_OWN : 0) |
			             (rule->implied ? BLOB_PATH_IMPLIED : 0));
		}
	}
	e->at = e->sections[BLOB_PORTS].offset;
	for (size_t i = 0; i < ir->port_count; i++) {
		put16(e, ir->ports[i].port);
		e->bytes[e->at++] = (uint8_t)ir->ports[i].protocol;
		e->bytes[e->at++] = ir->ports[i].access;
	}
	e->at = e->sections[BLOB_ENVIRONMENT].offset;
	for (size_t i = 0; i < ir->env_count; i++) {
		const struct env_rule *env = &ir->env[i];
		bool set = env->action == BLOB_ENV_SET;

		put32(e, *offset++);
		put32(e, env->name.length);
		put32(e, set ? *offset++ : 0);
		put32(e, set ? env->value.length : 0);
		e->bytes[e->at++] = (uint8_t)env->action;
		e->bytes[e->at++] = env->prefix;
		put16(e, 0);
	}
	e->at = e->sections[BLOB_STRINGS].offset;
	put_texts(e, &e->uses);
}

static void
put_filter(struct emitter *e)
{
	e->at = e->sections[BLOB_FILTERS].offset;
	for (uint32_t i = 0; i < e->filter.part_count; i++) {
		put32(e, e->filter.parts[i].architecture);
		put32(e, e->filter.parts[i].below);
		put32(e, e->filter.parts[i].first);
		put32(e, e->filter.parts[i].count);
	}
	e->at = e->sections[BLOB_INSTRUCTIONS].offset;
	for (uint32_t i = 0; i < e->filter.count; i++) {
		put16(e, e->filter.code[i].code);
		e->bytes[e->at++] = e->filter.code[i].yes;
		e->bytes[e->at++] = e->filter.code[i].no;
		put32(e, e->filter.code[i].k);
	}
}

/* A text's length is not kept with its offset: the NUL that ends it tells. */
static void
put_origins(struct emitter *e)
{
	const size_t start = e->sections[BLOB_ORIGINS].offset;
	const uint32_t *offset = e->origin_offsets;

	e->at = start + ORIGIN_SIZE * e->records;
	put_texts(e, &e->origin_uses);
	e->at = start;
	for (unsigned type = BLOB_RULES; type <= BLOB_ENVIRONMENT; type++) {
		for (size_t i = 0; i < e->sections[type].count; i++, offset++) {
			put32(e, type);
			put32(e, i);
			put32(e, *offset);
			put32(e, strlen((const char *)e->bytes + start + *offset));
		}
	}
}

/* Translation validation: nothing leaves that does not say what the policy says. */
static bool
prove(const struct ir *ir, struct str blob)
{
	const char *how = NULL;
	const struct ir *back = landlock_read(ir->arena, ir->sources, ir->diags, blob, &how);

	if (back && ir_equal(ir, back, &how))
		return true;
	diag_at(ir->diags, DIAG_BLOB_DIFFERS, (struct span){0, 0, 0},
	        "the blob does not say what the policy says: %s", how);
	diag_help(ir->diags, "this is a mistake in nonoc; nothing was written");
	return false;
}

static struct str
emit(const struct ir *ir, const struct emit_options *options)
{
	static const struct str nothing = {NULL, 0};
	struct emitter e = {.ir = ir, .filter = {.part_count = 0}};
	const struct section *last;
	struct str blob;
	uint64_t size;

	if (!ir->unfiltered)
		e.filter = filter_of(ir);
	e.paths[BLOB_RULES] = &ir->grants;
	e.paths[BLOB_DENIES] = &ir->denies;
	e.paths[BLOB_BYPASSES] = &ir->bypasses;
	if (!check_limits(&e))
		return nothing;
	collect_strings(&e);
	if (options->origins)
		collect_origins(&e);
	lay_out(&e, options);
	last = &e.sections[e.section_count];
	size = last->offset + last->size;
	if (size > BLOB_SIZE_MAX) {
		diag_at(ir->diags, DIAG_BLOB_SIZE, (struct span){0, 0, 0},
		        "the blob would have %llu bytes, more than the %u that nono-exec takes",
		        (unsigned long long)size, BLOB_SIZE_MAX);
		return nothing;
	}
	e.bytes = arena_alloc(ir->arena, (size_t)size);
	put_header(&e, size);
	put_records(&e);
	put_filter(&e);
	if (options->origins)
		put_origins(&e);
	e.at = CHECKSUM_AT;
	put32(&e, crc32c(0, e.bytes, (size_t)size));
	blob = (struct str){(const char *)e.bytes, (uint32_t)size};
	return prove(ir, blob) ? blob : nothing;
}

static void
copy_rules(struct ir *ir, struct rules *rules)
{
	struct rule *items = arena_calloc(ir->arena, rules->count, sizeof(*items));

	if (rules->count)
		memcpy(items, rules->items, rules->count * sizeof(*items));
	rules->items = items;
	rules->capacity = rules->count;
}

/*
 * Whether a policy that was read is in the one form that nonoc writes.  All that asks what a
 * policy allows counts on it: a rule that does not carry what lies above it would hide it.
 */
static bool
is_normal(const struct ir *ir, const char **how)
{
	struct ir again = *ir;

	copy_rules(&again, &again.grants);
	copy_rules(&again, &again.denies);
	copy_rules(&again, &again.bypasses);
	again.ports = arena_calloc(ir->arena, ir->port_count, sizeof(*again.ports));
	if (ir->port_count)
		memcpy(again.ports, ir->ports, ir->port_count * sizeof(*again.ports));
	again.env = arena_calloc(ir->arena, ir->env_count, sizeof(*again.env));
	if (ir->env_count)
		memcpy(again.env, ir->env, ir->env_count * sizeof(*again.env));
	for (size_t i = 0; i < again.grants.count; i++)
		again.grants.items[i].rights = again.grants.items[i].written;
	pass_normalise(&again);
	return ir_equal(ir, &again, how);
}

static struct ir *
read_blob(struct arena *arena, struct sources *sources, struct diags *diags, struct str artifact)
{
	const char *wrong, *how;
	struct ir *ir = landlock_read(arena, sources, diags, artifact, &wrong);

	if (ir && ir->unfiltered)
		wrong = "it has no companion filter, which nonoc always writes";
	else if (ir && !is_normal(ir, &how))
		wrong = arena_printf(arena, "nonoc would not have written its rules so: %s", how);
	else if (ir)
		return ir;
	diag_at(diags, DIAG_BLOB_MALFORMED, (struct span){0, 0, 0}, "this is no policy blob: %s",
	        wrong);
	return NULL;
}

const struct backend backend_landlock = {"landlock", TARGET_LANDLOCK, emit, read_blob};
