/* SPDX-License-Identifier: Apache-2.0 */
/* check-bypass.c - does a bypass lift what it names, and no more? */
#include "compiler/check.h"

#include "compiler/buffer.h"
#include "compiler/rule-tree.h"

#include <string.h>

/* A message is cut at a thousand bytes; what is more than fits is counted. */
enum { SHOWN = 4, OTHERS_SIZE = 800 };

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

/* Denies that one bypass lifts: the first with their places, the next by name, and how many. */
struct lifted {
	const struct rule *shown[SHOWN];
	size_t count, unnamed;
	struct buffer others; /* "'~/a', '~/b'" */
};

static void
lift(struct ir *ir, struct lifted *lifted, const struct rule *deny)
{
	struct buffer *others = &lifted->others;
	const char *path;

	if (lifted->count++ < SHOWN) {
		lifted->shown[lifted->count - 1] = deny;
		return;
	}
	path = path_text(ir->arena, &deny->path);
	if (others->length && (lifted->unnamed || others->length + strlen(path) > OTHERS_SIZE)) {
		lifted->unnamed++;
		return;
	}
	buffer_put(others, others->length ? ", '" : "'");
	buffer_put(others, path);
	buffer_put(others, "'");
}

static void
report_wide(struct ir *ir, const struct rule *bypass, const struct lifted *lifted)
{
	diag_at(ir->diags, DIAG_BYPASS_WIDE, bypass->at,
	        "the bypass of '%s' lifts %zu %s of paths below it",
	        path_text(ir->arena, &bypass->path), lifted->count,
	        lifted->count == 1 ? "deny" : "denies");
	rule_note_chain(ir, bypass);
	rules_note(ir, lifted->shown, lifted->count < SHOWN ? lifted->count : SHOWN,
	           "no longer protected");
	if (lifted->unnamed)
		diag_help(ir->diags, "no longer protected are also %s and %zu more",
		          lifted->others.data, lifted->unnamed);
	else if (lifted->others.length)
		diag_help(ir->diags, "no longer protected are also %s", lifted->others.data);
	if (bypass->rights & BLOB_FS_REPLACE)
		diag_help(ir->diags, "grant only what is needed below it, and name that");
	else
		diag_help(ir->diags, "name the one protected path that is needed");
}

static void
check_one(struct ir *ir, const struct rules *denies, const struct rule *bypass)
{
	struct lifted lifted = {.others = {.arena = ir->arena}};
	const struct rule *deny;
	struct ascent ascent;
	struct subtree subtree;
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
		lift(ir, &lifted, deny);
	}
	if (lifted.count)
		report_wide(ir, bypass, &lifted);
	else if (!used)
		report_unused(ir, bypass);
}

void
check_bypass(const struct checking *c)
{
	struct ir *ir = c->ir;

	/* Policy text does not show what its bypasses have lifted already. */
	if (!ir->bypasses.count || ir->complete)
		return;
	for (size_t i = 0; i < ir->bypasses.count; i++)
		if (ir->bypasses.items[i].rights) /* else pass_bypass has said what is wrong */
			check_one(ir, &c->denies, &ir->bypasses.items[i]);
}
