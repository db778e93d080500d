/* SPDX-License-Identifier: Apache-2.0 */
/* check-move.c - rules that let a program begin what they do not let it finish. */
#include "compiler/check-hits.h"

#include "compiler/eval.h"
#include "compiler/rule-tree.h"

#include <errno.h>

#define MOVES (BLOB_FS_REFER | BLOB_FS_MAKE_REG | BLOB_FS_REMOVE_FILE)

/* What all grants give on PATH; of directories' rules, what is below them gets. */
static uint32_t
rights_on(const struct checking *c, const struct path *path)
{
	const struct rule *grant;
	struct ascent ascent;
	uint32_t rights = 0;

	ascent_start(&ascent, &c->distinct, path);
	while ((grant = ascent_next(&ascent)))
		if ((grant->object != BLOB_OBJECT_FILE || ascent.at) && rule_reaches(grant, path))
			rights |= grant->rights;
	return rights;
}

static bool
concerns_user(const struct rule *grant)
{
	return rule_own(grant) && rule_from_profile(grant);
}

/* Directories of the user's own between which a program may move files, by what they grant. */
struct kind {
	const struct rule *first;
	uint32_t rights;
	size_t count;
};

/* What a policy of more kinds of directories gets wrong shows in the first ones. */
enum { KINDS_MAX = 8, SHOWN = 3 };

static size_t
find_kinds(const struct checking *c, struct kind *kinds)
{
	const struct rule *last = NULL;
	size_t count = 0, k;

	for (size_t i = 0; i < c->grants.count; i++) {
		const struct rule *grant = &c->grants.items[i];
		uint32_t rights;

		if (!concerns_user(grant) || grant->object == BLOB_OBJECT_FILE ||
		    (grant->rights & MOVES) != MOVES ||
		    (last && path_compare(&last->path, &grant->path) == 0))
			continue;
		last = grant;
		rights = rights_on(c, &grant->path);
		for (k = 0; k < count && kinds[k].rights != rights;)
			k++;
		if (k == KINDS_MAX)
			continue;
		if (k == count)
			kinds[count++] = (struct kind){grant, rights, 0};
		kinds[k].count++;
	}
	return count;
}

/* A name in the directory that RULE is about: the evaluator is asked of files in it. */
static struct path
inside(struct arena *arena, const struct rule *rule)
{
	const char *text = arena_printf(arena, "%.*s%sfile", STR_ARG(rule->path.rest),
	                                rule->path.rest.length ? "/" : "");

	return (struct path){rule->path.anchor, str_of(text)};
}

/* The rights that a file would gain by moving: the kernel refuses that with EXDEV. */
static uint32_t
gained(const struct checking *c, const struct rule *from, const struct rule *to)
{
	static const struct kernel newest = {.abi = ACCESS_ABI_NEWEST};
	struct ir sorted = *c->ir;
	struct query query = {.op = OP_RENAME,
	                      .path = inside(c->ir->arena, from),
	                      .thing = THING_FILE,
	                      .second = inside(c->ir->arena, to),
	                      .second_thing = THING_MISSING};
	struct verdict verdict;

	sorted.grants = c->grants;
	sorted.denies = c->denies;
	sorted.bypasses = c->bypasses;
	verdict = eval(&sorted, &query, &newest);
	return !verdict.allowed && verdict.error == EXDEV ? verdict.missing & BLOB_FS_FILE : 0;
}

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

/* Each two kinds once, in the direction that fails; of those that fail both ways, the first. */
void
check_moves(const struct checking *c)
{
	struct kind kinds[KINDS_MAX];
	size_t count = find_kinds(c, kinds);
	size_t shown = 0, pairs = 0;

	for (size_t i = 0; i < count; i++) {
		for (size_t k = i + 1; k < count; k++) {
			const struct rule *a = kinds[i].first, *b = kinds[k].first;
			uint32_t there = gained(c, a, b);
			uint32_t back = there ? 0 : gained(c, b, a);

			if (!there && !back)
				continue;
			pairs += kinds[i].count * kinds[k].count;
			if (shown++ >= SHOWN)
				continue;
			report_move(c, there ? a : b, there ? b : a, there ? there : back);
		}
	}
	shown = shown < SHOWN ? shown : SHOWN;
	if (pairs > shown)
		diag_help(c->ir->diags, "it is the same with %zu more %s of directories",
		          pairs - shown, pairs - shown == 1 ? "pair" : "pairs");
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
