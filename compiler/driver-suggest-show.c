/* SPDX-License-Identifier: Apache-2.0 */
/*
 * driver-suggest-show.c - suggestions with their risks; above the patch, where patch(1) and git
 * apply pass over them.
 */
#include "compiler/driver-suggest.h"

#include "compiler/diag-record.h"
#include "compiler/jsonout.h"

static const char *
times(struct arena *arena, unsigned long count)
{
	return count == 1 ? "denied once" : arena_printf(arena, "%lu denials", count);
}

/* "read '/etc/x' by /usr/bin/git (run.jsonl:7)" */
static const char *
first_of(const struct suggesting *s, const struct need *need)
{
	const struct record *record = need->record;
	struct place place =
	    source_place(s->amending.diags->sources, record->at.source, record->at.offset);
	const char *what = record->other ? record->other
	                   : record->port
	                       ? record->access == BLOB_PORT_CONNECT ? "connect" : "listen"
	                       : op_name(record->query.op);
	const char *by = record->program.length
	                     ? arena_printf(s->p.arena, " by %.*s", STR_ARG(record->program))
	                     : "";
	const char *line = s->amending.options->profile.input_name
	                       ? "" /* nobody can look at it */
	                       : arena_printf(s->p.arena, ":%u", place.line);

	return arena_printf(s->p.arena, "%s %.*s%s (%s%s)", what, STR_ARG(record->shown), by,
	                    need->trace, line);
}

static void
show_proposal(const struct suggesting *s, const struct proposal *proposal)
{
	struct arena *arena = s->p.arena;

	escape_line(arena_printf(arena, "%-9s %s: %.*s%s", risk_name(proposal->risk),
	                         key_of(proposal->key)->path, STR_ARG(proposal->value),
	                         proposal->bypasses ? ", with its bypass_protection" : ""),
	            stdout);
	escape_line(arena_printf(arena, "          %s", proposal->why), stdout);
	escape_line(arena_printf(arena, "          %s, the first: %s",
	                         times(arena, proposal->count), first_of(s, proposal->first)),
	            stdout);
	if (proposal->absent)
		escape_line("          it is not there yet: make it before the run, or the grant "
		            "has nothing to hold for",
		            stdout);
}

static void
show_left(const struct suggesting *s, const char *why, const struct need *need)
{
	escape_line(arena_printf(s->p.arena, "left      %s", first_of(s, need)), stdout);
	escape_line(
	    arena_printf(s->p.arena, "          %s%s", why,
	                 need->deny && !s->p.risky ? "; --risky suggests it all the same" : ""),
	    stdout);
}

/* A new entry can be in the way of a move that was asked for: into it, it would gain rights. */
static void
show_rest(const struct suggesting *s)
{
	if (s->p.dropped)
		escape_line(arena_printf(s->p.arena,
		                         "left      %zu more: apply these, and run again",
		                         s->p.dropped),
		            stdout);
	if (s->unanswered && !s->left)
		escape_line(arena_printf(s->p.arena,
		                         "left      %zu of the denials take one step more: apply "
		                         "these, and ask again",
		                         s->unanswered),
		            stdout);
}

int
suggest_show(const struct suggesting *suggesting)
{
	const struct proposals *proposals = &suggesting->p.proposals;
	const struct needs *needs = &suggesting->p.needs;

	if (!proposals->count && !needs->count)
		escape_line(
		    arena_printf(suggesting->p.arena,
		                 "nothing to suggest: '%s' allows all that the %s",
		                 suggesting->amending.file.name,
		                 suggesting->amending.denied ? "runs were denied" : "runs tried"),
		    stdout);
	for (unsigned risk = RISK_LOW; risk <= RISK_PROTECTED; risk++)
		for (size_t i = 0; i < proposals->count; i++)
			if (proposals->items[i].risk == risk && !proposals->items[i].left)
				show_proposal(suggesting, &proposals->items[i]);
	for (size_t i = 0; i < proposals->count; i++)
		if (proposals->items[i].left)
			show_left(suggesting, proposals->items[i].left, proposals->items[i].first);
	for (size_t i = 0; i < needs->count; i++)
		if (needs->items[i].left)
			show_left(suggesting, needs->items[i].left, &needs->items[i]);
	show_rest(suggesting);
	return driver_print("");
}

static json_t *
first_json(const struct suggesting *s, const struct need *need)
{
	json_t *first = jsonout_need(json_object());
	const struct record *record = need->record;
	struct place place =
	    source_place(s->amending.diags->sources, record->at.source, record->at.offset);

	jsonout_set(first, "trace", jsonout_text(s->p.arena, need->trace));
	jsonout_set(first, "line", json_integer(place.line));
	jsonout_set(first, "text", jsonout_text(s->p.arena, first_of(s, need)));
	return first;
}

static json_t *
proposal_json(const struct suggesting *s, const struct proposal *proposal)
{
	json_t *item = jsonout_need(json_object());

	jsonout_set(item, "risk", json_string(risk_name(proposal->risk)));
	jsonout_set(item, "key", json_string(key_of(proposal->key)->path));
	jsonout_set(item, "value", jsonout_text(s->p.arena, proposal->value.data));
	jsonout_set(item, "bypass", json_boolean(proposal->bypasses));
	jsonout_set(item, "absent", json_boolean(proposal->absent));
	jsonout_set(item, "why", jsonout_text(s->p.arena, proposal->why));
	jsonout_set(item, "denials", json_integer((json_int_t)proposal->count));
	jsonout_set(item, "first", first_json(s, proposal->first));
	return item;
}

static json_t *
left_json(const struct suggesting *s, const char *why, const struct need *need)
{
	json_t *item = jsonout_need(json_object());

	jsonout_set(item, "why", jsonout_text(s->p.arena, why));
	jsonout_set(item, "protected", json_boolean(need->deny != NULL));
	jsonout_set(item, "denials", json_integer((json_int_t)need->count));
	jsonout_set(item, "first", first_json(s, need));
	return item;
}

int
suggest_show_json(const struct suggesting *suggesting)
{
	const struct proposals *proposals = &suggesting->p.proposals;
	const struct needs *needs = &suggesting->p.needs;
	json_t *document = jsonout_need(json_object());
	json_t *list = jsonout_need(json_array()), *left = jsonout_need(json_array());

	jsonout_set(document, "schema", json_string("nonoc.suggest/1"));
	jsonout_set(document, "profile",
	            jsonout_text(suggesting->p.arena, suggesting->amending.file.name));
	for (size_t i = 0; i < proposals->count; i++)
		if (proposals->items[i].left)
			jsonout_append(left, left_json(suggesting, proposals->items[i].left,
			                               proposals->items[i].first));
		else
			jsonout_append(list, proposal_json(suggesting, &proposals->items[i]));
	for (size_t i = 0; i < needs->count; i++)
		if (needs->items[i].left)
			jsonout_append(
			    left, left_json(suggesting, needs->items[i].left, &needs->items[i]));
	jsonout_set(document, "dropped", json_integer((json_int_t)suggesting->p.dropped));
	jsonout_set(document, "unanswered", json_integer((json_int_t)suggesting->unanswered));
	jsonout_set(document, "suggestions", list);
	jsonout_set(document, "left", left);
	jsonout_set(document, "patch",
	            jsonout_text(suggesting->p.arena, amending_patch(&suggesting->amending)));
	jsonout_write(document, stdout);
	json_decref(document);
	return driver_print("");
}
