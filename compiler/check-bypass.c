/* SPDX-License-Identifier: Apache-2.0 */
/* check-bypass.c - does a bypass lift what it names, and no more? */
#include "compiler/check.h"

#include "compiler/rule-tree.h"

enum { SHOWN = 10 };

static bool
concerns(const struct rule *deny, const struct rule *bypass)
{
	return deny->rights & bypass->rights;
}

static void
report_unused(struct ir *ir, const struct rule *bypass)
{
	const char *path = path_text(ir->arena, &bypass->path);

	diag_at(ir->diags, DIAG_BYPASS_UNUSED, bypass->at,
	        "the bypass of '%s' matches no deny of what the profile grants there", path);
	rule_note_chain(ir, bypass);
	diag_help(
	    ir->diags,
	    "remove it, or begin the path as the deny does (\"~\" and \"/home/you\" meet only "
	    "when nono-exec starts)");
}

static void
report_wide(struct ir *ir, const struct rule *bypass, const struct rule *const *below, size_t count)
{
	diag_at(ir->diags, DIAG_BYPASS_WIDE, bypass->at,
	        "the bypass of '%s' lifts %zu %s of paths below it",
	        path_text(ir->arena, &bypass->path), count, count == 1 ? "deny" : "denies");
	rule_note_chain(ir, bypass);
	for (size_t i = 0; i < count && i < SHOWN; i++)
		rule_note(ir, below[i],
		          arena_printf(ir->arena, "'%s' is no longer protected",
		                       path_text(ir->arena, &below[i]->path)));
	if (count > SHOWN)
		diag_help(ir->diags, "%zu more denies are lifted that are not shown",
		          count - SHOWN);
	diag_help(ir->diags, "name the one protected path that is needed");
}

static void
check_one(struct ir *ir, const struct rules *denies, const struct rule *bypass)
{
	const struct rule *below[SHOWN], *deny;
	struct ascent ascent;
	struct subtree subtree;
	size_t count = 0;
	bool used = false;
	const struct path *last = NULL;

	ascent_start(&ascent, denies, &bypass->path);
	while ((deny = ascent_next(&ascent)))
		used |= concerns(deny, bypass);
	subtree_start(&subtree, denies, &bypass->path);
	while ((deny = subtree_next(&subtree))) {
		if (!concerns(deny, bypass) ||
		    path_relate(&deny->path, &bypass->path) == PATH_EQUAL)
			continue;
		if (last && path_relate(&deny->path, last) == PATH_EQUAL)
			continue;
		last = &deny->path;
		if (count < SHOWN)
			below[count] = deny;
		count++;
	}
	if (count)
		report_wide(ir, bypass, below, count);
	else if (!used)
		report_unused(ir, bypass);
}

void
check_bypass(struct ir *ir)
{
	struct rules denies;

	if (!ir->bypasses.count)
		return;
	denies = rules_sorted(ir->arena, &ir->denies);
	for (size_t i = 0; i < ir->bypasses.count; i++)
		if (ir->bypasses.items[i].rights) /* else pass_bypass has said what is wrong */
			check_one(ir, &denies, &ir->bypasses.items[i]);
}
