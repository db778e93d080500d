/* SPDX-License-Identifier: Apache-2.0 */
/* sbpl-read.c - the forms of a profile of macOS's sandbox become rules. */
#include "compiler/sbpl-read.h"

#include "compiler/suggest.h"
#include "grammar/sbpl.h"

#include <stdarg.h>

/* Bytes that the names of definitions may stand for: whoever asks goes through them all. */
enum { WRITTEN_SHORT_MAX = 8 << 20 };
/* Those that one profile may have: each word is looked for among them. */
enum { DEFINITIONS_MAX = 64 };

void
sbpl_unknown(struct sbpl_reading *reading, struct span at, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	diag_at(reading->diags, DIAG_SBPL_UNKNOWN, at, "%s",
	        arena_vprintf(reading->arena, format, args));
	va_end(args);
	reading->profile->unknown = true;
}

struct str
sbpl_head(const struct node *list)
{
	if (list->kind == NODE_LIST && list->count && list->items[0]->kind == NODE_SYMBOL)
		return list->items[0]->text;
	return (struct str){"", 0};
}

/* No verdict is sure any more. */
static void
unsettle(struct sbpl_reading *reading, struct span at)
{
	if (!reading->profile->unknown_at.source)
		reading->profile->unknown_at = at;
}

/* The definition of NAME, or NULL. */
static const struct sbpl_definition *
find_definition(const struct sbpl_profile *profile, struct str name)
{
	for (uint32_t i = 0; i < profile->definition_count; i++)
		if (str_equal(profile->definitions[i].name, name))
			return &profile->definitions[i];
	return NULL;
}

struct sbpl_filter *
sbpl_defined(struct sbpl_reading *reading, const struct node *node)
{
	const struct sbpl_definition *found = node->kind == NODE_SYMBOL && !reading->defining
	                                          ? find_definition(reading->profile, node->text)
	                                          : NULL;

	if (!found)
		return NULL;
	if (reading->written_short <= WRITTEN_SHORT_MAX &&
	    (reading->written_short += found->filter->at.length) > WRITTEN_SHORT_MAX)
		diag_at(reading->diags, DIAG_TOO_LARGE, node->at,
		        "more than %d bytes, with each definition in the place of its name",
		        WRITTEN_SHORT_MAX);
	return found->filter;
}

/*
 * Whether FORM defines a filter, as nonoc's own text does.  Any other name could be one that
 * macOS's forms are known by, and would change them.
 */
static bool
is_definition(const struct sbpl_reading *reading, const struct node *form)
{
	const size_t length = strlen(SBPL_DEFINED);
	struct str name;

	if (reading->profile->definition_count == DEFINITIONS_MAX || form->count != 3 ||
	    form->items[1]->kind != NODE_SYMBOL || form->items[2]->kind != NODE_LIST)
		return false;
	name = form->items[1]->text;
	return name.length > length && memcmp(name.data, SBPL_DEFINED, length) == 0 &&
	       !find_definition(reading->profile, name);
}

static void
read_definition(struct sbpl_reading *reading, const struct node *form)
{
	struct sbpl_profile *profile = reading->profile;
	struct sbpl_definition *definition;

	if (!profile->definitions)
		profile->definitions =
		    arena_calloc(reading->arena, DEFINITIONS_MAX, sizeof(*definition));
	definition = &profile->definitions[profile->definition_count];
	reading->defining = true;
	*definition = (struct sbpl_definition){.name = form->items[1]->text,
	                                       .filter = sbpl_read_filter(reading, form->items[2]),
	                                       .before = profile->count,
	                                       .written = form};
	reading->defining = false;
	profile->definition_count++;
}

static struct sbpl_rule *
add_rule(struct sbpl_reading *reading, const struct node *form)
{
	struct sbpl_rule *rule = &reading->profile->rules[reading->profile->count++];

	*rule = (struct sbpl_rule){.at = form->at, .written = form};
	return rule;
}

static void
read_version(struct sbpl_reading *reading, const struct node *form)
{
	const struct node *number = form->count == 2 ? form->items[1] : NULL;

	if (reading->version.source) {
		diag_at(reading->diags, DIAG_SBPL_FORM, form->at, "the version stands once");
		diag_note(reading->diags, reading->version, "first here");
		return;
	}
	reading->version = form->at;
	if (!number || number->kind != NODE_NUMBER) {
		diag_at(reading->diags, DIAG_SBPL_FORM, form->at, "expected (version 1)");
		return;
	}
	reading->profile->version = number->text;
	if (!str_is(number->text, "1")) {
		sbpl_unknown(reading, number->at, "version %.*s of the language; known is 1",
		             STR_ARG(number->text));
		unsettle(reading, number->at);
	}
}

static bool
among(struct str word, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (str_is(word, words[i]))
			return true;
	return false;
}

/* (with no-log), (with message "..."): none of the harmless ones changes what is allowed. */
static void
read_modifier(struct sbpl_reading *reading, struct sbpl_rule *rule, const struct node *list)
{
	static const char *const harmless[] = {"report", "send-signal", "message", "telemetry"};
	static const char *const quiet[] = {"no-log", "no-report"};
	const struct node *word = list->count > 1 ? list->items[1] : NULL;

	if (!word || word->kind != NODE_SYMBOL) {
		diag_at(reading->diags, DIAG_SBPL_FORM, list->at,
		        "expected a word behind 'with'; (with report), for example");
	} else if (among(word->text, quiet, COUNTOF(quiet)) && rule->allow) {
		diag_at(reading->diags, DIAG_SBPL_FORM, word->at,
		        "'%.*s' is for rules that deny; macOS refuses it here",
		        STR_ARG(word->text));
	} else if (str_is(word->text, "report") && !rule->allow) {
		diag_at(reading->diags, DIAG_SBPL_FORM, word->at,
		        "'report' is for rules that allow; macOS refuses it here");
	} else if (str_is(word->text, "no-sandbox") || str_is(word->text, "no-profile")) {
		sbpl_unknown(reading, word->at,
		             "what this rule allows runs outside of the sandbox");
		rule->unknown = true;
	} else if (!among(word->text, harmless, COUNTOF(harmless)) &&
	           !among(word->text, quiet, COUNTOF(quiet))) {
		sbpl_unknown(reading, word->at, "unknown modifier '%.*s'", STR_ARG(word->text));
		rule->unknown = true;
	}
}

static void
read_op(struct sbpl_reading *reading, struct sbpl_rule *rule, const struct node *word)
{
	/* They do nothing since macOS 10.15. */
	static const char *const idle[] = {"mach-per-user-lookup", "system-chud", "qtn-download"};
	enum sbpl_op op = sbpl_op_written(word->text);
	struct suggestion near = suggest_for(word->text);

	if (op != SBPL_OP_NONE) {
		rule->ops[rule->op_count++] = op;
		return;
	}
	if (among(word->text, idle, COUNTOF(idle)))
		return;
	for (unsigned known = 0; known < SBPL_OPS; known++)
		suggest_offer(&near, str_of(sbpl_op_name((enum sbpl_op)known)));
	sbpl_unknown(reading, word->at, "unknown operation '%.*s'", STR_ARG(word->text));
	if (near.best.length)
		diag_help(reading->diags, "did you mean '%.*s'?", STR_ARG(near.best));
	rule->unknown = true;
	/* It may be what a known one falls back to. */
	unsettle(reading, word->at);
}

static void
read_rule(struct sbpl_reading *reading, const struct node *form)
{
	struct sbpl_rule *rule = add_rule(reading, form);
	bool known = !reading->profile->unknown, named = false;

	rule->allow = str_is(form->items[0]->text, "allow");
	rule->ops = arena_calloc(reading->arena, form->count, sizeof(*rule->ops));
	rule->filters = arena_calloc(reading->arena, form->count, sizeof(struct sbpl_filter *));
	for (uint32_t i = 1; i < form->count; i++) {
		const struct node *item = form->items[i];
		struct sbpl_filter *defined = sbpl_defined(reading, item);

		if (defined) {
			rule->filters[rule->filter_count++] = defined;
		} else if (item->kind == NODE_SYMBOL) {
			read_op(reading, rule, item);
			named = true;
		} else if (item->kind != NODE_LIST) {
			diag_at(reading->diags, DIAG_SBPL_FORM, item->at,
			        "expected an operation or a filter, found %s",
			        node_kind_name(item->kind));
		} else if (str_is(sbpl_head(item), "with")) {
			read_modifier(reading, rule, item);
		} else {
			rule->filters[rule->filter_count++] = sbpl_read_filter(reading, item);
		}
	}
	if (!named)
		diag_at(reading->diags, DIAG_SBPL_FORM, form->at,
		        "a rule names an operation, such as file-read*");
	/* All that it names does nothing; but what is not known of its filters is told again. */
	if (!rule->op_count && !rule->unknown) {
		rule->unknown = known && reading->profile->unknown;
		reading->profile->count -= !rule->unknown;
	}
}

static void
read_form(struct sbpl_reading *reading, const struct node *form)
{
	struct str head = sbpl_head(form);

	if (form->kind != NODE_LIST) {
		diag_at(reading->diags, DIAG_SBPL_FORM, form->at,
		        "expected a list such as (deny default), found %s",
		        node_kind_name(form->kind));
	} else if (str_is(head, "version")) {
		read_version(reading, form);
	} else if (str_is(head, "allow") || str_is(head, "deny")) {
		read_rule(reading, form);
	} else if (str_is(head, "debug")) {
		return; /* what is logged */
	} else if (str_is(head, "define") && is_definition(reading, form)) {
		read_definition(reading, form);
	} else {
		sbpl_unknown(reading, form->at,
		             head.length ? "unknown form '%.*s': what it does is not followed"
		                         : "unknown form%.*s: what it does is not followed",
		             STR_ARG(head));
		unsettle(reading, form->at);
		add_rule(reading, form)->unknown = true;
	}
}

struct sbpl_profile *
sbpl_read(struct arena *arena, struct sources *sources, struct diags *diags, uint32_t source)
{
	size_t before = diags_count(diags, SEVERITY_ERROR);
	const struct node *tree = sbpl_tree(arena, sources, diags, source);
	struct sbpl_profile *profile = arena_alloc(arena, sizeof(*profile));
	struct sbpl_reading reading = {.arena = arena, .diags = diags, .profile = profile};

	if (!tree)
		return NULL;
	profile->rules = arena_calloc(arena, tree->count, sizeof(*profile->rules));
	for (uint32_t i = 0; i < tree->count; i++)
		read_form(&reading, tree->items[i]);
	if (!reading.version.source)
		diag_at(diags, DIAG_SBPL_FORM, (struct span){source, 0, 0},
		        "a profile of macOS says its version; write (version 1) in the first line");
	return diags_count(diags, SEVERITY_ERROR) == before ? profile : NULL;
}
