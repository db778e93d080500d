/* SPDX-License-Identifier: Apache-2.0 */
/* check-case.c - is a path another one in all but the case or the form of its letters? */
#include "compiler/check.h"

#include "compiler/rule-tree.h"
#include "compiler/utf8.h"

enum { ALIKE_MAX = 64 };

/* Takes POINT apart into DATA, in small letters if SMALL; returns the bytes: at most 3 for 1. */
static uint32_t
fold_point(uint32_t point, bool small, char *data)
{
	uint32_t parts[2], length;

	if (utf8_parts(point, parts)) {
		length = fold_point(parts[0], small, data);
		return length + utf8_encode(parts[1], data + length);
	}
	if (small && point >= 'A' && point <= 'Z')
		point += 'a' - 'A';
	return utf8_encode(point, data);
}

static struct path
folded(struct arena *arena, const struct path *path, bool small)
{
	char *text = arena_alloc(arena, 3 * (size_t)path->rest.length + 1);
	uint32_t length = 0, size, point;

	for (uint32_t i = 0; i < path->rest.length; i += size) {
		size = utf8_decode(path->rest.data + i, path->rest.length - i, &point);
		if (size) {
			length += fold_point(point, small, text + length);
		} else {
			size = 1;
			text[length++] = path->rest.data[i];
		}
	}
	return (struct path){path->anchor, {text, length}};
}

/* Folded copies, sorted; `written` says which of RULES each was made from. */
static struct rules
folded_rules(struct arena *arena, const struct rules *rules)
{
	struct rules copy = rules_sorted(arena, rules);

	for (size_t i = 0; i < copy.count; i++) {
		copy.items[i].path = folded(arena, &copy.items[i].path, true);
		copy.items[i].written = (uint32_t)i;
	}
	rules_sort(&copy);
	return copy;
}

/* Whether folding changes PATH: small letters of ASCII stay what they are. */
static bool
has_variants(const struct path *path)
{
	for (uint32_t i = 0; i < path->rest.length; i++) {
		unsigned char c = (unsigned char)path->rest.data[i];

		if ((c >= 'A' && c <= 'Z') || c >= 0x80)
			return true;
	}
	return false;
}

/* GRANT is, or lies below, OTHER: whichever way their letters are written. */
static bool
form_alone(const struct checking *c, const struct rule *grant, const struct rule *other)
{
	struct path inner = folded(c->ir->arena, &grant->path, false);
	struct path outer = folded(c->ir->arena, &other->path, false);

	return path_within(&inner, &outer);
}

static void
report_protected(const struct checking *c, const struct rule *grant, const struct rule *deny,
                 bool form)
{
	struct arena *arena = c->ir->arena;
	const char *path = path_text(arena, &grant->path);
	const char *other = path_text(arena, &deny->path);

	if (form)
		diag_at(c->ir->diags, DIAG_UNICODE_FORM, grant->at,
		        "'%s' looks like the protected '%s' and is another path: a letter is "
		        "written otherwise",
		        path, other);
	else
		diag_at(c->ir->diags, DIAG_CASE_VARIANT, grant->at,
		        "'%s' is the protected '%s' where case does not count", path, other);
	rule_note(c->ir, deny, arena_printf(arena, "'%s' is protected here", other));
	diag_help(c->ir->diags, "write it as it is written there, if it is meant to be the same");
}

static void
report_granted(const struct checking *c, const struct rule *grant, const struct rule *other,
               bool form)
{
	struct arena *arena = c->ir->arena;
	const char *path = path_text(arena, &grant->path);
	const char *second = path_text(arena, &other->path);

	if (form)
		diag_at(c->ir->diags, DIAG_UNICODE_FORM, grant->at,
		        "'%s' and '%s' are both granted, and differ only in how a letter is "
		        "written",
		        path, second);
	else
		diag_at(c->ir->diags, DIAG_CASE_VARIANT, grant->at,
		        "'%s' and '%s' are both granted, and differ only in case", path, second);
	rule_note(c->ir, other, arena_printf(arena, "'%s' is granted here", second));
	diag_help(c->ir->diags, "keep the one that the system has");
}

/* At or below a deny but for the case or the form; whether the form was told of. */
static bool
check_protected(const struct checking *c, const struct rule *grant, const struct rules *denies)
{
	struct path path = folded(c->ir->arena, &grant->path, true);
	const struct rule *fold;
	struct ascent ascent;

	ascent_start(&ascent, denies, &path);
	while ((fold = ascent_next(&ascent))) {
		const struct rule *deny = &c->denies.items[fold->written];
		bool form;

		if (!(deny->rights & grant->rights) || path_within(&grant->path, &deny->path))
			continue;
		form = form_alone(c, grant, deny);
		report_protected(c, grant, deny, form);
		return form;
	}
	return false;
}

/* The same path as another grant's but for the case or the form: each pair once. */
static bool
check_granted(const struct checking *c, const struct rule *grant, const struct rules *grants)
{
	struct path path = folded(c->ir->arena, &grant->path, true);
	const struct rule *fold;
	struct ascent ascent;
	unsigned alike = 0;

	ascent_start(&ascent, grants, &path);
	while ((fold = ascent_next(&ascent)) && alike < ALIKE_MAX) {
		const struct rule *other = &c->grants.items[fold->written];
		bool form;

		alike += ascent.at;
		if (!ascent.at || path_compare(&grant->path, &other->path) == 0 ||
		    (has_variants(&other->path) && rule_own(other) &&
		     path_compare(&grant->path, &other->path) > 0))
			continue;
		form = form_alone(c, grant, other);
		report_granted(c, grant, other, form);
		return form;
	}
	return false;
}

/* A letter in two code points that could be one: most people's keyboards write the one. */
static bool
has_mark(const struct path *path)
{
	uint32_t last = 0, size, point;

	for (uint32_t i = 0; i < path->rest.length; i += size) {
		size = utf8_decode(path->rest.data + i, path->rest.length - i, &point);
		if (size && utf8_joins(last, point))
			return true;
		last = size ? point : 0;
		size = size ? size : 1;
	}
	return false;
}

static void
check_mark(const struct checking *c, const struct rule *rule)
{
	if (!has_mark(&rule->path))
		return;
	diag_at(c->ir->diags, DIAG_UNICODE_FORM, rule->at,
	        "'%s' has a letter in two characters: the name that looks the same with one is "
	        "another file",
	        path_text(c->ir->arena, &rule->path));
	diag_help(c->ir->diags,
	          "write it as one character (NFC), unless the file's name has it so");
}

/* Most paths have small letters of ASCII only, and most policies no path that differs by one. */
void
check_case(const struct checking *c)
{
	struct rules denies = {0}, grants = {0};
	bool ready = false;

	for (size_t i = 0; i < c->denies.count; i++)
		if (rule_own(&c->denies.items[i]))
			check_mark(c, &c->denies.items[i]);
	for (size_t i = 0; i < c->grants.count; i++) {
		const struct rule *grant = &c->grants.items[i];

		if (!rule_own(grant) || !has_variants(&grant->path))
			continue;
		if (!ready) {
			denies = folded_rules(c->ir->arena, &c->denies);
			grants = folded_rules(c->ir->arena, &c->grants);
		}
		ready = true;
		if (!check_protected(c, grant, &denies) && !check_granted(c, grant, &grants))
			check_mark(c, grant);
	}
}
