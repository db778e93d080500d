/* SPDX-License-Identifier: Apache-2.0 */
/*
 * propose-path.c - the files and directories that answer needs.
 *
 * Several files of one directory stand for the directory: a program that reads two of them reads
 * the third tomorrow.  How far up that goes is bounded: to the project, to what is one program's
 * own in a home directory, and never to what holds something protected, secret or everybody's.
 */
#include "compiler/propose-parts.h"

#include "compiler/rule-tree.h"

#include <stdlib.h>
#include <string.h>

enum { CHOSEN_MAX = 200 };

/* What a key of one kind grants. */
enum kind { KIND_WRITE, KIND_READ, KIND_EXEC, KINDS };

/* A path that rights of one kind are needed on. */
struct item {
	struct path path;
	bool directory;
	struct need *need; /* NULL: the profile grants it */
};

/* What will be granted on one path. */
struct chosen {
	struct path path;
	bool directory;
	bool kinds[KINDS];
	unsigned long count;
	const struct need *first;
};

struct covering {
	struct proposing *p;
	struct here here; /* of the first recording */
	bool exec_listed;
	enum kind kind;
	struct item *items;
	size_t count;
	struct chosen *chosen;
	size_t chosen_count;
};

static uint32_t
rights_of(const struct covering *c, enum kind kind)
{
	switch (kind) {
	case KIND_WRITE:
		return PROPOSE_WRITES;
	case KIND_READ:
		return RIGHTS_READ | (c->exec_listed ? 0 : BLOB_FS_EXECUTE);
	default:
		return c->exec_listed ? BLOB_FS_EXECUTE : 0;
	}
}

static void
leave(struct item *item, const char *why)
{
	if (item->need && !item->need->left)
		item->need->left = why;
}

static void
choose(struct covering *c, const struct path *path, bool directory, struct item *item)
{
	struct chosen *chosen = NULL;

	for (size_t i = 0; i < c->chosen_count && !chosen; i++)
		if (c->chosen[i].directory == directory &&
		    path_compare(&c->chosen[i].path, path) == 0)
			chosen = &c->chosen[i];
	if (!chosen && c->chosen_count == CHOSEN_MAX) {
		leave(item, "more entries than anybody would review: apply these, and run again");
		return;
	}
	if (!chosen) {
		c->chosen = arena_room(c->p->arena, c->chosen, c->chosen_count, sizeof(*chosen));
		chosen = &c->chosen[c->chosen_count++];
		*chosen = (struct chosen){.path = *path, .directory = directory};
	}
	chosen->kinds[c->kind] = true;
	/* A need may be of several kinds. */
	if (!item->need->counted)
		chosen->count += item->need->count;
	item->need->counted = true;
	if (!chosen->first)
		chosen->first = item->need;
}

/* The least depth at which what lies below a directory is one thing: a project, a program's own. */
static unsigned
floor_of(const struct path *path)
{
	struct path top = path_prefix(path, 1);

	if (path->anchor == BLOB_ANCHOR_WORKDIR)
		return 0;
	if (path->anchor == BLOB_ANCHOR_HOME) {
		if (str_is(top.rest, ".local") || str_is(top.rest, "Library"))
			return 3;
		if (str_is(top.rest, ".config") || str_is(top.rest, ".cache"))
			return 2;
		return top.rest.length && top.rest.data[0] == '.' ? 1 : 2;
	}
	if (path->anchor != BLOB_ANCHOR_ROOT)
		return 1;
	if (str_is(top.rest, "proc") || str_is(top.rest, "sys") || str_is(top.rest, "dev"))
		return BLOB_PATH_MAX;
	if (str_is(top.rest, "home"))
		return 4;
	return str_is(top.rest, "var") || str_is(path_prefix(path, 2).rest, "usr/local") ? 3 : 2;
}

static struct path
directory_of(const struct item *item)
{
	unsigned depth = path_depth(&item->path);

	return item->directory ? item->path : path_prefix(&item->path, depth ? depth - 1 : 0);
}

/* Whether a component of TEXT ends at AT. */
static bool
ends_at(struct str text, uint32_t at)
{
	return at == text.length || text.data[at] == '/';
}

/* The components that both begin with; they have one anchor. */
static struct path
common(const struct path *a, const struct path *b)
{
	struct path shared = *a;
	uint32_t at = 0;

	while (at < a->rest.length && at < b->rest.length && a->rest.data[at] == b->rest.data[at])
		at++;
	if (!ends_at(a->rest, at) || !ends_at(b->rest, at))
		while (at && a->rest.data[--at] != '/')
			;
	shared.rest.length = at;
	return shared;
}

/* One path alone. */
static void
cover_one(struct covering *c, struct item *item)
{
	const char *why = NULL;

	if (item->directory)
		why = propose_too_broad(c->p, &item->path, rights_of(c, c->kind), false);
	else
		why = propose_refused(c->p, &item->path, rights_of(c, c->kind));
	if (why)
		leave(item, arena_printf(c->p->arena, "'%s' is too much to grant: %s",
		                         path_text(c->p->arena, &item->path), why));
	else
		choose(c, &item->path, item->directory, item);
}

struct range {
	size_t from, to;
};

static bool
is_asked(const struct covering *c, struct range range)
{
	for (size_t i = range.from; i < range.to; i++)
		if (c->items[i].need)
			return true;
	return false;
}

/* The directory of them all if it may stand for them; false if not. */
static bool
cover_all(struct covering *c, struct range range, const struct path *holder)
{
	bool asked = false;

	for (size_t i = range.from; i < range.to; i++)
		asked |= c->items[i].need && c->items[i].directory &&
		         path_compare(&c->items[i].path, holder) == 0;
	if (!asked && path_depth(holder) < floor_of(&c->items[range.from].path))
		return false;
	if (propose_too_broad(c->p, holder, rights_of(c, c->kind), !asked))
		return false;
	for (size_t i = range.from; i < range.to; i++)
		if (c->items[i].need)
			choose(c, holder, true, &c->items[i]);
	return true;
}

/* From wide to narrow, and no further than needed; the items are sorted. */
static void
cover(struct covering *c, struct range range)
{
	struct path holder = directory_of(&c->items[range.from]);
	unsigned depth;

	if (!is_asked(c, range))
		return;
	for (size_t i = range.from + 1; i < range.to; i++) {
		struct path other = directory_of(&c->items[i]);

		holder = common(&holder, &other);
	}
	if (range.to - range.from > 1 && cover_all(c, range, &holder))
		return;
	depth = path_depth(&holder) + 1;
	for (size_t i = range.from, end; i < range.to; i = end) {
		struct path part = path_prefix(&c->items[i].path, depth);
		bool itself = path_depth(&c->items[i].path) < depth;

		for (end = i + 1;
		     !itself && end < range.to && path_within(&c->items[end].path, &part);)
			end++;
		if (end - i > 1 && end - i < range.to - range.from) {
			cover(c, (struct range){i, end});
			continue;
		}
		for (size_t k = i; k < end; k++)
			if (c->items[k].need)
				cover_one(c, &c->items[k]);
	}
}

static bool
is_absent(const struct covering *c, const struct path *path)
{
	struct path real = definitions_apply(c->p->arena, &c->here.definitions, path);

	return real.anchor == BLOB_ANCHOR_ROOT &&
	       here_resolve(c->p->arena, path_text(c->p->arena, &real), true).thing ==
	           THING_MISSING;
}

/* A directory that is written in, and holds PATH; or NULL. */
static const struct path *
writable_above(const struct covering *c, const struct path *path)
{
	static const struct path workdir = {BLOB_ANCHOR_WORKDIR, {"", 0}};

	for (size_t i = 0; i < c->chosen_count; i++)
		if (c->chosen[i].directory && c->chosen[i].kinds[KIND_WRITE] &&
		    path_within(path, &c->chosen[i].path))
			return &c->chosen[i].path;
	for (size_t i = 0; i < c->p->own.count; i++)
		if (c->p->own.items[i].directory && c->p->own.items[i].rights & RIGHT_WRITE &&
		    path_within(path, &c->p->own.items[i].path))
			return &c->p->own.items[i].path;
	if (path_within(path, &workdir) && eval_rights(c->p->ir, &workdir, true) & RIGHT_WRITE)
		return &workdir;
	return NULL;
}

/* What is known to come under other names next time stands for its directory at once. */
static void
widen(const struct covering *c, struct item *item)
{
	struct path wider = item->path;
	const struct path *written = c->kind == KIND_READ ? writable_above(c, &item->path) : NULL;

	if (written)
		wider = *written; /* programs read back what they wrote */
	else if (wider.anchor == BLOB_ANCHOR_TMPDIR &&
	         ((!item->directory && path_depth(&wider) == 1) || is_absent(c, &wider)))
		wider = path_prefix(&wider, 0);
	else if (wider.anchor == BLOB_ANCHOR_HOME &&
	         str_is(path_prefix(&wider, 1).rest, ".cache") &&
	         path_depth(&wider) + item->directory > 2)
		wider = path_prefix(&wider, 2);
	else
		return;
	if (propose_too_broad(c->p, &wider, rights_of(c, c->kind), true))
		return;
	item->path = wider;
	item->directory = true;
}

static int
by_path(const void *a, const void *b)
{
	const struct item *x = a, *y = b;
	int by = path_compare(&x->path, &y->path);

	return by ? by : (int)y->directory - (int)x->directory;
}

static void
collect(struct covering *c)
{
	const struct needs *needs = &c->p->needs;
	const struct own_entries *own = &c->p->own;
	uint32_t rights = rights_of(c, c->kind);

	c->count = 0;
	c->items = arena_calloc(c->p->arena, needs->count + own->count, sizeof(*c->items));
	for (size_t i = 0; i < needs->count; i++) {
		struct need *need = &needs->items[i];
		struct item *item = &c->items[c->count];

		if (need->left || need->port || need->deny || need->answered ||
		    !(need->rights & rights))
			continue;
		*item = (struct item){need->path, need->directory, need};
		widen(c, item);
		c->count++;
	}
	for (size_t i = 0; i < own->count; i++)
		if (!own->items[i].directory && own->items[i].rights & rights)
			c->items[c->count++] = (struct item){own->items[i].path, false, NULL};
	if (c->count)
		qsort(c->items, c->count, sizeof(*c->items), by_path);
}

static void
cover_kind(struct covering *c)
{
	collect(c);
	for (size_t i = 0, end; i < c->count; i = end) {
		for (end = i + 1;
		     end < c->count && c->items[end].path.anchor == c->items[i].path.anchor;)
			end++;
		cover(c, (struct range){i, end});
	}
}

static void
propose_entry(struct covering *c, enum key_id key, uint32_t rights, const struct chosen *chosen)
{
	const char *text = path_text(c->p->arena, &chosen->path);
	const struct proposal proposal = {.key = key,
	                                  .value = str_of(text),
	                                  .path = chosen->path,
	                                  .rights = rights,
	                                  .directory = chosen->directory,
	                                  .absent =
	                                      chosen->directory && is_absent(c, &chosen->path),
	                                  .count = chosen->count,
	                                  .first = chosen->first};

	propose_add(c->p, &proposal);
}

/* What the profile itself grants on the same path is part of the new entry. */
static uint32_t
own_rights(const struct covering *c, const struct chosen *chosen)
{
	uint32_t rights = 0;

	for (size_t i = 0; i < c->p->own.count; i++)
		if (c->p->own.items[i].directory == chosen->directory &&
		    path_compare(&c->p->own.items[i].path, &chosen->path) == 0)
			rights |= c->p->own.items[i].rights;
	return rights;
}

static void
propose_workdir(struct covering *c, const struct chosen *chosen)
{
	uint32_t had = eval_rights(c->p->ir, &chosen->path, true);
	bool reads = chosen->kinds[KIND_READ] || had & BLOB_FS_READ_FILE;
	bool writes = chosen->kinds[KIND_WRITE] || had & BLOB_FS_WRITE_FILE;
	const struct proposal proposal = {.key = KEY_WORKDIR_ACCESS,
	                                  .value = reads && writes ? STR("readwrite")
	                                           : reads         ? STR("read")
	                                                           : STR("write"),
	                                  .path = chosen->path,
	                                  .rights = (reads ? RIGHTS_READ : 0) |
	                                            (writes ? RIGHTS_WRITE : 0),
	                                  .directory = true,
	                                  .count = chosen->count,
	                                  .first = chosen->first};

	propose_add(c->p, &proposal);
}

static void
propose_chosen(struct covering *c, const struct chosen *chosen)
{
	/* The key of each: of reading and writing, of directories and files. */
	static const enum key_id keys[2][2][2] = {
	    {{KEYS, KEYS}, {KEY_WRITE_FILE, KEY_WRITE}},
	    {{KEY_READ_FILE, KEY_READ}, {KEY_ALLOW_FILE, KEY_ALLOW}}};
	uint32_t had = own_rights(c, chosen);
	bool reads = chosen->kinds[KIND_READ] || had & RIGHT_READ;
	bool writes = chosen->kinds[KIND_WRITE] || had & RIGHT_WRITE;

	if (chosen->kinds[KIND_EXEC])
		propose_entry(c, chosen->directory ? KEY_EXEC : KEY_EXEC_FILE, RIGHT_EXEC, chosen);
	if (!chosen->kinds[KIND_READ] && !chosen->kinds[KIND_WRITE])
		return;
	if (chosen->directory && chosen->path.anchor == BLOB_ANCHOR_WORKDIR &&
	    chosen->path.rest.length == 0)
		propose_workdir(c, chosen);
	else
		propose_entry(c, keys[reads][writes][chosen->directory],
		              (reads ? RIGHTS_READ : 0) | (writes ? RIGHTS_WRITE : 0), chosen);
}

/* Whether another choice grants all that this one does. */
static bool
is_implied(const struct covering *c, const struct chosen *chosen)
{
	for (size_t i = 0; i < c->chosen_count; i++) {
		const struct chosen *other = &c->chosen[i];
		bool all = other != chosen && other->directory;

		for (unsigned kind = 0; kind < KINDS; kind++)
			all = all && (other->kinds[kind] || !chosen->kinds[kind]);
		if (all && path_within(&chosen->path, &other->path) &&
		    (path_compare(&chosen->path, &other->path) != 0 || !chosen->directory))
			return true;
	}
	return false;
}

/* Sockets and what is protected: each by its own name, never by a directory's. */
static void
propose_single(struct covering *c, struct need *need)
{
	struct chosen chosen = {need->path, need->directory, {false}, need->count, need};
	size_t before = c->p->proposals.count;

	if (need->deny && !c->p->risky) {
		need->left =
		    arena_printf(c->p->arena, "%s '%s' protects it",
		                 need->deny->origin->kind == ORIGIN_GROUP ? "group" : "profile",
		                 need->deny->origin->name);
		return;
	}
	if (need->rights & BLOB_FS_RESOLVE_UNIX) {
		propose_entry(c, KEY_UNIX_SOCKET, BLOB_FS_RESOLVE_UNIX, &chosen);
	} else if (need->rights == BLOB_FS_MAKE_SOCK && !need->directory) {
		propose_entry(c, KEY_UNIX_SOCKET_BIND, BLOB_FS_RESOLVE_UNIX | BLOB_FS_MAKE_SOCK,
		              &chosen);
	} else if (!need->deny) {
		return;
	} else {
		for (unsigned kind = 0; kind < KINDS; kind++)
			chosen.kinds[kind] = need->rights & rights_of(c, (enum kind)kind);
		propose_chosen(c, &chosen);
	}
	need->answered = true;
	for (size_t i = before; need->deny && i < c->p->proposals.count; i++) {
		c->p->proposals.items[i].bypasses = true;
		propose_risk(c->p, &c->p->proposals.items[i]);
	}
}

static bool
lists_exec(const struct ir *ir)
{
	for (size_t i = 0; i < ir->grants.count; i++)
		if (ir->grants.items[i].rights & BLOB_FS_READ_FILE &&
		    !(ir->grants.items[i].rights & BLOB_FS_EXECUTE))
			return true;
	return false;
}

void
propose_paths(struct proposing *p)
{
	struct covering c = {.p = p, .exec_listed = lists_exec(p->ir)};

	c.here = propose_here(p->arena, &p->recordings[0]);
	for (size_t i = 0; i < p->needs.count; i++)
		if (!p->needs.items[i].left && !p->needs.items[i].port &&
		    !p->needs.items[i].answered)
			propose_single(&c, &p->needs.items[i]);
	for (unsigned kind = 0; kind < KINDS; kind++) {
		c.kind = (enum kind)kind;
		cover_kind(&c);
	}
	for (size_t i = 0; i < c.chosen_count; i++)
		if (!is_implied(&c, &c.chosen[i]))
			propose_chosen(&c, &c.chosen[i]);
}
