/* SPDX-License-Identifier: Apache-2.0 */
/* grants.h - what a policy grants, in a few lines on standard error. */
#ifndef FRONT_GRANTS_H
#define FRONT_GRANTS_H

#include "front/policy.h"

/* "Capabilities:", a row a path; with --verbose all of them and where each comes from. */
void grants_show(const struct command_line *line, const struct front_policy *policy);

#endif
