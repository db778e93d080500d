/* SPDX-License-Identifier: Apache-2.0 */
/* render-sarif.c - SARIF 2.1.0 with what GitHub's code scanning asks for. */
#include "compiler/render-each.h"

#include "compiler/explain.h"
#include "compiler/jsonout.h"

#include <stdlib.h>
#include <string.h>

#define SCHEMA                                                                \
	"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/" \
	"sarif-schema-2.1.0.json"
#define DESCRIPTION_MAX 1024u /* what GitHub takes */
#define NUMBERS 10000         /* of codes */

struct state {
	json_t *results;
	bool used[NUMBERS]; /* by the code's number */
};

/* The findings of one file, and what is needed of its sources to show them. */
struct adding {
	const struct diags *diags;
	struct {
		const char *const *lines; /* fingerprints */
		size_t count;
		bool asked;
	} * sources;
};

/* Braces stand for themselves only when doubled, and "[text](target)" would be a link. */
static json_t *
message(struct arena *arena, const char *text)
{
	const char *tame = render_tame(arena, text);
	char *plain = arena_calloc(arena, strlen(tame) + 1, 2);
	json_t *object = jsonout_need(json_object());
	size_t used = 0;

	for (const char *at = tame; *at; at++) {
		if (*at == '{' || *at == '}')
			plain[used++] = *at;
		else if (*at == '(' && at > tame && at[-1] == ']')
			plain[used++] = ' ';
		plain[used++] = *at;
	}
	jsonout_set(object, "text", jsonout_text(arena, used ? plain : "-"));
	return object;
}

static json_t *
text_object(json_t *text)
{
	json_t *object = jsonout_need(json_object());

	jsonout_set(object, "text", text);
	return object;
}

/* Relative to the root of the repository; bytes that are no letters are percent-encoded. */
static const char *
uri(struct arena *arena, const char *file)
{
	static const char digits[] = "0123456789ABCDEF";
	char *text = arena_calloc(arena, strlen(file) + 3, 3);
	size_t used = 0;

	if (file[0] == '/') {
		memcpy(text, "file://", 7);
		used = 7;
	}
	for (const char *at = file; *at; at++) {
		unsigned char c = (unsigned char)*at;
		bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
		             (c >= 'A' && c <= 'Z') || strchr("-._~/", c);

		if (!plain)
			text[used++] = '%';
		text[used++] = plain ? *at : digits[c >> 4];
		if (!plain)
			text[used++] = digits[c & 15];
	}
	return used ? text : "-";
}

static json_t *
region(const struct diags *diags, struct span at)
{
	json_t *object = jsonout_need(json_object());
	struct place start = {1, 1}, end = {1, 1};

	if (at.source) {
		start = source_place(diags->sources, at.source, at.offset);
		end = source_place(diags->sources, at.source, at.offset + at.length);
	}
	jsonout_set(object, "startLine", json_integer(start.line));
	jsonout_set(object, "startColumn", json_integer(start.column));
	jsonout_set(object, "endLine", json_integer(end.line));
	jsonout_set(object, "endColumn", json_integer(end.column));
	if (at.source) {
		jsonout_set(object, "byteOffset", json_integer(at.offset));
		jsonout_set(object, "byteLength", json_integer(at.length));
	}
	return object;
}

static json_t *
artifact(const struct diags *diags, struct span at)
{
	json_t *object = jsonout_need(json_object());
	const char *file = render_file(diags->arena, diags, at);

	jsonout_set(object, "uri", json_string(uri(diags->arena, file)));
	return object;
}

/* An alert shows in a pull request only if all of its lines are in the change: one line. */
static json_t *
location(const struct diags *diags, struct span at)
{
	json_t *object = jsonout_need(json_object());
	json_t *physical = jsonout_need(json_object());

	jsonout_set(physical, "artifactLocation", artifact(diags, at));
	jsonout_set(physical, "region", region(diags, at.source ? render_one_line(diags, at) : at));
	jsonout_set(object, "physicalLocation", physical);
	return object;
}

static void
set_related(json_t *result, const struct diags *diags, const struct finding *finding)
{
	json_t *list = jsonout_need(json_array());

	for (const struct remark *remark = finding->remarks; remark; remark = remark->next) {
		json_t *place;

		if (remark->help || !remark->at.source)
			continue;
		place = location(diags, remark->at);
		jsonout_set(place, "id", json_integer((json_int_t)json_array_size(list) + 1));
		jsonout_set(place, "message", message(diags->arena, remark->text));
		jsonout_append(list, place);
	}
	if (json_array_size(list))
		jsonout_set(result, "relatedLocations", list);
	else
		json_decref(list);
}

static void
set_fingerprint(json_t *result, const struct adding *adding, struct span at)
{
	const struct diags *diags = adding->diags;
	json_t *prints = jsonout_need(json_object());
	uint32_t line;

	if (at.source && !adding->sources[at.source].asked) {
		adding->sources[at.source].asked = true;
		adding->sources[at.source].lines =
		    render_fingerprints(diags->arena, source_get(diags->sources, at.source)->text,
		                        &adding->sources[at.source].count);
	}
	line = source_place(diags->sources, at.source, at.offset).line;
	if (line > 0 && line <= adding->sources[at.source].count)
		jsonout_set(prints, "primaryLocationLineHash",
		            json_string(adding->sources[at.source].lines[line - 1]));
	jsonout_set(result, "partialFingerprints", prints);
}

/* What a remark without place says, and what to do, belongs to the message. */
static const char *
whole_text(struct arena *arena, const struct finding *finding)
{
	const char *text = finding->text;

	for (const struct remark *remark = finding->remarks; remark; remark = remark->next)
		if (remark->help || !remark->at.source)
			text = arena_printf(arena, "%s; %s%s", text, remark->help ? "help: " : "",
			                    remark->text);
	return text;
}

/* What mends it: all of the edits, which are of one file, or none. */
static void
set_fix(json_t *result, const struct diags *diags, const struct finding *finding)
{
	bool safe = finding->safety == FIX_SAFE;
	json_t *replacements = jsonout_need(json_array());
	json_t *change = jsonout_need(json_object()), *changes = jsonout_need(json_array());
	json_t *fix = jsonout_need(json_object()), *fixes = jsonout_need(json_array());
	json_t *properties = jsonout_need(json_object());

	for (uint32_t i = 0; i < finding->edit_count; i++) {
		const struct edit *edit = &finding->edits[i];
		json_t *replacement = jsonout_need(json_object());

		jsonout_set(replacement, "deletedRegion", region(diags, edit->at));
		jsonout_set(replacement, "insertedContent",
		            text_object(json_stringn(edit->text.data, edit->text.length)));
		jsonout_append(replacements, replacement);
	}
	jsonout_set(change, "artifactLocation", artifact(diags, finding->edits[0].at));
	jsonout_set(change, "replacements", replacements);
	jsonout_append(changes, change);
	jsonout_set(fix, "description",
	            message(diags->arena, safe ? "the policy stays the same: 'nonoc fix' makes it"
	                                       : "the policy may become another: 'nonoc fix "
	                                         "--unsafe' makes it"));
	jsonout_set(fix, "artifactChanges", changes);
	jsonout_set(properties, "safety", json_string(safe ? "safe" : "unsafe"));
	jsonout_set(fix, "properties", properties);
	jsonout_append(fixes, fix);
	jsonout_set(result, "fixes", fixes);
}

static json_t *
result_of(const struct adding *adding, const struct finding *finding)
{
	const struct diags *diags = adding->diags;
	json_t *result = jsonout_need(json_object());
	json_t *locations = jsonout_need(json_array());
	json_t *suppressions = jsonout_need(json_array());
	char name[6];

	diag_code_name(finding->code, name);
	jsonout_set(result, "ruleId", json_string(name));
	jsonout_set(result, "level", json_string(severity_name(finding->severity)));
	jsonout_set(result, "message", message(diags->arena, whole_text(diags->arena, finding)));
	jsonout_append(locations, location(diags, finding->at));
	jsonout_set(result, "locations", locations);
	set_related(result, diags, finding);
	set_fingerprint(result, adding, finding->at);
	if (finding->edit_count > 0)
		set_fix(result, diags, finding);
	if (finding->suppressed) {
		json_t *suppression = jsonout_need(json_object());

		jsonout_set(suppression, "kind", json_string("inSource"));
		jsonout_set(
		    suppression, "justification",
		    jsonout_text(diags->arena, render_tame(diags->arena, finding->suppressed)));
		jsonout_append(suppressions, suppression);
	}
	/* With a suppression anywhere in a run, each result has to say whether it has one. */
	jsonout_set(result, "suppressions", suppressions);
	return result;
}

/* How bad a grant is that this family warns of; GitHub sorts by it.  NULL: not about security. */
static const char *
security_severity(enum diag_code code)
{
	switch ((unsigned)code / 100) {
	case 3:
		return "7.5"; /* grants and denies */
	case 5:
		return "6.0"; /* risk */
	default:
		return NULL;
	}
}

/* The paragraphs between the title and the example, cut where GitHub cuts. */
static struct str
description(enum diag_code code)
{
	struct str text = explain_text(code);
	const char *start = memchr(text.data, '\n', text.length);
	const char *end;

	if (!start)
		return STR("");
	while (*start == '\n')
		start++;
	end = strstr(start, "\n\n## ");
	if (!end)
		end = text.data + text.length;
	if (end - start > DESCRIPTION_MAX)
		for (end = start + DESCRIPTION_MAX; ((unsigned char)*end & 0xc0) == 0x80;)
			end--;
	return (struct str){start, (uint32_t)(end - start)};
}

static json_t *
rule_of(struct arena *arena, enum diag_code code)
{
	json_t *rule = jsonout_need(json_object());
	json_t *properties = jsonout_need(json_object());
	json_t *tags = jsonout_need(json_array());
	json_t *help, *level = jsonout_need(json_object());
	const char *slug = diag_code_slug(code), *severity = security_severity(code);
	struct str text = explain_text(code), whole = description(code);
	const char *summary = text.length ? explain_summary(arena, code) : slug;
	char name[6];

	diag_code_name(code, name);
	jsonout_set(rule, "id", json_string(name));
	jsonout_set(rule, "name", json_string(slug));
	jsonout_set(rule, "shortDescription", text_object(json_string(summary)));
	jsonout_set(rule, "fullDescription",
	            text_object(whole.length ? json_stringn(whole.data, whole.length)
	                                     : json_string(summary)));
	help =
	    text_object(text.length ? json_stringn(text.data, text.length) : json_string(summary));
	if (text.length)
		jsonout_set(help, "markdown", json_stringn(text.data, text.length));
	jsonout_set(rule, "help", help);
	jsonout_set(level, "level", json_string(severity_name(diag_code_severity(code))));
	jsonout_set(rule, "defaultConfiguration", level);
	jsonout_append(tags, json_string(explain_family(code)));
	if (severity) {
		jsonout_append(tags, json_string("security"));
		jsonout_set(properties, "security-severity", json_string(severity));
	}
	jsonout_set(properties, "precision", json_string("very-high"));
	jsonout_set(properties, "tags", tags);
	jsonout_set(rule, "properties", properties);
	return rule;
}

/* The rules that results name, in the order of codes; each result learns its rule's index. */
static json_t *
rules_of(struct arena *arena, const struct state *state)
{
	json_t *rules = jsonout_need(json_array());
	int *indices = arena_calloc(arena, NUMBERS, sizeof(*indices));
	json_t *result;
	size_t i;

	for (int number = 0; number < NUMBERS; number++)
		if (state->used[number]) {
			indices[number] = (int)json_array_size(rules);
			jsonout_append(rules, rule_of(arena, (enum diag_code)number));
		}
	json_array_foreach(state->results, i, result)
	{
		const char *id = json_string_value(json_object_get(result, "ruleId"));

		jsonout_set(result, "ruleIndex", json_integer(indices[atoi(id + 1)]));
	}
	return rules;
}

void
render_sarif_begin(struct report *report)
{
	struct state *state = arena_alloc(report->arena, sizeof(*state));

	state->results = jsonout_need(json_array());
	report->state = state;
}

void
render_sarif(struct report *report, const struct diags *diags, int status)
{
	struct state *state = report->state;
	struct adding adding = {.diags = diags};

	(void)status;
	adding.sources =
	    arena_calloc(diags->arena, sources_count(diags->sources) + 1, sizeof(*adding.sources));
	for (size_t i = 0; i < diags->count; i++) {
		const struct finding *finding = &diags->findings[i];

		if (!finding->shown)
			continue;
		state->used[finding->code] = true;
		jsonout_append(state->results, result_of(&adding, finding));
	}
}

static json_t *
tool(struct arena *arena, const struct state *state)
{
	json_t *object = jsonout_need(json_object());
	json_t *driver = jsonout_need(json_object());

	jsonout_set(driver, "name", json_string("nonoc"));
	jsonout_set(driver, "semanticVersion", json_string(PACKAGE_VERSION));
	jsonout_set(driver, "rules", rules_of(arena, state));
	jsonout_set(object, "driver", driver);
	return object;
}

static json_t *
run(struct report *report, int status)
{
	struct state *state = report->state;
	json_t *object = jsonout_need(json_object());
	json_t *invocations = jsonout_need(json_array());
	json_t *invocation = jsonout_need(json_object());
	json_t *automation = jsonout_need(json_object());

	jsonout_set(invocation, "executionSuccessful", json_boolean(status != 2));
	jsonout_set(invocation, "exitCode", json_integer(status));
	jsonout_append(invocations, invocation);
	jsonout_set(automation, "id", json_string("nonoc/"));
	jsonout_set(object, "tool", tool(report->arena, state));
	jsonout_set(object, "invocations", invocations);
	jsonout_set(object, "automationDetails", automation);
	jsonout_set(object, "columnKind", json_string("unicodeCodePoints"));
	jsonout_set(object, "results", state->results);
	return object;
}

void
render_sarif_end(struct report *report, int status)
{
	json_t *document = jsonout_need(json_object());
	json_t *runs = jsonout_need(json_array());

	jsonout_set(document, "$schema", json_string(SCHEMA));
	jsonout_set(document, "version", json_string("2.1.0"));
	jsonout_append(runs, run(report, status));
	jsonout_set(document, "runs", runs);
	jsonout_write(document, report->out);
	json_decref(document);
}
