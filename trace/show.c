/* SPDX-License-Identifier: Apache-2.0 */
/* show.c - denials for people: what was refused, how much it matters, and what would allow it. */
#include "compiler/diag-record.h"
#include "trace/judge.h"
#include "trace/words.h"

/* More than anybody reads. */
enum { SHOWN_MAX = 50 };

/* The name alone: most programs are where one expects them. */
static const char *
short_name(const char *program)
{
	const char *slash = program ? strrchr(program, '/') : NULL;

	return slash ? slash + 1 : program;
}

/* TEXT with PLACE's absolute path, where a quoted string begins with it, as NAME. */
static const char *
abbreviate(struct arena *arena, const char *text, const char *place, const char *name)
{
	size_t length = strlen(place);
	const char *at = text, *out = "";

	if (length < 2)
		return text;
	while ((at = strstr(text, place))) {
		bool whole = at > text && at[-1] == '"' && (at[length] == '/' || at[length] == '"');

		out = arena_printf(arena, "%s%.*s%s", out, (int)(at - text), text,
		                   whole ? name : place);
		text = at + length;
	}
	return arena_printf(arena, "%s%s", out, text);
}

/* As a profile would say it: the working directory first, which often lies below the home. */
static const char *
as_profile(struct arena *arena, const struct trace *trace, const char *text)
{
	static const struct {
		enum blob_anchor anchor;
		const char *name;
	} anchors[] = {{BLOB_ANCHOR_WORKDIR, "$WORKDIR"}, {BLOB_ANCHOR_HOME, "~"}};
	const struct definitions *definitions = &trace->here.definitions;

	for (size_t i = 0; i < COUNTOF(anchors); i++)
		if (definitions->stated[anchors[i].anchor])
			text = abbreviate(arena, text,
			                  path_text(arena, &definitions->at[anchors[i].anchor]),
			                  anchors[i].name);
	return text;
}

/* What was asked for: "read '/etc/shadow'". */
static const char *
subject(struct arena *arena, const struct trace_record *record)
{
	const char *op = trace_op(record);

	switch (record->kind) {
	case TRACE_PATH:
		return record->to
		           ? arena_printf(arena, "%s '%s' to '%s'", op, record->path, record->to)
		           : arena_printf(arena, "%s '%s'", op, record->path);
	case TRACE_PORT:
		return arena_printf(arena, "%s %s port %u%s%s", op,
		                    record->protocol == BLOB_TCP ? "tcp" : "udp", record->port,
		                    record->address ? " of " : "",
		                    record->address ? record->address : "");
	case TRACE_SOCKET:
		for (const struct trace_name *name = trace_families; name->name; name++)
			if (name->number == record->family)
				return arena_printf(arena, "%s of family %s", op, name->name);
		return arena_printf(arena, "%s of family %d", op, record->family);
	default:
		return arena_printf(arena, "%s '%s'", op, record->name ? record->name : "?");
	}
}

/* Where the policy's own words would open it. */
static const char *
other_change(const struct trace_record *record)
{
	enum { UNIX = 1, INET = 2, INET6 = 10 };

	if (record->kind == TRACE_SOCKET && record->family == UNIX)
		return "\"unix_socket\" keys of \"filesystem\"";
	if (record->kind == TRACE_SOCKET && (record->family == INET || record->family == INET6))
		return "ports in \"network\": \"connect_port\" for tcp, \"udp\" for udp";
	return NULL;
}

static const char *
path_denial(struct arena *arena, const struct trace *trace, const struct trace_record *record,
            const char *head)
{
	struct ir ir = *trace->bound;
	struct query query = judge_query(record);
	const struct kernel intent = {0};
	struct why why;
	const char *risk = "";

	ir.arena = arena;
	why = here_why(&ir, &trace->names, &query, &intent, &trace->here.definitions);
	if (why.verdict.rule && !why.verdict.allowed)
		risk = why.credential ? " [protected, credential]" : " [protected]";
	else if (why.credential)
		risk = " [credential]";
	if (why.obstacle)
		return arena_printf(arena, "%s%s\n  to allow: no profile can: %s", head, risk,
		                    why.obstacle);
	if (why.verdict.allowed || !why.change)
		return arena_printf(arena, "%s%s\n  to allow: no key of a profile grants this",
		                    head, risk);
	return arena_printf(arena, "%s%s\n  to allow: %s (adds: %s)", head, risk,
	                    as_profile(arena, trace, why.change), why.adds);
}

const char *
trace_denial(struct arena *arena, const struct trace *trace, const struct trace_record *record)
{
	struct ir ir = *trace->bound;
	const char *head = arena_printf(arena, "denied: %s", subject(arena, record)), *change;

	if (record->program)
		head = arena_printf(arena, "%s (%s)", head, short_name(record->program));
	if (record->count > 1)
		head =
		    arena_printf(arena, "%s %llu times", head, (unsigned long long)record->count);
	if (record->kind == TRACE_PATH)
		return path_denial(arena, trace, record, head);
	ir.arena = arena;
	change = record->kind == TRACE_PORT
	             ? why_port(&ir, record->protocol, record->access, record->port, &trace->kernel)
	                   .change
	             : other_change(record);
	return change ? arena_printf(arena, "%s\n  to allow: %s", head, change) : head;
}

/* A denial's lines, safe for a terminal. */
static void
put_denial(struct arena *arena, const struct trace *trace, const struct trace_record *record)
{
	const char *text = trace_denial(arena, trace, record), *line = strchr(text, '\n');

	escape_line(line ? arena_printf(arena, "%.*s", (int)(line - text), text) : text, stderr);
	if (line)
		escape_line(line + 1, stderr);
}

void
trace_show(struct arena *arena, const struct trace *trace, const char *program)
{
	size_t denied = 0;

	for (size_t i = 0; i < trace->count; i++) {
		const struct trace_record *record = trace->records[i];

		if (record->verdict == TRACE_DENIED && denied++ < SHOWN_MAX)
			put_denial(arena, trace, record);
	}
	if (denied > SHOWN_MAX)
		fprintf(stderr, "%s: %zu more are not shown\n", program, denied - SHOWN_MAX);
	fprintf(stderr, "%s: %zu denied\n", program, denied);
	if (trace->dropped + trace->unread)
		fprintf(stderr, "%s: note: not recorded: %llu, %llu of them unreadable\n", program,
		        (unsigned long long)(trace->dropped + trace->unread),
		        (unsigned long long)trace->unread);
}
