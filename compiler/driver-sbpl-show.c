/* SPDX-License-Identifier: Apache-2.0 */
/* driver-sbpl-show.c - the answer of nonoc why about a profile of macOS's sandbox. */
#include "compiler/driver-sbpl.h"

#include "compiler/diag-record.h"
#include "compiler/jsonout.h"
#include "compiler/sbpl-text.h"

#include <inttypes.h>

enum { SHOWN_MAX = 120 }; /* bytes of a filter */

static const char *
place(const struct sbpl_question *q, struct span at)
{
	struct place place = source_place(q->sources, at.source, at.offset);

	return arena_printf(q->arena, "%s:%" PRIu32 ":%" PRIu32,
	                    source_get(q->sources, at.source)->name, place.line, place.column);
}

/* The part of FILTER by which the request falls under it, or may. */
static const struct sbpl_filter *
deepest(const struct sbpl_filter *filter, const struct sbpl_request *request, enum sbpl_match match)
{
	uint32_t i = 0;

	while ((filter->name == SBPL_ALL || filter->name == SBPL_ANY) && i < filter->filter_count) {
		const struct sbpl_filter *part = filter->filters[i++];

		if (part->name == SBPL_NOT || sbpl_match_filter(part, request) != match)
			continue;
		filter = part;
		i = 0;
	}
	return filter;
}

/* The filter of RULE that the request falls under, or may; NULL: the rule has none. */
static const struct sbpl_filter *
filter_of(const struct sbpl_question *q, const struct sbpl_asked *asked,
          const struct sbpl_rule *rule, enum sbpl_match match)
{
	struct sbpl_request request = sbpl_question_request(q, asked);

	for (uint32_t i = 0; i < rule->filter_count; i++)
		if (sbpl_match_filter(rule->filters[i], &request) == match)
			return deepest(rule->filters[i], &request, match);
	return NULL;
}

/* What is asked about RULE: where it stands, and what of it counts. */
struct cited {
	struct span at;
	const char *text;
};

static struct cited
cite(const struct sbpl_question *q, const struct sbpl_asked *asked, const struct sbpl_rule *rule,
     enum sbpl_match match)
{
	const struct sbpl_filter *filter = filter_of(q, asked, rule, match);
	const char *what = rule->allow ? "allow" : "deny";

	if (!filter)
		return (struct cited){
		    rule->at, arena_printf(q->arena, "(%s %s)", what,
		                           rule->op_count ? sbpl_op_name(asked->answer.op) : "")};
	return (struct cited){filter->at,
	                      arena_printf(q->arena, "(%s ... %s)", what,
	                                   sbpl_filter_text(q->arena, filter, SHOWN_MAX))};
}

static struct cited
deciding(const struct sbpl_question *q, const struct sbpl_asked *asked)
{
	if (asked->answer.rule)
		return cite(q, asked, asked->answer.rule, SBPL_YES);
	return (struct cited){{0, 0, 0},
	                      arena_printf(q->arena, "macOS itself: no rule covers '%s'",
	                                   sbpl_op_name(asked->answer.op))};
}

/* What keeps the answer open. */
static struct cited
open(const struct sbpl_question *q, const struct sbpl_asked *asked)
{
	if (asked->answer.unless && asked->answer.unless->unknown)
		return (struct cited){asked->answer.unless->at, "a rule that is not understood"};
	if (asked->answer.unless)
		return cite(q, asked, asked->answer.unless, SBPL_MAYBE);
	return (struct cited){q->profile->unknown_at, "a form that is not understood"};
}

static const char *const verdicts[] = {
    [SBPL_DENIED] = "DENIED", [SBPL_ALLOWED] = "ALLOWED", [SBPL_UNDECIDED] = "UNDECIDED"};

static void
put_asked(const struct sbpl_question *q, const struct sbpl_asked *asked)
{
	struct cited by = deciding(q, asked);
	bool allowed = asked->answer.rule ? asked->answer.rule->allow
	                                  : sbpl_op_builtin_allows(asked->answer.op);

	escape_line(arena_printf(q->arena, "%s%s  %s  %s", asked->aside ? "aside:  " : "  ",
	                         verdicts[asked->answer.verdict], sbpl_op_name(asked->op),
	                         asked->about),
	            stdout);
	if (asked->answer.verdict == SBPL_UNDECIDED) {
		struct cited unless = open(q, asked);

		escape_line(arena_printf(q->arena, "    %s unless this decides: %s",
		                         allowed ? "allowed" : "denied", unless.text),
		            stdout);
		escape_line(arena_printf(q->arena, "      %s", place(q, unless.at)), stdout);
	}
	escape_line(arena_printf(q->arena, "    %s by %s", allowed ? "allowed" : "denied", by.text),
	            stdout);
	if (by.at.source)
		escape_line(arena_printf(q->arena, "      %s", place(q, by.at)), stdout);
}

/* What the answer rests on beside the profile. */
static void
put_parameters(const struct sbpl_question *q)
{
	const char *bound = "";
	enum sbpl_apart assumed = SBPL_ANYWHERE;

	for (size_t i = 0; i < q->param_count; i++)
		if (!q->params[i].below.length)
			bound =
			    arena_printf(q->arena, "%s %.*s=%.*s", bound,
			                 STR_ARG(q->params[i].name), STR_ARG(q->params[i].value));
	if (*bound)
		escape_line(
		    arena_printf(q->arena, "  %s:%s", q->here ? "bound as here" : "bound", bound),
		    stdout);
	for (size_t i = 0; i < q->asked_count; i++)
		if (q->asked[i].assumed > assumed)
			assumed = q->asked[i].assumed;
	if (assumed == SBPL_APART)
		escape_line("  assuming that parameters lie apart from one another", stdout);
	if (assumed)
		escape_line("  assuming that no parameter lies below a path that the profile "
		            "spells out",
		            stdout);
	if (q->verdict == SBPL_UNDECIDED && !q->profile->unknown)
		escape_line("  --define HOME=PATH, --define WORKDIR=PATH and the like say where "
		            "parameters lie",
		            stdout);
}

int
sbpl_question_show(const struct sbpl_question *q)
{
	escape_line(arena_printf(q->arena, "%s  %s  %s%s%s", verdicts[q->verdict], q->word,
	                         q->given[0], q->given[1] ? "  " : "",
	                         q->given[1] ? q->given[1] : ""),
	            stdout);
	for (size_t i = 0; i < q->asked_count; i++)
		put_asked(q, &q->asked[i]);
	put_parameters(q);
	return driver_print("");
}

static json_t *
cited_json(const struct sbpl_question *q, struct cited cited)
{
	json_t *object = jsonout_need(json_object());

	jsonout_set(object, "place",
	            jsonout_text(q->arena, cited.at.source ? place(q, cited.at) : NULL));
	jsonout_set(object, "text", jsonout_text(q->arena, cited.text));
	return object;
}

int
sbpl_question_show_json(const struct sbpl_question *q)
{
	static const char *const names[] = {
	    [SBPL_DENIED] = "denied", [SBPL_ALLOWED] = "allowed", [SBPL_UNDECIDED] = "undecided"};
	static const char *const assumptions[] = {[SBPL_ANYWHERE] = "nothing",
	                                          [SBPL_NOT_BELOW] = "not_below_spelled",
	                                          [SBPL_APART] = "apart"};
	json_t *document = jsonout_need(json_object());
	json_t *asked = jsonout_need(json_array());

	jsonout_set(document, "schema", json_string("nonoc.why-sbpl/1"));
	jsonout_set(document, "verdict", json_string(names[q->verdict]));
	jsonout_set(document, "operation", jsonout_text(q->arena, q->word));
	for (size_t i = 0; i < q->asked_count; i++) {
		const struct sbpl_asked *one = &q->asked[i];
		bool undecided = one->answer.verdict == SBPL_UNDECIDED;
		json_t *object = jsonout_need(json_object());

		jsonout_set(object, "operation", json_string(sbpl_op_name(one->op)));
		jsonout_set(object, "about", jsonout_text(q->arena, one->about));
		jsonout_set(object, "verdict", json_string(names[one->answer.verdict]));
		jsonout_set(object, "aside", json_boolean(one->aside));
		jsonout_set(object, "assumed", json_string(assumptions[one->assumed]));
		jsonout_set(object, "rule", cited_json(q, deciding(q, one)));
		jsonout_set(object, "unless",
		            undecided ? cited_json(q, open(q, one)) : json_null());
		jsonout_append(asked, object);
	}
	jsonout_set(document, "asked", asked);
	jsonout_write(document, stdout);
	json_decref(document);
	return driver_print("");
}
