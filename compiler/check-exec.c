/* SPDX-License-Identifier: Apache-2.0 */
/* check-exec.c - can the command run what it has written? */
#include "compiler/check-hits.h"

#define WRITES (BLOB_FS_WRITE_FILE | BLOB_FS_MAKE_REG)

static bool
both(uint32_t rights)
{
	return rights & WRITES && rights & BLOB_FS_EXECUTE;
}

/*
 * Grants on one path, [begin, end); *RIGHTS gets what they give to what is below, and *SHOWN the
 * one to name: the user's own, else one that lets execute, for writing alone is nothing new.
 */
static size_t
run_of(const struct rules *grants, size_t begin, uint32_t *rights, const struct rule **shown)
{
	size_t end = begin;

	*rights = 0;
	*shown = &grants->items[begin];
	for (size_t i = begin + 1;
	     i < grants->count && !rule_own(*shown) &&
	     path_compare(&grants->items[i].path, &grants->items[begin].path) == 0;
	     i++)
		if (rule_own(&grants->items[i]) || !((*shown)->rights & BLOB_FS_EXECUTE))
			*shown = &grants->items[i];
	for (; end < grants->count &&
	       path_compare(&grants->items[end].path, &grants->items[begin].path) == 0;
	     end++)
		if (grants->items[end].object != BLOB_OBJECT_FILE)
			*rights |= grants->items[end].rights;
	return end;
}

/* Nothing that can be executed lies among devices, but in shared memory. */
static bool
holds_files(const struct path *path)
{
	static const struct path devices = {BLOB_ANCHOR_ROOT, {"dev", 3}};
	static const struct path shared = {BLOB_ANCHOR_ROOT, {"dev/shm", 7}};

	return !path_within(path, &devices) || path_within(path, &shared);
}

/* One finding a file: its first directory, and the others by name. */
static void
report(const struct checking *c, const struct rule *const *found, size_t count, size_t first)
{
	struct ir *ir = c->ir;
	const struct path *paths[PATHS_SHOWN] = {NULL};
	size_t all = 0;

	for (size_t i = first; i < count; i++) {
		if (!found[i] || found[i]->at.source != found[first]->at.source)
			continue;
		if (all < PATHS_SHOWN)
			paths[all] = &found[i]->path;
		all++;
	}
	diag_at(ir->diags, DIAG_WRITE_AND_EXEC, found[first]->at,
	        "the command can execute what it writes in %s", paths_text(ir->arena, paths, all));
	rule_note_chain(ir, found[first]);
	if (ir->complete)
		diag_help(ir->diags, "take exec out of one of the grants, or the rights to write");
	else
		diag_help(ir->diags,
		          "reading implies executing until a profile has an 'exec' key: list there "
		          "what may be executed, and nothing that may be written");
}

static size_t
find(const struct checking *c, const struct rule **found)
{
	const struct rules *grants = &c->plain;
	struct {
		const struct path *path;
		uint32_t rights;
	} *stack = arena_calloc(c->ir->arena, grants->count, sizeof(*stack));
	size_t depth = 0, count = 0, end;

	for (size_t i = 0; i < grants->count; i = end) {
		const struct rule *grant = &grants->items[i];
		const struct rule *shown;
		uint32_t rights, above;

		end = run_of(grants, i, &rights, &shown);
		while (depth && !path_within(&grant->path, stack[depth - 1].path))
			depth--;
		above = depth ? stack[depth - 1].rights : 0;
		if (both(rights | above) && !both(above) && holds_files(&grant->path))
			found[count++] = shown;
		stack[depth].path = &grant->path;
		stack[depth++].rights = rights | above;
	}
	return count;
}

void
check_write_exec(const struct checking *c)
{
	const struct rule **found =
	    arena_calloc(c->ir->arena, c->plain.count, sizeof(const struct rule *));
	size_t count = find(c, found);

	for (size_t i = 0; i < count; i++) {
		if (!found[i])
			continue;
		report(c, found, count, i);
		for (size_t k = count; k-- > i;)
			if (found[k] && found[k]->at.source == found[i]->at.source)
				found[k] = NULL;
	}
}
