/* SPDX-License-Identifier: Apache-2.0 */
/* make-blob.c - a second, small writer of blobs that shares no code with the compiler's. */
#include "tests/unit/make-blob.h"

#include "runtime/blob.h"
#include "runtime/crc32c.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX = 300, TEXT = 65536, LINE = 8192 };

struct path_line {
	struct blob_path path;
	char text[4200];
};
struct env_line {
	struct blob_env env;
	char name[256], value[4200];
};

struct maker {
	struct path_line paths[BLOB_BYPASSES + 1][MAX];
	struct blob_port ports[MAX];
	struct env_line env[MAX];
	unsigned path_count[BLOB_BYPASSES + 1], port_count, env_count;
	struct blob_filter filters[MAX];
	struct blob_instruction code[MAX];
	unsigned filter_count, code_count;
	struct blob_policy policy;
	bool origins;
	char strings[TEXT];
	uint32_t strings_size;
};

static const char *const anchors[BLOB_ANCHORS] = {"/",
                                                  "~",
                                                  "$WORKDIR",
                                                  "$TMPDIR",
                                                  "$XDG_CONFIG_HOME",
                                                  "$XDG_STATE_HOME",
                                                  "$XDG_CACHE_HOME",
                                                  "$XDG_DATA_HOME",
                                                  "$XDG_RUNTIME_DIR"};

static bool
parse_rights(const char *text, uint32_t *rights)
{
	for (; *text; text++) {
		switch (*text) {
		case 'r':
			*rights |= BLOB_FS_READ_FILE;
			break;
		case 'l':
			*rights |= BLOB_FS_READ_DIR;
			break;
		case 'x':
			*rights |= BLOB_FS_EXECUTE;
			break;
		case 'w':
			*rights |= BLOB_FS_WRITE_FILE | BLOB_FS_TRUNCATE;
			break;
		case 'c':
			*rights |= BLOB_FS_MAKE_REG | BLOB_FS_MAKE_DIR | BLOB_FS_MAKE_SYM |
			           BLOB_FS_MAKE_FIFO | BLOB_FS_MAKE_SOCK;
			break;
		case 'd':
			*rights |= BLOB_FS_REMOVE_FILE | BLOB_FS_REMOVE_DIR;
			break;
		case 'n':
			*rights |= BLOB_FS_REFER;
			break;
		case 'i':
			*rights |= BLOB_FS_IOCTL_DEV;
			break;
		case 'u':
			*rights |= BLOB_FS_RESOLVE_UNIX;
			break;
		default:
			return false;
		}
	}
	return *rights != 0;
}

static bool
parse_path(const char *text, struct path_line *line)
{
	unsigned anchor = BLOB_ANCHORS;
	char *uid;

	for (unsigned i = 0; i < BLOB_ANCHORS; i++)
		if (strncmp(text, anchors[i], strlen(anchors[i])) == 0)
			anchor = i;
	if (anchor == BLOB_ANCHORS)
		return false;
	text += strlen(anchors[anchor]);
	text += *text == '/';
	snprintf(line->text, sizeof(line->text), "%s", text);
	while ((uid = strstr(line->text, "$UID"))) {
		memcpy(uid, (char[]){BLOB_ESCAPE, 'u'}, 2);
		memmove(uid + 2, uid + 4, strlen(uid + 4) + 1);
	}
	line->path.anchor = (uint8_t)anchor;
	line->path.length = (uint32_t)strlen(line->text);
	return true;
}

static bool
add_path(struct maker *m, unsigned section, char **word)
{
	struct path_line *line = &m->paths[section][m->path_count[section]++];
	unsigned at = 1;

	if (!word[at] || !parse_rights(word[at++], &line->path.rights))
		return false;
	line->path.written = line->path.rights;
	if (section == BLOB_RULES) {
		static const char *const kinds[] = {"any", "dir", "file"};

		for (unsigned i = 0; word[at] && i < 3; i++)
			if (strcmp(word[at], kinds[i]) == 0)
				line->path.object = (uint8_t)i;
		at++;
	}
	if (!word[at - 1] || !word[at] || !parse_path(word[at++], line))
		return false;
	for (; word[at]; at++) {
		if (word[at][0] == '+' && !parse_rights(word[at] + 1, &line->path.rights))
			return false;
		if (word[at][0] != '+')
			line->path.flags |=
			    strcmp(word[at], "own") == 0 ? BLOB_PATH_OWN : BLOB_PATH_IMPLIED;
	}
	return true;
}

static bool
add_port(struct maker *m, char **word)
{
	if (!word[1] || !word[2] || !word[3])
		return false;
	m->ports[m->port_count++] = (struct blob_port){
	    .port = (uint16_t)atoi(word[3]),
	    .protocol = word[1][0] == 't' ? BLOB_TCP : BLOB_UDP,
	    .access = word[2][0] == 'c'   ? BLOB_PORT_CONNECT
	              : word[2][1] == 'i' ? BLOB_PORT_BIND
	                                  : BLOB_PORT_CONNECT | BLOB_PORT_BIND,
	};
	return true;
}

static bool
add_env(struct maker *m, unsigned action, char **word)
{
	struct env_line *line = &m->env[m->env_count++];
	size_t length = word[1] ? strlen(word[1]) : 0;

	if (!length || (action == BLOB_ENV_SET) != (word[2] != NULL))
		return false;
	line->env.action = (uint8_t)action;
	line->env.prefix = word[1][length - 1] == '*';
	snprintf(line->name, sizeof(line->name), "%.*s", (int)(length - line->env.prefix), word[1]);
	for (size_t i = 0, k = 0; word[2] && word[2][i]; i++) {
		if (word[2][i] == '~') {
			line->value[k++] = BLOB_ESCAPE;
			line->value[k++] = 'A' + BLOB_ANCHOR_HOME;
		} else {
			line->value[k++] = word[2][i];
		}
	}
	return true;
}

static bool
add_number(struct maker *m, char **word)
{
	static const char *const names[] = {"net",     "scope", "accept",
	                                    "require", "flag",  "capabilities"};
	uint32_t *fields[] = {&m->policy.net,     &m->policy.scopes, &m->policy.accept,
	                      &m->policy.require, &m->policy.flags,  &m->policy.capabilities};

	for (unsigned i = 0; word[1] && i < 6; i++) {
		if (strcmp(word[0], names[i]) != 0)
			continue;
		*fields[i] |= (uint32_t)strtoul(word[1], NULL, 0);
		return true;
	}
	return false;
}

static bool
add_filter(struct maker *m, char **word)
{
	bool part = word[0][0] == 'f';

	if (!word[1] || !word[2] || (!part && (!m->filter_count || !word[3] || !word[4])))
		return false;
	if (part) {
		m->filters[m->filter_count++] =
		    (struct blob_filter){(uint32_t)strtoul(word[1], NULL, 0),
		                         (uint32_t)strtoul(word[2], NULL, 0), m->code_count, 0};
		return true;
	}
	m->filters[m->filter_count - 1].count++;
	m->code[m->code_count++] =
	    (struct blob_instruction){(uint16_t)strtoul(word[1], NULL, 0), (uint8_t)atoi(word[2]),
	                              (uint8_t)atoi(word[3]), (uint32_t)strtoul(word[4], NULL, 0)};
	return true;
}

static bool
add_line(struct maker *m, char *text)
{
	char *word[8] = {NULL}, *rest = NULL;
	unsigned count = 0;

	for (char *w = strtok_r(text, " ", &rest); w && count < 7; w = strtok_r(NULL, " ", &rest))
		word[count++] = w;
	if (!count)
		return true;
	if (strcmp(word[0], "grant") == 0)
		return add_path(m, BLOB_RULES, word);
	if (strcmp(word[0], "deny") == 0)
		return add_path(m, BLOB_DENIES, word);
	if (strcmp(word[0], "bypass") == 0)
		return add_path(m, BLOB_BYPASSES, word);
	if (strcmp(word[0], "port") == 0)
		return add_port(m, word);
	if (strcmp(word[0], "allow") == 0)
		return add_env(m, BLOB_ENV_ALLOW, word);
	if (strcmp(word[0], "unset") == 0)
		return add_env(m, BLOB_ENV_DENY, word);
	if (strcmp(word[0], "secret") == 0)
		return add_env(m, BLOB_ENV_SECRET, word);
	if (strcmp(word[0], "set") == 0)
		return add_env(m, BLOB_ENV_SET, word);
	if (strcmp(word[0], "filter") == 0 || strcmp(word[0], "bpf") == 0)
		return add_filter(m, word);
	m->origins |= strcmp(word[0], "origins") == 0;
	return strcmp(word[0], "origins") == 0 || add_number(m, word);
}

static int
compare_paths(const void *x, const void *y)
{
	const struct path_line *a = x, *b = y;
	const char *s = a->text, *t = b->text;

	if (a->path.anchor != b->path.anchor)
		return a->path.anchor - b->path.anchor;
	while (*s && *s == *t)
		s++, t++;
	if (*s != *t)
		return (*s == '/' ? 1
		        : *s      ? 2 + (unsigned char)*s
		                  : 0) -
		       (*t == '/' ? 1
		        : *t      ? 2 + (unsigned char)*t
		                  : 0);
	return a->path.object - b->path.object;
}

static int
compare_ports(const void *x, const void *y)
{
	const struct blob_port *a = x, *b = y;

	return a->protocol != b->protocol ? a->protocol - b->protocol : a->port - b->port;
}

static int
compare_env(const void *x, const void *y)
{
	const struct env_line *a = x, *b = y;

	if (a->env.action != b->env.action)
		return a->env.action - b->env.action;
	int order = strcmp(a->name, b->name);
	return order ? order : a->env.prefix - b->env.prefix;
}

static uint32_t
add_string(struct maker *m, const char *text, uint32_t *length)
{
	uint32_t offset = m->strings_size;

	*length = (uint32_t)strlen(text);
	memcpy(m->strings + offset, text, *length + 1);
	m->strings_size += *length + 1;
	return offset;
}

static void
sort_and_intern(struct maker *m)
{
	qsort(m->ports, m->port_count, sizeof(m->ports[0]), compare_ports);
	qsort(m->env, m->env_count, sizeof(m->env[0]), compare_env);
	for (unsigned s = BLOB_RULES; s <= BLOB_BYPASSES; s++) {
		qsort(m->paths[s], m->path_count[s], sizeof(m->paths[s][0]), compare_paths);
		for (unsigned i = 0; i < m->path_count[s]; i++)
			m->paths[s][i].path.path =
			    add_string(m, m->paths[s][i].text, &m->paths[s][i].path.length);
	}
	for (unsigned i = 0; i < m->env_count; i++) {
		struct blob_env *env = &m->env[i].env;

		env->name = add_string(m, m->env[i].name, &env->name_length);
		if (env->action == BLOB_ENV_SET)
			env->value = add_string(m, m->env[i].value, &env->value_length);
	}
}

static void
put_section(uint8_t *bytes, uint32_t *end, uint32_t type, uint32_t size, uint32_t count,
            const void *data)
{
	struct blob_header *header = (struct blob_header *)bytes;
	struct blob_section *section =
	    (struct blob_section *)(bytes + sizeof(*header)) + header->sections++;
	uint32_t start = (*end + 7) & ~7u;

	*section = (struct blob_section){type, start, size, count};
	memcpy(bytes + start, data, size);
	*end = start + size;
}

static void
put_origins(const struct maker *m, uint8_t *bytes, uint32_t *end)
{
	static struct {
		struct blob_origin records[2 * MAX];
	} o;
	char data[sizeof(o)];
	uint32_t count = 0;

	for (uint32_t s = BLOB_RULES; s <= BLOB_DENIES; s++)
		for (uint32_t i = 0; i < m->path_count[s]; i++)
			o.records[count++] = (struct blob_origin){s, i, 0, 4};
	for (uint32_t i = 0; i < count; i++)
		o.records[i].text = count * (uint32_t)sizeof(o.records[0]);
	memcpy(data, &o, count * sizeof(o.records[0]));
	memcpy(data + count * sizeof(o.records[0]), "spec", 5);
	put_section(bytes, end, BLOB_ORIGINS, count * (uint32_t)sizeof(o.records[0]) + 5, count,
	            data);
}

void
blob_seal(uint8_t *bytes, size_t size)
{
	struct blob_header *header = (struct blob_header *)bytes;

	header->checksum = 0;
	header->checksum = crc32c(0, bytes, size);
}

size_t
blob_unfilter(uint8_t *bytes, size_t size)
{
	uint8_t *copy = calloc(1, size);
	struct blob_header *to = (struct blob_header *)copy;
	const struct blob_header *from = (const struct blob_header *)bytes;
	const struct blob_section *section = (const struct blob_section *)(bytes + sizeof(*from));
	uint32_t kept = 0, end;

	for (uint32_t i = 0; i < from->sections; i++)
		kept += section[i].type != BLOB_FILTERS && section[i].type != BLOB_INSTRUCTIONS;
	*to = *from;
	to->sections = 0;
	end = (uint32_t)(sizeof(*to) + kept * sizeof(*section));
	for (uint32_t i = 0; i < from->sections; i++)
		if (section[i].type != BLOB_FILTERS && section[i].type != BLOB_INSTRUCTIONS)
			put_section(copy, &end, section[i].type, section[i].size, section[i].count,
			            bytes + section[i].offset);
	to->size = end;
	blob_seal(copy, end);
	memcpy(bytes, copy, end);
	free(copy);
	return end;
}

void
blob_age(uint8_t *bytes, size_t size)
{
	const struct blob_header *header = (const struct blob_header *)bytes;
	const struct blob_section *section = (const struct blob_section *)(bytes + sizeof(*header));

	for (uint32_t i = 0; i < header->sections; i++) {
		struct blob_filter *part = (struct blob_filter *)(bytes + section[i].offset);

		for (uint32_t k = 0; section[i].type == BLOB_FILTERS && k < section[i].count; k++)
			part[k].below = part[k].below == 3   ? 9
			                : part[k].below == 9 ? 10
			                                     : part[k].below;
	}
	blob_seal(bytes, size);
}

static uint8_t *
write_blob(struct maker *m, size_t *size)
{
	const unsigned sections = 7 + (m->filter_count ? 2 : 0) + m->origins;
	uint8_t *bytes = calloc(1, 1u << 20);
	struct blob_header *header = (struct blob_header *)bytes;
	uint32_t end = (uint32_t)(sizeof(*header) + sections * sizeof(struct blob_section));
	static struct blob_path paths[MAX];
	static struct blob_env env[MAX];

	sort_and_intern(m);
	memcpy(header->magic, BLOB_MAGIC, 8);
	header->version = BLOB_VERSION;
	put_section(bytes, &end, BLOB_POLICY, sizeof(m->policy), 1, &m->policy);
	for (uint32_t s = BLOB_RULES; s <= BLOB_BYPASSES; s++) {
		for (unsigned i = 0; i < m->path_count[s]; i++)
			paths[i] = m->paths[s][i].path;
		put_section(bytes, &end, s, m->path_count[s] * (uint32_t)sizeof(paths[0]),
		            m->path_count[s], paths);
	}
	put_section(bytes, &end, BLOB_PORTS, m->port_count * (uint32_t)sizeof(m->ports[0]),
	            m->port_count, m->ports);
	for (unsigned i = 0; i < m->env_count; i++)
		env[i] = m->env[i].env;
	put_section(bytes, &end, BLOB_ENVIRONMENT, m->env_count * (uint32_t)sizeof(env[0]),
	            m->env_count, env);
	if (m->filter_count) {
		put_section(bytes, &end, BLOB_FILTERS,
		            m->filter_count * (uint32_t)sizeof(m->filters[0]), m->filter_count,
		            m->filters);
		put_section(bytes, &end, BLOB_INSTRUCTIONS,
		            m->code_count * (uint32_t)sizeof(m->code[0]), m->code_count, m->code);
	}
	put_section(bytes, &end, BLOB_STRINGS, m->strings_size, m->strings_size, m->strings);
	if (m->origins)
		put_origins(m, bytes, &end);
	header->size = end;
	blob_seal(bytes, end);
	*size = end;
	return bytes;
}

uint8_t *
make_blob(const char *spec, size_t *size)
{
	struct maker *m = calloc(1, sizeof(*m));
	uint8_t *bytes = NULL;
	char line[LINE];
	bool fine = true;

	while (fine && *spec) {
		size_t length = strcspn(spec, "\n");

		snprintf(line, sizeof(line), "%.*s", (int)length, spec);
		fine = add_line(m, line);
		spec += length + (spec[length] == '\n');
	}
	if (fine)
		bytes = write_blob(m, size);
	free(m);
	return bytes;
}
