/* SPDX-License-Identifier: Apache-2.0 */
/* driver-diff-make.c - what changes between two policies. */
#include "compiler/diag-record.h"
#include "compiler/driver-diff.h"
#include "compiler/rule-tree.h"

#include <stdlib.h>
#include <string.h>

/* Where TEXT names the place in which the old files were laid out, it names the commit instead. */
static const char *
as_known(const struct diff *diff, const char *text)
{
	const char *found = text && diff->laid_out ? strstr(text, diff->laid_out) : NULL;

	while (found) {
		size_t before = (size_t)(found - text);

		text = arena_printf(diff->arena, "%.*s%s%s", (int)before, text, diff->shown_as,
		                    found + strlen(diff->laid_out));
		found = strstr(text + before + strlen(diff->shown_as), diff->laid_out);
	}
	return text;
}

static void
add(struct diff *diff, const struct change *change)
{
	struct change *added;

	diff->changes = arena_room(diff->arena, diff->changes, diff->count, sizeof(*diff->changes));
	added = &diff->changes[diff->count++];
	*added = *change;
	added->words.origin = as_known(diff, change->words.origin);
	added->words.chain = as_known(diff, change->words.chain);
}

static const struct origin *
origin_of(const struct excess *excess)
{
	return excess->rule ? excess->rule->origin : excess->origin;
}

/* Whether the other side tells of the same variable as set to another value. */
static bool
set_on_both(const struct excesses *others, const struct excess *excess)
{
	for (size_t i = 0; excess->kind == EXCESS_SET && i < others->count; i++)
		if (others->items[i].kind == EXCESS_SET &&
		    str_equal(others->items[i].name, excess->name))
			return true;
	return false;
}

/* What no longer passes because the other side sets it is told of there. */
static bool
is_set_instead(const struct excesses *others, const struct excess *excess)
{
	for (size_t i = 0; excess->kind == EXCESS_VARIABLE && i < others->count; i++)
		if (others->items[i].kind == EXCESS_SET && !excess->prefix &&
		    str_equal(others->items[i].name, excess->name))
			return true;
	return false;
}

/* The bits of DENY that OTHER does not protect, but for those that a bypass of its lifts. */
static uint32_t
unprotected(const struct ir *other, const struct rule *deny)
{
	return deny->rights & ~rules_covering(&other->denies, &deny->path) &
	       ~rules_covering(&other->bypasses, &deny->path);
}

static void
add_excesses(struct diff *diff, const struct excesses *found, const struct excesses *others,
             char sign)
{
	for (size_t i = 0; i < found->count; i++) {
		const struct excess *excess = &found->items[i];
		struct change change = {.sign = sign,
		                        .kind = "access",
		                        .mark = MARK_NARROWS,
		                        .excess = excess,
		                        .origin = origin_of(excess)};

		change.ir = sign == '+' ? diff->after : diff->before;
		change.other = sign == '+' ? diff->before : diff->after;
		if (sign == '+')
			change.mark = excess->undecided ? MARK_UNDECIDED : MARK_WIDENS;
		/* What is undecided of the past does not matter, and a deny has its own line. */
		if (sign == '-' && (excess->kind == EXCESS_SEAL || excess->kind == EXCESS_LIFTED ||
		                    set_on_both(others, excess) || is_set_instead(others, excess)))
			continue;
		if (excess->kind == EXCESS_SEAL && unprotected(change.ir, excess->other))
			continue;
		change.words = compare_words(diff->arena, change.ir, excess);
		add(diff, &change);
	}
}

/* Denies and bypasses of FROM that TO has not. */
static void
add_rules(struct diff *diff, const struct ir *from, const struct ir *to, bool bypasses)
{
	const struct rules *rules = bypasses ? &from->bypasses : &from->denies;
	bool newer = from == diff->after;

	for (size_t i = 0; i < rules->count; i++) {
		const struct rule *rule = &rules->items[i];
		struct change change = {.sign = newer ? '+' : '-',
		                        .kind = bypasses ? "bypass" : "deny",
		                        .mark = newer == bypasses ? MARK_WIDENS : MARK_NARROWS,
		                        .origin = rule->origin,
		                        .ir = from,
		                        .other = to};
		uint32_t more = bypasses
		                    ? rule->rights & ~rules_covering(&to->bypasses, &rule->path)
		                    : unprotected(to, rule);

		if (!more)
			continue;
		change.rights = more;
		change.words.what = arena_printf(
		    diff->arena, "%s %s", change.kind,
		    access_words(diff->arena, more, 0, rule->object == BLOB_OBJECT_FILE));
		change.words.where = path_text(diff->arena, &rule->path);
		change.words.origin = rule_origin_text(from, rule->at, rule->origin);
		change.words.chain = compare_chain(from, rule->origin);
		add(diff, &change);
	}
}

/* A suppression silences its own file only: what shipped ones say is no news to its user. */
static bool
is_shipped(const struct ir *ir, const struct suppression *suppression)
{
	return source_get(ir->sources, suppression->at.source)->shipped;
}

static bool
is_of_first(const struct suppression *suppression)
{
	return !suppression->origin || !suppression->origin->why.source;
}

/* Whether OF, of IR, silences what SUPPRESSION, of OTHER, does: the first profile counts as one. */
static bool
silences_same(const struct ir *ir, const struct suppression *of, const struct ir *other,
              const struct suppression *suppression)
{
	const char *name = source_get(ir->sources, of->at.source)->name;
	const char *known = source_get(other->sources, suppression->at.source)->name;
	const char *slash = strrchr(name, '/'), *last = strrchr(known, '/');

	if (of->code != suppression->code || is_of_first(of) != is_of_first(suppression))
		return false;
	return is_of_first(of) || strcmp(slash ? slash + 1 : name, last ? last + 1 : known) == 0;
}

static bool
is_silenced(const struct ir *ir, const struct suppression *until, const struct ir *other,
            const struct suppression *suppression)
{
	for (const struct suppression *s = ir->suppressions; s != until; s = s->next)
		if (!is_shipped(ir, s) && silences_same(ir, s, other, suppression))
			return true;
	return false;
}

/* A warning that is silenced is something that a reviewer no longer sees. */
static void
add_suppressions(struct diff *diff, const struct ir *from, const struct ir *to)
{
	bool newer = from == diff->after;

	for (const struct suppression *s = from->suppressions; s; s = s->next) {
		struct change change = {.sign = newer ? '+' : '-',
		                        .kind = "suppression",
		                        .mark = newer ? MARK_WIDENS : MARK_NARROWS,
		                        .ir = from,
		                        .other = to};
		char name[6];

		if (is_shipped(from, s) || is_silenced(from, s, from, s) ||
		    is_silenced(to, NULL, from, s))
			continue;
		diag_code_name(s->code, name);
		change.words.what = arena_printf(diff->arena, "silence %s", name);
		change.words.where = s->reason ? s->reason : "";
		change.words.origin = rule_origin_text(from, s->at, NULL);
		add(diff, &change);
	}
}

/* A compiled policy has none, whatever its source claimed. */
static bool
has_assertions(const struct ir *ir)
{
	return ir->composed || ir->complete;
}

static int
compare_texts(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static const char **
assertion_texts(const struct diff *diff, const struct ir *ir, size_t *count)
{
	const char **texts;

	*count = 0;
	for (const struct assertion *a = ir->assertions; a; a = a->next)
		++*count;
	texts = arena_calloc(diff->arena, *count, sizeof(*texts));
	*count = 0;
	for (const struct assertion *a = ir->assertions; a; a = a->next)
		texts[(*count)++] = assertion_text(diff->arena, a);
	if (*count)
		qsort(texts, *count, sizeof(*texts), compare_texts);
	return texts;
}

/* What is not claimed any more may be granted by the next change, and nobody is told. */
static void
add_assertions(struct diff *diff, const struct ir *from, const struct ir *to)
{
	bool newer = from == diff->after;
	const char **others;
	size_t count;

	if (!has_assertions(from) || !has_assertions(to))
		return;
	others = assertion_texts(diff, to, &count);
	for (const struct assertion *a = from->assertions; a; a = a->next) {
		struct change change = {.sign = newer ? '+' : '-',
		                        .kind = "assertion",
		                        .mark = newer ? MARK_NARROWS : MARK_WIDENS,
		                        .ir = from,
		                        .other = to};
		const char *text = assertion_text(diff->arena, a);

		if (count && bsearch(&text, others, count, sizeof(text), compare_texts))
			continue;
		change.words.what = "assert";
		change.words.where = text;
		change.words.origin = rule_origin_text(from, a->at, a->origin);
		add(diff, &change);
	}
}

static bool
has_rule(const struct rules *rules, const struct rule *rule)
{
	size_t low = 0, high = rules->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (path_compare(&rules->items[middle].path, &rule->path) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < rules->count && path_compare(&rules->items[low].path, &rule->path) == 0; low++)
		if (rules->items[low].object == rule->object &&
		    rules->items[low].children == rule->children &&
		    rules->items[low].written == rule->written)
			return true;
	return false;
}

/* The paths that changes tell of, sorted. */
static struct rules
paths_told(struct diff *diff)
{
	struct rules told = {0};

	for (size_t i = 0; i < diff->count; i++) {
		struct rule rule = {0};

		if (!diff->changes[i].excess)
			continue;
		rule.path = diff->changes[i].excess->path;
		rules_add(diff->arena, &told, &rule);
	}
	rules_sort(&told);
	return told;
}

/* Grants that a profile of FROM writes and TO does not, at which nothing changes. */
static size_t
idle(struct diff *diff, const struct rules *from, const struct rules *to, const struct rules *told)
{
	size_t count = 0;

	for (size_t i = 0; i < from->count; i++) {
		const struct rule *rule = &from->items[i], at = {.path = rule->path};

		count += rule_from_profile(rule) && !has_rule(to, rule) && !has_rule(told, &at);
	}
	(void)diff;
	return count;
}

static int
compare_changes(const void *first, const void *second)
{
	const struct change *a = first, *b = second;
	int by = (int)a->mark - (int)b->mark;

	if (by)
		return by;
	if (a->sign != b->sign)
		return a->sign == '+' ? -1 : 1;
	by = strcmp(a->kind, b->kind);
	if (!by && !!a->excess == !!b->excess && a->excess)
		by = (int)a->excess->kind - (int)b->excess->kind;
	if (!by && a->origin != b->origin)
		by = strcmp(a->words.origin, b->words.origin);
	if (!by)
		by = strcmp(a->words.what, b->words.what);
	return by ? by : strcmp(a->words.where, b->words.where);
}

void
diff_make(struct diff *diff)
{
	const struct algebra algebra = {.arena = diff->arena};
	struct excesses gained = algebra_excess(&algebra, diff->after, diff->before);
	struct excesses lost = algebra_excess(&algebra, diff->before, diff->after);
	struct rules told;

	algebra_hash(&algebra, diff->before, diff->old_hash);
	algebra_hash(&algebra, diff->after, diff->new_hash);
	diff->assumed = algebra_assumed(diff->arena, diff->before, diff->after);
	add_excesses(diff, &gained, &lost, '+');
	add_excesses(diff, &lost, &gained, '-');
	for (int bypasses = 0; bypasses < 2; bypasses++) {
		add_rules(diff, diff->after, diff->before, bypasses);
		add_rules(diff, diff->before, diff->after, bypasses);
	}
	add_suppressions(diff, diff->after, diff->before);
	add_suppressions(diff, diff->before, diff->after);
	add_assertions(diff, diff->after, diff->before);
	add_assertions(diff, diff->before, diff->after);
	told = paths_told(diff);
	diff->without_effect = idle(diff, &diff->after->grants, &diff->before->grants, &told) +
	                       idle(diff, &diff->before->grants, &diff->after->grants, &told);
	if (diff->count)
		qsort(diff->changes, diff->count, sizeof(*diff->changes), compare_changes);
}

/* What a change tells, as one text; the real names of /tmp, /var and /etc on macOS are no news. */
static const char *
told_as(struct arena *arena, const struct change *change)
{
	static const char alias[] = "/private/";
	const char *where = change->words.where;

	if (strncmp(where, alias, strlen(alias)) == 0)
		where += strlen(alias) - 1;
	return arena_printf(arena, "%c%s\n%s\n%s", change->sign, change->kind, change->words.what,
	                    where);
}

static const char **
all_told(const struct diff *diff)
{
	const char **told = arena_calloc(diff->arena, diff->count + 1, sizeof(*told));

	for (size_t i = 0; i < diff->count; i++)
		told[i] = told_as(diff->arena, &diff->changes[i]);
	qsort(told, diff->count, sizeof(*told), compare_texts);
	return told;
}

void
diff_less(struct diff *diff, const struct diff *other)
{
	const char **told = all_told(other);
	size_t kept = 0;

	for (size_t i = 0; i < diff->count; i++) {
		const char *text = told_as(diff->arena, &diff->changes[i]);

		if (!bsearch(&text, told, other->count, sizeof(text), compare_texts))
			diff->changes[kept++] = diff->changes[i];
	}
	diff->count = kept;
}

int
diff_verdict(const struct diff *diff)
{
	return diff->count ? (int)diff->changes[0].mark : -1;
}

const char *
diff_mark(enum mark mark)
{
	static const char *const marks[] = {
	    [MARK_WIDENS] = "WIDENS", [MARK_UNDECIDED] = "UNDECIDED", [MARK_NARROWS] = "NARROWS"};

	return marks[mark];
}

const char *
diff_verdict_text(const struct diff *diff)
{
	switch (diff_verdict(diff)) {
	case MARK_WIDENS:
		return "widens";
	case MARK_UNDECIDED:
		return "undecided";
	case MARK_NARROWS:
		return "narrows";
	default:
		return "no change";
	}
}

/* Places where a grant may come to meet what is protected: as many as there are protected ones. */
static bool
is_by_chance(const struct change *change)
{
	return change->excess &&
	       (change->excess->kind == EXCESS_LIFTED || change->excess->kind == EXCESS_SEAL);
}

static bool
is_one_line(const struct change *a, const struct change *b)
{
	return a->origin && b->origin && a->mark == b->mark &&
	       (a->origin->kind == ORIGIN_GROUP || (is_by_chance(a) && is_by_chance(b))) &&
	       a->sign == b->sign && strcmp(a->kind, b->kind) == 0 &&
	       strcmp(a->words.origin, b->words.origin) == 0 &&
	       strcmp(a->words.what, b->words.what) == 0;
}

size_t
diff_run(const struct diff *diff, size_t index)
{
	size_t end = index + 1;

	while (end < diff->count && is_one_line(&diff->changes[index], &diff->changes[end]))
		end++;
	return end - index;
}
