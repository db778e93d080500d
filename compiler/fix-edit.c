/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fix-edit.c - items and members taken out and put in.
 *
 * A thing that has its lines to itself goes with them, and with the comment
 * behind it.  Where a comment stands between things on one line nobody can tell
 * what it belongs to, so that is left to people.
 */
#include "compiler/fix-edit.h"

#include <string.h>

/* A place in a list or map: with its key, if it has one. */
struct part {
	uint32_t from, to;
};

static struct part
part_of(const struct node *holder, uint32_t index)
{
	struct span value =
	    holder->kind == NODE_LIST ? holder->items[index]->at : holder->members[index].value->at;
	uint32_t from =
	    holder->kind == NODE_LIST ? value.offset : holder->members[index].key_at.offset;

	return (struct part){from, value.offset + value.length};
}

static bool
is_block(const struct edits *edits, const struct node *holder)
{
	return edits->yaml &&
	       edits->text.data[holder->at.offset] != (holder->kind == NODE_LIST ? '[' : '{');
}

static uint32_t
line_begin(struct str text, uint32_t at)
{
	const char *feed = at ? memrchr(text.data, '\n', at) : NULL;

	return feed ? (uint32_t)(feed - text.data) + 1 : 0;
}

static uint32_t
line_end(struct str text, uint32_t at)
{
	const char *feed = memchr(text.data + at, '\n', text.length - at);

	return feed ? (uint32_t)(feed - text.data) : text.length;
}

static uint32_t
skip_blanks(struct str text, uint32_t at, const char *blanks)
{
	while (at < text.length && strchr(blanks, text.data[at]))
		at++;
	return at;
}

static void
add(struct edits *edits, uint32_t from, uint32_t to, struct str text)
{
	if (edits->count == EDITS_MAX || to < from) {
		edits->failed = true;
		return;
	}
	edits->list[edits->count++] = (struct edit){{edits->source, from, to - from}, text};
}

void
edits_replace(struct edits *edits, struct span at, const char *text)
{
	add(edits, at.offset, at.offset + at.length, str_of(text));
}

const char *
edits_quoted(const struct edits *edits, struct span at, struct str word)
{
	char mark = at.length ? edits->text.data[at.offset] : '\0';

	if (mark == '"' || mark == '\'')
		return arena_printf(edits->arena, "%c%.*s%c", mark, STR_ARG(word), mark);
	return arena_str(edits->arena, word.data, word.length).data;
}

/* Behind a thing that ends its line, but for a comma and a comment: the end of the line, or 0. */
static uint32_t
ends_line(const struct edits *edits, uint32_t at, bool *comma)
{
	struct str text = edits->text;
	uint32_t end = line_end(text, at);

	at = skip_blanks(text, at, " \t\r");
	*comma = at < text.length && text.data[at] == ',';
	at = skip_blanks(text, at + *comma, " \t\r");
	if (at >= end)
		return end;
	if (edits->yaml ? text.data[at] == '#' : memcmp(text.data + at, "//", 2) == 0)
		return end;
	if (edits->yaml || memcmp(text.data + at, "/*", 2) != 0)
		return 0;
	{
		const char *close = memmem(text.data + at + 2, end - at - 2, "*/", 2);

		if (!close)
			return 0;
		at = (uint32_t)(close - text.data) + 2;
	}
	return skip_blanks(text, at, " \t\r") >= end ? end : 0;
}

/* Nothing but blanks and commas between two places. */
static bool
is_clear(struct str text, uint32_t from, uint32_t to)
{
	for (uint32_t at = from; at < to; at++)
		if (!memchr(" \t\r\n,", text.data[at], 5))
			return false;
	return true;
}

/*
 * From AT, where a line ends, over the lines that have blanks and nothing else: those that ended a
 * scalar of many lines are nothing else's.
 */
static uint32_t
behind_blank_lines(struct str text, uint32_t at)
{
	uint32_t behind = at;

	while (at < text.length) {
		uint32_t next = line_end(text, at + 1);

		if (skip_blanks(text, at + 1, " \t\r") < next)
			break;
		if (next > at + 1)
			behind = next;
		at = next;
	}
	return behind;
}

/* Lines of its own: then all of them go. */
static bool
remove_lines(struct edits *edits, struct part part, const char *before, bool last)
{
	struct str text = edits->text;
	uint32_t begin = line_begin(text, part.from);
	bool comma;
	uint32_t end = ends_line(edits, part.to, &comma);

	/* A comma in the next line would stay. */
	if (end == 0 || (!last && !comma) || skip_blanks(text, begin, before) != part.from)
		return false;
	end = behind_blank_lines(text, end);
	add(edits, begin, end < text.length ? end + 1 : end, STR(""));
	return true;
}

/*
 * Comments that stand deeper than what went at COLUMN were about it: behind a block scalar they
 * would become its text.
 */
static void
remove_inner_comments(struct edits *edits, uint32_t column)
{
	struct span *gone = &edits->list[edits->count - 1].at;
	struct str text = edits->text;

	for (uint32_t at = gone->offset + gone->length; at < text.length;) {
		uint32_t mark = skip_blanks(text, at, " \t\r\n");

		if (mark >= text.length || text.data[mark] != '#' ||
		    mark - line_begin(text, mark) <= column)
			return;
		at = line_end(text, mark);
		at += at < text.length;
		gone->length = at - gone->offset;
	}
}

static void
remove_block(struct edits *edits, const struct node *holder, uint32_t index)
{
	struct part part = part_of(holder, index);
	uint32_t begin = line_begin(edits->text, part.from);

	/* The dash, and nothing else, may stand before an item. */
	if (holder->kind == NODE_LIST) {
		begin = skip_blanks(edits->text, begin, " ");
		if (edits->text.data[begin] != '-' ||
		    skip_blanks(edits->text, begin + 1, " ") != part.from) {
			edits->failed = true;
			return;
		}
		part.from = begin;
	}
	if (!remove_lines(edits, part, " ", true))
		edits->failed = true;
	if (!edits->failed)
		remove_inner_comments(edits, part.from - line_begin(edits->text, part.from));
}

static void
remove_bracketed(struct edits *edits, const struct node *holder, uint32_t index)
{
	struct str text = edits->text;
	struct part part = part_of(holder, index);

	if (remove_lines(edits, part, " \t", index + 1 == holder->count)) {
		struct part left = index > 0 ? part_of(holder, index - 1) : part;
		uint32_t comma = skip_blanks(text, left.to, " \t\r\n");

		if (index > 0 && index + 1 == holder->count && text.data[comma] == ',')
			add(edits, comma, comma + 1,
			    text.data[comma + 1] == '#' ? STR(" ") : STR(""));
		edits->failed |= index > 0 && index + 1 == holder->count && text.data[comma] != ',';
		/* In YAML a '?' may stand before a key. */
		edits->failed |= edits->yaml && !is_clear(text, left.to, part.from) && index > 0;
	} else if (index > 0) {
		uint32_t from = part_of(holder, index - 1).to;

		edits->failed |= !is_clear(text, from, part.from);
		add(edits, from, part.to, text.data[part.to] == '#' ? STR(" ") : STR(""));
	} else {
		uint32_t to = part_of(holder, 1).from;

		edits->failed |= !is_clear(text, part.to, to);
		add(edits, part.from, to, STR(""));
	}
}

void
edits_remove(struct edits *edits, const struct node *holder, uint32_t index)
{
	struct part part = part_of(holder, index);

	/* The value that is missing behind "? key" lies where the next thing begins. */
	if (part.to > 0 && memchr(" \t\r\n", edits->text.data[part.to - 1], 4)) {
		edits->failed = true;
		return;
	}
	if (holder->count == 1 && is_block(edits, holder)) {
		/* Without an item there would be no list, but nothing. */
		uint32_t from = holder->at.offset, to = from + holder->at.length;

		if (to < edits->text.length && edits->text.data[to] == '\n')
			to = behind_blank_lines(edits->text, to);
		while (from > 0 && memchr(" \t\r\n", edits->text.data[from - 1], 4))
			from--;
		edits->failed |=
		    from > 0 && (edits->text.data[from - 1] != ':' ||
		                 memchr(edits->text.data + line_begin(edits->text, from), '#',
		                        from - line_begin(edits->text, from)));
		add(edits, from, to, holder->kind == NODE_LIST ? STR(" []") : STR(" {}"));
		return;
	}
	if (is_block(edits, holder)) {
		remove_block(edits, holder, index);
	} else if (holder->count == 1) {
		uint32_t to = holder->at.offset + holder->at.length - 1;

		edits->failed |= !is_clear(edits->text, holder->at.offset + 1, part.from) ||
		                 !is_clear(edits->text, part.to, to);
		add(edits, holder->at.offset + 1, to, STR(""));
	} else {
		remove_bracketed(edits, holder, index);
	}
}

/* Lines after the first, moved to the right or left. */
static const char *
shifted(struct arena *arena, struct str raw, int64_t by)
{
	char *all = arena_alloc(arena, raw.length + 1);
	size_t used = 0, room = raw.length + 1;

	for (uint32_t at = 0; at < raw.length;) {
		uint32_t end = line_end(raw, at), blanks = skip_blanks(raw, at, " ") - at;
		int64_t column = at ? blanks + by : 0;
		size_t need;

		blanks = at ? blanks : 0;
		column = column > 0 && at + blanks < end ? column : 0;
		need = used + (size_t)column + (end - at - blanks) + 2;
		if (need > room) {
			all = arena_grow(arena, all, used, 2 * need, 1);
			room = 2 * need;
		}
		memset(all + used, ' ', (size_t)column);
		memcpy(all + used + column, raw.data + at + blanks, end - at - blanks);
		used += (size_t)column + (end - at - blanks);
		if (end < raw.length)
			all[used++] = '\n';
		at = end + 1;
	}
	all[used] = '\0';
	return all;
}

static uint32_t
column_of(struct str text, uint32_t at)
{
	return at - line_begin(text, at);
}

/* What stands behind the key of MEMBER, moved as its key moves. */
static const char *
value_text(struct edits *edits, const struct member *member, bool from_block, uint32_t column)
{
	struct str text = edits->text;
	uint32_t from = member->value->at.offset, to = from + member->value->at.length;
	uint32_t begin = line_begin(text, member->key_at.offset);
	bool comma;

	if (from_block) {
		from = skip_blanks(text, member->key_at.offset + member->key_at.length, " \t");
		from = text.data[from] == ':' ? from + 1 : from;
		to = ends_line(edits, to, &comma);
		edits->failed |= to == 0;
		to = to ? to : from;
	}
	return shifted(edits->arena, (struct str){text.data + from, to - from},
	               (int64_t)column - (from_block ? column_of(text, member->key_at.offset)
	                                             : skip_blanks(text, begin, " ") - begin));
}

static void
insert_block(struct edits *edits, const struct node *map, uint32_t index, const char *key,
             const struct member *member)
{
	struct str text = edits->text;
	uint32_t column = column_of(text, map->members[0].key_at.offset);
	bool from_block = text.data[member->key_at.offset - 1] == ' ' &&
	                  skip_blanks(text, line_begin(text, member->key_at.offset), " ") ==
	                      member->key_at.offset;
	const char *dot = strchr(key, '.');
	bool comma;
	uint32_t end = ends_line(edits, part_of(map, index).to, &comma);
	const char *lead = "", *value;

	if (end == 0 || comma) {
		edits->failed = true;
		return;
	}
	if (dot) {
		lead = arena_printf(edits->arena, "\n%*s%.*s:", (int)column, "", (int)(dot - key),
		                    key);
		column += 2;
		key = dot + 1;
	}
	value = value_text(edits, member, from_block, column);
	add(edits, end, end, (struct str){0});
	edits->list[edits->count - 1].text.data =
	    arena_printf(edits->arena, "%s\n%*s%s:%s%s", lead, (int)column, "", key,
	                 from_block ? "" : " ", value);
	edits->list[edits->count - 1].text.length =
	    (uint32_t)strlen(edits->list[edits->count - 1].text.data);
}

static void
insert_bracketed(struct edits *edits, const struct node *map, uint32_t index, const char *key,
                 const struct member *member)
{
	struct str text = edits->text;
	struct part part = part_of(map, index);
	uint32_t begin = line_begin(text, part.from);
	uint32_t column = skip_blanks(text, begin, " \t") - begin;
	bool lines = memchr(text.data + map->at.offset, '\n', part.from - map->at.offset);
	bool comma = false;
	uint32_t end = lines ? ends_line(edits, part.to, &comma) : 0;
	const char *dot = strchr(key, '.');
	const char *value = value_text(edits, member, false, column);
	const char *made;

	edits->failed |= edits->yaml; /* a list of lines cannot go between brackets */
	if (dot)
		made = arena_printf(edits->arena, "\"%.*s\": {\"%s\": %s}", (int)(dot - key), key,
		                    dot + 1, value);
	else
		made = arena_printf(edits->arena, "\"%s\": %s", key, value);
	if (end) {
		if (!comma)
			add(edits, part.to, part.to, STR(","));
		edits_replace(edits, (struct span){edits->source, end, 0},
		              arena_printf(edits->arena, "\n%.*s%s%s", (int)column,
		                           text.data + begin, made, comma ? "," : ""));
	} else {
		edits_replace(edits, (struct span){edits->source, part.to, 0},
		              arena_printf(edits->arena, ", %s", made));
	}
}

void
edits_insert(struct edits *edits, const struct node *map, uint32_t index, const char *key,
             const struct member *member)
{
	if (map->count == 0)
		edits->failed = true;
	else if (is_block(edits, map))
		insert_block(edits, map, index, key, member);
	else
		insert_bracketed(edits, map, index, key, member);
}

/* Where the last thing in NODE ends: the place of a map or list in YAML may end behind it. */
static uint32_t
end_of(const struct edits *edits, const struct node *node)
{
	while (node->count && is_block(edits, node))
		node = node->kind == NODE_LIST ? node->items[node->count - 1]
		                               : node->members[node->count - 1].value;
	return node->at.offset + node->at.length;
}

/* A line of its own behind what ends at TO. */
static void
add_line(struct edits *edits, uint32_t to, const char *line)
{
	bool comma;
	uint32_t end = ends_line(edits, to, &comma);

	edits->failed |= end == 0 || comma;
	edits_replace(edits, (struct span){edits->source, end, 0}, line);
}

/* Behind PART of HOLDER, which is written in brackets: in its line, or in the next one. */
static void
add_bracketed(struct edits *edits, const struct node *holder, struct part part, const char *made)
{
	struct str text = edits->text;
	uint32_t begin = line_begin(text, part.from);
	uint32_t blanks = skip_blanks(text, begin, " \t");
	bool lines = blanks == part.from && begin > holder->at.offset, comma = false;
	uint32_t end = lines ? ends_line(edits, part.to, &comma) : 0;

	if (!end) {
		edits_replace(edits, (struct span){edits->source, part.to, 0},
		              arena_printf(edits->arena, ", %s", made));
		return;
	}
	if (!comma)
		add(edits, part.to, part.to, STR(","));
	edits_replace(edits, (struct span){edits->source, end, 0},
	              arena_printf(edits->arena, "\n%.*s%s%s", (int)(blanks - begin),
	                           text.data + begin, made, comma ? "," : ""));
}

/* Into brackets with nothing between them. */
static void
add_first(struct edits *edits, const struct node *holder, const char *made)
{
	edits->failed |= !strchr("[{", edits->text.data[holder->at.offset]);
	edits_replace(edits, (struct span){edits->source, holder->at.offset + 1, 0}, made);
}

void
edits_append(struct edits *edits, const struct node *list, const char *item)
{
	struct str text = edits->text;
	uint32_t dash;

	if (list->count == 0) {
		add_first(edits, list, item);
	} else if (is_block(edits, list)) {
		dash = line_begin(text, part_of(list, list->count - 1).from);
		dash = skip_blanks(text, dash, " ");
		edits->failed |= text.data[dash] != '-';
		add_line(
		    edits, end_of(edits, list),
		    arena_printf(edits->arena, "\n%*s- %s", (int)column_of(text, dash), "", item));
	} else {
		add_bracketed(edits, list, part_of(list, list->count - 1), item);
	}
}

/* The lines of a member, each with an indent of COLUMN at least. */
static const char *
block_text(struct edits *edits, const struct made *made, uint32_t column)
{
	const char *dot = strchr(made->path, '.'), *lead = "", *key = made->path;

	if (dot) {
		lead = arena_printf(edits->arena, "\n%*s%.*s:", (int)column, "", (int)(dot - key),
		                    key);
		column += 2;
		key = dot + 1;
	}
	if (!made->listed)
		return arena_printf(edits->arena, "%s\n%*s%s: %s", lead, (int)column, "", key,
		                    made->value);
	return arena_printf(edits->arena, "%s\n%*s%s:\n%*s- %s", lead, (int)column, "", key,
	                    (int)column + 2, "", made->value);
}

static const char *
bracketed_text(struct edits *edits, const struct made *made)
{
	const char *dot = strchr(made->path, '.'), *mark = edits->yaml ? "" : "\"";
	const char *key = dot ? dot + 1 : made->path;
	const char *inner =
	    arena_printf(edits->arena, "%s%s%s: %s%s%s", mark, key, mark, made->listed ? "[" : "",
	                 made->value, made->listed ? "]" : "");

	if (!dot)
		return inner;
	return arena_printf(edits->arena, "%s%.*s%s: {%s}", mark, (int)(dot - made->path),
	                    made->path, mark, inner);
}

void
edits_make(struct edits *edits, const struct node *map, uint32_t index, const struct made *made)
{
	if (map->count == 0)
		add_first(edits, map, bracketed_text(edits, made));
	else if (is_block(edits, map))
		add_line(
		    edits, end_of(edits, map->members[index].value),
		    block_text(edits, made, column_of(edits->text, map->members[0].key_at.offset)));
	else
		add_bracketed(edits, map, part_of(map, index), bracketed_text(edits, made));
}
