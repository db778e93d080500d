/* SPDX-License-Identifier: Apache-2.0 */
/* query.c - the questions of nonoc why. */
#include "compiler/driver-why.h"
#include "library/call.h"

struct nono_answer {
	struct arena *arena;
	enum nono_verdict verdict;
	const char *text, *reason, *rule, *origin, *change, *adds;
};

struct asking {
	const struct nono_policy *policy;
	const char *const *words;
	size_t count;
	const struct nono_options *options;
	struct nono_answer **answer;
};

/* The words as a command line: the policy, the operation, what it is about. */
static const char *
read_words(struct call *call, const struct asking *asking, struct options *options)
{
	options->operand_count = asking->count + 1;
	options->operands =
	    arena_calloc(call->arena, options->operand_count + 1, sizeof(*options->operands));
	options->operands[0] = (char *)(uintptr_t)asking->policy->name;
	if (!asking->count)
		return "expected an operation and what it is about";
	for (size_t i = 0; i < asking->count; i++) {
		if (!asking->words[i] || !*asking->words[i])
			return "expected a word, found an empty one";
		options->operands[i + 1] = (char *)(uintptr_t)asking->words[i];
	}
	return asking->options && asking->options->abi > ACCESS_ABI_NEWEST
	           ? arena_printf(call->arena, "expected a Landlock ABI from 1 to %u, or 0",
	                          ACCESS_ABI_NEWEST)
	           : NULL;
}

static void
keep_rule(struct nono_answer *answer, const struct question *q, const struct rule *rule)
{
	if (!rule)
		return;
	answer->rule = path_text(q->arena, &rule->path);
	answer->origin = origin_chain(q->policy.ir, rule->at, rule->origin);
}

static void
keep_path(struct nono_answer *answer, const struct question *q)
{
	const struct verdict *verdict = &q->answer.verdict;

	keep_rule(answer, q, verdict->rule);
	answer->change = q->answer.change;
	answer->adds = q->answer.adds;
	if (verdict->rule)
		answer->reason = arena_printf(q->arena,
		                              verdict->allowed ? "allowed by the grant of '%s'"
		                                               : "protected by the deny of '%s'",
		                              answer->rule);
	else if (verdict->allowed)
		answer->reason = "nothing that a policy mediates is needed";
	else if (verdict->missing)
		answer->reason = arena_printf(q->arena, "nothing grants %s on '%s'",
		                              access_text(q->arena, verdict->missing),
		                              path_text(q->arena, &verdict->where));
	else
		answer->reason = "closed by the filter on this kernel";
}

static void
keep_plain(struct nono_answer *answer, const struct question *q)
{
	const struct why_port *port = &q->port_answer;
	const struct why_env *env = &q->variable_answer;

	if (q->about == ABOUT_PORT) {
		answer->reason = port->reason;
		answer->change = port->change;
		if (port->rule)
			answer->origin =
			    origin_chain(q->policy.ir, port->rule->at, port->rule->origin);
		return;
	}
	answer->reason = env->reason;
	answer->change = env->change;
	if (env->rule)
		answer->origin = origin_chain(q->policy.ir, env->rule->at, env->rule->origin);
}

static enum nono_status
ask(struct call *call, void *context)
{
	static const enum nono_verdict verdicts[] = {[WHY_ALLOWED] = NONO_ALLOWED,
	                                             [WHY_DENIED] = NONO_DENIED,
	                                             [WHY_UNHELD] = NONO_NOT_HELD,
	                                             [WHY_UNDECIDED] = NONO_UNDECIDED};
	const struct asking *asking = context;
	struct nono_answer *answer = arena_alloc(call->arena, sizeof(*answer));
	struct options options = {.verb = VERB_WHY, .profile.target = asking->policy->ir->target};
	struct question q = {.arena = call->arena, .options = &options};
	const char *wrong = read_words(call, asking, &options);

	options.profile.definitions = asking->policy->definitions;
	if (asking->options)
		options.profile.target_abi = asking->options->abi;
	q.kernel = driver_kernel(&options, 0);
	q.policy.ir = policy_borrow(call, asking->policy);
	if (!wrong)
		wrong = question_read(&q);
	if (wrong)
		return call_fail(call, NONO_USAGE, "%s", wrong);
	question_answer(&q);
	q.out = call_write(call);
	question_show(&q);
	answer->text = call_written(call).data;
	answer->arena = call->arena;
	answer->verdict = verdicts[question_state(&q)];
	if (q.about == ABOUT_PATH)
		keep_path(answer, &q);
	else
		keep_plain(answer, &q);
	*asking->answer = answer;
	call->kept = true;
	return NONO_OK;
}

enum nono_status
nono_query(const struct nono_policy *policy, const char *const *words, size_t count,
           const struct nono_options *options, struct nono_answer **answer,
           struct nono_error **error)
{
	struct asking asking = {policy, words, count, options, answer};

	return call_run(ask, &asking, error);
}

enum nono_verdict
nono_answer_verdict(const struct nono_answer *answer)
{
	return answer->verdict;
}

const char *
nono_answer_text(const struct nono_answer *answer)
{
	return answer->text;
}

const char *
nono_answer_reason(const struct nono_answer *answer)
{
	return answer->reason;
}

const char *
nono_answer_rule(const struct nono_answer *answer)
{
	return answer->rule;
}

const char *
nono_answer_origin(const struct nono_answer *answer)
{
	return answer->origin;
}

const char *
nono_answer_change(const struct nono_answer *answer)
{
	return answer->change;
}

const char *
nono_answer_adds(const struct nono_answer *answer)
{
	return answer->adds;
}

void
nono_answer_free(struct nono_answer *answer)
{
	if (answer)
		arena_free(answer->arena);
}
