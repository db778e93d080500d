/* SPDX-License-Identifier: Apache-2.0 */
/* check-conflict.c - does a grant reach what a deny protects? */
#include "compiler/check.h"

#include "compiler/rule-tree.h"
#include "compiler/shell.h"
#include "grammar/policy.h"

struct conflicts {
	struct ir *ir;
	struct rules denies;
	struct rules bypasses;
	uint32_t *lifted; /* by bypasses, of each deny */
};

/* Denies that one grant meets; several for one path count once. */
struct met {
	const struct rule
	    *shown[PATHS_SHOWN]; /* the first that were written: what matters most leads */
	size_t count;
	const struct path *last;
	uint32_t shared;
};

static bool
written_before(const struct rule *a, const struct rule *b)
{
	return a->at.source != b->at.source ? a->at.source < b->at.source
	                                    : a->at.offset < b->at.offset;
}

static void
meet(struct met *met, const struct rule *deny, uint32_t shared)
{
	met->shared |= shared;
	if (met->last && path_relate(met->last, &deny->path) == PATH_EQUAL)
		return;
	met->last = &deny->path;
	for (size_t i = 0; i < PATHS_SHOWN; i++) {
		const struct rule *other = met->shown[i];

		if (other && !written_before(deny, other))
			continue;
		met->shown[i] = deny;
		deny = other;
		if (!deny)
			break;
	}
	met->count++;
}

/* "'~/.aws', '~/.ssh' and 12 more" */
static const char *
list_text(const struct conflicts *c, const struct met *met)
{
	const struct path *paths[PATHS_SHOWN] = {NULL};

	for (size_t i = 0; i < met->count && i < PATHS_SHOWN; i++)
		paths[i] = &met->shown[i]->path;
	return paths_text(c->ir->arena, paths, met->count);
}

static void
show_denies(const struct conflicts *c, const struct met *met)
{
	rules_note(c->ir, met->shown, met->count < PATHS_SHOWN ? met->count : PATHS_SHOWN,
	           "protected here");
}

/* Only a profile can bypass, and only what it grants itself. */
static void
help_bypass(const struct conflicts *c, const struct rule *grant, const struct met *met,
            const char *path)
{
	struct ir *ir = c->ir;
	const struct source *source = source_get(ir->sources, grant->at.source);

	if (!rule_from_profile(grant))
		return;
	if (source && source->words)
		diag_help(ir->diags,
		          "if the command has to reach it, say so: --bypass-protection %s",
		          shell_word(ir->arena, path));
	else if (ir->complete)
		diag_help(ir->diags, "if the command has to reach it, say so: 'bypass %s %s'",
		          policy_spell_rights(ir->arena, met->shared),
		          policy_spell(ir->arena, str_of(path)).data);
	else
		diag_help(ir->diags,
		          "if the command has to reach it, say so: \"bypass_protection\": [\"%s\"]",
		          path);
}

static uint32_t
rights_of(const struct rule *grant)
{
	return grant->object == BLOB_OBJECT_FILE ? grant->rights & BLOB_FS_FILE : grant->rights;
}

static void
report_protected(const struct conflicts *c, const struct rule *grant, const struct met *met)
{
	struct ir *ir = c->ir;
	const char *path = path_text(ir->arena, &grant->path);
	bool equal = path_relate(&grant->path, &met->shown[0]->path) == PATH_EQUAL;

	diag_at(ir->diags, DIAG_GRANT_PROTECTED, grant->at, "this grants %s on '%s', which %s",
	        access_text(ir->arena, met->shared), path,
	        equal ? "is protected"
	              : arena_printf(ir->arena, "lies below the protected %s", list_text(c, met)));
	rule_note_chain(ir, grant);
	show_denies(c, met);
	diag_help(ir->diags, "remove the grant");
	help_bypass(c, grant, met, path);
}

static void
report_holds(const struct conflicts *c, const struct rule *grant, const struct met *met)
{
	struct ir *ir = c->ir;
	const char *path = path_text(ir->arena, &grant->path);

	if (met->shared)
		diag_at(ir->diags, DIAG_GRANT_HOLDS_PROTECTED, grant->at,
		        "this grants %s on '%s', which holds the protected %s",
		        access_text(ir->arena, met->shared), path, list_text(c, met));
	else
		diag_at(ir->diags, DIAG_GRANT_HOLDS_PROTECTED, grant->at,
		        "this grants %s in '%s', so that the protected %s could be moved or "
		        "replaced",
		        access_text(ir->arena, grant->rights & BLOB_FS_REPLACE), path,
		        list_text(c, met));
	rule_note_chain(ir, grant);
	show_denies(c, met);
	diag_help(ir->diags,
	          "Landlock cannot take a part out of a grant: instead of '%s' grant only the "
	          "directories below it that are needed",
	          path);
	/* What may be replaced is exempt with all that the directory holds, and not by itself. */
	if (met->count == 1 && !(rights_of(grant) & BLOB_FS_REPLACE))
		help_bypass(c, grant, met, path_text(ir->arena, &met->shown[0]->path));
}

static void
report_carved(const struct conflicts *c, const struct rule *grant, const struct met *met)
{
	struct ir *ir = c->ir;

	diag_at(ir->diags, DIAG_GRANT_CARVED, grant->at, "%s %s protected within '%s'",
	        list_text(c, met), met->count == 1 ? "stays" : "stay",
	        path_text(ir->arena, &grant->path));
	show_denies(c, met);
}

static void
check_grant(const struct conflicts *c, const struct rule *grant)
{
	struct met at = {0}, below = {0};
	const struct rule *deny;
	struct ascent ascent;
	struct subtree subtree;
	uint32_t lifted = rules_covering(&c->bypasses, &grant->path);
	uint32_t rights = rights_of(grant);

	ascent_start(&ascent, &c->denies, &grant->path);
	while ((deny = ascent_next(&ascent)))
		if (deny->rights & rights & ~lifted)
			meet(&at, deny, deny->rights & rights & ~lifted);
	if (at.count) {
		report_protected(c, grant, &at);
		return;
	}
	subtree_start(&subtree, &c->denies, &grant->path);
	while ((deny = subtree_next(&subtree))) {
		uint32_t lifted_there = c->lifted[deny - c->denies.items];

		if (rule_is_against(deny, rights, lifted_there, lifted) &&
		    path_relate(&deny->path, &grant->path) == PATH_BELOW)
			meet(&below, deny, deny->rights & rights & ~lifted_there);
	}
	if (!below.count)
		return;
	if (c->ir->target == TARGET_SEATBELT)
		report_carved(c, grant, &below);
	else
		report_holds(c, grant, &below);
}

void
check_conflict(const struct checking *checking)
{
	struct ir *ir = checking->ir;
	struct conflicts c = {
	    .ir = ir,
	    .denies = rules_distinct(ir->arena, &checking->denies),
	    .bypasses = rules_united(ir->arena, &ir->bypasses),
	};

	c.lifted = arena_calloc(ir->arena, c.denies.count, sizeof(*c.lifted));
	for (size_t i = 0; i < c.denies.count; i++)
		c.lifted[i] = rules_covering(&c.bypasses, &c.denies.items[i].path);
	for (size_t i = 0; i < ir->grants.count; i++)
		check_grant(&c, &ir->grants.items[i]);
}
