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
	bool workdir;    /* the working directory is granted as far as the profile asks */
	struct str blob; /* NULL before front_emit() */
};

/* Reads and checks what the options come to, and shows what is wrong.  False: that is an error. */
bool front_compile(const struct command_line *line, struct front_policy *policy);
/* Makes the blob; false after an error was shown. */
bool front_emit(struct front_policy *policy);

#endif
