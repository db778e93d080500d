/* SPDX-License-Identifier: Apache-2.0 */
/* emit-landlock-read.c - a blob back to the policy that it denotes; the writer is not used. */
#include "compiler/emit-landlock.h"

#include "compiler/filter.h"
#include "compiler/utf8.h"
#include "compiler/variable.h"

#include <string.h>

/* What every rule of a blob comes from: all that it says of that is whose it is. */
static const struct origin users = {.trust = TRUST_USER, .name = "blob", .text = ""};
static const struct origin others = {
    .kind = ORIGIN_GROUP, .trust = TRUST_BUILTIN, .name = "blob", .text = ""};

struct bytes {
	const unsigned char *data;
	size_t size;
};

struct reader {
	struct ir *ir;
	struct bytes whole;
	struct bytes sections[BLOB_ORIGINS + 1];
	uint32_t counts[BLOB_ORIGINS + 1];
	const char *wrong; /* the first thing that is */
};

static bool
fail(struct reader *r, const char *wrong)
{
	if (!r->wrong)
		r->wrong = wrong;
	return false;
}

/* The little-endian number of WIDTH bytes at OFFSET; the caller has checked that it is there. */
static uint32_t
number(const struct bytes *bytes, size_t offset, unsigned width)
{
	uint32_t value = 0;

	while (width--)
		value = value << 8 | bytes->data[offset + width];
	return value;
}

/* CRC-32C bit by bit in a table of 16: slow, short, and not the writer's. */
static uint32_t
checksum(const struct bytes *bytes, size_t hole)
{
	uint32_t table[16], crc = 0xffffffff;

	for (uint32_t i = 0; i < 16; i++) {
		table[i] = i;
		for (int bit = 0; bit < 4; bit++)
			table[i] = table[i] >> 1 ^ (table[i] & 1 ? 0x82f63b78 : 0);
	}
	for (size_t i = 0; i < bytes->size; i++) {
		crc ^= i >= hole && i < hole + 4 ? 0 : bytes->data[i];
		crc = crc >> 4 ^ table[crc & 15];
		crc = crc >> 4 ^ table[crc & 15];
	}
	return ~crc;
}

static bool
read_header(struct reader *r)
{
	const struct bytes *b = &r->whole;
	static const unsigned char magic[8] = {0x89, 'n', 'o', 'n', 'o', '\r', '\n', 0x1a};

	if (b->size < 24 || memcmp(b->data, magic, 8) != 0)
		return fail(r, "it does not begin like one");
	if (number(b, 8, 4) != BLOB_VERSION)
		return fail(r, "its format has another version");
	if (number(b, 12, 4) != b->size || b->size > BLOB_SIZE_MAX)
		return fail(r, "its size is not what its header says");
	if (number(b, 16, 4) != checksum(b, 16))
		return fail(r, "its checksum does not match");
	return true;
}

static bool
read_sections(struct reader *r)
{
	static const unsigned char record[BLOB_ORIGINS + 1] = {0,  24, 20, 20, 20, 4,
	                                                       20, 16, 8,  1,  16};
	uint32_t sections = number(&r->whole, 20, 4), last = 0;
	uint64_t end = 24 + (uint64_t)sections * 16;

	if (!sections || sections > BLOB_ORIGINS || end > r->whole.size)
		return fail(r, "its section table does not fit");
	for (uint32_t i = 0; i < sections; i++) {
		size_t at = 24 + (size_t)i * 16;
		uint32_t type = number(&r->whole, at, 4), offset = number(&r->whole, at + 4, 4);
		uint32_t size = number(&r->whole, at + 8, 4);
		uint32_t count = number(&r->whole, at + 12, 4);

		if (type <= last || type > BLOB_ORIGINS)
			return fail(r, "a section is unknown or not in its place");
		if (offset < end || offset - end > 7 || offset % 8 ||
		    (uint64_t)offset + size > r->whole.size)
			return fail(r, "a section lies where none may lie");
		for (; end < offset; end++)
			if (r->whole.data[end])
				return fail(r, "there is something between two sections");
		if (type == BLOB_ORIGINS ? (uint64_t)count * record[type] > size
		                         : (uint64_t)count * record[type] != size)
			return fail(r, "a section's size and count differ");
		if (type != BLOB_STRINGS && count > BLOB_RULES_MAX)
			return fail(r, "a section has too many records");
		r->sections[type] = (struct bytes){r->whole.data + offset, size};
		r->counts[type] = count;
		end = (uint64_t)offset + size;
		last = type;
	}
	return end == r->whole.size || fail(r, "something follows its last section");
}

static bool
read_policy(struct reader *r)
{
	const struct bytes *b = &r->sections[BLOB_POLICY];
	struct ir *ir = r->ir;

	if (r->counts[BLOB_POLICY] != 1)
		return fail(r, "it has no policy");
	ir->net = number(b, 0, 4);
	ir->scopes = number(b, 4, 4);
	ir->accept = number(b, 8, 4);
	ir->require = number(b, 12, 4);
	ir->flags = number(b, 16, 4);
	for (uint32_t bits = number(b, 20, 4), i = 0; i < 32; i++)
		if (bits >> i & 1)
			ir_add_capability(
			    ir, &(struct capability_rule){.number = (uint8_t)i, .origin = &others});
	if (ir->net & ~BLOB_NET_FLAGS || ir->scopes & ~BLOB_SCOPES ||
	    (ir->accept | ir->require) & ~(uint32_t)BLOB_LOSS_ALL ||
	    ir->flags & ~BLOB_POLICY_FLAGS || number(b, 20, 4) & ~BLOB_CAPABILITIES_ALL)
		return fail(r, "its policy has a bit that means nothing");
	if (ir->net & BLOB_NET_UDP_LISTED && ir->net & BLOB_NET_UDP_CLOSED)
		return fail(r, "its policy says two things about UDP");
	if (ir->net & BLOB_NET_BLOCKED && ~ir->net & BLOB_NET_BLOCKED_LISTS)
		return fail(r, "its policy blocks a network that it does not list");
	return true;
}

/* A string of the table, checked: inside it, ended by a NUL and without another. */
static bool
read_string(struct reader *r, uint32_t offset, uint32_t length, struct str *text)
{
	const struct bytes *b = &r->sections[BLOB_STRINGS];
	const char *data;

	if (length > BLOB_STRING_MAX || (uint64_t)offset + length >= b->size)
		return fail(r, "a string lies outside the table");
	data = (const char *)b->data + offset; /* not before: there may be no table */
	if (data[length] || memchr(data, 0, length))
		return fail(r, "a string does not end where it should");
	*text = arena_str(r->ir->arena, data, length);
	return true;
}

static bool
is_utf8(const struct str *text)
{
	uint32_t point, step;

	for (uint32_t i = 0; i < text->length; i += step) {
		step = utf8_decode(text->data + i, text->length - i, &point);
		if (!step)
			return false;
	}
	return true;
}

static bool
component_holds(const char *part, uint32_t length)
{
	if (!length || (length == 1 && part[0] == '.') ||
	    (length == 2 && part[0] == '.' && part[1] == '.'))
		return false;
	for (uint32_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char)part[i];

		if (c == BLOB_ESCAPE && (i + 1 == length || part[++i] != 'u'))
			return false;
		if ((c < 0x20 && c != BLOB_ESCAPE) || c == 0x7f)
			return false;
	}
	return true;
}

static bool
path_holds(const struct str *rest)
{
	uint32_t start = 0;

	if (rest->length > BLOB_PATH_MAX || !is_utf8(rest))
		return false;
	for (uint32_t i = 0; rest->length && i <= rest->length; i++) {
		if (i < rest->length && rest->data[i] != '/')
			continue;
		if (!component_holds(rest->data + start, i - start))
			return false;
		start = i + 1;
	}
	return true;
}

static bool
read_path(struct reader *r, const struct bytes *b, size_t at, bool grant, struct rule *rule)
{
	uint32_t flags = number(b, at + 18, 2);

	*rule = (struct rule){
	    .rights = number(b, at + 8, 4),
	    .written = number(b, at + 12, 4),
	    .object = (enum blob_object)b->data[at + 17],
	    .implied = flags & BLOB_PATH_IMPLIED,
	    .origin = flags & BLOB_PATH_OWN ? &users : &others,
	};
	if (b->data[at + 16] >= BLOB_ANCHORS)
		return fail(r, "a path starts from nowhere");
	rule->path.anchor = (enum blob_anchor)b->data[at + 16];
	if (!read_string(r, number(b, at, 4), number(b, at + 4, 4), &rule->path.rest))
		return false;
	if (!path_holds(&rule->path.rest))
		return fail(r, "a path is not normalised");
	if (!rule->rights || rule->rights & ~BLOB_FS_ALL)
		return fail(r, "a path has no rights, or one that means nothing");
	if (!rule->written || rule->written & ~rule->rights ||
	    (!grant && rule->written != rule->rights))
		return fail(r, "a path has rights from nowhere");
	if (flags & ~(grant ? BLOB_PATH_FLAGS : BLOB_PATH_OWN) || b->data[at + 17] > 2 ||
	    (!grant && rule->object != BLOB_OBJECT_ANY))
		return fail(r, "a path has a flag or kind that means nothing");
	if (rule->object == BLOB_OBJECT_FILE && rule->rights & ~BLOB_FS_FILE)
		return fail(r, "a file has rights that only a directory can have");
	return true;
}

static bool
read_paths(struct reader *r, enum blob_section_type type, struct rules *rules)
{
	const struct bytes *b = &r->sections[type];
	struct rule rule, last = {.rights = 0};

	for (uint32_t i = 0; i < r->counts[type]; i++) {
		int order;

		if (!read_path(r, b, (size_t)i * 20, type == BLOB_RULES, &rule))
			return false;
		order = i ? path_compare(&last.path, &rule.path) : -1;
		if (order > 0 || (order == 0 && last.object >= rule.object))
			return fail(r, "paths are not in order");
		rules_add(r->ir->arena, rules, &rule);
		last = rule;
	}
	rules->sorted = true;
	return true;
}

/* The directions of PROTOCOL that the policy has a list for. */
static uint32_t
listed(uint32_t net, uint32_t protocol)
{
	uint32_t access = 0;

	if (protocol == BLOB_UDP)
		return net & BLOB_NET_UDP_LISTED ? BLOB_PORT_CONNECT | BLOB_PORT_BIND : 0;
	if (net & BLOB_NET_CONNECT_LISTED)
		access |= BLOB_PORT_CONNECT;
	if (net & BLOB_NET_BIND_LISTED)
		access |= BLOB_PORT_BIND;
	return access;
}

static bool
read_ports(struct reader *r)
{
	const struct bytes *b = &r->sections[BLOB_PORTS];
	uint32_t last = 0;

	for (uint32_t i = 0; i < r->counts[BLOB_PORTS]; i++) {
		size_t at = (size_t)i * 4;
		struct port_rule port = {
		    .port = (uint16_t)number(b, at, 2),
		    .protocol = (enum blob_protocol)b->data[at + 2],
		    .access = b->data[at + 3],
		    .origin = &others,
		};
		uint32_t key = (uint32_t)b->data[at + 2] << 16 | port.port;

		if (b->data[at + 2] != BLOB_TCP && b->data[at + 2] != BLOB_UDP)
			return fail(r, "a port has a protocol that means nothing");
		if (!port.port || !port.access || port.access & ~listed(r->ir->net, port.protocol))
			return fail(r, "a port is 0, or of a direction that is no list");
		if (key <= last)
			return fail(r, "ports are not in order");
		last = key;
		ir_add_port(r->ir, &port);
	}
	return true;
}

static bool
name_holds(const struct str *name, bool prefix)
{
	for (uint32_t i = 0; i < name->length; i++) {
		unsigned char c = (unsigned char)name->data[i];

		if (c < 0x20 || c == 0x7f || c == '=' || c == '*')
			return false;
	}
	return is_utf8(name) && (name->length || prefix);
}

static bool
value_holds(const struct str *value)
{
	for (uint32_t i = 0; i < value->length; i++) {
		char c;

		if (value->data[i] != BLOB_ESCAPE)
			continue;
		if (++i == value->length)
			return false;
		c = value->data[i];
		if (c != 'u' && (c < 'A' || c >= 'A' + BLOB_ANCHORS))
			return false;
	}
	return true;
}

static bool
env_in_order(const struct env_rule *a, const struct env_rule *b)
{
	uint32_t common = a->name.length < b->name.length ? a->name.length : b->name.length;
	int by = memcmp(a->name.data, b->name.data, common);

	if (a->action != b->action)
		return a->action < b->action;
	if (by)
		return by < 0;
	if (a->name.length != b->name.length)
		return a->name.length < b->name.length;
	return a->prefix < b->prefix;
}

static bool
read_env(struct reader *r)
{
	const struct bytes *b = &r->sections[BLOB_ENVIRONMENT];
	uint64_t bytes = 0;

	for (uint32_t i = 0; i < r->counts[BLOB_ENVIRONMENT]; i++) {
		size_t at = (size_t)i * 20;
		struct env_rule env = {.origin = &others, .prefix = b->data[at + 17]};
		bool set = b->data[at + 16] == BLOB_ENV_SET;

		if (b->data[at + 16] < BLOB_ENV_ALLOW || b->data[at + 16] > BLOB_ENV_SET ||
		    b->data[at + 17] > 1 || (set && env.prefix) || number(b, at + 18, 2))
			return fail(r, "a variable has an action or flag that means nothing");
		env.action = (enum blob_env_action)b->data[at + 16];
		if (!read_string(r, number(b, at, 4), number(b, at + 4, 4), &env.name))
			return false;
		if (set && !read_string(r, number(b, at + 8, 4), number(b, at + 12, 4), &env.value))
			return false;
		if (!set && (number(b, at + 8, 4) || number(b, at + 12, 4)))
			return fail(r, "a variable has a value that nobody sets");
		if (!name_holds(&env.name, env.prefix) || !value_holds(&env.value))
			return fail(r, "a variable's name or value cannot be one");
		if (set && variable_loads_code(env.name))
			return fail(r, "it sets a variable that makes programs load code");
		if (i && !env_in_order(&r->ir->env[i - 1], &env))
			return fail(r, "variables are not in order");
		bytes += (uint64_t)env.name.length + env.value.length;
		if (bytes > BLOB_ENV_MAX)
			return fail(r, "its variables are larger than 1 MiB");
		ir_add_env(r->ir, &env);
	}
	r->ir->env_sorted = true;
	return true;
}

/* The filter follows from the rest: it is compared, and nothing is learnt from it. */
static bool
read_filter(struct reader *r)
{
	const struct bytes *parts = &r->sections[BLOB_FILTERS],
			   *code = &r->sections[BLOB_INSTRUCTIONS];
	struct filter filter;

	r->ir->unfiltered = !r->counts[BLOB_FILTERS] && !r->counts[BLOB_INSTRUCTIONS];
	if (r->ir->unfiltered)
		return true;
	filter = filter_of(r->ir);
	if (r->counts[BLOB_FILTERS] != filter.part_count ||
	    r->counts[BLOB_INSTRUCTIONS] != filter.count)
		return fail(r, "its filter is not that of its policy");
	for (uint32_t i = 0; i < filter.part_count; i++) {
		const struct blob_filter *part = &filter.parts[i];

		if (number(parts, (size_t)i * 16, 4) != part->architecture ||
		    number(parts, (size_t)i * 16 + 4, 4) != part->below ||
		    number(parts, (size_t)i * 16 + 8, 4) != part->first ||
		    number(parts, (size_t)i * 16 + 12, 4) != part->count)
			return fail(r, "a part of its filter is not that of its policy");
	}
	for (uint32_t i = 0; i < filter.count; i++) {
		const struct blob_instruction *at = &filter.code[i];

		if (number(code, (size_t)i * 8, 2) != at->code ||
		    number(code, (size_t)i * 8 + 2, 1) != at->yes ||
		    number(code, (size_t)i * 8 + 3, 1) != at->no ||
		    number(code, (size_t)i * 8 + 4, 4) != at->k)
			return fail(r, "an instruction of its filter is not that of its policy");
	}
	return true;
}

/* Origins by their texts, so that what came from one place has one origin. */
struct interned {
	struct origin **slots;
	uint32_t size;
};

static bool
begins(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

/* "group NAME (built-in, required)", "profile NAME (built-in)", or a place in the user's file. */
static struct origin *
origin_from(struct arena *arena, const char *text, bool own)
{
	struct origin *origin = arena_alloc(arena, sizeof(*origin));
	bool group = begins(text, "group "), named = group || begins(text, "profile ");
	const char *name = named ? strchr(text, ' ') + 1 : text;
	const char *end = strstr(name, named ? " (" : ":");

	origin->kind = group ? ORIGIN_GROUP : ORIGIN_PROFILE;
	origin->trust = own                                 ? TRUST_USER
	                : strstr(name, "(the organisation") ? TRUST_ORGANISATION
	                                                    : TRUST_BUILTIN;
	origin->name = arena_str(arena, name, end ? (size_t)(end - name) : strlen(name)).data;
	origin->required = named && end && strstr(end, "required)");
	origin->text = text;
	return origin;
}

static const struct origin *
intern(struct reader *r, struct interned *interned, const char *text, bool own)
{
	uint32_t at = 2166136261u;

	for (const char *c = text; *c; c++)
		at = (at ^ (unsigned char)*c) * 16777619u;
	for (at &= interned->size - 1; interned->slots[at]; at = (at + 1) & (interned->size - 1))
		if ((interned->slots[at]->trust == TRUST_USER) == own &&
		    strcmp(interned->slots[at]->text, text) == 0)
			return interned->slots[at];
	interned->slots[at] = origin_from(r->ir->arena, text, own);
	return interned->slots[at];
}

/* Whose a port or variable is, the text alone says. */
static bool
text_is_own(const char *text)
{
	return !strstr(text, " (built-in") && !strstr(text, " (the organisation");
}

static void
take_origin(struct reader *r, struct interned *interned, enum blob_section_type type,
            uint32_t record, const char *text)
{
	struct rules *rules[] = {&r->ir->grants, &r->ir->denies, &r->ir->bypasses};
	struct rule *rule;

	if (type == BLOB_PORTS) {
		r->ir->ports[record].origin = intern(r, interned, text, text_is_own(text));
	} else if (type == BLOB_ENVIRONMENT) {
		r->ir->env[record].origin = intern(r, interned, text, text_is_own(text));
	} else {
		rule = &rules[type - BLOB_RULES]->items[record];
		rule->origin = intern(r, interned, text, rule_own(rule));
	}
}

/* Origins say nothing of what the policy means: only that they are where they should be. */
static bool
read_origins(struct reader *r)
{
	const struct bytes *b = &r->sections[BLOB_ORIGINS];
	struct interned interned = {.size = 2};
	uint64_t last = 0;

	while (interned.size < 2 * (uint64_t)r->counts[BLOB_ORIGINS])
		interned.size *= 2;
	interned.slots = arena_calloc(r->ir->arena, interned.size, sizeof(*interned.slots));
	for (uint32_t i = 0; i < r->counts[BLOB_ORIGINS]; i++) {
		size_t at = (size_t)i * 16;
		uint32_t type = number(b, at, 4), record = number(b, at + 4, 4);
		uint32_t text = number(b, at + 8, 4), length = number(b, at + 12, 4);
		uint64_t key = (uint64_t)type << 32 | record;

		if (type < BLOB_RULES || type > BLOB_ENVIRONMENT || record >= r->counts[type] ||
		    key <= last)
			return fail(r, "an origin is of no record, or not in order");
		if (text < (uint64_t)r->counts[BLOB_ORIGINS] * 16 || length > BLOB_STRING_MAX ||
		    (uint64_t)text + length >= b->size || b->data[text + length] ||
		    memchr(b->data + text, 0, length))
			return fail(r, "an origin's text is not in its section");
		last = key;
		take_origin(r, &interned, (enum blob_section_type)type, record,
		            (const char *)b->data + text);
	}
	return true;
}

struct ir *
landlock_read(struct arena *arena, struct sources *sources, struct diags *diags, struct str blob,
              const char **wrong)
{
	struct reader r = {
	    .ir = ir_new(arena, sources, diags, TARGET_LANDLOCK),
	    .whole = {(const unsigned char *)blob.data, blob.length},
	};

	if (read_header(&r) && read_sections(&r) && read_policy(&r) &&
	    read_paths(&r, BLOB_RULES, &r.ir->grants) &&
	    read_paths(&r, BLOB_DENIES, &r.ir->denies) &&
	    read_paths(&r, BLOB_BYPASSES, &r.ir->bypasses) && read_ports(&r) && read_env(&r) &&
	    read_filter(&r) && read_origins(&r))
		return r.ir;
	*wrong = r.wrong;
	return NULL;
}
