/* SPDX-License-Identifier: Apache-2.0 */
/* shape.c - unknown keys, wrong types, wrong words, missing members. */
#include "compiler/shape.h"

#include "compiler/suggest.h"
#include "compiler/when.h"

#include <string.h>

#define GUESSES 100u

/* One document on its way through the table. */
struct walk {
	const struct shape *shape;
	struct diags *diags;
	struct span seen[KEYS]; /* where a key was given */
	unsigned unknown;       /* keys so far that the table does not know */
};

static bool value_fits(struct walk *walk, const struct key *key, const struct node *value);

/* Keys for other programs: never looked at. */
static bool
foreign(struct str name)
{
	return str_is(name, "$schema") || str_begins(name, "_") || str_begins(name, "x-");
}

static const struct key *
resolve(const struct key *key)
{
	if (!key->alias)
		return key;
	return key_find(str_of(key->values));
}

static void
report_unknown(struct walk *walk, const struct key *parent, const struct member *member)
{
	struct suggestion near = suggest_for(member->key);
	const struct key *elsewhere = NULL;
	size_t count;
	const struct key *all = keys(&count);

	if (parent)
		diag_at(walk->diags, DIAG_UNKNOWN_KEY, member->key_at, "unknown key '%.*s' in '%s'",
		        STR_ARG(member->key), parent->path);
	else
		diag_at(walk->diags, DIAG_UNKNOWN_KEY, member->key_at, "unknown key '%.*s'",
		        STR_ARG(member->key));
	/* A thousand slips are none: it is another format. */
	if (walk->unknown++ >= GUESSES)
		return;
	for (size_t i = 0; i < count; i++) {
		if (parent || !all[i].place || (all[i].place & walk->shape->place))
			if (key_is_child(&all[i], parent))
				suggest_offer(&near, key_name(&all[i]));
		if (!elsewhere && !all[i].alias && all[i].id != KEYS &&
		    str_equal(key_name(&all[i]), member->key))
			elsewhere = &all[i];
	}
	if (near.best.length) {
		diag_help(walk->diags, "did you mean '%.*s'?", STR_ARG(near.best));
		diag_suggest(walk->diags, near.best);
	} else if (elsewhere)
		diag_help(walk->diags, "did you mean '%s'?", elsewhere->path);
}

/* The row for MEMBER, its alias resolved; NULL after an error was recorded. */
static const struct key *
find_row(struct walk *walk, const struct key *parent, const struct member *member,
         const struct key **spelling)
{
	const struct key *key = key_member(parent, member->key);
	const struct key *target = key ? resolve(key) : NULL;

	if (!target) {
		report_unknown(walk, parent, member);
		return NULL;
	}
	if (target->place && !(target->place & walk->shape->place)) {
		diag_at(walk->diags, DIAG_UNKNOWN_KEY, member->key_at, "'%.*s' is a key of %s",
		        STR_ARG(member->key),
		        !(target->place & IN_BOTH)         ? "the organisation's policy file"
		        : target->place & IN_PROFILE       ? walk->shape->place == IN_GROUP
		                                                 ? "profiles, not of groups"
		                                                 : "profiles"
		        : walk->shape->place == IN_PROFILE ? "groups, not of profiles"
		                                           : "groups");
		return NULL;
	}
	*spelling = key;
	return target;
}

static bool
has_required(struct walk *walk, const struct key *parent, const struct node *map)
{
	size_t count;
	const struct key *all = keys(&count);
	bool fine = true;

	for (size_t i = 0; i < count; i++) {
		if (!(all[i].type & TYPE_REQUIRED) || !key_is_child(&all[i], parent))
			continue;
		if (all[i].place && !(all[i].place & walk->shape->place & IN_BOTH))
			continue;
		if (node_get(map, key_name(&all[i]).data, NULL))
			continue;
		/* The whole of a document is no place to point at. */
		diag_at(walk->diags, DIAG_MISSING_KEY,
		        parent ? map->at : (struct span){map->at.source, map->at.offset, 0},
		        "'%s' is missing: %s", all[i].path, all[i].text);
		fine = false;
	}
	return fine;
}

static const char *
type_text(unsigned type)
{
	switch ((enum key_type)(type & TYPE_MASK)) {
	case TYPE_BOOL:
		return "true or false";
	case TYPE_INTEGER:
		return "a whole number";
	case TYPE_STRING:
	case TYPE_ENUM:
		return "a string";
	case TYPE_NAMES:
		return "a string or a list of strings";
	case TYPE_STRINGS:
		return "a list of strings";
	case TYPE_PATHS:
		return "a list of paths";
	case TYPE_GROUPS:
		return "a list of group names";
	case TYPE_PORTS:
		return "a list of ports";
	case TYPE_UDP:
		return "true, false or a list of ports";
	case TYPE_LIST:
		return "a list";
	case TYPE_MAP:
	case TYPE_DICT:
		return "a map";
	case TYPE_STRING_OR_MAP:
		return "a string or a map";
	default:
		return "a value";
	}
}

static bool
wrong_type(struct walk *walk, const struct key *key, const struct node *value, const char *expected)
{
	diag_at(walk->diags, DIAG_WRONG_TYPE, value->at, "'%s' expects %s, not %s", key->path,
	        expected, node_kind_name(value->kind));
	return false;
}

static bool
is_integer(const struct node *value)
{
	if (value->kind != NODE_NUMBER || value->text.length == 0)
		return false;
	for (uint32_t i = value->text.data[0] == '-'; i < value->text.length; i++)
		if (value->text.data[i] < '0' || value->text.data[i] > '9')
			return false;
	return true;
}

static bool
each_is_string(struct walk *walk, const struct key *key, const struct node *list)
{
	bool fine = true;

	for (uint32_t i = 0; i < list->count; i++)
		if (list->items[i]->kind != NODE_STRING)
			fine = wrong_type(walk, key, list->items[i], "strings in its list");
	return fine;
}

static bool
each_is_port(struct walk *walk, const struct key *key, const struct node *list)
{
	bool fine = true;

	for (uint32_t i = 0; i < list->count; i++)
		if (!is_integer(list->items[i]))
			fine = wrong_type(walk, key, list->items[i], "whole numbers in its list");
	return fine;
}

static bool
names_fit(struct walk *walk, const struct key *key, const struct node *value)
{
	if (value->kind == NODE_STRING)
		return true;
	if (value->kind != NODE_LIST)
		return wrong_type(walk, key, value, "a string or a list of strings");
	return each_is_string(walk, key, value);
}

static bool
when_fits(struct walk *walk, const struct key *key, const struct node *value)
{
	return names_fit(walk, key, value) && when_check(walk->diags, value);
}

/* One {path, when} or {name, when}; NAME is the first member's. */
static bool
entry_fits(struct walk *walk, const struct key *key, const struct node *entry, const char *name)
{
	bool fine = true, named = false;

	for (uint32_t i = 0; i < entry->count; i++) {
		const struct member *member = &entry->members[i];

		if (str_is(member->key, name)) {
			named = true;
			if (member->value->kind != NODE_STRING)
				fine = wrong_type(walk, key, member->value, "a string here");
		} else if (str_is(member->key, "when")) {
			fine = when_fits(walk, key, member->value) && fine;
		} else if ((key->type & TYPE_PROTECT) && str_is(member->key, "protect")) {
			diag_at(walk->diags, DIAG_NOT_YET, member->key_at,
			        "'protect' is not in this version: only a deny that no grant "
			        "overlaps holds");
			fine = false;
		} else if (!foreign(member->key)) {
			diag_at(walk->diags, DIAG_UNKNOWN_KEY, member->key_at,
			        "unknown key '%.*s', expected '%s' or 'when'", STR_ARG(member->key),
			        name);
			fine = false;
		}
	}
	if (!named)
		diag_at(walk->diags, DIAG_MISSING_KEY, entry->at,
		        "'%s' is missing in this entry of '%s'", name, key->path);
	return fine && named;
}

static bool
entries_fit(struct walk *walk, const struct key *key, const struct node *list, const char *name)
{
	bool fine = true;

	for (uint32_t i = 0; i < list->count; i++) {
		const struct node *item = list->items[i];

		if (item->kind == NODE_STRING)
			continue;
		if (item->kind != NODE_MAP)
			fine = wrong_type(walk, key, item, "strings or maps in its list");
		else
			fine = entry_fits(walk, key, item, name) && fine;
	}
	return fine;
}

static bool
map_fits(struct walk *walk, const struct key *key, const struct node *map)
{
	bool dict = (key->type & TYPE_MASK) == TYPE_DICT;
	bool fine = true;

	for (uint32_t i = 0; i < map->count; i++) {
		const struct member *member = &map->members[i];
		const struct key *spelling, *row;

		if (!dict && foreign(member->key))
			continue;
		row = find_row(walk, key, member, &spelling);
		if (!row || !value_fits(walk, row, member->value))
			fine = false;
	}
	return (dict || has_required(walk, key, map)) && fine;
}

static bool
items_fit(struct walk *walk, const struct key *key, const struct node *list)
{
	const struct key *row = key_item(key);
	bool fine = true;

	for (uint32_t i = 0; i < list->count; i++)
		fine = value_fits(walk, row, list->items[i]) && fine;
	return fine;
}

static bool
word_fits(struct walk *walk, const struct key *key, const struct node *value)
{
	struct suggestion near = suggest_for(value->text);

	if (key_value(key->values, value->text))
		return true;
	diag_at(walk->diags, DIAG_WRONG_VALUE, value->at, "'%s' expects one of '%s', not '%.*s'",
	        key->path, key->values, STR_ARG(value->text));
	for (const char *at = key->values; *at;) {
		size_t length = strcspn(at, "|");

		suggest_offer(&near, (struct str){at, (uint32_t)length});
		at += length + (at[length] == '|');
	}
	if (near.best.length) {
		diag_help(walk->diags, "did you mean '%.*s'?", STR_ARG(near.best));
		diag_suggest(walk->diags, near.best);
	}
	return false;
}

/* Lists, and what may be one. */
static bool
list_fits(struct walk *walk, const struct key *key, const struct node *value)
{
	enum key_type type = (enum key_type)(key->type & TYPE_MASK);

	if (type == TYPE_UDP && value->kind == NODE_BOOL)
		return true;
	if (value->kind != NODE_LIST)
		return wrong_type(walk, key, value, type_text(key->type));
	switch (type) {
	case TYPE_STRINGS:
		return each_is_string(walk, key, value);
	case TYPE_PATHS:
		return entries_fit(walk, key, value, "path");
	case TYPE_GROUPS:
		return entries_fit(walk, key, value, "name");
	case TYPE_LIST:
		return items_fit(walk, key, value);
	default:
		return each_is_port(walk, key, value);
	}
}

static bool
value_fits(struct walk *walk, const struct key *key, const struct node *value)
{
	bool when = str_is(key_name(key), "when");

	if (value->kind == NODE_NULL && (key->type & TYPE_NULL))
		return true;
	switch ((enum key_type)(key->type & TYPE_MASK)) {
	case TYPE_ANY:
		return true;
	case TYPE_NAMES:
		return when ? when_fits(walk, key, value) : names_fit(walk, key, value);
	case TYPE_BOOL:
		return value->kind == NODE_BOOL ||
		       wrong_type(walk, key, value, type_text(key->type));
	case TYPE_INTEGER:
		return is_integer(value) || wrong_type(walk, key, value, type_text(key->type));
	case TYPE_STRING:
		return value->kind == NODE_STRING ||
		       wrong_type(walk, key, value, type_text(key->type));
	case TYPE_ENUM:
		if (value->kind != NODE_STRING)
			return wrong_type(walk, key, value, type_text(key->type));
		return word_fits(walk, key, value);
	case TYPE_STRING_OR_MAP:
		if (value->kind == NODE_STRING)
			return true;
		if (value->kind != NODE_MAP)
			return wrong_type(walk, key, value, type_text(key->type));
		return map_fits(walk, key, value);
	case TYPE_MAP:
	case TYPE_DICT:
		if (value->kind != NODE_MAP)
			return wrong_type(walk, key, value, type_text(key->type));
		return map_fits(walk, key, value);
	default:
		return list_fits(walk, key, value);
	}
}

static void
warn_deprecated(struct walk *walk, const struct key *spelling, const struct member *member)
{
	diag_at(walk->diags, DIAG_DEPRECATED_KEY, member->key_at, "'%s' is deprecated",
	        spelling->path);
	diag_help(walk->diags, "write '%s' instead", spelling->values);
}

/* Members of a map that is merged member by member. */
static void
walk_map(struct walk *walk, const struct key *parent, const struct node *map)
{
	for (uint32_t i = 0; i < map->count; i++) {
		const struct member *member = &map->members[i];
		const struct key *spelling, *key;
		struct setting setting;

		if (foreign(member->key))
			continue;
		key = find_row(walk, parent, member, &spelling);
		if (!key)
			continue;
		if (spelling->deprecated)
			warn_deprecated(walk, spelling, member);
		if (key->id == KEYS) {
			if (member->value->kind == NODE_MAP)
				walk_map(walk, key, member->value);
			else
				wrong_type(walk, key, member->value, "a map");
			continue;
		}
		/* A deprecated list adds to its successor's; any other key is given once. */
		if (walk->seen[key->id].source && !spelling->deprecated) {
			diag_at(walk->diags, DIAG_KEY_TWICE, member->key_at, "'%s' is given twice",
			        key->path);
			diag_note(walk->diags, walk->seen[key->id], "the first is here");
			continue;
		}
		if (!spelling->deprecated)
			walk->seen[key->id] = member->key_at;
		setting = (struct setting){key, member->key_at, member->value};
		if (value_fits(walk, key, member->value))
			walk->shape->take(walk->shape->context, &setting);
	}
	has_required(walk, parent, map);
}

void
shape_walk(const struct shape *shape, const struct node *root)
{
	struct walk walk = {.shape = shape, .diags = shape->diags};

	if (root->kind != NODE_MAP) {
		diag_at(walk.diags, DIAG_WRONG_TYPE, root->at, "a %s is a map, not %s",
		        shape->place == IN_GROUP     ? "group"
		        : shape->place == IN_PROFILE ? "profile"
		                                     : "file of assertions",
		        node_kind_name(root->kind));
		return;
	}
	walk_map(&walk, NULL, root);
}
