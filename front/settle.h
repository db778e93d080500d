/* SPDX-License-Identifier: Apache-2.0 */
/* settle.h - what a person has to agree to before a policy is applied. */
#ifndef FRONT_SETTLE_H
#define FRONT_SETTLE_H

#include "front/policy.h"

/* What --allow-cwd grants: "read", "write" or "readwrite"; NULL for nothing. */
const char *settle_wanted(const struct command_line *line, const struct front_policy *policy);
/* Why nono-exec would refuse ACCESS to the working directory, by what POLICY protects; or NULL. */
const char *settle_refusal(const struct front_policy *policy, const char *access);
/*
 * The working directory: asked for on a terminal, else not granted and said.  Compiles again after
 * a yes; false if that failed, which was shown.
 */
bool settle_workdir(struct command_line *line, struct front_policy *policy);
/* Offers to make the directories that the profile lets the command read and write. */
void settle_missing(const struct command_line *line, const struct front_policy *policy);
/*
 * A profile from below the working directory that widens what it builds on is shown, and used only
 * if somebody agrees, or has before.  False: it is not to be used, which was said.
 */
bool settle_trust(const struct command_line *line, const struct front_policy *policy);

#endif
