/* SPDX-License-Identifier: Apache-2.0 */
/* check-assert.c - does every assertion hold, and if not: what is against it? */
#include "compiler/check.h"
#include "compiler/judge.h"
#include "compiler/why-change.h"
#include "grammar/policy.h"

#include <string.h>

static const char *
whose(const struct assertion *claim)
{
	return claim->origin && claim->origin->trust == TRUST_ORGANISATION
	           ? "the organisation's assertion"
	           : "the assertion";
}

static bool
same_path(const struct path *a, const struct path *b)
{
	return path_relate(a, b) == PATH_EQUAL;
}

static void
fail_denied_path(struct ir *ir, const struct assertion *claim, const struct outcome *o)
{
	const char *where = path_text(ir->arena, &o->where);

	diag_at(ir->diags, DIAG_ASSERTION_FAILS, claim->at, "%s '%s' fails: %s on '%s' is granted",
	        whose(claim), assertion_text(ir->arena, claim), access_text(ir->arena, o->rights),
	        where);
	if (!o->rule)
		return;
	rule_note(ir, o->rule,
	          same_path(&o->rule->path, &o->where)
	              ? "granted here"
	              : arena_printf(ir->arena, "granted by '%s' here",
	                             path_text(ir->arena, &o->rule->path)));
	if (claim->origin && claim->origin->trust == TRUST_ORGANISATION)
		diag_help(ir->diags, "take the grant out, or grant only what does not hold '%s'",
		          where);
	else
		diag_help(ir->diags,
		          "take the grant out, grant only what does not hold '%s', or change the "
		          "assertion",
		          where);
}

/* What would grant what is missing, if one key or line does. */
static void
help_grant(struct ir *ir, const struct assertion *claim, const struct outcome *o, const char *where)
{
	uint32_t rights = o->rights;
	/* What is read may be either. */
	bool file = !claim->below && !(rights & ~BLOB_FS_FILE) &&
	            rights & (BLOB_FS_WRITES | BLOB_FS_IOCTL_DEV | BLOB_FS_RESOLVE_UNIX);
	const char *key;

	if (!ir->composed) {
		diag_help(ir->diags, "'allow %s %s' would add it",
		          policy_spell_rights(ir->arena, rights),
		          policy_spell(ir->arena, str_of(where)).data);
		return;
	}
	/* What is executed is read; and the first "exec" key ends that reading implies it. */
	if (rights & RIGHT_EXEC)
		rights |= BLOB_FS_READ_FILE;
	key = why_key(ir, &o->where, rights, !file);
	if (key)
		diag_help(ir->diags, "\"filesystem\": {\"%s\": [\"%s\"]} would add it", key, where);
}

static void
fail_allowed_path(struct ir *ir, const struct assertion *claim, const struct outcome *o)
{
	const char *where = path_text(ir->arena, &o->where);

	diag_at(ir->diags, DIAG_ASSERTION_FAILS, claim->at, "%s '%s' fails: %s on '%s' is %s",
	        whose(claim), assertion_text(ir->arena, claim), access_text(ir->arena, o->rights),
	        where, o->withheld ? "denied" : "not granted");
	if (o->rule) {
		rule_note(ir, o->rule,
		          arena_printf(ir->arena, "'%s' is denied here",
		                       path_text(ir->arena, &o->rule->path)));
		return;
	}
	help_grant(ir, claim, o, where);
}

static void
report_fails(struct ir *ir, const struct assertion *claim, const struct outcome *o)
{
	const char *text = assertion_text(ir->arena, claim);

	if (claim->kind == CLAIM_PATH) {
		(claim->allow ? fail_allowed_path : fail_denied_path)(ir, claim, o);
		return;
	}
	if (claim->kind == CLAIM_VARIABLE) {
		diag_at(ir->diags, DIAG_ASSERTION_FAILS, claim->at, "%s '%s' fails for '%.*s': %s",
		        whose(claim), text, STR_ARG(o->name), o->why);
		if (o->env_rule)
			diag_note(ir->diags, o->env_rule->at, "this decides");
		return;
	}
	if (claim->allow) {
		diag_at(ir->diags, DIAG_ASSERTION_FAILS, claim->at,
		        "%s '%s' fails: port %u is closed", whose(claim), text, o->port);
		return;
	}
	diag_at(ir->diags, DIAG_ASSERTION_FAILS, claim->at, "%s '%s' fails: port %u is open",
	        whose(claim), text, o->port);
	if (o->port_rule)
		diag_note(ir->diags, o->port_rule->at, "opened here");
	else
		diag_help(ir->diags,
		          "nothing restricts that direction: %s, or a list of ports, does",
		          ir->complete ? "'network blocked'" : "\"network\": {\"block\": true}");
}

static void
report_undecided(struct ir *ir, const struct assertion *claim, const struct outcome *o)
{
	const char *where = path_text(ir->arena, &o->where);
	const char *other = path_text(ir->arena, &o->rule->path), *deny;

	diag_at(ir->diags, DIAG_ASSERTION_UNDECIDED, claim->at,
	        "%s '%s' is undecided: it depends on where '%s' lies", whose(claim),
	        assertion_text(ir->arena, claim), other);
	rule_note(ir, o->rule,
	          arena_printf(ir->arena, "this grants %s there, and may meet '%s'",
	                       access_text(ir->arena, o->rights), where));
	if (claim->allow) {
		diag_help(ir->diags, "grant '%s' itself to have it wherever that lies", where);
		return;
	}
	if (ir->complete)
		deny = arena_printf(ir->arena, "'deny %s %s'",
		                    policy_spell_rights(ir->arena, claim->rights),
		                    policy_spell(ir->arena, str_of(where)).data);
	else
		deny = arena_printf(ir->arena, "\"filesystem\": {\"%s\": [\"%s\"]}",
		                    claim->rights & ~RIGHTS_WRITE ? "deny" : "deny_write", where);
	diag_help(ir->diags,
	          "%s makes it hold: nono-exec does not start where a grant meets what is denied",
	          deny);
}

void
check_assertions(struct ir *ir)
{
	struct judge *judge = ir->assertions ? judge_new(ir) : NULL;

	for (struct assertion *claim = ir->assertions; claim; claim = claim->next) {
		struct outcome *outcome = arena_alloc(ir->arena, sizeof(*outcome));

		*outcome = judge_claim(judge, claim);
		claim->outcome = outcome;
		if (ir->tested)
			continue;
		if (outcome->judgement == CLAIM_FAILS)
			report_fails(ir, claim, outcome);
		else if (outcome->judgement == CLAIM_UNDECIDED)
			report_undecided(ir, claim, outcome);
	}
}

void
check_assert(const struct checking *c)
{
	check_assertions(c->ir);
}
