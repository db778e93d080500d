/* SPDX-License-Identifier: Apache-2.0 */
/*
 * judge-reach.c - could two paths from different anchors meet in some run?
 *
 * An anchor may be any directory, but for two things: the last components of a
 * path are what they are wherever its anchor lies, and the loader does not
 * start a policy whose grant would lie at, above or below what it protects.
 */
#include "compiler/judge.h"

#include "compiler/node.h"
#include "compiler/rule-tree.h"

#include <string.h>

/* A path of the longest kind, below a default. */
enum { COMPONENTS_MAX = BLOB_PATH_MAX / 2 + 16 };

/* A path as the anchor that decides where it lies, and its components. */
struct chain {
	enum blob_anchor anchor;
	uint32_t count;
	struct str items[COMPONENTS_MAX];
};

static void
chain_add(struct chain *chain, const char *text, uint32_t length)
{
	uint32_t begin = 0;

	while (begin < length && chain->count < COMPONENTS_MAX) {
		const char *slash = memchr(text + begin, '/', length - begin);
		uint32_t end = slash ? (uint32_t)(slash - text) : length;

		chain->items[chain->count++] = (struct str){text + begin, end - begin};
		begin = end + 1;
	}
}

static void
chain_set(struct chain *chain, const struct path *path)
{
	const char *fallback = anchor_default(path->anchor);

	chain->anchor = fallback ? BLOB_ANCHOR_HOME : path->anchor;
	chain->count = 0;
	if (fallback)
		chain_add(chain, fallback, (uint32_t)strlen(fallback));
	chain_add(chain, path->rest.data, path->rest.length);
}

/* $UID may turn out as anything. */
static bool
component_could(struct str a, struct str b)
{
	return str_equal(a, b) || memchr(a.data, BLOB_ESCAPE, a.length) ||
	       memchr(b.data, BLOB_ESCAPE, b.length);
}

/* Whether the last of A's COUNT components are B's last, as far as both have some. */
static bool
tails_could(const struct chain *a, uint32_t a_count, const struct chain *b, uint32_t b_count)
{
	uint32_t common = a_count < b_count ? a_count : b_count;

	/* "/" has nothing above that could be more of a path. */
	if ((a->anchor == BLOB_ANCHOR_ROOT && a_count < b_count) ||
	    (b->anchor == BLOB_ANCHOR_ROOT && b_count < a_count))
		return false;
	for (uint32_t i = 1; i <= common; i++)
		if (!component_could(a->items[a_count - i], b->items[b_count - i]))
			return false;
	return true;
}

/* What a grant shares with a deny at or below it: who renames its directory takes it away. */
static bool
shares(const struct rule *grant, uint32_t protected)
{
	return protected && grant->rights & (protected | BLOB_FS_REPLACE);
}

/* What bypasses lift on PATH, or could. */
static uint32_t
lifted(const struct judge *judge, const struct path *path)
{
	return rules_covering(&judge->ir->bypasses, path) | judge_could_lift(judge, path);
}

/* Whether the loader would refuse GRANT at the first COUNT components of CHAIN. */
static bool
sealed(const struct judge *judge, const struct rule *grant, const struct chain *chain,
       uint32_t count)
{
	const struct ir *ir = judge->ir;
	const struct rule *deny;
	struct subtree subtree;
	char text[BLOB_PATH_MAX + 32] = "";
	struct path path = {chain->anchor, {text, 0}};
	uint32_t rights = grant->rights;

	/* As written it may have more. */
	if (grant->object == BLOB_OBJECT_FILE)
		rights &= BLOB_FS_FILE;
	for (uint32_t i = 0; i < count; i++) {
		if (path.rest.length + chain->items[i].length + 1 >= sizeof(text))
			return false;
		if (i)
			text[path.rest.length++] = '/';
		memcpy(text + path.rest.length, chain->items[i].data, chain->items[i].length);
		path.rest.length += chain->items[i].length;
	}
	if (rights & rules_covering(&ir->denies, &path) & ~lifted(judge, &path))
		return true;
	if (grant->object == BLOB_OBJECT_FILE)
		return false;
	subtree_start(&subtree, &ir->denies, &path);
	while ((deny = subtree_next(&subtree))) {
		uint32_t left = deny->rights & ~lifted(judge, &deny->path);

		if (path_relate(&deny->path, &path) == PATH_BELOW && shares(grant, left))
			return true;
	}
	return false;
}

/* GRANT at or above TO: at one of its prefixes, or above its anchor. */
static bool
could_cover(const struct judge *judge, const struct rule *grant, const struct chain *from,
            const struct chain *to)
{
	bool file = grant->object == BLOB_OBJECT_FILE;
	uint32_t first = file ? to->count : 0;

	/* Right above TO: at its last prefix but one, which may lie above its anchor, or on it. */
	if (grant->children && to->count)
		first = to->count - 1;
	/* Somewhere above TO's anchor, and so above all that is protected there. */
	else if (to->anchor != BLOB_ANCHOR_ROOT && !file &&
	         !shares(grant, judge->protected_below[to->anchor]))
		return true;
	for (uint32_t count = first; count <= to->count; count++)
		if (tails_could(from, from->count, to, count) && !sealed(judge, grant, to, count))
			return true;
	return false;
}

/* FROM, a grant, below INSIDE, which starts from another anchor. */
static bool
could_lie_in(const struct chain *from, const struct chain *inside)
{
	/* Its anchor could lie right there, as any directory could. */
	if (from->anchor != BLOB_ANCHOR_ROOT)
		return true;
	/* From "/" its place is known: INSIDE's components must be among its own. */
	for (uint32_t count = inside->count; count < from->count; count++)
		if (tails_could(from, count, inside, inside->count))
			return true;
	return false;
}

bool
judge_could_reach(const struct judge *judge, const struct rule *grant, const struct path *path,
                  bool below)
{
	struct chain from, to;

	chain_set(&from, &grant->path);
	chain_set(&to, path);
	/* The same anchor, and only $UID is not known. */
	if (from.anchor == to.anchor)
		return true;
	return could_cover(judge, grant, &from, &to) || (below && could_lie_in(&from, &to));
}
