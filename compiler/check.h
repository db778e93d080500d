/* SPDX-License-Identifier: Apache-2.0 */
/* check.h - one question a check, one row in the table; all of them run. */
#ifndef COMPILER_CHECK_H
#define COMPILER_CHECK_H

#include "compiler/define.h"
#include "compiler/ir.h"

/* One policy, before it is normalised: rules as they were written. */
struct checking {
	struct ir *ir;
	struct rules grants;   /* sorted */
	struct rules denies;   /* sorted */
	struct rules distinct; /* the grants again, without those that give the same to the same */
	struct rules bypasses;
	struct rules plain;         /* the grants again, none from an $XDG_* with a default */
	struct definitions *places; /* --define first, then homes and sessions named in full */
	size_t place_count;
};

/* What a check needs; without it, it is silent. */
enum check_needs {
	CHECK_WHOLE = 1,    /* no error so far: half a policy has no risks worth naming */
	CHECK_DOCUMENT = 2, /* the keys of a profile */
	CHECK_LANDLOCK = 4, /* that target */
	CHECK_HOST = 8,     /* to be asked for: results differ between machines */
};

enum { CHECK_CODES = 6 };

struct check {
	const char *name;
	void (*run)(const struct checking *c);
	enum diag_code codes[CHECK_CODES]; /* what it can tell; their severity is diag.def's */
	unsigned needs;                    /* enum check_needs */
};

/* What policy text must withhold, and neither withholds nor bypasses. */
void check_required(const struct checking *c);
/* Grants of what a deny protects. */
void check_conflict(const struct checking *c);
/* Bypasses that lift more than their own path, or nothing. */
void check_bypass(const struct checking *c);
/* Rules of the user's profile that change nothing. */
void check_unused(const struct checking *c);
void check_ports(const struct checking *c);
/* Grants of directories that are too wide. */
void check_broad(const struct checking *c);
/* Grants of writing what runs outside the sandbox, and the policy's own sources. */
void check_persistence(const struct checking *c);
void check_sources(const struct checking *c);
/* Daemons that can be connected to, or stood in for. */
void check_sockets(const struct checking *c);
/* Known secrets within grants, and whether they can leave. */
void check_secrets(const struct checking *c);
/* Directories that can be written and executed from. */
void check_write_exec(const struct checking *c);
/* Assertions that do not hold. */
void check_assert(const struct checking *c);
/* The same for a policy that is not checked otherwise. */
void check_assertions(struct ir *ir);

/* Raw rules for macOS: that they are there, and those that cannot be carried over. */
void check_raw(const struct checking *c);
/* Variables that never pass, or pass by a pattern. */
void check_variables(const struct checking *c);
/* Files that cannot be saved, directories that cannot be moved between, half of a right. */
void check_replaced(const struct checking *c);
void check_moves(const struct checking *c);
void check_rights(const struct checking *c);
/* Capabilities that undo a part of the sandbox. */
void check_capabilities(const struct checking *c);
/* Executables that cannot be read; losses that cannot occur; what old kernels do not hold. */
void check_exec(const struct checking *c);
void check_losses(const struct checking *c);
void check_needs(const struct checking *c);
/* What a file accepts and requires, includes and excludes, says twice or under no condition. */
void check_compat(const struct checking *c);
void check_contradictions(const struct checking *c);
/* Grants below what is a file. */
void check_below_files(const struct checking *c);
/* Paths that differ from protected ones in case only. */
void check_case(const struct checking *c);
/* What this machine's files make of the rules: --host-checks. */
void check_host(const struct checking *c);

/* Runs every check whose needs are met. */
void checks_run(struct ir *ir);
/* Whether CODE would have been told: false if what tells it lacked what it needs. */
bool check_ran(const struct ir *ir, enum diag_code code);
/* Applies the files' `lint` keys, and reports entries of the user's own that found nothing. */
void checks_suppress(struct ir *ir);

#endif
