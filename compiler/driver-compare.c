/* SPDX-License-Identifier: Apache-2.0 */
/* driver-compare.c - what one policy allows and another does not, in words. */
#include "compiler/driver-compare.h"

#include "compiler/jsonout.h"
#include "compiler/utf8.h"

#include <string.h>

/* The value of a variable, its anchors by name. */
static const char *
value_text(struct arena *arena, struct str value)
{
	char *text = arena_calloc(arena, value.length + (size_t)1, sizeof("$XDG_RUNTIME_DIR"));
	size_t used = 0;

	for (uint32_t i = 0; i < value.length; i++) {
		const char *name = "$UID";

		if (value.data[i] != BLOB_ESCAPE || i + 1 == value.length) {
			text[used++] = value.data[i];
			continue;
		}
		if (value.data[++i] != 'u')
			name = anchor_name((enum blob_anchor)(value.data[i] - 'A'));
		memcpy(text + used, name, strlen(name));
		used += strlen(name);
	}
	return text;
}

static const char *
loss_name(uint32_t bit)
{
#define LOSS(symbol, number, abi, name) \
	if (bit == 1u << (number))      \
		return name;
	BLOB_LOSSES(LOSS)
#undef LOSS
	return "?";
}

static struct words
rights_words(struct arena *arena, const struct ir *a, const struct excess *excess)
{
	const struct rule *rule = excess->rule;
	const char *path = path_text(arena, &excess->path);
	struct words words = {.what = access_text(arena, excess->rights), .where = path};

	if (excess->object == BLOB_OBJECT_FILE)
		words.where = arena_printf(arena, "%s (the file)", path);
	words.was = excess->held ? access_text(arena, excess->held) : "none";
	if (excess->kind == EXCESS_SEAL)
		words.was = "protected";
	words.origin = rule ? rule_origin_text(a, rule->at, rule->origin) : "";
	words.chain = rule ? compare_chain(a, rule->origin) : NULL;
	return words;
}

static struct words
port_words(struct arena *arena, const struct excess *excess)
{
	const char *protocol = excess->protocol == BLOB_UDP ? "udp" : "tcp";
	struct words words = {.what = excess->access == BLOB_PORT_CONNECT ? "connect" : "listen"};

	words.where = arena_printf(arena, "%s/* (any port)", protocol);
	if (excess->port)
		words.where = arena_printf(arena, "%s/%u (any host)", protocol, excess->port);
	if (excess->port && excess->access != BLOB_PORT_CONNECT)
		words.where = arena_printf(arena, "%s/%u", protocol, excess->port);
	return words;
}

static struct words
bit_words(const struct excess *excess)
{
	switch (excess->kind) {
	case EXCESS_NET:
		if (excess->bits == BLOB_NET_BLOCKED)
			return (struct words){"use", "sockets other than tcp and udp", NULL, "",
			                      NULL};
		return (struct words){"use", "udp, any port, on kernels below ABI 10", NULL, "",
		                      NULL};
	case EXCESS_SCOPE:
		if (excess->bits == BLOB_SCOPE_SIGNAL)
			return (struct words){"signal", "processes outside", NULL, "", NULL};
		return (struct words){"connect", "abstract unix sockets outside", NULL, "", NULL};
	case EXCESS_ACCEPT:
		return (struct words){"accept", loss_name(excess->bits), NULL, "", NULL};
	case EXCESS_REQUIRE:
		return (struct words){"require no more", loss_name(excess->bits), NULL, "", NULL};
	default:
		return (struct words){"connect", "unix sockets by path, on kernels below ABI 9",
		                      NULL, "", NULL};
	}
}

static struct words
variable_words(struct arena *arena, const struct excess *excess)
{
	const char *name = arena_str(arena, excess->name.data, excess->name.length).data;
	struct words words = {"pass", name, NULL, "", NULL};

	if (excess->kind == EXCESS_SET) {
		words.what = "set";
		words.where = arena_printf(arena, "%s=%s", name, value_text(arena, excess->value));
		return words;
	}
	if (excess->prefix)
		words.where = arena_printf(arena, "%s*", name);
	if (excess->credential)
		words.where = arena_printf(arena, "%s (%s)", words.where,
		                           excess->prefix ? "credentials" : "a credential");
	return words;
}

struct words
compare_words(struct arena *arena, const struct ir *a, const struct excess *excess)
{
	struct words words;

	switch (excess->kind) {
	case EXCESS_RIGHTS:
	case EXCESS_LIFTED:
	case EXCESS_SEAL:
		return rights_words(arena, a, excess);
	case EXCESS_PORT:
		words = port_words(arena, excess);
		break;
	case EXCESS_VARIABLE:
	case EXCESS_SET:
		words = variable_words(arena, excess);
		break;
	default:
		return bit_words(excess);
	}
	words.origin = rule_origin_text(a, excess->at, excess->origin);
	words.chain = compare_chain(a, excess->origin);
	return words;
}

const char *
compare_chain(const struct ir *ir, const struct origin *origin)
{
	const char *text = NULL;

	for (; origin && origin->why.source; origin = origin->from) {
		struct place place =
		    source_place(ir->sources, origin->why.source, origin->why.offset);

		text = arena_printf(
		    ir->arena, "%s%sfrom %s:%u:%u", text ? text : "", text ? ", " : "",
		    source_get(ir->sources, origin->why.source)->name, place.line, place.column);
	}
	return text;
}

/* JSON is UTF-8, and a name may be anything: other bytes become \xff. */
json_t *
compare_text(struct arena *arena, const char *text)
{
	size_t length = strlen(text), used = 0;
	char *clean = arena_calloc(arena, length + 1, 4);

	for (size_t at = 0; at < length;) {
		uint32_t point, size = utf8_decode(text + at, length - at, &point);

		if (size > 0)
			memcpy(clean + used, text + at, size);
		else
			snprintf(clean + used, 5, "\\x%02x", (unsigned)(unsigned char)text[at]);
		used += size > 0 ? size : 4;
		at += size > 0 ? size : 1;
	}
	return json_stringn(clean, used);
}

static json_t *
rights_json(uint32_t rights)
{
	size_t count;
	const struct right *table = access_rights(&count);
	json_t *list = jsonout_need(json_array());

	for (size_t i = 0; i < count; i++)
		if (rights & table[i].bits)
			jsonout_append(list, json_string(table[i].name));
	return list;
}

static json_t *
rule_json(struct arena *arena, const struct ir *ir, const struct rule *rule)
{
	json_t *object = jsonout_need(json_object());
	const char *chain = compare_chain(ir, rule->origin);

	jsonout_set(object, "path", compare_text(arena, path_text(arena, &rule->path)));
	jsonout_set(object, "origin",
	            compare_text(arena, rule_origin_text(ir, rule->at, rule->origin)));
	if (chain)
		jsonout_set(object, "chain", compare_text(arena, chain));
	return object;
}

json_t *
compare_json(struct arena *arena, const struct ir *a, const struct ir *b,
             const struct excess *excess)
{
	static const char *const kinds[] = {
	    [EXCESS_RIGHTS] = "rights",   [EXCESS_LIFTED] = "lifted",
	    [EXCESS_SEAL] = "protection", [EXCESS_PORT] = "port",
	    [EXCESS_NET] = "network",     [EXCESS_SCOPE] = "scope",
	    [EXCESS_ACCEPT] = "accept",   [EXCESS_REQUIRE] = "require",
	    [EXCESS_SOCKETS] = "sockets", [EXCESS_VARIABLE] = "variable",
	    [EXCESS_SET] = "set",
	};
	struct words words = compare_words(arena, a, excess);
	json_t *object = jsonout_need(json_object());

	jsonout_set(object, "kind", json_string(kinds[excess->kind]));
	jsonout_set(object, "what", compare_text(arena, words.what));
	jsonout_set(object, "where", compare_text(arena, words.where));
	jsonout_set(object, "decided", json_boolean(!excess->undecided));
	if (excess->kind == EXCESS_RIGHTS || excess->kind == EXCESS_LIFTED ||
	    excess->kind == EXCESS_SEAL) {
		jsonout_set(object, "path", compare_text(arena, path_text(arena, &excess->path)));
		jsonout_set(object, "rights", rights_json(excess->rights));
		jsonout_set(object, "held", rights_json(excess->held));
		if (excess->rule)
			jsonout_set(object, "rule", rule_json(arena, a, excess->rule));
		if (excess->other)
			jsonout_set(object, "other", rule_json(arena, b, excess->other));
		return object;
	}
	if (*words.origin)
		jsonout_set(object, "origin", compare_text(arena, words.origin));
	if (words.chain)
		jsonout_set(object, "chain", compare_text(arena, words.chain));
	return object;
}

json_t *
compare_policy_json(struct arena *arena, const char *name, const struct ir *ir)
{
	const struct algebra algebra = {.arena = arena};
	json_t *object = jsonout_need(json_object());
	char hex[SHA256_HEX_SIZE];

	algebra_hash(&algebra, ir, hex);
	jsonout_set(object, "name", compare_text(arena, name));
	jsonout_set(object, "hash", json_string(hex));
	return object;
}

int
compare_read(struct arena *arena, const struct options *options, const char *token,
             struct policy *policy)
{
	int status = driver_read(arena, options, token, POLICY_ANY, policy);

	if (status != STATUS_CLEAN && driver_render(policy->diags, options) != STATUS_CLEAN)
		return STATUS_USAGE;
	return status;
}
