/* SPDX-License-Identifier: Apache-2.0 */
/*
 * phases.c - nono-exec, from the same sources, with a clock between its phases.
 *
 * Takes nono-exec's arguments.  In place of the command it prints, on one line, each phase's name
 * and the time at its end in nanoseconds; only differences mean something.
 */
#include "runtime/main.h"

#include "runtime/apply.h"
#include "runtime/bind.h"
#include "runtime/dry-run.h"
#include "runtime/env.h"
#include "runtime/exec.h"
#include "runtime/filter.h"
#include "runtime/hygiene.h"
#include "runtime/mem.h"
#include "runtime/object.h"
#include "runtime/options.h"
#include "runtime/sandbox.h"
#include "runtime/seal.h"
#include "runtime/trust.h"

#if defined(__x86_64__)
enum { CLOCK_GETTIME = 228 };
#else
enum { CLOCK_GETTIME = 113 };
#endif

/* Kept in memory: a line is written when it ends. */
static int
mark(struct loader *loader, const char *phase, int status)
{
	enum { MONOTONIC = 1, NANOSECONDS = 1000000000 };
	uint64_t time[2] = {0}; /* seconds and nanoseconds */

	sys_call(CLOCK_GETTIME, MONOTONIC, (long)time, 0, 0, 0, 0);
	report_add(&loader->out, "%s %u ", phase, (unsigned)(time[0] % 4 * NANOSECONDS + time[1]));
	return status;
}

static int
print_marks(struct loader *loader)
{
	report_end(&loader->out);
	return 0;
}

/* The columns of main.c, with a mark after each call. */
#define options_read(l) (mark(l, "start", 0), mark(l, "options", options_read(l)))
#define memory_hide(l) mark(l, "hide", memory_hide(l))
#define descriptors_check(l) mark(l, "descriptors", descriptors_check(l))
#define file_read(l) mark(l, "file", file_read(l))
#define bind_anchors(l) mark(l, "anchors", bind_anchors(l))
#define trust_digest(l) mark(l, "trust", trust_digest(l))
#define filter_find(l) mark(l, "kernel", filter_find(l))
#define capabilities_query(l) mark(l, "losses", capabilities_query(l))
#define objects_add(l) (mark(l, "ruleset", 0), mark(l, "objects", objects_add(l)))
#define seal_check(l) mark(l, "seal", seal_check(l))
#define env_build(l) mark(l, "environment", env_build(l))
#define keyring_leave(l) mark(l, "keyring", keyring_leave(l))
#define capabilities_drop(l) mark(l, "capabilities", capabilities_drop(l))
#define ruleset_enforce(l) mark(l, "restrict", ruleset_enforce(l))
#define filter_enforce(l) mark(l, "filter", filter_enforce(l))
#define command_exec(l) print_marks(l)

#include "runtime/main.c"
