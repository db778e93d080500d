/* SPDX-License-Identifier: Apache-2.0 */
/* driver-why-probe.c - nonoc why --probe: what the kernel says, beside what the evaluator does. */
#include "compiler/driver-why.h"

#include <errno.h>

/* What is to be tried; NULL, or why it cannot be. */
static const char *
choose_attempt(const struct question *q, struct attempt *attempt)
{
	switch (q->about) {
	case ABOUT_VARIABLE:
		return "the kernel knows no variables";
	case ABOUT_PORT:
		if (q->protocol == BLOB_UDP)
			return "UDP is not probed";
		attempt->kind = q->access == BLOB_PORT_BIND ? ATTEMPT_BIND : ATTEMPT_CONNECT;
		attempt->port = q->port;
		return NULL;
	default:
		break;
	}
	attempt->op = q->query.op;
	attempt->path =
	    path_text(q->arena, q->interpreter ? &q->answer.verdict.where : &q->query.path);
	attempt->thing = q->found;
	if (q->object[0].error)
		return q->object[0].error;
	return attempt_unsafe(attempt);
}

/* What the evaluator expects the kernel to answer. */
static int
expected(const struct question *q)
{
	if (question_state(q) != WHY_DENIED)
		return 0;
	return q->about == ABOUT_PATH ? q->answer.verdict.error : EACCES;
}

void
question_probe(struct question *q)
{
	const struct emit_options emit = {.origins = false};
	struct probe *probe = &q->probe;
	struct str blob;

	probe->asked = true;
	probe->untried = choose_attempt(q, &probe->attempt);
	if (probe->untried)
		return;
	blob = pipeline_emit(q->policy.ir, &backend_landlock, &emit);
	probe->refused = blob.data ? probe_run(q->arena, blob, &probe->attempt, 1)
	                           : "the policy cannot be written";
	if (probe->refused)
		return;
	if (probe->attempt.control)
		probe->untried = arena_printf(q->arena, "without the policy it fails too, with %s",
		                              errno_name(probe->attempt.control));
	else if (question_state(q) != WHY_UNDECIDED)
		probe->differs = probe->attempt.result != expected(q);
}

int
question_status(const struct question *q)
{
	enum why_state state = question_state(q);

	if (q->probe.refused)
		return STATUS_USAGE;
	if (q->probe.differs)
		return STATUS_UNDECIDED;
	return state == WHY_ALLOWED  ? STATUS_CLEAN
	       : state == WHY_DENIED ? STATUS_ERROR
	                             : STATUS_UNDECIDED;
}
