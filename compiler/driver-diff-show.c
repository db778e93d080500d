/* SPDX-License-Identifier: Apache-2.0 */
/* driver-diff-show.c - a diff for people at a terminal, and for programs. */
#include "compiler/diag-record.h"
#include "compiler/driver-diff.h"
#include "compiler/jsonout.h"

#include <string.h>

/* The cells of a line behind its mark: what, where, what was there. */
enum { CELLS = 3 };
struct row {
	const char *cells[CELLS];
};

/* What a column is as wide as, if its cells are; one that is longer pushes only its own line. */
static const unsigned widest[CELLS] = {26, 40, 26};

static struct row
row_of(const struct diff *diff, size_t index)
{
	const struct change *change = &diff->changes[index];
	size_t run = diff_run(diff, index);
	struct row row = {{change->words.what, change->words.where, ""}};

	if (run > 1)
		row.cells[1] =
		    arena_printf(diff->arena, "%s and %zu more", change->words.where, run - 1);
	if (change->words.was && change->sign == '+')
		row.cells[2] = arena_printf(diff->arena, "(was: %s)", change->words.was);
	return row;
}

/* On a terminal. */
static unsigned
width_of(const char *text)
{
	size_t length = strlen(text);
	unsigned width = 0;

	for (size_t at = 0; at < length;) {
		char shown[16];
		unsigned columns;

		at += escape_next(text + at, length - at, shown, &columns);
		width += columns;
	}
	return width;
}

static void
measure(const struct diff *diff, unsigned widths[static CELLS])
{
	for (size_t i = 0; i < diff->count; i += diff_run(diff, i)) {
		struct row row = row_of(diff, i);

		for (int cell = 0; cell < CELLS; cell++) {
			unsigned width = width_of(row.cells[cell]);

			if (width <= widest[cell] && width > widths[cell])
				widths[cell] = width;
		}
	}
}

static void
show_change(const struct diff *diff, size_t index, const unsigned widths[static CELLS], FILE *out)
{
	struct arena *arena = diff->arena;
	const struct change *change = &diff->changes[index];
	struct row row = row_of(diff, index);
	const char *place = change->words.origin, *text;
	unsigned blanks = 0;

	if (change->words.chain)
		place = arena_printf(arena, "%s, %s", place, change->words.chain);
	text = arena_printf(arena, "  %c %-9s", change->sign, diff_mark(change->mark));
	for (int cell = 0; cell <= CELLS; cell++) {
		const char *shown = cell < CELLS ? row.cells[cell] : place;
		unsigned width = width_of(shown);

		/* An empty cell, or column, leaves no blanks at the end of a line. */
		if (*shown) {
			text = arena_printf(arena, "%s%*s  %s", text, (int)blanks, "", shown);
			blanks = 0;
		} else if (cell < CELLS && widths[cell]) {
			blanks += 2;
		}
		if (cell < CELLS && width < widths[cell])
			blanks += widths[cell] - width;
	}
	escape_line(text, out);
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
	unsigned widths[CELLS] = {0};

	escape_first(diff->new_name, out);
	fprintf(out, ": what it allows %s%s\n", diff->apart ? "on macOS " : "",
	        !diff->count    ? "does not change"
	        : diff->created ? "changes (all of it is new)"
	                        : "changes");
	measure(diff, widths);
	for (size_t i = 0; i < diff->count; i += diff_run(diff, i))
		show_change(diff, i, widths, out);
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
	const char *what = change->words.what;
	json_t *object;

	if (change->rights)
		what = arena_printf(
		    arena, "%s %s", change->kind,
		    change->rights == BLOB_FS_ALL ? "all" : access_text(arena, change->rights));
	if (change->excess) {
		object = compare_json(arena, change->ir, change->other, change->excess);
	} else {
		object = jsonout_need(json_object());
		jsonout_set(object, "kind", json_string(change->kind));
		jsonout_set(object, "what", jsonout_text(arena, what));
		jsonout_set(object, "where", jsonout_text(arena, change->words.where));
		jsonout_set(object, "origin", jsonout_text(arena, change->words.origin));
		if (change->rights)
			jsonout_set(object, "rights", access_json(change->rights));
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
	jsonout_set(object, "target",
	            json_string(diff->after->target == TARGET_SEATBELT ? "seatbelt" : "landlock"));
	jsonout_set(object, "created", json_boolean(diff->created));
	jsonout_set(object, "verdict", json_string(diff_verdict_text(diff)));
	jsonout_set(object, "assumes", jsonout_text(diff->arena, diff->assumed));
	for (size_t i = 0; i < diff->count; i++)
		jsonout_append(list, change_json(diff, &diff->changes[i]));
	jsonout_set(object, "changes", list);
	jsonout_set(object, "withoutEffect", json_integer((json_int_t)diff->without_effect));
	return object;
}
