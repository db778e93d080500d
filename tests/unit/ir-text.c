/* SPDX-License-Identifier: Apache-2.0 */
/* ir-text.c - policies for tests, one rule a line. */
#include "tests/unit/ir-text.h"

#include "compiler/diag-record.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct origin user = {.kind = ORIGIN_PROFILE, .trust = TRUST_USER, .name = "test"};
static const struct origin shipped = {
    .kind = ORIGIN_PROFILE, .trust = TRUST_BUILTIN, .name = "shipped"};
static const struct origin group = {
    .kind = ORIGIN_GROUP, .trust = TRUST_BUILTIN, .name = "group", .required = true};

enum { WORDS = 6 };

struct line {
	struct ir *ir;
	const char *text; /* of the whole source */
	char *words[WORDS];
	struct span at[WORDS];
	unsigned count;
	const struct origin *origin;
};

static void
refuse(const struct line *line, const char *why)
{
	fprintf(stderr, "ir_from: %s: %s\n", line->count ? line->words[0] : "", why);
	exit(1);
}

static uint32_t
rights_from(const struct line *line, char *names)
{
	size_t count;
	const struct right *rights = access_rights(&count);
	uint32_t found = 0;
	char *rest;

	if (strcmp(names, "all") == 0)
		return BLOB_FS_ALL;
	for (char *name = strtok_r(names, ",", &rest); name; name = strtok_r(NULL, ",", &rest)) {
		size_t i = 0;

		while (i < count && strcmp(rights[i].name, name) != 0)
			i++;
		if (i == count)
			refuse(line, name);
		found |= rights[i].bits;
	}
	return found;
}

struct path
path_from(struct arena *arena, const char *text)
{
	struct path path;
	uint32_t where, length;

	if (path_parse(arena, arena_str(arena, text, strlen(text)), NULL, &path, &where, &length)) {
		fprintf(stderr, "path_from: '%s'\n", text);
		exit(1);
	}
	return path;
}

static void
take_rule(const struct line *line, struct rules *rules, bool rights)
{
	unsigned word = rights ? 2 : 1;
	struct rule rule = {.origin = line->origin, .rights = BLOB_FS_ALL};

	if (line->count <= word)
		refuse(line, "needs a path");
	if (rights)
		rule.rights = rights_from(line, line->words[1]);
	rule.path = path_from(line->ir->arena, line->words[word]);
	rule.at = line->at[word];
	if (line->count > word + 1)
		rule.object = strcmp(line->words[word + 1], "file") == 0 ? BLOB_OBJECT_FILE
		                                                         : BLOB_OBJECT_DIRECTORY;
	rule.children = line->count > word + 1 && strcmp(line->words[word + 1], "children") == 0;
	rules_add(line->ir->arena, rules, &rule);
}

static void
take_port(const struct line *line, uint8_t access)
{
	struct port_rule port = {.access = access, .origin = line->origin};

	if (line->count < 3)
		refuse(line, "needs a protocol and a port");
	port.protocol = strcmp(line->words[1], "udp") == 0 ? BLOB_UDP : BLOB_TCP;
	port.port = (uint16_t)atoi(line->words[2]);
	port.at = line->at[2];
	ir_add_port(line->ir, &port);
}

static void
take_env(const struct line *line)
{
	struct env_rule env = {.origin = line->origin, .action = BLOB_ENV_ALLOW};
	char *name, *value;
	size_t length;

	if (line->count < 3)
		refuse(line, "needs an action and a name");
	name = line->words[2];
	value = strchr(name, '=');
	length = value ? (size_t)(value - name) : strlen(name);
	if (strcmp(line->words[1], "set") == 0)
		env.action = BLOB_ENV_SET;
	else if (strcmp(line->words[1], "deny") == 0)
		env.action = BLOB_ENV_DENY;
	else if (strcmp(line->words[1], "secret") == 0)
		env.action = BLOB_ENV_SECRET;
	if (length && name[length - 1] == '*') {
		env.prefix = true;
		length--;
	}
	env.name = arena_str(line->ir->arena, name, length);
	if (value)
		env.value = arena_str(line->ir->arena, value + 1, strlen(value + 1));
	env.at = line->at[2];
	ir_add_env(line->ir, &env);
}

static void
take_net(const struct line *line)
{
	static const struct {
		const char *name;
		uint32_t bit;
	} bits[] = {
	    {"connect", BLOB_NET_CONNECT_LISTED}, {"listen", BLOB_NET_BIND_LISTED},
	    {"udp", BLOB_NET_UDP_LISTED},         {"closed", BLOB_NET_UDP_CLOSED},
	    {"asked", BLOB_NET_UDP_ASKED},        {"blocked", BLOB_NET_BLOCKED},
	};

	for (size_t i = 0; line->count > 1 && i < COUNTOF(bits); i++)
		if (strstr(line->words[1], bits[i].name))
			line->ir->net |= bits[i].bit;
}

static void
take_line(struct line *line)
{
	const char *verb;

	if (!line->count)
		return;
	verb = line->words[0];
	line->origin = &user;
	if (strcmp(line->words[line->count - 1], "group") == 0)
		line->origin = &group;
	else if (strcmp(line->words[line->count - 1], "builtin") == 0)
		line->origin = &shipped;
	line->count -= line->origin != &user;
	if (strcmp(verb, "allow") == 0)
		take_rule(line, &line->ir->grants, true);
	else if (strcmp(verb, "deny") == 0)
		take_rule(line, &line->ir->denies, true);
	else if (strcmp(verb, "bypass") == 0)
		take_rule(line, &line->ir->bypasses, false);
	else if (strcmp(verb, "connect") == 0)
		take_port(line, BLOB_PORT_CONNECT);
	else if (strcmp(verb, "listen") == 0)
		take_port(line, BLOB_PORT_BIND);
	else if (strcmp(verb, "env") == 0)
		take_env(line);
	else if (strcmp(verb, "net") == 0)
		take_net(line);
	else
		refuse(line, "is no rule");
}

struct ir *
ir_from(struct arena *arena, const char *text)
{
	struct sources *sources = sources_new(arena);
	struct str copy = arena_str(arena, text, strlen(text));
	uint32_t source = sources_add(sources, "test.ir", copy);
	char *lines = arena_grow(arena, text, strlen(text) + 1, strlen(text) + 1, 1);
	struct ir *ir = ir_new(arena, sources, diags_new(arena, sources), TARGET_LANDLOCK);
	char *rest, *words;

	for (char *line = strtok_r(lines, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
		struct line parsed = {.ir = ir, .text = text};

		for (char *word = strtok_r(line, " \t", &words); word && parsed.count < WORDS;
		     word = strtok_r(NULL, " \t", &words)) {
			parsed.at[parsed.count] =
			    (struct span){source, (uint32_t)(word - lines), (uint32_t)strlen(word)};
			parsed.words[parsed.count++] = word;
		}
		take_line(&parsed);
	}
	return ir;
}

void
rules_shuffle(struct rules *rules, struct random *random)
{
	for (size_t i = rules->count; i > 1; i--) {
		size_t j = random_below(random, (uint32_t)i);
		struct rule rule = rules->items[i - 1];

		rules->items[i - 1] = rules->items[j];
		rules->items[j] = rule;
	}
	rules->sorted = false;
}

size_t
ir_reported(const struct ir *ir, enum diag_code code, struct place *first)
{
	size_t count = 0;

	*first = (struct place){0, 0};
	for (size_t i = 0; i < ir->diags->count; i++) {
		const struct finding *finding = &ir->diags->findings[i];

		if (finding->code != code)
			continue;
		if (!count++ && finding->at.source)
			*first = source_place(ir->sources, finding->at.source, finding->at.offset);
	}
	return count;
}

bool
ir_silent(const struct ir *ir, size_t errors, size_t warnings, size_t notes)
{
	return diags_count(ir->diags, SEVERITY_ERROR) == errors &&
	       diags_count(ir->diags, SEVERITY_WARNING) == warnings &&
	       diags_count(ir->diags, SEVERITY_NOTE) == notes;
}
