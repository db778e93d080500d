/* SPDX-License-Identifier: Apache-2.0 */
/* driver-prune-show.c - what was not needed, above the patch that takes it out. */
#include "compiler/driver-prune.h"

#include "compiler/diag-record.h"
#include "compiler/jsonout.h"

static const char *
origin(const struct pruning *p, const struct needless *item)
{
	return place_text(p->written, item->at);
}

static void
show_item(const struct pruning *p, const struct needless *item)
{
	const char *note = item->removed          ? ""
	                   : item->at.source != 1 ? ", in a file that this profile builds on"
	                                          : ", to be taken out by hand";

	const char *kept =
	    item->kept ? arena_printf(p->amending.arena, ", but for %s", item->kept) : "";

	escape_line(arena_printf(p->amending.arena, "unused    %s: %s%s%s", origin(p, item),
	                         item->what, kept, note),
	            stdout);
}

int
prune_show(const struct pruning *pruning)
{
	struct arena *arena = pruning->amending.arena;

	for (size_t i = 0; i < pruning->count; i++)
		show_item(pruning, &pruning->items[i]);
	for (size_t i = 0; i < pruning->group_count; i++)
		escape_line(
		    arena_printf(arena,
		                 "unused    %s: group '%s', which may stay: it is "
		                 "kept up for more than one run",
		                 place_text(pruning->amending.policy.ir, pruning->groups[i].at),
		                 pruning->groups[i].what),
		    stdout);
	if (pruning->refused)
		escape_line(
		    arena_printf(
			arena, "left      the profile stays as it is, for it would not compile: %s",
			pruning->refused),
		    stdout);
	escape_line(
	    arena_printf(
		arena,
		"%zu of %zu entries not needed for the %zu things that %zu trace%s allowed; "
		"traces are samples: what these runs did not do, another may",
		pruning->count, pruning->entries, pruning->used, pruning->amending.count,
		pruning->amending.count == 1 ? "" : "s"),
	    stdout);
	return driver_print("");
}

static json_t *
item_json(const struct pruning *p, const struct needless *item, const char *place)
{
	json_t *object = jsonout_need(json_object());

	jsonout_set(object, "what", jsonout_text(p->amending.arena, item->what));
	jsonout_set(object, "kept", jsonout_text(p->amending.arena, item->kept));
	jsonout_set(object, "place", jsonout_text(p->amending.arena, place));
	jsonout_set(object, "removed", json_boolean(item->removed));
	return object;
}

int
prune_show_json(const struct pruning *pruning)
{
	struct arena *arena = pruning->amending.arena;
	json_t *document = jsonout_need(json_object());
	json_t *unused = jsonout_need(json_array()), *groups = jsonout_need(json_array());

	jsonout_set(document, "schema", json_string("nonoc.prune/1"));
	jsonout_set(document, "profile", jsonout_text(arena, pruning->amending.file.name));
	jsonout_set(document, "used", json_integer((json_int_t)pruning->used));
	for (size_t i = 0; i < pruning->count; i++)
		jsonout_append(unused, item_json(pruning, &pruning->items[i],
		                                 origin(pruning, &pruning->items[i])));
	for (size_t i = 0; i < pruning->group_count; i++)
		jsonout_append(groups, item_json(pruning, &pruning->groups[i],
		                                 place_text(pruning->amending.policy.ir,
		                                            pruning->groups[i].at)));
	jsonout_set(document, "unused", unused);
	jsonout_set(document, "groups", groups);
	jsonout_set(document, "refused", jsonout_text(arena, pruning->refused));
	jsonout_set(document, "patch", jsonout_text(arena, amending_patch(&pruning->amending)));
	jsonout_write(document, stdout);
	json_decref(document);
	return driver_print("");
}
