/* SPDX-License-Identifier: Apache-2.0 */
/* driver-why-show.c - the answer of nonoc why, for people. */
#include "compiler/driver-why.h"

#include "compiler/diag-record.h"

#include <errno.h>

static const char *const states[] = {[WHY_ALLOWED] = "ALLOWED",
                                     [WHY_DENIED] = "DENIED",
                                     [WHY_UNHELD] = "DENIED, NOT HELD",
                                     [WHY_UNDECIDED] = "UNDECIDED"};

/* A line with nothing in it that could drive the terminal. */
static void
put(const struct question *q, const char *line)
{
	escape_line(line, q->out);
}

const char *
origin_chain(const struct ir *ir, struct span at, const struct origin *origin)
{
	const char *text = at.source ? place_text(ir, at) : rule_origin_text(ir, at, origin);

	for (; origin && origin->why.source; origin = origin->from)
		text = arena_printf(ir->arena, "%s, %s '%s' from %s", text,
		                    origin->kind == ORIGIN_GROUP ? "group" : "profile",
		                    origin->name, place_text(ir, origin->why));
	return *text ? text : "origin not recorded";
}

static void
put_rule(const struct question *q, const char *what, const struct rule *rule)
{
	put(q, arena_printf(
		   q->arena, "  %s '%s' (%s)", what, path_text(q->arena, &rule->path),
		   access_words(q->arena, rule->rights, 0, rule->object == BLOB_OBJECT_FILE)));
	put(q,
	    arena_printf(q->arena, "    %s", origin_chain(q->policy.ir, rule->at, rule->origin)));
}

static void
put_assumed(const struct question *q, const struct why *why)
{
	const char *text = "";
	size_t shown =
	    why->assumed_count < COUNTOF(why->assumed) ? why->assumed_count : COUNTOF(why->assumed);

	for (size_t i = 0; i < shown; i++)
		text = arena_printf(q->arena, "%s%s'%s'", text, i ? ", " : "",
		                    path_text(q->arena, &why->assumed[i]->path));
	if (why->assumed_count > shown)
		text = arena_printf(q->arena, "%s and %zu more", text, why->assumed_count - shown);
	if (!shown)
		return;
	if (why->verdict.allowed)
		put(q, arena_printf(q->arena,
		                    "  assuming it is not, and does not lie below, the "
		                    "protected %s: nono-exec checks this at start",
		                    text));
	else
		put(q, arena_printf(q->arena,
		                    "  assuming %s is not, and does not hold, '%s': nono-exec "
		                    "checks this at start",
		                    text, path_text(q->arena, &why->verdict.where)));
}

static void
put_denied(const struct question *q, const struct why *why)
{
	const struct verdict *verdict = &why->verdict;

	if (verdict->missing)
		put(q, arena_printf(q->arena, "  missing: %s on '%s'%s",
		                    access_text(q->arena, verdict->missing),
		                    path_text(q->arena, &verdict->where),
		                    verdict->error == EXDEV ? " (the kernel says EXDEV)" : ""));
	/* Nothing is missing: the kernel cannot tell, and the filter refuses it to all. */
	else if (why->state == WHY_DENIED)
		put(q, q->query.op == OP_CONNECT_UNIX || q->query.op == OP_BIND_UNIX
		           ? "  closed by the filter on this kernel: a unix_socket key opens it"
		           : "  closed by the filter on this kernel, whatever is granted");
	if (why->state == WHY_UNHELD)
		put(q, verdict->held_from
		           ? arena_printf(q->arena, "  not held below Landlock ABI %u",
		                          verdict->held_from)
		           : "  not held by this kernel");
	if (verdict->rule)
		put_rule(q, "protected by the deny of", verdict->rule);
	if (q->interpreter)
		put(q, arena_printf(q->arena, "  '%s' is executed by '%s'", q->given[0],
		                    q->interpreter));
	if (why->nearest)
		put_rule(q, "nearest grant:", why->nearest);
	else
		put(q, "  nearest grant: none");
	if (why->unless)
		put_rule(q, "unless it is, or lies below, the granted", why->unless);
	if (q->missing)
		put_rule(q, "nothing is there, so nono-exec skips the grant of", q->missing);
	if (question_wants_object(q))
		put(q, arena_printf(q->arena, "  to allow: make '%s' before the run",
		                    path_text(q->arena, &q->missing->path)));
	else if (why->change)
		put(q, arena_printf(q->arena, "  to allow: %s (adds: %s)", why->change, why->adds));
	else if (why->obstacle)
		put(q, arena_printf(q->arena, "  to allow: no profile can: %s", why->obstacle));
	else if (verdict->missing)
		put(q, "  to allow: no key of a profile grants this");
}

static void
put_path(const struct question *q, const struct why *why)
{
	if (why->verdict.allowed) {
		if (why->verdict.rule)
			put_rule(q, "allowed by the grant of", why->verdict.rule);
		else
			put(q, "  nothing that a policy mediates is needed");
	} else {
		put_denied(q, why);
	}
	put_assumed(q, why);
}

/* What the paths of the question came to. */
static void
put_paths(const struct question *q)
{
	const struct path *paths[] = {&q->query.path, &q->query.second};
	const char *bound = "";

	for (int i = 0; i < 2 && q->given[i]; i++) {
		if (q->object[i].link_count)
			put(q, arena_printf(q->arena, "  '%s' leads to '%s'", q->given[i],
			                    path_text(q->arena, paths[i])));
		if (q->object[i].error)
			put(q, arena_printf(q->arena, "  '%s' could not be looked at: %s",
			                    q->given[i], q->object[i].error));
		if (q->alias[i])
			put(q,
			    arena_printf(q->arena,
			                 "  '%s' is, or lies in, the granted '%s' by another name",
			                 path_text(q->arena, paths[i]), q->alias[i]));
	}
	if (!q->bound)
		return;
	for (unsigned i = BLOB_ANCHOR_HOME; i <= BLOB_ANCHOR_TMPDIR; i++)
		if (q->here.definitions.known[i])
			bound = arena_printf(q->arena, "%s %s=%s", bound,
			                     anchor_name((enum blob_anchor)i),
			                     path_text(q->arena, &q->here.definitions.at[i]));
	put(q, arena_printf(q->arena, "  bound as here:%s", bound));
	if (q->refusal)
		put(q,
		    arena_printf(q->arena, "  assuming nono-exec starts, which it refuses here: %s",
		                 q->refusal));
}

static void
put_plain(const struct question *q)
{
	const struct why_port *port = &q->port_answer;
	const struct why_env *env = &q->variable_answer;
	bool about_port = q->about == ABOUT_PORT;
	const char *change = about_port ? port->change : env->change;

	put(q, arena_printf(q->arena, "  %s", about_port ? port->reason : env->reason));
	if (about_port && port->rule)
		put(q,
		    arena_printf(q->arena, "    %s",
		                 origin_chain(q->policy.ir, port->rule->at, port->rule->origin)));
	if (!about_port && env->rule)
		put(q, arena_printf(q->arena, "    %s",
		                    origin_chain(q->policy.ir, env->rule->at, env->rule->origin)));
	if (about_port && port->state == WHY_UNHELD)
		put(q, arena_printf(q->arena, "  not held below Landlock ABI %u", port->held_from));
	if (change)
		put(q, arena_printf(q->arena, "  to change it: %s", change));
}

static void
put_probe(const struct question *q)
{
	const struct probe *probe = &q->probe;

	if (probe->refused)
		put(q, arena_printf(q->arena,
		                    "  kernel: not asked, the policy is not applied here: %s",
		                    probe->refused));
	else if (probe->untried)
		put(q, arena_printf(q->arena, "  kernel: not probed: %s", probe->untried));
	else
		put(q, arena_printf(q->arena, "  kernel: %s (without the policy: %s)",
		                    errno_name(probe->attempt.result),
		                    errno_name(probe->attempt.control)));
	if (probe->differs)
		put(q,
		    "  DIFFERENCE: the kernel does not say what nonoc says; this is a mistake in "
		    "nonoc, please report it");
}

void
question_show(const struct question *q)
{
	const char *protocol = q->about != ABOUT_PORT    ? ""
	                       : q->protocol == BLOB_UDP ? "udp "
	                                                 : "tcp ";
	const char *kind = q->about == ABOUT_PATH
	                       ? arena_printf(q->arena, "  (%s)", thing_name(q->query.thing))
	                       : "";

	put(q, arena_printf(q->arena, "%s  %s  %s%s%s%s%s", states[question_state(q)], q->word,
	                    protocol, q->given[0], q->given[1] ? "  " : "",
	                    q->given[1] ? q->given[1] : "", kind));
	if (q->about == ABOUT_PATH) {
		put_path(q, &q->answer);
		put_paths(q);
		if (q->both) {
			put(q, arena_printf(q->arena, "if it is a %s: %s",
			                    thing_name(q->other_thing), states[q->other.state]));
			put_path(q, &q->other);
		}
	} else {
		put_plain(q);
	}
	if (q->probe.asked)
		put_probe(q);
}
