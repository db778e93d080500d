/* SPDX-License-Identifier: Apache-2.0 */
/* driver-test.c - nonoc test: the assertions that hold for a policy, a line each. */
#include "compiler/driver.h"

#include "compiler/diag-record.h"
#include "compiler/jsonout.h"
#include "compiler/judge.h"

#include <string.h>

/* What became of all files so far. */
struct test_run {
	struct arena *arena;
	const struct options *options;
	json_t *files; /* of the report, for json */
	size_t counts[CLAIM_UNDECIDED + 1];
	size_t number; /* of assertions so far, for tap */
	int status;    /* of the worst */
};

static const char *const words[] = {"ok  ", "FAIL", "?   "};
static const char *const names[] = {"holds", "fails", "undecided"};

static void
worsen(struct test_run *run, int status)
{
	run->status = driver_worse(run->status, status);
}

static const char *
why_path(const struct ir *ir, const struct assertion *claim, const struct outcome *o)
{
	struct arena *arena = ir->arena;
	const char *rule = o->rule ? path_text(arena, &o->rule->path) : "";
	const char *origin = o->rule ? rule_origin_text(ir, o->rule->at, o->rule->origin) : "";
	const char *where = path_text(arena, &o->where);
	bool same = path_relate(&o->where, &claim->path) == PATH_EQUAL;

	if (o->judgement == CLAIM_UNDECIDED)
		return arena_printf(arena, "undecided: depends on whether \"%s\" meets \"%s\"   %s",
		                    rule, where, origin);
	if (o->withheld)
		return arena_printf(arena, "denied by \"%s\" %s", rule, origin);
	if (claim->allow)
		return arena_printf(arena, "not granted: %s", access_text(arena, o->rights));
	return arena_printf(
	    arena, "granted by \"%s\" %s%s", rule, origin,
	    same ? ""
		 : arena_printf(arena, ": %s on \"%s\"", access_text(arena, o->rights), where));
}

/* Why a claim does not hold; "" for one that does. */
static const char *
why(const struct ir *ir, const struct assertion *claim)
{
	const struct outcome *o = claim->outcome;
	struct arena *arena = ir->arena;

	if (o->judgement == CLAIM_HOLDS)
		return "";
	if (claim->kind == CLAIM_PATH)
		return why_path(ir, claim, o);
	if (claim->kind == CLAIM_VARIABLE)
		return arena_printf(
		    arena, "%.*s: %s%s%s", STR_ARG(o->name), o->why, o->env_rule ? ": " : "",
		    o->env_rule ? rule_origin_text(ir, o->env_rule->at, o->env_rule->origin) : "");
	if (claim->allow)
		return arena_printf(arena, "port %u is closed", o->port);
	return arena_printf(arena, "port %u is open: %s", o->port,
	                    o->port_rule
	                        ? rule_origin_text(ir, o->port_rule->at, o->port_rule->origin)
	                        : "nothing restricts that direction");
}

/* Whose it is, unless it stands in the file that is tested. */
static const char *
source_of(const struct ir *ir, const struct assertion *claim)
{
	bool theirs = claim->origin && claim->origin->trust == TRUST_ORGANISATION;

	return arena_printf(ir->arena, "%s%s", theirs ? "the organisation's, " : "",
	                    place_text(ir, claim->at));
}

static void
print_text(struct test_run *run, const struct ir *ir, const char *file)
{
	size_t number = 0;

	if (run->options->operand_count > 1) {
		escape_first(file, stdout);
		puts(":");
	}
	for (const struct assertion *claim = ir->assertions; claim; claim = claim->next) {
		const char *reason = why(ir, claim);

		printf("%s %zu ", words[claim->outcome->judgement], ++number);
		escape_write(assertion_text(ir->arena, claim), stdout);
		fputs(*reason ? "   " : "", stdout);
		escape_line(reason, stdout);
		if (claim->outcome->judgement != CLAIM_HOLDS) {
			fputs("       asserted at ", stdout);
			escape_line(source_of(ir, claim), stdout);
		}
	}
	if (!number)
		puts("no assertions: nothing is proved");
}

/* A '#' would begin a directive: "not ok ... # TODO" counts as good. */
static void
say_tap(struct arena *arena, const char *text)
{
	const char *hash;

	for (; (hash = strchr(text, '#')); text = hash + 1) {
		escape_write(arena_str(arena, text, (size_t)(hash - text)).data, stdout);
		fputs("\\#", stdout);
	}
	escape_write(text, stdout);
}

static void
print_tap(struct test_run *run, const struct ir *ir, const char *file)
{
	for (const struct assertion *claim = ir->assertions; claim; claim = claim->next) {
		const char *reason = why(ir, claim);

		printf("%s %zu - ", claim->outcome->judgement == CLAIM_HOLDS ? "ok" : "not ok",
		       ++run->number);
		say_tap(ir->arena, file);
		fputs(": ", stdout);
		say_tap(ir->arena, assertion_text(ir->arena, claim));
		putchar('\n');
		if (*reason) {
			fputs("# ", stdout);
			escape_line(reason, stdout);
		}
	}
	if (!ir->assertions) {
		printf("not ok %zu - ", ++run->number);
		say_tap(ir->arena, file);
		puts(": no assertions");
	}
}

static json_t *
report_of(const struct ir *ir, const struct assertion *claim)
{
	json_t *report = jsonout_need(json_object());
	struct place place = source_place(ir->sources, claim->at.source, claim->at.offset);
	const struct source *source = source_get(ir->sources, claim->at.source);
	const char *reason = why(ir, claim);

	jsonout_set(report, "assertion", jsonout_text(ir->arena, assertion_text(ir->arena, claim)));
	jsonout_set(report, "outcome", json_string(names[claim->outcome->judgement]));
	jsonout_set(report, "file", jsonout_text(ir->arena, source ? source->name : ""));
	jsonout_set(report, "line", json_integer(place.line));
	jsonout_set(report, "column", json_integer(place.column));
	jsonout_set(report, "organisation",
	            json_boolean(claim->origin && claim->origin->trust == TRUST_ORGANISATION));
	if (*reason)
		jsonout_set(report, "reason", jsonout_text(ir->arena, reason));
	return report;
}

static void
add_json(struct test_run *run, const struct ir *ir, const char *file, const char *problem)
{
	json_t *report = jsonout_need(json_object());
	json_t *claims = jsonout_need(json_array());

	jsonout_set(report, "file", jsonout_text(run->arena, file));
	for (const struct assertion *claim = ir->assertions; !problem && claim; claim = claim->next)
		jsonout_append(claims, report_of(ir, claim));
	jsonout_set(report, "assertions", claims);
	if (problem)
		jsonout_set(report, "problem", json_string(problem));
	jsonout_append(run->files, report);
}

/* Its assertions say nothing: it is no policy yet. */
static void
show_broken(struct test_run *run, const struct ir *ir, const char *file, int status)
{
	const char *problem = status == STATUS_USAGE ? "cannot be read" : "has errors";

	if (run->files) {
		add_json(run, ir, file, problem);
	} else if (run->options->tap) {
		printf("not ok %zu - ", ++run->number);
		say_tap(run->arena, file);
		printf(": %s\n", problem);
	} else {
		escape_first(file, stdout);
		printf(": %s, its assertions were not judged\n", problem);
	}
}

/* "x/agent.test.json": assertions for x/agent.json, and nothing that could be tested. */
static bool
is_beside(const char *file)
{
	const char *slash = strrchr(file, '/');
	const char *dot = strrchr(slash ? slash : file, '.');

	return dot && dot - file > 5 && memcmp(dot - 5, ".test", 5) == 0;
}

static void
test_file(struct test_run *run, const char *file)
{
	struct options options = *run->options;
	struct policy policy;
	int status;

	if (is_beside(file)) {
		worsen(run, driver_say(arena_printf(
				run->arena, "'%s' holds assertions for another file: name that one",
				file)));
		return;
	}
	options.profile.tested = true;
	options.diagnostics.format = DIAG_TEXT;
	status = driver_read(run->arena, &options, file, POLICY_ANY, &policy);
	diags_render(policy.diags, &options.diagnostics, stderr);
	if (status != STATUS_CLEAN) {
		worsen(run, status);
		show_broken(run, policy.ir, file, status);
		return;
	}
	for (const struct assertion *c = policy.ir->assertions; c; c = c->next) {
		enum judgement judgement = c->outcome->judgement;

		run->counts[judgement]++;
		if (judgement == CLAIM_FAILS)
			worsen(run, STATUS_ERROR);
		else if (judgement == CLAIM_UNDECIDED)
			worsen(run, STATUS_UNDECIDED);
	}
	if (!policy.ir->assertions)
		worsen(run, STATUS_UNDECIDED);
	if (run->files)
		add_json(run, policy.ir, file, NULL);
	else
		(run->options->tap ? print_tap : print_text)(run, policy.ir, file);
}

static void
finish(struct test_run *run)
{
	size_t total =
	    run->counts[CLAIM_HOLDS] + run->counts[CLAIM_FAILS] + run->counts[CLAIM_UNDECIDED];
	json_t *document;

	if (run->options->tap) {
		printf("1..%zu\n", run->number);
	} else if (!run->files) {
		printf("%zu assertion%s: %zu hold, %zu fail, %zu undecided\n", total,
		       total == 1 ? "" : "s", run->counts[CLAIM_HOLDS], run->counts[CLAIM_FAILS],
		       run->counts[CLAIM_UNDECIDED]);
	} else {
		document = jsonout_need(json_object());
		jsonout_set(document, "schema", json_string("nonoc.test/1"));
		jsonout_set(document, "files", run->files);
		for (size_t i = 0; i < COUNTOF(names); i++)
			jsonout_set(document, names[i], json_integer((json_int_t)run->counts[i]));
		jsonout_set(document, "status", json_integer(run->status));
		jsonout_write(document, stdout);
		json_decref(document);
	}
}

int
verb_test(struct arena *arena, const struct options *options)
{
	struct test_run run = {.arena = arena, .options = options};

	if (!options->tap && options->diagnostics.format == DIAG_JSON)
		run.files = jsonout_need(json_array());
	else if (!options->tap && options->diagnostics.format != DIAG_TEXT)
		return driver_say("'test' prints text, json or tap");
	if (options->report_count)
		return driver_say("'test' prints to standard output only");
	if (options->tap)
		puts("TAP version 13");
	for (size_t i = 0; i < options->operand_count; i++)
		test_file(&run, options->operands[i]);
	finish(&run);
	return driver_print("") == STATUS_CLEAN ? run.status : STATUS_USAGE;
}
