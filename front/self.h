/* SPDX-License-Identifier: Apache-2.0 */
/*
 * self.h - the policy for the command itself: `nono why --self` asks it inside the sandbox.
 *
 * $NONO_CAP_FILE names a file in $XDG_STATE_HOME/nono/self that holds the blob.  It is granted for
 * reading, and no sandbox may write there.  Its name is a digest of options, directory and user, so
 * that runs alike share it, and its time is when the last of them started.
 */
#ifndef FRONT_SELF_H
#define FRONT_SELF_H

#include "front/policy.h"

#define SELF_VARIABLE "NONO_CAP_FILE"
/* What $WORKDIR of that policy is: the command may go elsewhere. */
#define SELF_WORKDIR "NONO_CAP_WORKDIR"

/* The file's path, which is there from now on; NULL when it cannot be made, as inside a sandbox. */
const char *self_begin(const struct command_line *line);
/* Writes the blob to POLICY's file, and names that in the environment. */
void self_write(const struct command_line *line, const struct front_policy *policy);
/*
 * Removes from DIRECTORY what no run has started with for a week and no process names.  Under a
 * lock that keeps runs from starting.
 */
void self_forget(struct arena *arena, const char *directory);
/* Reads that policy.  1; 0 after what is wrong was shown; -1 if there is none to be read. */
int self_read(const struct command_line *line, struct front_policy *policy);

#endif
