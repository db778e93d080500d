/* SPDX-License-Identifier: Apache-2.0 */
/* prepare.h - all that comes before a command runs. */
#ifndef FRONT_PREPARE_H
#define FRONT_PREPARE_H

#include "front/policy.h"

/*
 * Compiles what LINE asks for, has it agreed to, shows it, and leaves it for the command to read.
 * False: nothing is to be run, and why was shown.
 */
bool prepare(struct command_line *line, struct front_policy *policy);

#endif
