/* SPDX-License-Identifier: Apache-2.0 */
/* asked.c - binds a policy as nonoc why would for its user, and walks as it does. */
#include "tests/oracle/asked.h"

#include <unistd.h>

/* Becomes USER; who it was before. */
static uid_t
become(uid_t user)
{
	uid_t was = geteuid();

	if (was != user && seteuid(user) != 0)
		fail("seteuid");
	return was;
}

struct asked
asked_make(struct arena *arena, const struct tree *tree, const struct policy *policy)
{
	struct asked asked = {.policy = policy};
	struct definitions *definitions = &asked.here.definitions;
	uid_t was = become(tree->owner);

	definitions->given = true;
	definitions_set(arena, definitions, BLOB_ANCHOR_HOME, place_path(tree->home));
	definitions_set(arena, definitions, BLOB_ANCHOR_WORKDIR, place_path(tree->workdir));
	asked.bound = here_bind(policy->ir, &asked.here, NULL);
	asked.refused = here_refusal(asked.bound, policy->ir, &asked.here) != NULL;
	become(was);
	return asked;
}

struct why
asked_why(const struct asked *asked, const struct operation *operation, const struct kernel *kernel)
{
	const char *paths[] = {operation->request.path, operation->request.second};
	const struct ir *ir = asked->policy->ir;
	struct query query = {.op = operation->request.op};
	struct here_object objects[2];
	struct ir bound = *asked->bound;

	bound.grants = rules_sorted(ir->arena, &bound.grants);
	for (unsigned i = 0; i < op_paths(query.op); i++) {
		objects[i] = here_resolve(ir->arena, paths[i], i == 0 && operation->follows);
		here_alias(&bound, &ir->grants, &asked->here, &objects[i]);
	}
	query.path = objects[0].path;
	query.thing = objects[0].thing;
	if (op_paths(query.op) == 2) {
		query.second = objects[1].path;
		query.second_thing = objects[1].thing;
	}
	return why_path(&bound, &query, kernel, NULL);
}
