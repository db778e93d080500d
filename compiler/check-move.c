/* SPDX-License-Identifier: Apache-2.0 */
/* check-move.c - rules that let a program begin what they do not let it finish. */
#include "compiler/check-hits.h"

#include "compiler/rule-tree.h"

#define MOVES (BLOB_FS_REFER | BLOB_FS_MAKE_REG | BLOB_FS_REMOVE_FILE)

/* What all grants give on PATH; of directories' rules, what is below them gets. */
static uint32_t
rights_on(const struct checking *c, const struct path *path)
{
	const struct rule *grant;
	struct ascent ascent;
	uint32_t rights = 0;

	ascent_start(&ascent, &c->grants, path);
	while ((grant = ascent_next(&ascent)))
		if (grant->object != BLOB_OBJECT_FILE || ascent.at)
			rights |= grant->rights;
	return rights;
}

static bool
concerns_user(const struct rule *grant)
{
	return rule_own(grant) && rule_from_profile(grant);
}

/* The kernel lets no file gain rights by moving (Landlock's EXDEV). */
static void
report_move(const struct checking *c, const struct rule *from, const struct rule *to, uint32_t gain)
{
	struct arena *arena = c->ir->arena;

	diag_at(c->ir->diags, DIAG_MOVE_FAILS, from->at,
	        "moving a file from '%s' into '%s' fails: there it would gain %s",
	        path_text(arena, &from->path), path_text(arena, &to->path),
	        access_text(arena, gain));
	diag_note(c->ir->diags, to->at, "'%s' is granted here", path_text(arena, &to->path));
	diag_help(c->ir->diags, "grant both the same, if files are to be moved between them");
}

/* The first two that differ stand for all. */
void
check_moves(const struct checking *c)
{
	const struct rule *first = NULL;
	uint32_t rights = 0;

	for (size_t i = 0; i < c->grants.count; i++) {
		const struct rule *grant = &c->grants.items[i];
		uint32_t here;

		if (!concerns_user(grant) || grant->object == BLOB_OBJECT_FILE ||
		    (grant->rights & MOVES) != MOVES)
			continue;
		here = rights_on(c, &grant->path) & BLOB_FS_FILE;
		if (!first) {
			first = grant;
			rights = here;
		}
		if (here == rights)
			continue;
		if (here & ~rights)
			report_move(c, first, grant, here & ~rights);
		else
			report_move(c, grant, first, rights & ~here);
		return;
	}
}

/* A file's rule does not outlive a rename over that file, and does not let one be made. */
void
check_replaced(const struct checking *c)
{
	struct list list = check_list(c, &list_replaced);
	struct hits hits = hits_find(c, &list, BLOB_FS_WRITE_FILE);

	for (size_t i = 0; i < hits.count; i++) {
		const struct hit *hit = &hits.items[i];
		const char *path = path_text(c->ir->arena, &hit->grant->path);

		if (hit->grant->object != BLOB_OBJECT_FILE ||
		    rights_on(c, &hit->grant->path) & BLOB_FS_MAKE_REG)
			continue;
		diag_at(c->ir->diags, DIAG_FILE_REPLACED, hit->grant->at,
		        "'%s' can be written, but not saved as its program does it: %s", path,
		        hit->entry->why);
		rule_note_chain(c->ir, hit->grant);
		diag_help(c->ir->diags,
		          "grant the directory that it lies in, or reading only; a rule for a file "
		          "ends with that file");
	}
}

/* Single rights, which only policy text can give. */
void
check_rights(const struct checking *c)
{
	for (size_t i = 0; i < c->grants.count; i++) {
		const struct rule *grant = &c->grants.items[i];
		const char *path = path_text(c->ir->arena, &grant->path);
		uint32_t half = grant->rights & (RIGHT_WRITE | RIGHT_TRUNCATE);

		if (!rule_own(grant))
			continue;
		if (grant->rights & RIGHT_DEVICE)
			diag_at(c->ir->diags, DIAG_DEVICE_NODES, grant->at,
			        "device nodes can be made in '%s': for root, that is any disk",
			        path);
		if (!half || (rights_on(c, &grant->path) & (RIGHT_WRITE | RIGHT_TRUNCATE)) ==
		                 (RIGHT_WRITE | RIGHT_TRUNCATE))
			continue;
		if (half == RIGHT_WRITE)
			diag_at(c->ir->diags, DIAG_HALF_WRITE, grant->at,
			        "'%s' can be written but not emptied, as most programs do first",
			        path);
		else
			diag_at(c->ir->diags, DIAG_HALF_WRITE, grant->at,
			        "'%s' can be emptied, but not written", path);
		diag_help(c->ir->diags, "grant both write and truncate");
	}
}
