/* SPDX-License-Identifier: Apache-2.0 */
/* driver-compare.c - what one policy allows and another does not, in words. */
#include "compiler/driver-compare.h"

#include "compiler/capability.h"
#include "compiler/compose.h"
#include "compiler/jsonout.h"
#include "compiler/variable.h"
#include "runtime/loss.h"

#include <string.h>

static struct words
rights_words(struct arena *arena, const struct ir *a, const struct excess *excess)
{
	const struct rule *rule = excess->rule;
	const char *path = path_text(arena, &excess->path);
	bool file = excess->object == BLOB_OBJECT_FILE;
	struct words words = {.what = access_words(arena, excess->rights, excess->held, file),
	                      .where = path};

	if (file)
		words.where = arena_printf(arena, "%s (the file)", path);
	words.was = excess->held ? access_words(arena, excess->held, 0, file) : "none";
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
	case EXCESS_SYSTEM:
		if (excess->bits == BLOB_USER_NAMESPACES)
			return (struct words){"make", "namespaces", NULL, "", NULL};
		return (struct words){"use", "System V objects", NULL, "", NULL};
	default:
		return (struct words){"connect", "unix sockets by path, on kernels below ABI 9",
		                      NULL, "", NULL};
	}
}

static struct words
capability_words(const struct excess *excess)
{
	const char *name = "";

	for (size_t i = 0; i < capability_count; i++)
		if (excess->bits == (uint64_t)1 << capabilities[i].number)
			name = capabilities[i].name;
	return (struct words){"keep the capability", name, NULL, "", NULL};
}

static struct words
variable_words(struct arena *arena, const struct excess *excess)
{
	const char *name = arena_str(arena, excess->name.data, excess->name.length).data;
	struct words words = {"pass", name, NULL, "", NULL};

	if (excess->kind == EXCESS_SET) {
		words.what = "set";
		words.where = arena_printf(arena, "%s=%s", name,
		                           variable_template(arena, excess->value).data);
		return words;
	}
	if (excess->prefix)
		words.where = arena_printf(arena, "%s*", name);
	if (excess->credential)
		words.where = arena_printf(arena, "%s (%s)", words.where,
		                           excess->prefix ? "credentials" : "a credential");
	return words;
}

/* What says so in the profile behind A, or NULL: these have one value, and no rule of their own. */
static const struct entry *
entry_of(const struct ir *a, const struct excess *excess)
{
	const struct slot *accept;

	if (!a->composed)
		return NULL;
	if (excess->kind == EXCESS_SCOPE)
		return composed_last(a->composed, excess->bits == BLOB_SCOPE_SIGNAL
		                                      ? KEY_SIGNAL_MODE
		                                      : KEY_IPC_MODE);
	if (excess->kind == EXCESS_SYSTEM)
		return composed_last(a->composed, excess->bits == BLOB_USER_NAMESPACES
		                                      ? KEY_USER_NAMESPACES
		                                      : KEY_IPC_SYSV);
	accept = &a->composed->slots[KEY_COMPAT_ACCEPT];
	for (uint32_t i = 0; excess->kind == EXCESS_ACCEPT && i < accept->count; i++)
		if (str_is(accept->entries[i].node->text, loss_name(excess->bits)))
			return &accept->entries[i];
	return NULL;
}

struct words
compare_words(struct arena *arena, const struct ir *a, const struct excess *excess)
{
	const struct entry *entry;
	struct words words;

	switch (excess->kind) {
	case EXCESS_RIGHTS:
	case EXCESS_LIFTED:
	case EXCESS_SEAL:
		return rights_words(arena, a, excess);
	case EXCESS_PORT:
		words = port_words(arena, excess);
		break;
	case EXCESS_CAPABILITY:
		words = capability_words(excess);
		break;
	case EXCESS_VARIABLE:
	case EXCESS_SET:
		words = variable_words(arena, excess);
		break;
	case EXCESS_RAW:
		words = (struct words){"add the rule", excess->value.data, NULL, "", NULL};
		break;
	default:
		words = bit_words(excess);
		entry = entry_of(a, excess);
		if (!entry)
			return words;
		words.origin = rule_origin_text(a, entry->node->at, &entry->file->origin);
		words.chain = compare_chain(a, &entry->file->origin);
		return words;
	}
	words.origin = rule_origin_text(a, excess->at, excess->origin);
	words.chain = compare_chain(a, excess->origin);
	return words;
}

const char *
compare_chain(const struct ir *ir, const struct origin *origin)
{
	const char *text = NULL;

	for (; origin && origin->why.source; origin = origin->from)
		text = arena_printf(ir->arena, "%s%sfrom %s", text ? text : "", text ? ", " : "",
		                    place_text(ir, origin->why));
	return text;
}

static json_t *
rule_json(struct arena *arena, const struct ir *ir, const struct rule *rule)
{
	json_t *object = jsonout_need(json_object());
	const char *chain = compare_chain(ir, rule->origin);

	jsonout_set(object, "path", jsonout_text(arena, path_text(arena, &rule->path)));
	jsonout_set(object, "origin",
	            jsonout_text(arena, rule_origin_text(ir, rule->at, rule->origin)));
	if (chain)
		jsonout_set(object, "chain", jsonout_text(arena, chain));
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
	    [EXCESS_SET] = "set",         [EXCESS_RAW] = "raw",
	    [EXCESS_SYSTEM] = "system",   [EXCESS_CAPABILITY] = "capability",
	};
	struct words words = compare_words(arena, a, excess);
	json_t *object = jsonout_need(json_object());
	bool rights = excess->kind == EXCESS_RIGHTS || excess->kind == EXCESS_LIFTED ||
	              excess->kind == EXCESS_SEAL;

	jsonout_set(object, "kind", json_string(kinds[excess->kind]));
	jsonout_set(object, "what",
	            jsonout_text(arena, rights ? access_text(arena, excess->rights) : words.what));
	jsonout_set(object, "where", jsonout_text(arena, words.where));
	jsonout_set(object, "decided", json_boolean(!excess->undecided));
	if (rights) {
		jsonout_set(object, "path", jsonout_text(arena, path_text(arena, &excess->path)));
		jsonout_set(object, "rights", access_json(excess->rights));
		jsonout_set(object, "held", access_json(excess->held));
		if (excess->rule)
			jsonout_set(object, "rule", rule_json(arena, a, excess->rule));
		if (excess->other)
			jsonout_set(object, "other", rule_json(arena, b, excess->other));
		return object;
	}
	if (*words.origin)
		jsonout_set(object, "origin", jsonout_text(arena, words.origin));
	if (words.chain)
		jsonout_set(object, "chain", jsonout_text(arena, words.chain));
	return object;
}

json_t *
compare_policy_json(struct arena *arena, const char *name, const struct ir *ir)
{
	const struct algebra algebra = {.arena = arena};
	json_t *object = jsonout_need(json_object());
	char hex[SHA256_HEX_SIZE];

	algebra_hash(&algebra, ir, hex);
	jsonout_set(object, "name", jsonout_text(arena, name));
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
