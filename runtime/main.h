/* SPDX-License-Identifier: Apache-2.0 */
/* main.h - the whole run; start.c calls it, and so do the tests. */
#ifndef RUNTIME_MAIN_H
#define RUNTIME_MAIN_H

#include "runtime/loader.h"

/* Returns an exit status: the command has not run. */
int loader_main(const struct process *process);

#endif
