/* SPDX-License-Identifier: Apache-2.0 */
/* trace.h - a system call of a traced process that is not made, or answers otherwise. */
#ifndef TRACE_H
#define TRACE_H

#include <sys/types.h>

/* At the entry of a system call: there is no such one.  Status 2 when that fails, as below. */
void call_skip(pid_t pid);
/* At its exit. */
void call_answer(pid_t pid, long result);

#endif
