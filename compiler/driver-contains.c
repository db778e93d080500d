/* SPDX-License-Identifier: Apache-2.0 */
/* driver-contains.c - nonoc contains A B: is all that A allows allowed by B? And nonoc hash. */
#include "compiler/diag-record.h"
#include "compiler/driver-compare.h"
#include "compiler/jsonout.h"

static const char *const verdicts[] = {
    [CONTAINED] = "contained", [NOT_CONTAINED] = "not contained", [UNDECIDED] = "undecided"};

static void
show_excess(const struct compared *c, const struct excess *excess, FILE *out)
{
	struct arena *arena = c->arena;
	struct words words = compare_words(arena, c->a, excess);
	const char *text = arena_printf(arena, "  %-12s  %s", words.what, words.where);

	if (*words.origin)
		text = arena_printf(arena, "%s    by %s", text, words.origin);
	if (words.chain)
		text = arena_printf(arena, "%s, %s", text, words.chain);
	escape_line(text, out);
	if (excess->kind == EXCESS_RIGHTS && !excess->other)
		text = arena_printf(arena, "      B has %s there", words.was);
	else if (excess->kind == EXCESS_RIGHTS && !excess->undecided)
		text =
		    arena_printf(arena, "      B denies it: %s",
		                 rule_origin_text(c->b, excess->other->at, excess->other->origin));
	else if (excess->kind == EXCESS_RIGHTS)
		text = arena_printf(
		    arena,
		    "      only the run can tell whether it lies in '%s', which B grants: %s",
		    path_text(arena, &excess->other->path),
		    rule_origin_text(c->b, excess->other->at, excess->other->origin));
	else if (excess->kind == EXCESS_SEAL && excess->rule)
		text = arena_printf(
		    arena, "      B protects it and A does not: '%s' may come to lie there",
		    path_text(arena, &excess->rule->path));
	else if (excess->kind == EXCESS_LIFTED)
		text = "      if a bypass of A comes to lie there";
	else
		return;
	escape_line(text, out);
}

void
contains_show(const struct compared *c, FILE *out)
{
	enum containment verdict = algebra_verdict(&c->found);
	const char *assumed = algebra_assumed(c->arena, c->a, c->b), *text;

	if (verdict == CONTAINED)
		text = arena_printf(c->arena, "contained: all that '%s' allows is allowed by '%s'",
		                    c->a_name, c->b_name);
	else if (verdict == NOT_CONTAINED)
		text =
		    arena_printf(c->arena, "not contained: '%s' (A) allows what '%s' (B) does not",
		                 c->a_name, c->b_name);
	else
		text = arena_printf(c->arena,
		                    "undecided: only the run can tell whether '%s' (B) allows all "
		                    "that '%s' (A) does",
		                    c->b_name, c->a_name);
	escape_line(text, out);
	/* The counterexamples that hold come first. */
	for (int undecided = 0; undecided < 2; undecided++)
		for (size_t i = 0; i < c->found.count; i++)
			if (c->found.items[i].undecided == (bool)undecided)
				show_excess(c, &c->found.items[i], out);
	if (verdict == UNDECIDED)
		fputs("help: --define ANCHOR=PATH says where an anchor lies\n", out);
	if (assumed)
		escape_line(arena_printf(c->arena, "as if %s", assumed), out);
}

static void
show_json(const struct compared *c)
{
	struct arena *arena = c->arena;
	json_t *document = jsonout_need(json_object());
	json_t *list = jsonout_need(json_array());
	const char *assumed = algebra_assumed(arena, c->a, c->b);

	jsonout_set(document, "schema", json_string("nonoc.contains/1"));
	jsonout_set(document, "a", compare_policy_json(arena, c->a_name, c->a));
	jsonout_set(document, "b", compare_policy_json(arena, c->b_name, c->b));
	jsonout_set(document, "verdict", json_string(verdicts[algebra_verdict(&c->found)]));
	jsonout_set(document, "assumes", jsonout_text(arena, assumed));
	for (size_t i = 0; i < c->found.count; i++)
		jsonout_append(list, compare_json(arena, c->a, c->b, &c->found.items[i]));
	jsonout_set(document, "excess", list);
	jsonout_write(document, stdout);
	json_decref(document);
}

int
verb_contains(struct arena *arena, const struct options *options)
{
	static const int statuses[] = {[CONTAINED] = STATUS_CLEAN,
	                               [NOT_CONTAINED] = STATUS_ERROR,
	                               [UNDECIDED] = STATUS_UNDECIDED};
	const struct algebra algebra = {.arena = arena};
	enum diag_format format = options->diagnostics.format;
	struct compared compared = {
	    .arena = arena, .a_name = options->operands[0], .b_name = options->operands[1]};
	struct policy a, b;
	int status;

	if (format != DIAG_TEXT && format != DIAG_JSON)
		return driver_say("contains has --format text and json");
	status = compare_read(arena, options, options->operands[0], &a);
	if (status == STATUS_CLEAN)
		status = compare_read(arena, options, options->operands[1], &b);
	if (status != STATUS_CLEAN)
		return status;
	compared.a = a.ir;
	compared.b = b.ir;
	compared.found = algebra_excess(&algebra, a.ir, b.ir);
	if (format == DIAG_JSON)
		show_json(&compared);
	else
		contains_show(&compared, stdout);
	return driver_print("") == STATUS_CLEAN ? statuses[algebra_verdict(&compared.found)]
	                                        : STATUS_USAGE;
}

int
verb_hash(struct arena *arena, const struct options *options)
{
	const struct algebra algebra = {.arena = arena};

	for (size_t i = 0; i < options->operand_count; i++) {
		struct policy policy;
		char hex[SHA256_HEX_SIZE];
		int status = compare_read(arena, options, options->operands[i], &policy);

		if (status != STATUS_CLEAN)
			return status;
		algebra_hash(&algebra, policy.ir, hex);
		escape_line(arena_printf(arena, "%s  %s", hex, options->operands[i]), stdout);
	}
	return driver_print("");
}
