/* SPDX-License-Identifier: Apache-2.0 */
/* view.c - checks a blob: every offset, count, bit and string, before anything uses them. */
#include "runtime/view.h"

#include "runtime/crc32c.h"
#include "runtime/mem.h"

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "the blob is read in place: little-endian only"
#endif
_Static_assert(sizeof(struct blob_header) == 24, "wire format");
_Static_assert(sizeof(struct blob_section) == 16, "wire format");
_Static_assert(sizeof(struct blob_path) == 20, "wire format");
_Static_assert(sizeof(struct blob_port) == 4, "wire format");
_Static_assert(sizeof(struct blob_env) == 20, "wire format");
_Static_assert(sizeof(struct blob_policy) == 24, "wire format");
_Static_assert(sizeof(struct blob_filter) == 16, "wire format");
_Static_assert(sizeof(struct blob_instruction) == 8, "wire format and struct sock_filter");
_Static_assert(sizeof(struct blob_origin) == 16, "wire format");

enum { SECTIONS = BLOB_ORIGINS };

struct reader {
	struct blob_view *view;
	const uint8_t *bytes;
	size_t size;
	const struct blob_section *section[SECTIONS + 1]; /* by type; NULL if absent */
};

unsigned
utf8_length(const char *text, size_t size)
{
	const unsigned char *s = (const unsigned char *)text;
	unsigned length = s[0] < 0x80 ? 1 : s[0] < 0xc2 ? 0 : s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : 4;

	if (!size || !length || s[0] > 0xf4 || length > size)
		return 0;
	for (unsigned i = 1; i < length; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f) ||
	    (s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] > 0x8f))
		return 0;
	return length;
}

static const char *
check_checksum(const struct blob_header *header, const uint8_t *bytes, size_t size)
{
	static const uint8_t zero[4];
	const size_t field = offsetof(struct blob_header, checksum);
	uint32_t crc = crc32c(0, bytes, field);

	crc = crc32c(crc, zero, sizeof(zero));
	crc = crc32c(crc, bytes + field + sizeof(zero), size - field - sizeof(zero));
	return crc == header->checksum ? NULL : "its checksum does not match: it was damaged";
}

static const char *
check_header(const struct blob_header *header, const uint8_t *bytes, size_t size)
{
	if (size < sizeof(*header) || memcmp(header->magic, BLOB_MAGIC, sizeof(header->magic)) != 0)
		return "it is not a policy blob";
	if (header->version != BLOB_VERSION)
		return "its format is of another version";
	if (header->size != size)
		return header->size > size ? "it is cut off" : "it has bytes after its end";
	if (size > BLOB_SIZE_MAX)
		return "it is larger than 64 MiB";
	if (header->sections < 1 || header->sections > SECTIONS ||
	    size < sizeof(*header) + header->sections * sizeof(struct blob_section))
		return "its section table is malformed";
	return check_checksum(header, bytes, size);
}

/* Bytes of a record; 0: free. */
static uint32_t
record_size(uint32_t type)
{
	switch (type) {
	case BLOB_POLICY:
		return sizeof(struct blob_policy);
	case BLOB_RULES:
	case BLOB_DENIES:
	case BLOB_BYPASSES:
		return sizeof(struct blob_path);
	case BLOB_PORTS:
		return sizeof(struct blob_port);
	case BLOB_ENVIRONMENT:
		return sizeof(struct blob_env);
	case BLOB_FILTERS:
		return sizeof(struct blob_filter);
	case BLOB_INSTRUCTIONS:
		return sizeof(struct blob_instruction);
	case BLOB_STRINGS:
		return 1;
	default:
		return 0;
	}
}

static bool
section_fits(const struct blob_section *section)
{
	uint32_t record = record_size(section->type);

	if (section->type == BLOB_ORIGINS)
		return section->count <= section->size / sizeof(struct blob_origin);
	if (section->type != BLOB_STRINGS && section->count > BLOB_RULES_MAX)
		return false;
	return (uint64_t)section->count * record == section->size;
}

static const char *
check_sections(struct reader *reader)
{
	const struct blob_header *header = (const void *)reader->bytes;
	const struct blob_section *table = (const void *)(reader->bytes + sizeof(*header));
	size_t end = sizeof(*header) + header->sections * sizeof(*table);
	uint32_t previous = 0;

	for (uint32_t i = 0; i < header->sections; i++) {
		const struct blob_section *section = &table[i];

		if (section->type > SECTIONS || section->type <= previous)
			return "a section is unknown or out of order";
		size_t start = (end + 7) & ~(size_t)7;
		if (start > reader->size || section->offset != start ||
		    section->size > reader->size - start)
			return "a section is misplaced";
		for (; end < start; end++)
			if (reader->bytes[end])
				return "padding is not zero";
		if (!section_fits(section))
			return "a section's size does not match its count";
		end = start + section->size;
		previous = section->type;
		reader->section[section->type] = section;
	}
	return end == reader->size ? NULL : "it has bytes after its last section";
}

static const void *
section_data(const struct reader *reader, enum blob_section_type type, uint32_t *count)
{
	const struct blob_section *section = reader->section[type];

	*count = section ? section->count : 0;
	return section ? reader->bytes + section->offset : NULL;
}

/* How many bytes at the start of TEXT are printable ASCII: most strings are nothing else. */
static uint32_t
plain_bytes(const char *text, uint32_t length)
{
	const uint64_t ones = 0x0101010101010101u, high = 0x80 * ones;
	uint32_t at = 0;

	for (uint64_t word, delete; length >= sizeof(word) && at < length; at += sizeof(word)) {
		if (length - at < sizeof(word))
			at = length - (uint32_t)sizeof(word);
		__builtin_memcpy(&word, text + at, sizeof(word));
		delete = word ^ 0x7f * ones;
		if ((word | ((word - 0x20 * ones) & ~word) | ((delete - ones) & ~delete)) & high)
			break;
	}
	while (at < length && text[at] >= 0x20 && text[at] < 0x7f)
		at++;
	return at;
}

/* Whether LENGTH bytes at OFFSET lie in the SIZE at BASE, and a NUL follows. */
static bool
string_fits(const char *base, uint32_t size, uint32_t offset, uint32_t length)
{
	return length <= BLOB_STRING_MAX && offset < size && length < size - offset &&
	       !base[offset + length];
}

/* Whether they are a terminated string without NUL. */
static bool
string_holds(const char *base, uint32_t size, uint32_t offset, uint32_t length)
{
	return string_fits(base, size, offset, length) &&
	       text_find(base + offset, 0, length, '\0') == length;
}

static bool
view_string_holds(const struct blob_view *view, uint32_t offset, uint32_t length)
{
	return string_holds(view->strings, view->strings_size, offset, length);
}

/* A path's text: UTF-8, no control bytes, so no NUL, but the escape for the user id. */
static bool
path_text_holds(const char *text, uint32_t length)
{
	for (uint32_t i = plain_bytes(text, length); i < length;) {
		unsigned bytes = utf8_length(text + i, length - i);

		if (!bytes)
			return false;
		if (text[i] == BLOB_ESCAPE) {
			if (i + 1 >= length || text[i + 1] != 'u')
				return false;
			bytes = 2;
		} else if ((unsigned char)text[i] < 0x20 || text[i] == 0x7f) {
			return false;
		}
		i += bytes;
	}
	return true;
}

/* "a/b": no '.', '..' or empty part, no '/' at either end. */
static bool
path_normalised(const char *text, uint32_t length)
{
	for (size_t start = 0, end; length && start <= length; start = end + 1) {
		end = text_find(text, start, length, '/');
		size_t part = end - start;
		if (!part ||
		    (text[start] == '.' && (part == 1 || (part == 2 && text[start + 1] == '.'))))
			return false;
	}
	return true;
}

static int
path_byte(char c)
{
	return c == '/' ? 0 : (unsigned char)c;
}

static int
path_order(const struct blob_view *view, const struct blob_path *a, const struct blob_path *b)
{
	const char *x = view_string(view, a->path), *y = view_string(view, b->path);
	uint32_t i = 0, least = a->length < b->length ? a->length : b->length;

	if (a->anchor != b->anchor)
		return a->anchor - b->anchor;
	while (least - i >= sizeof(uint64_t) &&
	       __builtin_memcmp(x + i, y + i, sizeof(uint64_t)) == 0)
		i += sizeof(uint64_t);
	while (i < least && x[i] == y[i])
		i++;
	if (i < a->length && i < b->length)
		return path_byte(x[i]) - path_byte(y[i]);
	if (a->length != b->length)
		return a->length < b->length ? -1 : 1;
	return a->object - b->object;
}

static const char *
check_path(const struct blob_view *view, const struct blob_path *path, bool rule)
{
	if (!string_fits(view->strings, view->strings_size, path->path, path->length) ||
	    path->length > BLOB_PATH_MAX)
		return "a path is no string";
	const char *text = view_string(view, path->path);

	if (!path_text_holds(text, path->length))
		return "a path holds bytes that no path may hold";
	if (!path_normalised(text, path->length))
		return "a path is not normalised";
	if (path->anchor >= BLOB_ANCHORS)
		return "a path starts from an unknown place";
	if (!path->rights || path->rights & ~BLOB_FS_ALL)
		return "a path has no rights, or unknown ones";
	if (!path->written || path->written & ~path->rights ||
	    (!rule && path->written != path->rights))
		return "a path has rights that nothing gives it";
	if (path->object > (rule ? BLOB_OBJECT_FILE : BLOB_OBJECT_ANY) ||
	    path->flags & ~(rule ? BLOB_PATH_FLAGS : BLOB_PATH_OWN))
		return "a path has an unknown kind or flag";
	if (path->object == BLOB_OBJECT_FILE && path->rights & ~BLOB_FS_FILE)
		return "a file's rule has rights that only directories have";
	return NULL;
}

static const char *
check_paths(const struct reader *reader, enum blob_section_type type, struct view_paths *paths)
{
	const char *wrong;

	paths->items = section_data(reader, type, &paths->count);
	for (uint32_t i = 0; i < paths->count; i++) {
		wrong = check_path(reader->view, &paths->items[i], type == BLOB_RULES);
		if (wrong)
			return wrong;
		if (i && path_order(reader->view, &paths->items[i - 1], &paths->items[i]) >= 0)
			return "paths are out of order";
	}
	return NULL;
}

static const char *
check_policy(const struct reader *reader)
{
	const struct blob_policy *policy = reader->view->policy;

	if (!reader->section[BLOB_POLICY] || reader->section[BLOB_POLICY]->count != 1)
		return "it holds no policy";
	if (policy->net & ~BLOB_NET_FLAGS || policy->scopes & ~BLOB_SCOPES ||
	    policy->accept & ~(uint32_t)BLOB_LOSS_ALL ||
	    policy->require & ~(uint32_t)BLOB_LOSS_ALL || policy->flags & ~BLOB_POLICY_FLAGS ||
	    policy->capabilities & ~BLOB_CAPABILITIES_ALL)
		return "the policy has an unknown flag";
	if (policy->net & BLOB_NET_UDP_LISTED && policy->net & BLOB_NET_UDP_CLOSED)
		return "the policy says two things about UDP";
	if (policy->net & BLOB_NET_BLOCKED && ~policy->net & BLOB_NET_BLOCKED_LISTS)
		return "the policy blocks a network that it does not list";
	return NULL;
}

/* The directions that a port's protocol has a list for. */
static unsigned
listed_access(uint32_t net, unsigned protocol)
{
	if (protocol == BLOB_UDP)
		return net & BLOB_NET_UDP_LISTED ? BLOB_PORT_CONNECT | BLOB_PORT_BIND : 0;
	return (net & BLOB_NET_CONNECT_LISTED ? BLOB_PORT_CONNECT : 0) |
	       (net & BLOB_NET_BIND_LISTED ? BLOB_PORT_BIND : 0);
}

static const char *
check_ports(const struct reader *reader)
{
	struct blob_view *view = reader->view;

	view->ports = section_data(reader, BLOB_PORTS, &view->port_count);
	for (uint32_t i = 0; i < view->port_count; i++) {
		const struct blob_port *port = &view->ports[i];

		if (!port->port || (port->protocol != BLOB_TCP && port->protocol != BLOB_UDP) ||
		    !port->access ||
		    port->access & ~listed_access(view->policy->net, port->protocol))
			return "a port is malformed, or its direction is no list";
		if (i && (port[-1].protocol > port->protocol ||
		          (port[-1].protocol == port->protocol && port[-1].port >= port->port)))
			return "ports are out of order";
	}
	return NULL;
}

static bool
env_name_holds(const struct blob_view *view, const struct blob_env *env)
{
	if (!view_string_holds(view, env->name, env->name_length))
		return false;
	const char *name = view_string(view, env->name);

	if (!env->name_length && !env->prefix)
		return false;
	for (uint32_t i = 0; i < env->name_length;) {
		unsigned bytes = utf8_length(name + i, env->name_length - i);

		if (!bytes || (unsigned char)name[i] < 0x20 || name[i] == 0x7f || name[i] == '=' ||
		    name[i] == '*')
			return false;
		i += bytes;
	}
	return true;
}

static bool
env_value_holds(const struct blob_view *view, const struct blob_env *env)
{
	if (!view_string_holds(view, env->value, env->value_length))
		return false;
	const char *value = view_string(view, env->value);

	for (uint32_t i = 0; i < env->value_length; i++) {
		if (value[i] != BLOB_ESCAPE)
			continue;
		i++;
		if (i >= env->value_length ||
		    (value[i] != 'u' && (value[i] < 'A' || value[i] >= 'A' + BLOB_ANCHORS)))
			return false;
	}
	return true;
}

static int
env_order(const struct blob_view *view, const struct blob_env *a, const struct blob_env *b)
{
	uint32_t length = a->name_length < b->name_length ? a->name_length : b->name_length;

	if (a->action != b->action)
		return a->action - b->action;
	int order = memcmp(view_string(view, a->name), view_string(view, b->name), length);
	if (order)
		return order;
	if (a->name_length != b->name_length)
		return a->name_length < b->name_length ? -1 : 1;
	return a->prefix - b->prefix;
}

static const char *
check_variable(const struct blob_view *view, const struct blob_env *env)
{
	if (env->action < BLOB_ENV_ALLOW || env->action > BLOB_ENV_SET || env->prefix > 1 ||
	    env->reserved || !env_name_holds(view, env))
		return "a variable is malformed";
	if (env->action != BLOB_ENV_SET)
		return env->value || env->value_length ? "a variable has a value it may not have"
		                                       : NULL;
	if (env->prefix || !env_value_holds(view, env))
		return "a variable's value is malformed";
	if (env_loads_code(view_string(view, env->name), env->name_length))
		return "it sets a variable that makes programs load code";
	return NULL;
}

static const char *
check_env(const struct reader *reader)
{
	struct blob_view *view = reader->view;
	uint64_t bytes = 0;
	const char *wrong;

	view->env = section_data(reader, BLOB_ENVIRONMENT, &view->env_count);
	for (uint32_t i = 0; i < view->env_count; i++) {
		wrong = check_variable(view, &view->env[i]);
		if (wrong)
			return wrong;
		if (i && env_order(view, &view->env[i - 1], &view->env[i]) >= 0)
			return "variables are out of order";
		bytes += (uint64_t)view->env[i].name_length + view->env[i].value_length;
		if (bytes > BLOB_ENV_MAX)
			return "its variables are larger than 1 MiB";
	}
	return NULL;
}

static uint32_t
section_count(const struct blob_view *view, uint32_t section)
{
	switch (section) {
	case BLOB_RULES:
		return view->rules.count;
	case BLOB_DENIES:
		return view->denies.count;
	case BLOB_BYPASSES:
		return view->bypasses.count;
	case BLOB_PORTS:
		return view->port_count;
	case BLOB_ENVIRONMENT:
		return view->env_count;
	default:
		return 0;
	}
}

static const char *
check_origins(const struct reader *reader)
{
	struct blob_view *view = reader->view;
	const struct blob_origin *origin;

	view->origins = section_data(reader, BLOB_ORIGINS, &view->origin_count);
	if (!view->origins)
		return NULL;
	view->origins_size = reader->section[BLOB_ORIGINS]->size;
	for (uint32_t i = 0; i < view->origin_count; i++) {
		origin = &view->origins[i];
		/* Neighbours often have one text. */
		bool known =
		    i && origin->text == origin[-1].text && origin->length == origin[-1].length;

		if (origin->record >= section_count(view, origin->section) ||
		    origin->text < view->origin_count * sizeof(*origin) ||
		    (!known && !string_holds((const char *)view->origins, view->origins_size,
		                             origin->text, origin->length)))
			return "an origin is malformed";
		if (i && (origin[-1].section > origin->section ||
		          (origin[-1].section == origin->section &&
		           origin[-1].record >= origin->record)))
			return "origins are out of order";
	}
	return NULL;
}

const char *
blob_view(struct blob_view *view, const void *bytes, size_t size)
{
	struct reader reader = {.view = view, .bytes = bytes, .size = size};
	const char *wrong;
	uint32_t one;

	memset(view, 0, sizeof(*view));
	if ((uintptr_t)bytes % 8)
		return "its bytes do not begin at a multiple of 8";
	if ((wrong = check_header(bytes, bytes, size)) || (wrong = check_sections(&reader)))
		return wrong;
	view->strings = section_data(&reader, BLOB_STRINGS, &view->strings_size);
	view->policy = section_data(&reader, BLOB_POLICY, &one);
	view->filters = section_data(&reader, BLOB_FILTERS, &view->filter_count);
	view->instructions = section_data(&reader, BLOB_INSTRUCTIONS, &view->instruction_count);
	if ((wrong = check_policy(&reader)) ||
	    (wrong = check_paths(&reader, BLOB_RULES, &view->rules)) ||
	    (wrong = check_paths(&reader, BLOB_DENIES, &view->denies)) ||
	    (wrong = check_paths(&reader, BLOB_BYPASSES, &view->bypasses)) ||
	    (wrong = check_ports(&reader)) || (wrong = check_env(&reader)) ||
	    (wrong = view_filters_check(view)))
		return wrong;
	return check_origins(&reader);
}

const char *
view_origin(const struct blob_view *view, enum blob_section_type section, uint32_t record)
{
	uint32_t low = 0, high = view->origin_count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		const struct blob_origin *origin = &view->origins[middle];

		if (origin->section == (uint32_t)section && origin->record == record)
			return (const char *)view->origins + origin->text;
		if (origin->section < (uint32_t)section ||
		    (origin->section == (uint32_t)section && origin->record < record))
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}
