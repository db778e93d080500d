/* SPDX-License-Identifier: Apache-2.0 */
/* execute.h - becomes the command under a policy in memory. */
#ifndef FRONT_EXECUTE_H
#define FRONT_EXECUTE_H

#include "front/policy.h"

#include "runtime/process.h"

/* What nono-exec's code is given for COMMAND, or to only look whether it could be started. */
struct process execute_as(const struct command_line *line, const struct front_policy *policy,
                          char **command, bool dry_run);
/*
 * Becomes COMMAND, or with DRY_RUN only looks whether it could be started.  Returns the exit status
 * when the command has not run; 0 after a dry run.
 */
int execute(const struct command_line *line, const struct front_policy *policy, char **command,
            bool dry_run);

#endif
