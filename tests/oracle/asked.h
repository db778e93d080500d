/* SPDX-License-Identifier: Apache-2.0 */
/* asked.h - what nonoc why makes of a policy and of paths: it binds and walks by itself. */
#ifndef ORACLE_ASKED_H
#define ORACLE_ASKED_H

#include "compiler/here.h"
#include "compiler/why.h"
#include "tests/oracle/ops.h"

struct asked {
	const struct policy *policy;
	struct here here;
	struct ir *bound;
	bool refused; /* nono-exec would not start it */
};

struct asked asked_make(struct arena *arena, const struct tree *tree, const struct policy *policy);
/* The answer about the paths of OPERATION, as they are spelled. */
struct why asked_why(const struct asked *asked, const struct operation *operation,
                     const struct kernel *kernel);

#endif
