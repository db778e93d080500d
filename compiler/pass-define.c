/* SPDX-License-Identifier: Apache-2.0 */
/* pass-define.c - what --define knows takes the place of anchors. */
#include "compiler/pass.h"

static void
define_rules(struct ir *ir, struct rules *rules, const struct definitions *definitions)
{
	for (size_t i = 0; i < rules->count; i++) {
		struct rule *rule = &rules->items[i];

		rule->path = definitions_apply(ir->arena, definitions, &rule->path);
		if (rule->path.rest.length <= BLOB_PATH_MAX)
			continue;
		diag_at(ir->diags, DIAG_PATH_TOO_LONG, rule->at,
		        "with what --define says this is longer than %u bytes", BLOB_PATH_MAX);
		rule->path.rest.length = 0;
		rule->rights = 0; /* say nothing more about it */
	}
	rules->sorted = false;
}

static void
define_claim(struct ir *ir, struct assertion *claim, const struct definitions *definitions)
{
	struct path path = definitions_apply(ir->arena, definitions, &claim->path);

	if (path.rest.length <= BLOB_PATH_MAX)
		claim->path = path;
	else
		diag_at(ir->diags, DIAG_PATH_TOO_LONG, claim->at,
		        "with what --define says this is longer than %u bytes", BLOB_PATH_MAX);
}

void
pass_define(struct ir *ir, const struct definitions *definitions)
{
	struct definitions *kept;

	if (!definitions->given)
		return;
	kept = arena_alloc(ir->arena, sizeof(*kept));
	*kept = *definitions;
	ir->definitions = kept;
	define_rules(ir, &ir->grants, definitions);
	define_rules(ir, &ir->denies, definitions);
	define_rules(ir, &ir->bypasses, definitions);
	define_rules(ir, &ir->required, definitions);
	for (struct assertion *claim = ir->assertions; claim; claim = claim->next)
		if (claim->kind == CLAIM_PATH)
			define_claim(ir, claim, definitions);
	for (size_t i = 0; i < ir->env_count; i++)
		if (ir->env[i].action == BLOB_ENV_SET)
			ir->env[i].value =
			    definitions_apply_value(ir->arena, definitions, ir->env[i].value);
}

void
pass_rebind(struct ir *ir, const struct definitions *definitions)
{
	if (!definitions->given)
		return;
	pass_define(ir, definitions);
	/* Which were a group's may not be known any more: none is dropped for being implied. */
	for (size_t i = 0; i < ir->grants.count; i++)
		ir->grants.items[i].implied = true;
	pass_normalise(ir);
	if (diags_count(ir->diags, SEVERITY_ERROR) == 0)
		pass_verify(ir);
}
