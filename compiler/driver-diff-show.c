/* SPDX-License-Identifier: Apache-2.0 */
/* driver-diff-show.c - a diff for people at a terminal, and for programs. */
#include "compiler/diag-record.h"
#include "compiler/driver-diff.h"
#include "compiler/jsonout.h"

#include <string.h>

/* A longer cell does not push the others away. */
#define WHAT_WIDTH 24u
#define WHERE_WIDTH 36u

static const char *
padded(struct arena *arena, const char *text, size_t width)
{
	return arena_printf(arena, "%-*s", (int)width, text);
}

static void
show_change(const struct diff *diff, const struct change *change, size_t run, FILE *out)
{
	struct arena *arena = diff->arena;
	const char *where = change->words.where, *text;

	if (run > 1)
		where = arena_printf(arena, "%s and %zu more", where, run - 1);
	text = arena_printf(arena, "  %c %s  %s", change->sign,
	                    padded(arena, change->words.what, WHAT_WIDTH),
	                    padded(arena, where, WHERE_WIDTH));
	if (change->words.was && change->sign == '+')
		text = arena_printf(arena, "%s  (was: %s)", text, change->words.was);
	if (*change->words.origin)
		text = arena_printf(arena, "%s  %s", text, change->words.origin);
	if (change->words.chain)
		text = arena_printf(arena, "%s, %s", text, change->words.chain);
	escape_line(arena_printf(arena, "%s  %s", text, diff_mark(change->mark)), out);
	if (change->mark == MARK_UNDECIDED && change->excess->kind == EXCESS_RIGHTS)
		escape_line(arena_printf(arena,
		                         "      only the run can tell whether it lies in '%s'",
		                         path_text(arena, &change->excess->other->path)),
		            out);
}

void
diff_show_text(const struct diff *diff, FILE *out)
{
	struct arena *arena = diff->arena;
	size_t idle = diff->without_effect;
	bool same = strcmp(diff->old_hash, diff->new_hash) == 0;

	escape_first(diff->new_name, out);
	fprintf(out, ": what it allows %s\n",
	        !diff->count    ? "does not change"
	        : diff->created ? "changes (all of it is new)"
	                        : "changes");
	for (size_t i = 0; i < diff->count; i += diff_run(diff, i))
		show_change(diff, &diff->changes[i], diff_run(diff, i), out);
	if (idle)
		escape_line(arena_printf(arena, "  = %zu textual change%s no effect", idle,
		                         idle == 1 ? " has" : "s have"),
		            out);
	if (diff->assumed)
		escape_line(arena_printf(arena, "  as if %s", diff->assumed), out);
	escape_line(arena_printf(arena, "  hash %.12s%s%.12s", diff->old_hash,
	                         same ? " = " : " -> ", diff->new_hash),
	            out);
	escape_line(arena_printf(arena, "verdict: %s", diff_verdict_text(diff)), out);
}

static json_t *
change_json(const struct diff *diff, const struct change *change)
{
	struct arena *arena = diff->arena;
	json_t *object;

	if (change->excess) {
		object = compare_json(arena, change->ir, change->other, change->excess);
	} else {
		object = jsonout_need(json_object());
		jsonout_set(object, "kind", json_string(change->kind));
		jsonout_set(object, "what", jsonout_text(arena, change->words.what));
		jsonout_set(object, "where", jsonout_text(arena, change->words.where));
		jsonout_set(object, "origin", jsonout_text(arena, change->words.origin));
	}
	jsonout_set(object, "sign", json_string(change->sign == '+' ? "+" : "-"));
	jsonout_set(object, "mark", json_string(diff_mark(change->mark)));
	return object;
}

json_t *
diff_json(const struct diff *diff)
{
	json_t *object = jsonout_need(json_object());
	json_t *list = jsonout_need(json_array());

	jsonout_set(object, "old", compare_policy_json(diff->arena, diff->old_name, diff->before));
	jsonout_set(object, "new", compare_policy_json(diff->arena, diff->new_name, diff->after));
	jsonout_set(object, "created", json_boolean(diff->created));
	jsonout_set(object, "verdict", json_string(diff_verdict_text(diff)));
	jsonout_set(object, "assumes", jsonout_text(diff->arena, diff->assumed));
	for (size_t i = 0; i < diff->count; i++)
		jsonout_append(list, change_json(diff, &diff->changes[i]));
	jsonout_set(object, "changes", list);
	jsonout_set(object, "withoutEffect", json_integer((json_int_t)diff->without_effect));
	return object;
}
