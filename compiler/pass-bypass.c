/* SPDX-License-Identifier: Apache-2.0 */
/* pass-bypass.c - a bypass exempts for what the profile itself grants, and for nothing else. */
#include "compiler/pass.h"

#include "compiler/rule-tree.h"

static uint32_t
profile_rights(const struct rules *grants, const struct path *path)
{
	struct ascent ascent;
	const struct rule *grant;
	uint32_t rights = 0;

	ascent_start(&ascent, grants, path);
	while ((grant = ascent_next(&ascent))) {
		if (!rule_from_profile(grant) || !rule_reaches(grant, path))
			continue;
		if (grant->object == BLOB_OBJECT_FILE)
			rights |= ascent.at ? grant->rights & BLOB_FS_FILE : 0;
		else
			rights |= grant->rights;
	}
	return rights;
}

static void
report(const struct ir *ir, const struct rules *grants, const struct rule *bypass)
{
	const char *path = path_text(ir->arena, &bypass->path);
	struct subtree below;
	const struct rule *grant;

	diag_at(ir->diags, DIAG_BYPASS_NO_GRANT, bypass->at,
	        "the bypass of '%s' has no matching grant: it lifts a protection and grants "
	        "nothing itself",
	        path);
	rule_note_chain(ir, bypass);
	subtree_start(&below, grants, &bypass->path);
	while ((grant = subtree_next(&below)))
		if (rule_from_profile(grant))
			break;
	if (grant)
		rule_note(ir, grant, "this grant lies below it: the bypass may name the same path");
	diag_help(
	    ir->diags,
	    "grant '%s' or a directory above it in the profile's own \"filesystem\" (a group's "
	    "grant does not count), or remove the bypass",
	    path);
}

static void
report_rights(const struct ir *ir, const struct rule *bypass, uint32_t wanted, uint32_t granted)
{
	diag_at(ir->diags, DIAG_BYPASS_NO_GRANT, bypass->at,
	        "the bypass of '%s' is for %s, and the profile grants only %s there",
	        path_text(ir->arena, &bypass->path), access_text(ir->arena, wanted),
	        access_text(ir->arena, granted));
	rule_note_chain(ir, bypass);
	diag_help(ir->diags, "leave the rights out: they are those of the grant");
}

void
pass_bypass(struct ir *ir)
{
	struct rules sorted, grants;

	if (!ir->bypasses.count)
		return;
	sorted = rules_sorted(ir->arena, &ir->grants);
	grants = rules_distinct(ir->arena, &sorted);
	for (size_t i = 0; i < ir->bypasses.count; i++) {
		struct rule *bypass = &ir->bypasses.items[i];

		uint32_t wanted = bypass->rights, granted = profile_rights(&grants, &bypass->path);

		/* Policy text can ask for less than the grants give. */
		bypass->rights = wanted ? wanted & granted : granted;
		if (!bypass->rights && granted)
			report_rights(ir, bypass, wanted, granted);
		else if (!bypass->rights)
			report(ir, &grants, bypass);
	}
}
