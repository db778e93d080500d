/* SPDX-License-Identifier: Apache-2.0 */
/* exec.h - the command itself. */
#ifndef RUNTIME_EXEC_H
#define RUNTIME_EXEC_H

#include "runtime/loader.h"

/* Becomes the command; returns only to say 126 (cannot execute) or 127 (not found). */
int command_exec(struct loader *loader);

#endif
