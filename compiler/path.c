/* SPDX-License-Identifier: Apache-2.0 */
/* path.c - the one expander of paths, and how two paths relate. */
#include "compiler/path.h"

#include "compiler/utf8.h"

#include <string.h>

static const struct anchor {
	const char *name;
	const char *fallback; /* below $HOME */
} anchors[BLOB_ANCHORS] = {
    [BLOB_ANCHOR_ROOT] = {"/", NULL},
    [BLOB_ANCHOR_HOME] = {"$HOME", NULL},
    [BLOB_ANCHOR_WORKDIR] = {"$WORKDIR", NULL},
    [BLOB_ANCHOR_TMPDIR] = {"$TMPDIR", NULL},
    [BLOB_ANCHOR_XDG_CONFIG_HOME] = {"$XDG_CONFIG_HOME", ".config"},
    [BLOB_ANCHOR_XDG_STATE_HOME] = {"$XDG_STATE_HOME", ".local/state"},
    [BLOB_ANCHOR_XDG_CACHE_HOME] = {"$XDG_CACHE_HOME", ".cache"},
    [BLOB_ANCHOR_XDG_DATA_HOME] = {"$XDG_DATA_HOME", ".local/share"},
    [BLOB_ANCHOR_XDG_RUNTIME_DIR] = {"$XDG_RUNTIME_DIR", NULL},
};

const char *
anchor_name(enum blob_anchor anchor)
{
	return anchors[anchor].name;
}

const char *
anchor_default(enum blob_anchor anchor)
{
	return anchors[anchor].fallback;
}

/* The components of a path, the anchor's default first. */
struct walk {
	const char *next;
	const char *end;
	struct str rest; /* what follows `next` .. `end` */
};

static enum blob_anchor
walk_start(struct walk *walk, const struct path *path)
{
	const char *fallback = anchors[path->anchor].fallback;

	walk->next = path->rest.data;
	walk->end = path->rest.data + path->rest.length;
	walk->rest = (struct str){"", 0};
	if (!fallback)
		return path->anchor;
	walk->next = fallback;
	walk->end = fallback + strlen(fallback);
	walk->rest = path->rest;
	return BLOB_ANCHOR_HOME;
}

static bool
walk_next(struct walk *walk, struct str *component)
{
	const char *slash;

	if (walk->next == walk->end) {
		if (!walk->rest.length)
			return false;
		walk->next = walk->rest.data;
		walk->end = walk->rest.data + walk->rest.length;
		walk->rest.length = 0;
	}
	slash = memchr(walk->next, '/', (size_t)(walk->end - walk->next));
	component->data = walk->next;
	component->length = (uint32_t)((slash ? slash : walk->end) - walk->next);
	walk->next = slash ? slash + 1 : walk->end;
	return true;
}

/* Whether NAME can be PATTERN once its user id is known. */
static bool
uid_may_match(struct str pattern, struct str name)
{
	const char *escape = memchr(pattern.data, BLOB_ESCAPE, pattern.length);
	uint32_t before = (uint32_t)(escape - pattern.data);
	uint32_t after = pattern.length - before - 2;

	if (memchr(escape + 1, BLOB_ESCAPE, after + 1))
		return true; /* several: do not try */
	if (name.length <= before + after || memcmp(name.data, pattern.data, before) != 0)
		return false;
	if (memcmp(name.data + name.length - after, escape + 2, after) != 0)
		return false;
	for (uint32_t i = before; i < name.length - after; i++)
		if (name.data[i] < '0' || name.data[i] > '9')
			return false;
	return true;
}

static enum path_relation
component_relate(struct str a, struct str b)
{
	bool a_uid = memchr(a.data, BLOB_ESCAPE, a.length);
	bool b_uid = memchr(b.data, BLOB_ESCAPE, b.length);

	if (a.length == b.length && memcmp(a.data, b.data, a.length) == 0)
		return PATH_EQUAL;
	if (a_uid && b_uid)
		return PATH_UNKNOWN;
	if (a_uid)
		return uid_may_match(a, b) ? PATH_UNKNOWN : PATH_APART;
	if (b_uid)
		return uid_may_match(b, a) ? PATH_UNKNOWN : PATH_APART;
	return PATH_APART;
}

enum path_relation
path_relate(const struct path *a, const struct path *b)
{
	struct walk walk_a, walk_b;
	struct str one, other;
	bool more_a, more_b, unknown = false;

	if (walk_start(&walk_a, a) != walk_start(&walk_b, b)) {
		if (a->anchor == BLOB_ANCHOR_ROOT && a->rest.length == 0)
			return PATH_ABOVE;
		if (b->anchor == BLOB_ANCHOR_ROOT && b->rest.length == 0)
			return PATH_BELOW;
		return PATH_UNKNOWN;
	}
	for (;;) {
		more_a = walk_next(&walk_a, &one);
		more_b = walk_next(&walk_b, &other);
		if (!more_a || !more_b)
			break;
		switch (component_relate(one, other)) {
		case PATH_EQUAL:
			break;
		case PATH_UNKNOWN:
			unknown = true;
			break;
		default:
			return PATH_APART;
		}
	}
	if (unknown)
		return PATH_UNKNOWN;
	if (more_a)
		return PATH_BELOW;
	return more_b ? PATH_ABOVE : PATH_EQUAL;
}

bool
path_within(const struct path *inner, const struct path *outer)
{
	enum path_relation relation = path_relate(inner, outer);

	return relation == PATH_EQUAL || relation == PATH_BELOW;
}

struct path
path_parent(const struct path *path)
{
	struct path up = *path;

	if (up.rest.length == 0 && anchor_default(up.anchor)) {
		const char *fallback = anchor_default(up.anchor);

		up = (struct path){BLOB_ANCHOR_HOME, str_of(fallback)};
	}
	if (up.rest.length == 0)
		return (struct path){BLOB_ANCHOR_ROOT, {"", 0}};
	while (up.rest.length && up.rest.data[up.rest.length - 1] != '/')
		up.rest.length--;
	if (up.rest.length)
		up.rest.length--; /* the '/' */
	return up;
}

bool
path_directly_in(const struct path *inner, const struct path *outer)
{
	struct path parent = path_parent(inner);

	/* What an anchor lies in is not known. */
	if (inner->rest.length == 0 && !anchor_default(inner->anchor))
		return false;
	return path_relate(&parent, outer) == PATH_EQUAL;
}

int
path_compare(const struct path *a, const struct path *b)
{
	uint32_t common = a->rest.length < b->rest.length ? a->rest.length : b->rest.length;
	uint32_t i = 0;

	if (a->anchor != b->anchor)
		return a->anchor < b->anchor ? -1 : 1;
	/* Most paths that are compared begin alike. */
	while (common - i >= 8 && memcmp(a->rest.data + i, b->rest.data + i, 8) == 0)
		i += 8;
	for (; i < common; i++) {
		unsigned char one = (unsigned char)a->rest.data[i];
		unsigned char other = (unsigned char)b->rest.data[i];

		if (one == other)
			continue;
		if (one == '/' || other == '/')
			return one == '/' ? -1 : 1;
		return one < other ? -1 : 1;
	}
	if (a->rest.length == b->rest.length)
		return 0;
	return a->rest.length < b->rest.length ? -1 : 1;
}

const char *
path_text(struct arena *arena, const struct path *path)
{
	const char *head = path->anchor == BLOB_ANCHOR_ROOT ? "" : anchors[path->anchor].name;
	size_t length, at = 0;
	char *text;

	if (path->anchor == BLOB_ANCHOR_HOME)
		head = "~";
	if (path->rest.length == 0)
		return path->anchor == BLOB_ANCHOR_ROOT ? "/" : head;
	length = strlen(head) + 2 + 2 * (size_t)path->rest.length;
	text = arena_alloc(arena, length);
	at = strlen(head);
	memcpy(text, head, at);
	text[at++] = '/';
	for (uint32_t i = 0; i < path->rest.length; i++) {
		if (path->rest.data[i] != BLOB_ESCAPE) {
			text[at++] = path->rest.data[i];
			continue;
		}
		memcpy(text + at, "$UID", 4);
		at += 4;
		i++; /* the escape's letter */
	}
	text[at] = '\0';
	return text;
}

/* The name after a '$' at TEXT[AT]: letters, digits and '_', as far as they go. */
static struct str
variable_name(struct str text, uint32_t at)
{
	uint32_t end = at + 1;

	while (end < text.length) {
		char c = text.data[end];
		bool digit = c >= '0' && c <= '9';

		if (!(c == '_' || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
		      (digit && end > at + 1)))
			break;
		end++;
	}
	return (struct str){text.data + at + 1, end - at - 1};
}

/* The anchor that the variable NAME (without '$') stands for, or BLOB_ANCHORS. */
static enum blob_anchor
anchor_find(struct str name)
{
	for (unsigned i = BLOB_ANCHOR_HOME; i < BLOB_ANCHORS; i++)
		if (str_is(name, anchors[i].name + 1))
			return (enum blob_anchor)i;
	if (str_is(name, "CWD"))
		return BLOB_ANCHOR_WORKDIR;
	return BLOB_ANCHORS;
}

static bool
name_dynamic(struct str name)
{
	return str_is(name, "NONO_CONFIG") || str_is(name, "NONO_PACKAGES");
}

/* A text on its way to a path. */
struct expansion {
	struct arena *arena;
	struct str text;
	uint32_t at; /* the next byte of `text` */
	char *out;   /* components so far, '/' between them */
	uint32_t length;
	uint32_t where; /* what a problem is about */
	uint32_t extent;
};

static enum path_problem
problem_at(struct expansion *e, enum path_problem problem, uint32_t where, uint32_t extent)
{
	e->where = where;
	e->extent = extent;
	return problem;
}

/* Problems that need no understanding of the text. */
static enum path_problem
scan(struct expansion *e)
{
	if (e->text.length == 0)
		return problem_at(e, PATH_EMPTY, 0, 0);
	for (uint32_t i = 0; i < e->text.length; i++) {
		unsigned char c = (unsigned char)e->text.data[i];

		if (c < 0x20 || c == 0x7f)
			return problem_at(e, PATH_CONTROL, i, 1);
		/* U+0080 to U+009F: a terminal may obey them as it obeys the others. */
		if (c == 0xc2 && i + 1 < e->text.length &&
		    (unsigned char)e->text.data[i + 1] < 0xa0)
			return problem_at(e, PATH_CONTROL, i, 2);
	}
	if (str_begins(e->text, "@git:"))
		return problem_at(e, PATH_DYNAMIC, 0, e->text.length);
	for (uint32_t i = 0; i < e->text.length; i++)
		if (strchr("*?[", e->text.data[i]))
			return problem_at(e, PATH_GLOB, i, 1);
	return PATH_OK;
}

/* What the text begins with; leaves `at` behind it. */
static enum path_problem
take_anchor(struct expansion *e, const struct path *base, struct path *path)
{
	struct str name;
	char first = e->text.data[0];
	uint32_t length = 1;

	if (first == '/') {
		path->anchor = BLOB_ANCHOR_ROOT;
		e->at = 1;
		return PATH_OK;
	}
	if (first == '~') {
		while (length < e->text.length && e->text.data[length] != '/')
			length++;
		if (length > 1)
			return problem_at(e, PATH_MISPLACED_VARIABLE, 0, length);
		path->anchor = BLOB_ANCHOR_HOME;
		e->at = 1;
		return PATH_OK;
	}
	if (first == '$') {
		name = variable_name(e->text, 0);
		length += name.length;
		path->anchor = anchor_find(name);
		if (path->anchor != BLOB_ANCHORS) {
			if (length < e->text.length && e->text.data[length] != '/')
				return problem_at(e, PATH_MISPLACED_VARIABLE, 0, length);
			e->at = length;
			return PATH_OK;
		}
		if (name_dynamic(name))
			return problem_at(e, PATH_DYNAMIC, 0, length);
		if (!str_is(name, "UID"))
			return problem_at(e, PATH_UNKNOWN_VARIABLE, 0, length);
	}
	if (!base)
		return problem_at(e, PATH_RELATIVE, 0, e->text.length);
	path->anchor = base->anchor;
	memcpy(e->out, base->rest.data, base->rest.length);
	e->length = base->rest.length;
	return PATH_OK;
}

/* One component, from `at` to before END, appended with its $UID expanded. */
static enum path_problem
take_component(struct expansion *e, uint32_t end)
{
	struct str name;

	if (e->length)
		e->out[e->length++] = '/';
	while (e->at < end) {
		if (e->text.data[e->at] != '$') {
			e->out[e->length++] = e->text.data[e->at++];
			continue;
		}
		name = variable_name(e->text, e->at);
		if (name_dynamic(name))
			return problem_at(e, PATH_DYNAMIC, e->at, name.length + 1);
		if (anchor_find(name) != BLOB_ANCHORS)
			return problem_at(e, PATH_MISPLACED_VARIABLE, e->at, name.length + 1);
		if (!str_is(name, "UID"))
			return problem_at(e, PATH_UNKNOWN_VARIABLE, e->at, name.length + 1);
		e->out[e->length++] = BLOB_ESCAPE;
		e->out[e->length++] = 'u';
		e->at += name.length + 1;
	}
	return PATH_OK;
}

static bool
drop_component(struct expansion *e)
{
	if (e->length == 0)
		return false;
	while (e->length && e->out[--e->length] != '/')
		;
	return true;
}

static enum path_problem
take_components(struct expansion *e)
{
	enum path_problem problem;

	while (e->at < e->text.length) {
		uint32_t end = e->at;

		while (end < e->text.length && e->text.data[end] != '/')
			end++;
		if (end - e->at == 2 && memcmp(e->text.data + e->at, "..", 2) == 0) {
			if (!drop_component(e))
				return problem_at(e, PATH_ABOVE_ANCHOR, e->at, 2);
		} else if (end > e->at && !(end - e->at == 1 && e->text.data[e->at] == '.')) {
			problem = take_component(e, end);
			if (problem)
				return problem;
		}
		e->at = end + (end < e->text.length);
	}
	if (e->length > BLOB_PATH_MAX)
		return problem_at(e, PATH_TOO_LONG, 0, e->text.length);
	return PATH_OK;
}

enum path_problem
path_parse(struct arena *arena, struct str text, const struct path *base, struct path *path,
           uint32_t *where, uint32_t *length)
{
	struct expansion e = {.arena = arena, .text = text};
	enum path_problem problem = scan(&e);

	if (!problem) {
		/* Nothing expands to more than it was: "$UID" becomes two bytes. */
		e.out =
		    arena_alloc(arena, (base ? base->rest.length : 0) + (size_t)text.length + 2);
		problem = take_anchor(&e, base, path);
	}
	if (!problem)
		problem = take_components(&e);
	if (problem) {
		*where = e.where;
		*length = e.extent;
		return problem;
	}
	e.out[e.length] = '\0';
	path->rest = (struct str){e.out, e.length};
	return PATH_OK;
}

/* One variable of a value, at `at`, appended as its escape. */
static enum path_problem
take_value_variable(struct expansion *e)
{
	struct str name = variable_name(e->text, e->at);
	enum blob_anchor anchor = anchor_find(name);
	bool brace = e->at + 1 < e->text.length && e->text.data[e->at + 1] == '{';

	if (name.length == 0 && !brace) {
		e->out[e->length++] = e->text.data[e->at++];
		return PATH_OK;
	}
	if (name_dynamic(name))
		return problem_at(e, PATH_DYNAMIC, e->at, name.length + 1);
	if (anchor == BLOB_ANCHORS && !str_is(name, "UID"))
		return problem_at(e, PATH_UNKNOWN_VARIABLE, e->at, name.length + 1 + brace);
	e->out[e->length++] = BLOB_ESCAPE;
	e->out[e->length++] = anchor == BLOB_ANCHORS ? 'u' : (char)('A' + (int)anchor);
	e->at += name.length + 1;
	return PATH_OK;
}

enum path_problem
path_template(struct arena *arena, struct str text, struct str *value, uint32_t *where,
              uint32_t *length)
{
	struct expansion e = {.arena = arena, .text = text};
	enum path_problem problem = PATH_OK;

	e.out = arena_alloc(arena, (size_t)text.length + 3);
	if (text.length && text.data[0] == '~' && (text.length == 1 || text.data[1] == '/')) {
		e.out[e.length++] = BLOB_ESCAPE;
		e.out[e.length++] = (char)('A' + (int)BLOB_ANCHOR_HOME);
		e.at = 1;
	}
	while (!problem && e.at < text.length) {
		unsigned char c = (unsigned char)text.data[e.at];

		if ((c < 0x20 && c != '\t' && c != '\n') || c == 0x7f)
			problem = problem_at(&e, PATH_CONTROL, e.at, 1);
		else if (c == '$')
			problem = take_value_variable(&e);
		else
			e.out[e.length++] = e.text.data[e.at++];
	}
	if (!problem && e.length > BLOB_STRING_MAX)
		problem = problem_at(&e, PATH_TOO_LONG, 0, text.length);
	if (problem) {
		*where = e.where;
		*length = e.extent;
		return problem;
	}
	e.out[e.length] = '\0';
	*value = (struct str){e.out, e.length};
	return PATH_OK;
}

const char *
paths_text(struct arena *arena, const struct path *const shown[static PATHS_SHOWN], size_t count)
{
	const char *text = "";

	for (size_t i = 0; i < count && i < PATHS_SHOWN; i++)
		text = arena_printf(arena, "%s%s'%s'", text,
		                    i == 0           ? ""
		                    : i + 1 == count ? " and "
		                                     : ", ",
		                    path_text(arena, shown[i]));
	if (count <= PATHS_SHOWN)
		return text;
	return arena_printf(arena, "%s and %zu more", text, count - PATHS_SHOWN);
}

unsigned
path_depth(const struct path *path)
{
	unsigned depth = path->rest.length > 0;

	for (uint32_t i = 0; i < path->rest.length; i++)
		depth += path->rest.data[i] == '/';
	return depth;
}

struct path
path_prefix(const struct path *path, unsigned depth)
{
	struct path prefix = *path;

	for (uint32_t i = 0; i < path->rest.length; i++)
		if (path->rest.data[i] == '/' && depth && --depth == 0) {
			prefix.rest.length = i;
			return prefix;
		}
	if (depth == 0)
		prefix.rest.length = 0;
	return prefix;
}

bool
path_can_be_said(struct arena *arena, const struct path *path)
{
	struct path read;
	uint32_t where, length, point;

	for (uint32_t at = 0; at < path->rest.length; at += length) {
		length = utf8_decode(path->rest.data + at, path->rest.length - at, &point);
		if (!length || utf8_classify(point) != UTF8_PLAIN)
			return false;
	}
	return path_parse(arena, str_of(path_text(arena, path)), NULL, &read, &where, &length) ==
	           PATH_OK &&
	       path_compare(&read, path) == 0;
}
