/* SPDX-License-Identifier: Apache-2.0 */
/* sandbox.h - a policy for the calling process itself: for nono, probes, embedding programs. */
#ifndef RUNTIME_SANDBOX_H
#define RUNTIME_SANDBOX_H

#include "runtime/process.h"

/*
 * All that nono-exec does with the command line in PROCESS, but for executing
 * the command: 0, and the caller is restricted from now on; or an exit status, and it
 * should end: what had been applied by then stays.  What is refused, warned of or noted
 * goes to standard error, or to PROCESS's descriptor.  A caller with more than one thread is
 * refused, but on kernels that restrict all of them, and if it has no capabilities to drop: then
 * all are; the session's keys are left by the caller alone, but the filter lets no thread use any.
 */
__attribute__((visibility("default"))) int sandbox_apply(const struct process *process);
/*
 * All that nono-exec does, the command included: returns only when that has not run, with the
 * status to end with (0 after --dry-run).
 */
__attribute__((visibility("default"))) int sandbox_exec(const struct process *process);

#endif
