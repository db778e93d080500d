/* SPDX-License-Identifier: Apache-2.0 */
/*
 * amend.c - edits one entry, and proves that nothing else changed.
 *
 * How texts are laid out is without end.  So what an edit made is read again, and where it says
 * anything but the old text and the new entry, another place is tried, or none.
 */
#include "compiler/amend.h"

#include "compiler/fix-edit.h"
#include "compiler/layout.h"
#include "compiler/shape.h"

#include <string.h>

static const struct node *
read_text(const struct amended *amended, struct str text)
{
	struct sources *sources = sources_new(amended->arena);
	struct diags *diags = diags_new(amended->arena, sources);
	const struct node *root = layout_read(amended->arena, sources, diags,
	                                      sources_add(sources, "", text), amended->format);

	return root && root->kind == NODE_MAP && !diags_count(diags, SEVERITY_ERROR) ? root : NULL;
}

bool
amend_start(struct arena *arena, struct str text, enum format format, struct amended *amended)
{
	*amended = (struct amended){arena, format, text, NULL};
	amended->root = read_text(amended, text);
	return amended->root != NULL;
}

/* The value of a key, by whatever name the text calls it. */
struct search {
	const struct key *key;
	const struct node *value;
};

static void
take(void *context, const struct setting *setting)
{
	struct search *search = context;

	if (setting->key == search->key)
		search->value = setting->value;
}

static const struct node *
value_of(const struct amended *amended, const struct node *root, enum key_id key)
{
	struct search search = {key_of(key), NULL};
	struct sources *sources = sources_new(amended->arena);
	struct shape shape = {diags_new(amended->arena, sources), IN_PROFILE, take, &search};

	shape_walk(&shape, root);
	return search.value;
}

/* Whether B says what A does but for ADDED, which is in B alone or in the place of another. */
static bool
same_but(const struct node *a, const struct node *b, const struct node *added)
{
	uint32_t i = 0;

	if (b == added)
		return true;
	if (a->kind != b->kind || a->truth != b->truth || !str_equal(a->text, b->text))
		return false;
	for (uint32_t k = 0; k < b->count; k++) {
		const struct node *now = b->kind == NODE_LIST ? b->items[k] : b->members[k].value;
		bool fits = i < a->count && (b->kind == NODE_LIST ||
		                             str_equal(a->members[i].key, b->members[k].key));

		if (now == added && (b->kind == NODE_LIST || !fits))
			continue;
		if (!fits ||
		    !same_but(b->kind == NODE_LIST ? a->items[i] : a->members[i].value, now, added))
			return false;
		i++;
	}
	return i == a->count;
}

/* In the order of their places; of those at one place, as they were made. */
static void
sort(struct edits *edits)
{
	for (uint32_t i = 1; i < edits->count; i++)
		for (uint32_t k = i; k && edits->list[k].at.offset < edits->list[k - 1].at.offset;
		     k--) {
			struct edit edit = edits->list[k];

			edits->list[k] = edits->list[k - 1];
			edits->list[k - 1] = edit;
		}
}

/* The edits as a text that takes the place of the old one, if that is all that ADDED says. */
static struct str
apply(const struct amended *amended, struct edits *edits)
{
	const char *out = "";
	uint32_t at = 0;

	sort(edits);
	for (uint32_t i = 0; i < edits->count; i++) {
		const struct edit *edit = &edits->list[i];

		if (edit->at.offset < at)
			return (struct str){NULL, 0};
		out = arena_printf(amended->arena, "%s%.*s%.*s", out, (int)(edit->at.offset - at),
		                   amended->text.data + at, STR_ARG(edit->text));
		at = edit->at.offset + edit->at.length;
	}
	out = arena_printf(amended->arena, "%s%.*s", out, (int)(amended->text.length - at),
	                   amended->text.data + at);
	return str_of(out);
}

/* The member of ROOT that KEY's path begins with, or NULL. */
static const struct node *
map_of(const struct node *root, enum key_id key)
{
	const char *path = key_of(key)->path, *dot = strchr(path, '.');
	struct str name = {path, dot ? (uint32_t)(dot - path) : 0};

	for (uint32_t i = 0; i < root->count; i++)
		if (str_equal(root->members[i].key, name) &&
		    root->members[i].value->kind == NODE_MAP)
			return root->members[i].value;
	return NULL;
}

/* What is new in ROOT: the entry, or the list or map that came with it. */
static const struct node *
added_node(const struct amended *amended, const struct node *root, enum key_id key,
           struct str value)
{
	const struct node *now = value_of(amended, root, key), *map = map_of(root, key);
	const struct node *before = value_of(amended, amended->root, key), *item = now;

	if (now && now->kind == NODE_LIST)
		item = now->count ? now->items[now->count - 1] : NULL;
	if (!item || !str_equal(item->text, value))
		return NULL;
	if (before || (now != item && now->count != 1))
		return item;
	return !map_of(amended->root, key) && map && map->count == 1 ? map : now;
}

static bool
accept(struct amended *amended, struct edits *edits, enum key_id key, struct str value)
{
	struct str text = edits->failed ? (struct str){NULL, 0} : apply(amended, edits);
	const struct node *root = text.data ? read_text(amended, text) : NULL;
	const struct node *added = root ? added_node(amended, root, key, value) : NULL;

	if (!added || !same_but(amended->root, root, added))
		return false;
	amended->text = text;
	amended->root = root;
	return true;
}

/* What no YAML reader takes for anything but this string, also between brackets. */
static bool
is_plain(struct str value)
{
	static const char more[] = "_./-@+";
	bool first = value.length > 1 && memchr("/~$", value.data[0], 3);

	for (uint32_t i = 0; i < value.length; i++) {
		char c = value.data[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');

		if (!letter && !(c >= '0' && c <= '9' && (i || first)) &&
		    !(i       ? memchr(more, c, sizeof(more) - 1)
		      : first ? ""
		              : NULL))
			return false;
		first |= i == 0 && letter;
	}
	return first;
}

static bool
is_number(enum key_id key)
{
	unsigned type = key_of(key)->type & TYPE_MASK;

	return type == TYPE_PORTS || type == TYPE_UDP;
}

/* VALUE as the format writes it. */
static const char *
written(const struct amended *amended, enum key_id key, struct str value)
{
	bool yaml = amended->format == FORMAT_YAML;
	char *out = arena_alloc(amended->arena, 2 * (size_t)value.length + 3);
	size_t used = 0;

	if (is_number(key) || (yaml && is_plain(value)))
		return arena_str(amended->arena, value.data, value.length).data;
	out[used++] = yaml ? '\'' : '"';
	for (uint32_t i = 0; i < value.length; i++) {
		if (yaml ? value.data[i] == '\'' : value.data[i] == '"' || value.data[i] == '\\')
			out[used++] = yaml ? '\'' : '\\';
		out[used++] = value.data[i];
	}
	out[used] = yaml ? '\'' : '"';
	return out;
}

static struct edits
edits_of(const struct amended *amended)
{
	return (struct edits){.arena = amended->arena,
	                      .text = amended->text,
	                      .source = amended->root->at.source,
	                      .yaml = amended->format == FORMAT_YAML};
}

/* Behind whichever member takes it, the last one first. */
static bool
add_member(struct amended *amended, enum key_id key, struct str value, const struct made *made)
{
	const struct node *map = map_of(amended->root, key);
	const struct node *holder = map ? map : amended->root;
	struct made member = *made;
	uint32_t index = holder->count ? holder->count : 1;

	if (map)
		member.path = strchr(member.path, '.') + 1;
	while (index-- > 0) {
		struct edits edits = edits_of(amended);

		edits_make(&edits, holder, index, &member);
		if (accept(amended, &edits, key, value))
			return true;
	}
	return false;
}

bool
amend_has(const struct amended *amended, enum key_id key, struct str value)
{
	const struct node *there = value_of(amended, amended->root, key);

	for (uint32_t i = 0; there && there->kind == NODE_LIST && i < there->count; i++)
		if (str_equal(there->items[i]->text, value))
			return true;
	return there && there->kind != NODE_LIST && str_equal(there->text, value);
}

bool
amend_add(struct amended *amended, enum key_id key, struct str value)
{
	const struct node *there = value_of(amended, amended->root, key);
	unsigned type = key_of(key)->type & TYPE_MASK;
	const struct made made = {key_of(key)->path, written(amended, key, value),
	                          type != TYPE_ENUM};
	struct edits edits = edits_of(amended);

	if (!there)
		return add_member(amended, key, value, &made);
	if (there->kind == NODE_LIST)
		edits_append(&edits, there, made.value);
	else if (there->kind == NODE_STRING && !made.listed)
		edits_replace(&edits, there->at, edits_quoted(&edits, there->at, value));
	else
		return false;
	return accept(amended, &edits, key, value);
}

/* The outermost list with an item that holds AT, and the maps around it, each with which. */
struct place_of_item {
	const struct node *list, *holder, *outer;
	uint32_t index, member, outer_member;
};

static bool
holds(const struct node *node, struct span at)
{
	return node->at.offset <= at.offset &&
	       at.offset + at.length <= node->at.offset + node->at.length;
}

static struct place_of_item
find_item(const struct node *node, struct span at)
{
	struct place_of_item found = {0};

	for (const struct node *next = node; next && !found.list; node = next) {
		next = NULL;
		for (uint32_t i = 0; i < node->count && !next; i++) {
			const struct node *child =
			    node->kind == NODE_LIST ? node->items[i] : node->members[i].value;

			if (!holds(child, at))
				continue;
			next = child;
			if (node->kind == NODE_LIST) {
				found.list = node;
				found.index = i;
			} else {
				found.outer = found.holder;
				found.outer_member = found.member;
				found.holder = node;
				found.member = i;
			}
		}
	}
	return found;
}

/* An empty list of ports lets nothing pass, and beside one of 'exec' reading does not execute. */
static bool
means_something_empty(const struct place_of_item *place)
{
	static const char *const lists[] = {"exec", "exec_file"};

	for (size_t i = 0; i < COUNTOF(lists); i++)
		if (str_is(place->holder->members[place->member].key, lists[i]))
			return true;
	return place->list->items[0]->kind == NODE_NUMBER;
}

/* Takes out the item, with the list and the map that would have nothing left. */
static const struct node *
remove_item(struct edits *edits, const struct place_of_item *place)
{
	bool list = place->list->count == 1 && !means_something_empty(place);

	if (list && place->holder->count == 1 && place->outer && place->outer->count > 1) {
		edits_remove(edits, place->outer, place->outer_member);
		return place->holder;
	}
	if (list && place->holder->count > 1) {
		edits_remove(edits, place->holder, place->member);
		return place->list;
	}
	edits_remove(edits, place->list, place->index);
	return place->list->items[place->index];
}

bool
amend_remove(struct amended *amended, struct span at)
{
	struct place_of_item place = find_item(amended->root, at);
	struct edits edits = edits_of(amended);
	const struct node *gone, *root;
	struct str text;

	if (!place.list || !place.holder)
		return false;
	gone = remove_item(&edits, &place);
	text = edits.failed ? (struct str){NULL, 0} : apply(amended, &edits);
	root = text.data ? read_text(amended, text) : NULL;
	if (!root || !same_but(root, amended->root, gone))
		return false;
	amended->text = text;
	amended->root = root;
	return true;
}
