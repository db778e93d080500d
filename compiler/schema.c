/* SPDX-License-Identifier: Apache-2.0 */
/* schema.c - what shape.c accepts, in the words of JSON Schema draft-07. */
#include "compiler/schema.h"

#include "compiler/node.h"

#include <string.h>

/* A condition as when.c reads it. */
#define NUMBERS "(==|>=|<=|>|<)?[0-9]+(\\.[0-9]+)*"
#define WHEN                                                                             \
	"^!?(linux(:[a-z0-9._-]+(:" NUMBERS "(:[^:]+)?)?)?|macos(:" NUMBERS ")?|windows" \
	"(:" NUMBERS "(:[^:]+)?)?)$"

struct schema {
	struct arena *arena;
	enum key_place place;
};

static json_t *value_schema(const struct schema *schema, const struct key *key);

static json_t *
object(void)
{
	return jsonout_need(json_object());
}

static json_t *
array(void)
{
	return jsonout_need(json_array());
}

/* {"$ref": "#/definitions/NAME"}; nothing beside it would count. */
static json_t *
reference(const struct schema *schema, const char *name)
{
	json_t *made = object();

	jsonout_set(made, "$ref",
	            json_string(arena_printf(schema->arena, "#/definitions/%s", name)));
	return made;
}

/* "type" of MADE: ONE, OTHER if there is another, null if the key may be that. */
static void
set_type(json_t *made, const struct key *key, const char *one, const char *other)
{
	bool null = key && key->type & TYPE_NULL;
	json_t *types;

	if (!other && !null) {
		jsonout_set(made, "type", json_string(one));
		return;
	}
	types = array();
	jsonout_append(types, json_string(one));
	if (other)
		jsonout_append(types, json_string(other));
	if (null)
		jsonout_append(types, json_string("null"));
	jsonout_set(made, "type", types);
}

static json_t *
typed(const char *type)
{
	json_t *made = object();

	set_type(made, NULL, type, NULL);
	return made;
}

static json_t *
described(const char *text)
{
	json_t *made = object();

	jsonout_set(made, "description", json_string(text));
	return made;
}

/* Nothing but PROPERTIES, and what is for other programs. */
static void
close_map(json_t *made, json_t *properties)
{
	json_t *foreign = object();

	jsonout_set(properties, "$schema", object());
	jsonout_set(foreign, "^(x-|_)", object());
	jsonout_set(made, "properties", properties);
	jsonout_set(made, "patternProperties", foreign);
	jsonout_set(made, "additionalProperties", json_false());
}

static const struct key *
resolve(const struct key *key)
{
	return key->alias ? key_find(str_of(key->values)) : key;
}

/* What the key is for, and what comes of it. */
static const char *
description(const struct schema *schema, const struct key *key)
{
	const struct key *target = resolve(key);
	const char *effect = "";

	if (target->place && target->class == CLASS_NARROWING)
		effect = "; not expressed exactly yet: the next tighter policy, with a warning";
	else if (target->place && target->class == CLASS_GRANTING)
		effect = "; not granted yet, with a warning";
	else if (target->place && target->class == CLASS_INERT)
		effect = "; no effect, with a note";
	if (!key->alias)
		return arena_printf(schema->arena, "%s%s", key->text, effect);
	return arena_printf(schema->arena,
	                    key->deprecated ? "deprecated, write '%s': %s%s"
	                                    : "another spelling of '%s': %s%s",
	                    target->path, target->text, effect);
}

/* The schema of one spelling of a key. */
static json_t *
member_schema(const struct schema *schema, const struct key *key)
{
	json_t *made = described(description(schema, key));
	json_t *value = value_schema(schema, resolve(key));

	if (json_object_update(made, value) < 0)
		arena_exhausted(NULL);
	json_decref(value);
	if (key->deprecated)
		jsonout_set(
		    made, "deprecationMessage",
		    json_string(arena_printf(schema->arena, "write '%s' instead", key->values)));
	return made;
}

/* The members that PARENT's map may have and those that it must have (NULL: the document). */
static void
set_members(const struct schema *schema, json_t *made, const struct key *parent)
{
	json_t *properties = object();
	json_t *required = array();
	size_t count;
	const struct key *all = keys(&count);

	for (size_t i = 0; i < count; i++) {
		const struct key *key = &all[i];
		unsigned place = resolve(key)->place;

		if (!key_is_child(key, parent) || (place && !(place & schema->place)))
			continue;
		jsonout_set(properties, key_name(key).data, member_schema(schema, key));
		if (key->type & TYPE_REQUIRED && (!place || place & schema->place & IN_BOTH))
			jsonout_append(required, json_string(key_name(key).data));
	}
	close_map(made, properties);
	if (json_array_size(required))
		jsonout_set(made, "required", required);
	else
		json_decref(required);
}

static void
set_enum(const struct schema *schema, json_t *made, const struct key *key)
{
	json_t *words = array();

	for (const char *at = key->values; *at;) {
		size_t length = strcspn(at, "|");

		jsonout_append(words, json_string(arena_str(schema->arena, at, length).data));
		at += length + (at[length] == '|');
	}
	if (key->type & TYPE_NULL)
		jsonout_append(words, json_null());
	jsonout_set(made, "enum", words);
}

/* Only the keys of the network are held against the range; the rest is for other programs. */
static json_t *
port_schema(const struct schema *schema, const struct key *key)
{
	return key->place ? reference(schema, "port") : typed("integer");
}

static void
set_list(const struct schema *schema, json_t *made, const struct key *key)
{
	json_t *item = NULL;

	switch ((enum key_type)(key->type & TYPE_MASK)) {
	case TYPE_NAMES:
	case TYPE_STRINGS:
		item = typed("string");
		if (key->values)
			set_enum(schema, item, key);
		break;
	case TYPE_PATHS:
		item = reference(schema, key->type & TYPE_PROTECT ? "path_to_protect" : "path");
		break;
	case TYPE_GROUPS:
		item = reference(schema, "group");
		break;
	case TYPE_PORTS:
	case TYPE_UDP:
		item = port_schema(schema, key);
		break;
	default:
		item = member_schema(schema, key_item(key));
		break;
	}
	jsonout_set(made, "items", item);
}

static json_t *
map_schema(const struct schema *schema, const struct key *key)
{
	json_t *made = object();

	switch ((enum key_type)(key->type & TYPE_MASK)) {
	case TYPE_DICT:
		set_type(made, key, "object", NULL);
		jsonout_set(made, "additionalProperties",
		            member_schema(schema, key_member(key, STR("*"))));
		break;
	case TYPE_STRING_OR_MAP:
		set_type(made, key, "string", "object");
		set_members(schema, made, key);
		break;
	default:
		set_type(made, key, "object", NULL);
		set_members(schema, made, key);
		break;
	}
	return made;
}

/* A condition, beside which a description may stand. */
static json_t *
when_schema(const struct schema *schema)
{
	json_t *made = object();
	json_t *all = array();

	jsonout_append(all, reference(schema, "when"));
	jsonout_set(made, "allOf", all);
	return made;
}

/* A value of KEY, which is no alias. */
static json_t *
value_schema(const struct schema *schema, const struct key *key)
{
	json_t *made;

	if (str_is(key_name(key), "when"))
		return when_schema(schema);
	switch ((enum key_type)(key->type & TYPE_MASK)) {
	case TYPE_MAP:
	case TYPE_DICT:
	case TYPE_STRING_OR_MAP:
		return map_schema(schema, key);
	default:
		made = object();
		break;
	}
	switch ((enum key_type)(key->type & TYPE_MASK)) {
	case TYPE_ANY:
		break;
	case TYPE_BOOL:
		set_type(made, key, "boolean", NULL);
		break;
	case TYPE_INTEGER:
		set_type(made, key, "integer", NULL);
		break;
	case TYPE_ENUM:
		set_enum(schema, made, key);
		break;
	case TYPE_STRING:
		set_type(made, key, "string", NULL);
		break;
	case TYPE_NAMES:
		set_type(made, key, "string", "array");
		set_list(schema, made, key);
		break;
	case TYPE_UDP:
		set_type(made, key, "boolean", "array");
		set_list(schema, made, key);
		break;
	default:
		set_type(made, key, "array", NULL);
		set_list(schema, made, key);
		break;
	}
	return made;
}

static json_t *
when_definition(void)
{
	json_t *made = described("systems, any of which must match: linux, macos, linux:debian, "
	                         "linux:ubuntu:>=24.04; ! in front for the opposite");
	json_t *item = typed("string");

	set_type(made, NULL, "string", "array");
	jsonout_set(made, "pattern", json_string(WHEN));
	jsonout_set(item, "pattern", json_string(WHEN));
	jsonout_set(made, "items", item);
	jsonout_set(made, "minItems", json_integer(1));
	return made;
}

/* A string, or a map of NAME and "when". */
static json_t *
entry_definition(const struct schema *schema, const char *name, bool protect)
{
	json_t *made = object();
	json_t *properties = object();
	json_t *required = array();

	set_type(made, NULL, "string", "object");
	jsonout_set(properties, name, typed("string"));
	jsonout_set(properties, "when", reference(schema, "when"));
	if (protect)
		jsonout_set(properties, "protect", described("not in this version"));
	close_map(made, properties);
	jsonout_append(required, json_string(name));
	jsonout_set(made, "required", required);
	return made;
}

static json_t *
definitions(const struct schema *schema)
{
	json_t *made = object();
	json_t *port = typed("integer");

	jsonout_set(port, "minimum", json_integer(1));
	jsonout_set(port, "maximum", json_integer(65535));
	jsonout_set(made, "group", entry_definition(schema, "name", false));
	jsonout_set(made, "path", entry_definition(schema, "path", false));
	jsonout_set(made, "path_to_protect", entry_definition(schema, "path", true));
	jsonout_set(made, "port", port);
	jsonout_set(made, "when", when_definition());
	return made;
}

json_t *
schema_make(struct arena *arena, enum key_place place)
{
	struct schema schema = {arena, place};
	json_t *made = object();

	jsonout_set(made, "$schema", json_string("http://json-schema.org/draft-07/schema#"));
	jsonout_set(made, "title",
	            json_string(place == IN_GROUP          ? "nono group"
	                        : place == IN_PROFILE      ? "nono profile"
	                        : place == IN_ORGANISATION ? "nono organisation policy"
	                                                   : "nono assertions"));
	jsonout_set(made, "allowTrailingCommas", json_true());
	set_type(made, NULL, "object", NULL);
	set_members(&schema, made, NULL);
	jsonout_set(made, "definitions", definitions(&schema));
	return made;
}
