/* SPDX-License-Identifier: Apache-2.0 */
/* compare.c - two policies, held against each other. */
#include "compiler/driver-diff.h"
#include "library/call.h"

struct comparing {
	const struct nono_policy *a, *b;
	enum nono_change *change;
	enum nono_containment *containment;
	struct nono_bytes **text;
};

static enum nono_status
differ(struct call *call, void *context)
{
	static const enum nono_change changes[] = {[MARK_WIDENS] = NONO_WIDENED,
	                                           [MARK_UNDECIDED] = NONO_CHANGE_UNDECIDED,
	                                           [MARK_NARROWS] = NONO_NARROWED};
	const struct comparing *comparing = context;
	struct diff diff = {.arena = call->arena,
	                    .old_name = comparing->a->name,
	                    .new_name = comparing->b->name,
	                    .before = policy_borrow(call, comparing->a),
	                    .after = policy_borrow(call, comparing->b)};
	int verdict;

	diff_make(&diff);
	verdict = diff_verdict(&diff);
	*comparing->change = verdict < 0 ? NONO_EQUAL : changes[verdict];
	if (comparing->text) {
		diff_show_text(&diff, call_write(call));
		call_give(call, call_written(call), comparing->text);
	}
	return NONO_OK;
}

enum nono_status
nono_diff(const struct nono_policy *before, const struct nono_policy *after,
          enum nono_change *change, struct nono_bytes **text, struct nono_error **error)
{
	struct comparing comparing = {.a = before, .b = after, .change = change, .text = text};

	return call_run(differ, &comparing, error);
}

static enum nono_status
contain(struct call *call, void *context)
{
	static const enum nono_containment verdicts[] = {[CONTAINED] = NONO_CONTAINED,
	                                                 [NOT_CONTAINED] = NONO_NOT_CONTAINED,
	                                                 [UNDECIDED] = NONO_CONTAINMENT_UNDECIDED};
	const struct algebra algebra = {.arena = call->arena};
	const struct comparing *comparing = context;
	struct compared compared = {.arena = call->arena,
	                            .a_name = comparing->a->name,
	                            .b_name = comparing->b->name,
	                            .a = policy_borrow(call, comparing->a),
	                            .b = policy_borrow(call, comparing->b)};

	compared.found = algebra_excess(&algebra, compared.a, compared.b);
	*comparing->containment = verdicts[algebra_verdict(&compared.found)];
	if (comparing->text) {
		contains_show(&compared, call_write(call));
		call_give(call, call_written(call), comparing->text);
	}
	return NONO_OK;
}

enum nono_status
nono_contains(const struct nono_policy *a, const struct nono_policy *b,
              enum nono_containment *containment, struct nono_bytes **text,
              struct nono_error **error)
{
	struct comparing comparing = {.a = a, .b = b, .containment = containment, .text = text};

	return call_run(contain, &comparing, error);
}
