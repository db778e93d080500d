/* SPDX-License-Identifier: Apache-2.0 */
/* check-case.c - is a path another one in all but the case of its letters? */
#include "compiler/check.h"

#include "compiler/rule-tree.h"

static struct path
folded(struct arena *arena, const struct path *path)
{
	struct str copy = arena_str(arena, path->rest.data, path->rest.length);
	char *text = (char *)copy.data;

	for (uint32_t i = 0; i < copy.length; i++)
		if (text[i] >= 'A' && text[i] <= 'Z')
			text[i] = (char)(text[i] - 'A' + 'a');
	return (struct path){path->anchor, copy};
}

static struct rules
folded_rules(struct arena *arena, const struct rules *rules)
{
	struct rules copy = rules_sorted(arena, rules);

	for (size_t i = 0; i < copy.count; i++)
		copy.items[i].path = folded(arena, &copy.items[i].path);
	rules_sort(&copy);
	return copy;
}

/* The rule as it was written that FOLDED was made from. */
static const struct rule *
unfolded(const struct rules *rules, const struct rule *fold)
{
	for (size_t i = 0; i < rules->count; i++)
		if (rules->items[i].at.source == fold->at.source &&
		    rules->items[i].at.offset == fold->at.offset)
			return &rules->items[i];
	return fold;
}

static bool
has_capital(const struct path *path)
{
	for (uint32_t i = 0; i < path->rest.length; i++)
		if (path->rest.data[i] >= 'A' && path->rest.data[i] <= 'Z')
			return true;
	return false;
}

static void
report(const struct checking *c, const struct rule *grant, const struct rule *other,
       const char *what)
{
	struct arena *arena = c->ir->arena;

	diag_at(c->ir->diags, DIAG_CASE_VARIANT, grant->at,
	        "'%s' is the %s '%s' where case does not count", path_text(arena, &grant->path),
	        what, path_text(arena, &other->path));
	rule_note(c->ir, other,
	          arena_printf(arena, "'%s' is %s here", path_text(arena, &other->path), what));
	diag_help(c->ir->diags, "write it as it is written there, if it is meant to be the same");
}

/* At or below a deny but for the case. */
static bool
check_against(const struct checking *c, const struct rule *grant, const struct rules *denies)
{
	struct path path = folded(c->ir->arena, &grant->path);
	const struct rule *fold, *deny;
	struct ascent ascent;

	ascent_start(&ascent, denies, &path);
	while ((fold = ascent_next(&ascent))) {
		deny = unfolded(&c->denies, fold);
		if (deny->rights & grant->rights && !path_within(&grant->path, &deny->path)) {
			report(c, grant, deny, "protected");
			return true;
		}
	}
	return false;
}

/* U+0300 to U+036F: an accent of its own, which most people's keyboards never write. */
static bool
has_mark(const struct path *path)
{
	for (uint32_t i = 0; i + 1 < path->rest.length; i++) {
		unsigned char lead = (unsigned char)path->rest.data[i];
		unsigned char next = (unsigned char)path->rest.data[i + 1];

		if (lead == 0xcc || (lead == 0xcd && next < 0xb0))
			return true;
	}
	return false;
}

static void
check_marks(const struct checking *c, const struct rules *rules)
{
	for (size_t i = 0; i < rules->count; i++) {
		const struct rule *rule = &rules->items[i];

		if (!rule_own(rule) || !has_mark(&rule->path))
			continue;
		diag_at(
		    c->ir->diags, DIAG_UNICODE_FORM, rule->at,
		    "'%s' has an accent as a character of its own: the name that looks the same "
		    "in one character is another file",
		    path_text(c->ir->arena, &rule->path));
		diag_help(c->ir->diags, "write the accented letter as one character (NFC), unless "
		                        "the file's name has it so");
	}
}

/* Most paths have no capital, and most policies no path that differs by one. */
void
check_case(const struct checking *c)
{
	struct rules denies = {0};
	bool ready = false;

	check_marks(c, &c->grants);
	check_marks(c, &c->denies);
	for (size_t i = 0; i < c->grants.count; i++) {
		const struct rule *grant = &c->grants.items[i];

		if (!rule_own(grant) || !has_capital(&grant->path))
			continue;
		if (!ready)
			denies = folded_rules(c->ir->arena, &c->denies);
		ready = true;
		check_against(c, grant, &denies);
	}
}
