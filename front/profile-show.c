/* SPDX-License-Identifier: Apache-2.0 */
/* profile-show.c - nono profile list, show and validate. */
#include "front/profile.h"

#include "compiler/compose.h"
#include "compiler/diag-record.h"
#include "compiler/jsonout.h"

/* One that has a name. */
struct named {
	const char *name, *source, *description;
	bool broken;
};

struct list {
	struct named *items;
	size_t count;
};

/* The profile's own words on what it is for. */
static void
describe(struct arena *arena, const struct options *options, struct named *named)
{
	struct options reading = *options;
	const struct entry *meta;
	const struct node *text = NULL;
	struct policy policy;

	reading.verb = VERB_DUMP;
	named->broken =
	    driver_read(arena, &reading, named->name, POLICY_PROFILE, &policy) != STATUS_CLEAN;
	if (!policy.ir->composed)
		return;
	meta = composed_last(policy.ir->composed, KEY_META);
	if (meta)
		text = node_get(meta->node, "description", NULL);
	if (text && text->kind == NODE_STRING)
		named->description = text->text.data;
}

static void
add(struct arena *arena, const struct options *options, struct list *list, const char *name,
    const char *source)
{
	struct named named = {name, source, "", false};

	describe(arena, options, &named);
	list->items = arena_room(arena, list->items, list->count, sizeof(*list->items));
	list->items[list->count++] = named;
}

static void
add_directory(struct arena *arena, const struct options *options, struct list *list,
              const char *base)
{
	const char *const *names;
	const char *directory;
	struct unlisted unlisted = {0};
	size_t count;

	if (!base)
		return;
	directory = lookup_directory(arena, base, ORIGIN_PROFILE);
	count = lookup_names(arena, directory, &names, &unlisted);
	if (unlisted.error)
		front_say(arena_printf(arena, "cannot list '%s': %s", directory,
		                       strerror(unlisted.error)));
	for (size_t i = 0; i < count; i++)
		add(arena, options, list, names[i], directory);
}

int
profile_list(const struct command_line *line, struct options *options)
{
	struct list list = {NULL, 0};
	json_t *document = jsonout_need(json_array());
	bool json = command_given(line, FLAG_JSON);
	struct arena *arena = line->arena;
	size_t count;
	const struct builtin *texts = builtins(&count);

	for (size_t i = 0; i < count; i++)
		if (!texts[i].group)
			add(arena, options, &list, texts[i].name, "built-in");
	add_directory(arena, options, &list, options->profile.organisation);
	add_directory(arena, options, &list, options->profile.config_home);
	for (size_t i = 0; i < list.count; i++) {
		const struct named *named = &list.items[i];
		json_t *one;

		if (!json) {
			escape_line(arena_printf(arena, "%-20s  %s%s  (%s)", named->name,
			                         named->broken ? "[has errors] " : "",
			                         named->description, named->source),
			            stdout);
			continue;
		}
		one = jsonout_need(json_object());
		jsonout_set(one, "name", jsonout_text(arena, named->name));
		jsonout_set(one, "source", jsonout_text(arena, named->source));
		jsonout_set(one, "description", jsonout_text(arena, named->description));
		jsonout_set(one, "valid", json_boolean(!named->broken));
		jsonout_append(document, one);
	}
	if (json)
		jsonout_write(document, stdout);
	json_decref(document);
	return driver_print("");
}

/* The file as it was written. */
static int
show_raw(const struct command_line *line, const struct options *options)
{
	struct lookup *lookup = profile_lookup(line->arena, options);
	struct document text;

	diags_name(lookup->diags, options->operands[0]);
	if (lookup_first(lookup, options->operands[0], &text) != 0) {
		driver_render(lookup->diags, options);
		return command_failed(line);
	}
	return driver_print(source_get(lookup->sources, text.source)->text.data);
}

/* A line of policy text an item. */
static json_t *
lines_json(struct arena *arena, const char *text)
{
	json_t *lines = jsonout_need(json_array());

	for (const char *end; *text; text = *end ? end + 1 : end) {
		end = strchrnul(text, '\n');
		jsonout_append(
		    lines, jsonout_text(arena, arena_str(arena, text, (size_t)(end - text)).data));
	}
	return lines;
}

int
profile_show(const struct command_line *line, struct options *options)
{
	const struct emit_options emit = {.origins = true, .comments = true};
	const char *token = options->operands[0];
	struct str text = {NULL, 0};
	struct policy policy;
	json_t *document;
	int status;

	if (command_given(line, FLAG_RAW))
		return show_raw(line, options);
	options->verb = VERB_DUMP;
	status = driver_read(line->arena, options, token, POLICY_PROFILE, &policy);
	if (status == STATUS_CLEAN)
		text = pipeline_emit(policy.ir, &backend_text, &emit);
	if (!text.data || command_given(line, FLAG_VERBOSE))
		driver_render(policy.diags, options);
	if (!text.data)
		return status == STATUS_CLEAN ? STATUS_ERROR : status;
	if (!command_given(line, FLAG_JSON))
		return driver_print(text.data);
	document = jsonout_need(json_object());
	jsonout_set(document, "profile", jsonout_text(line->arena, token));
	jsonout_set(document, "policy", lines_json(line->arena, text.data));
	jsonout_write(document, stdout);
	json_decref(document);
	return driver_print("");
}

/* "agent.json:4:12: text [N0301]" */
static const char *
finding_text(const struct policy *policy, const struct finding *finding)
{
	const char *place = place_text(policy->ir, finding->at);
	char code[6];

	diag_code_name(finding->code, code);
	return arena_printf(policy->ir->arena, "%s%s%s [%s]", place, *place ? ": " : "",
	                    finding->text, code);
}

/* A file's findings with the fields of nono 0.66. */
static int
validate_json(const struct command_line *line, const struct options *options)
{
	json_t *document = jsonout_need(json_object());
	json_t *lists[SEVERITY_ERROR + 1] = {
	    [SEVERITY_WARNING] = jsonout_need(json_array()),
	    [SEVERITY_ERROR] = jsonout_need(json_array()),
	};
	const char *token = options->operands[0];
	json_int_t deprecated = 0;
	struct policy policy;
	int status = driver_check(line->arena, options, token, &policy);

	for (size_t i = 0; i < policy.diags->count; i++) {
		const struct finding *finding = &policy.diags->findings[i];
		enum severity severity = diags_severity(policy.diags, finding);

		deprecated += finding->code == DIAG_DEPRECATED_KEY;
		if (lists[severity])
			jsonout_append(lists[severity],
			               jsonout_text(line->arena, finding_text(&policy, finding)));
	}
	jsonout_set(document, "file", jsonout_text(line->arena, token));
	jsonout_set(document, "valid", json_boolean(status == STATUS_CLEAN));
	jsonout_set(document, "errors", lists[SEVERITY_ERROR]);
	jsonout_set(document, "warnings", lists[SEVERITY_WARNING]);
	jsonout_set(document, "deprecated_keys", json_integer(deprecated));
	jsonout_write(document, stdout);
	json_decref(document);
	return driver_print("") == STATUS_CLEAN ? status : STATUS_USAGE;
}

/* Whether none would be wrong without --strict. */
static bool
are_only_warned_of(const struct command_line *line, const struct options *options)
{
	struct options lenient = *options;
	struct policy policy;

	lenient.warnings_are_errors = false;
	for (size_t i = 0; i < options->operand_count; i++)
		if (driver_read(line->arena, &lenient, options->operands[i], POLICY_PROFILE,
		                &policy) == STATUS_ERROR)
			return false;
	return true;
}

int
profile_validate(const struct command_line *line, struct options *options)
{
	int status;

	options->verb = VERB_CHECK;
	options->warnings_are_errors = command_given(line, FLAG_STRICT);
	if (command_given(line, FLAG_JSON) && options->operand_count > 1) {
		front_say("'--json' answers for one profile; for several, 'nonoc check --format "
		          "json'");
		return command_failed(line);
	}
	status = command_given(line, FLAG_JSON) ? validate_json(line, options)
	                                        : verb_check(line->arena, options);
	/* nono 0.66's status of what is old and not wrong. */
	if (status == STATUS_ERROR && options->warnings_are_errors &&
	    are_only_warned_of(line, options))
		status = STATUS_USAGE;
	return status;
}
