/* SPDX-License-Identifier: Apache-2.0 */
/* policy.h - from a command line to a policy in memory. */
#ifndef FRONT_POLICY_H
#define FRONT_POLICY_H

#include "front/front.h"

#include "compiler/driver.h"
#include "compiler/here.h"

struct front_policy {
	struct policy read;
	struct here here;
	struct options options;
	struct str blob; /* NULL before front_emit() */
};

/* Reads and checks what the options come to.  False: that is an error, which was shown. */
bool front_compile(const struct command_line *line, struct front_policy *policy);
/*
 * Whether the files that A was read from, and B, held the same bytes: what lies where commands of
 * earlier runs write may change in between.
 */
bool front_same_texts(const struct sources *a, const struct sources *b);
/* Shows warnings, and notes if they are wanted. */
void front_warn(const struct command_line *line, struct front_policy *policy);
/* Makes the blob; false after an error was shown. */
bool front_emit(struct front_policy *policy);

#endif
