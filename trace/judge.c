/* SPDX-License-Identifier: Apache-2.0 */
/* judge.c - asks the evaluator: the kernel's answer alone does not tell who refused. */
#include "trace/judge.h"

#include <errno.h>

static struct path
path_of(const char *text)
{
	return (struct path){BLOB_ANCHOR_ROOT, str_of(text[0] == '/' ? text + 1 : text)};
}

struct query
judge_query(const struct trace_record *record)
{
	struct query query = {
	    .op = record->op, .path = path_of(record->path), .thing = record->thing};

	if (record->to) {
		query.second = path_of(record->to);
		query.second_thing = record->to_thing;
	}
	return query;
}

/* As why_port() has it, whose words go with their arena: a command may ask for ever. */
static bool
port_denied(const struct trace *trace, const struct trace_record *record)
{
	struct ir ir = *trace->bound;
	struct why_port why;

	ir.arena = arena_new();
	why = why_port(&ir, record->protocol, record->access, record->port, &trace->kernel);
	arena_free(ir.arena);
	return why.state != WHY_ALLOWED;
}

bool
judge_denies(const struct trace *trace, const struct trace_record *record)
{
	struct query query;

	switch (record->kind) {
	case TRACE_PATH:
		query = judge_query(record);
		return !eval(trace->bound, &query, &trace->kernel).allowed;
	case TRACE_PORT:
		return port_denied(trace, record);
	case TRACE_ABSTRACT:
		return trace->bound->scopes & BLOB_SCOPE_ABSTRACT_UNIX_SOCKET;
	case TRACE_SIGNAL:
		return trace->bound->scopes & BLOB_SCOPE_SIGNAL;
	default:
		return true;
	}
}

static enum ending
port_ending(int error)
{
	switch (error) {
	case 0:
	case EINPROGRESS:
	case EINTR:
	case EAGAIN:
	case ECONNREFUSED:
	case ECONNRESET:
	case ETIMEDOUT:
	case ENETUNREACH:
	case EHOSTUNREACH:
	case EADDRINUSE:
		return ENDING_ALLOWED;
	case EACCES:
		return ENDING_REFUSED;
	default:
		return ENDING_NOTHING;
	}
}

enum ending
judge_ending(const struct trace_record *record, int error)
{
	switch (record->kind) {
	case TRACE_PATH:
		if (error == 0 || (record->op == OP_CONNECT_UNIX && error == ECONNREFUSED))
			return ENDING_ALLOWED;
		return error == EACCES || error == EXDEV || error == EPERM || error == EROFS
		           ? ENDING_REFUSED
		           : ENDING_NOTHING;
	case TRACE_PORT:
		return port_ending(error);
	case TRACE_ABSTRACT:
	case TRACE_SIGNAL:
		return error == EPERM ? ENDING_REFUSED : ENDING_NOTHING;
	default:
		return ENDING_REFUSED;
	}
}
