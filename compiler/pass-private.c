/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pass-private.c - macOS compares a rule with the one path that its kernel has for a file: /tmp,
 * /var and /etc are links there, and the volume with the users' files is named nowhere.
 */
#include "compiler/pass.h"

#include <string.h>

/* What follows PREFIX in PATH, or NULL if that is not its beginning. */
static const char *
below(struct str path, const char *prefix)
{
	size_t length = strlen(prefix);

	if (path.length < length || memcmp(path.data, prefix, length) != 0)
		return NULL;
	if (path.length > length && path.data[length] != '/')
		return NULL;
	return path.data + length;
}

static struct str
canonical(struct arena *arena, struct str path)
{
	static const char *const links[] = {"tmp", "var", "etc"};
	const char *rest = below(path, "System/Volumes/Data");

	if (rest && *rest)
		path = (struct str){rest + 1, path.length - (uint32_t)(rest + 1 - path.data)};
	for (size_t i = 0; i < COUNTOF(links); i++)
		if (below(path, links[i]))
			return str_of(arena_printf(arena, "private/%.*s", STR_ARG(path)));
	return path;
}

struct path
path_private(struct arena *arena, struct path path)
{
	if (path.anchor == BLOB_ANCHOR_ROOT)
		path.rest = canonical(arena, path.rest);
	return path;
}

static void
rewrite(struct ir *ir, struct rules *rules)
{
	for (size_t i = 0; i < rules->count; i++)
		rules->items[i].path = path_private(ir->arena, rules->items[i].path);
	rules->sorted = false;
}

void
pass_private(struct ir *ir)
{
	rewrite(ir, &ir->grants);
	rewrite(ir, &ir->denies);
	rewrite(ir, &ir->bypasses);
	rewrite(ir, &ir->required);
	for (struct assertion *claim = ir->assertions; claim; claim = claim->next)
		if (claim->kind == CLAIM_PATH)
			claim->path = path_private(ir->arena, claim->path);
}
