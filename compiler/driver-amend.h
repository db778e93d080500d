/* SPDX-License-Identifier: Apache-2.0 */
/* driver-amend.h - what suggest and prune share: a profile, traces of its runs, its new text. */
#ifndef COMPILER_DRIVER_AMEND_H
#define COMPILER_DRIVER_AMEND_H

#include "compiler/amend.h"
#include "compiler/driver.h"
#include "compiler/record.h"

struct amending {
	struct arena *arena;
	const struct options *options;
	struct diags *diags; /* of reading the files */
	struct rewrite file; /* the profile; its new text in `after` */
	struct recording *recordings;
	size_t count;
	size_t denied;        /* records, in all */
	struct policy policy; /* as the profile is now */
	struct amended amended;
};

/* Reads the profile and the traces that OPTIONS name; what is wrong was shown.  A status. */
int amending_start(struct arena *arena, const struct options *options, struct amending *amending);
/*
 * Whether TEXT, in the place of the profile, is one, and has no grant that is too broad which the
 * profile had not; else *WHY.  *POLICY is what it comes to; it lives in ARENA.
 */
bool amending_compiles(const struct amending *amending, struct arena *arena, struct str text,
                       struct policy *policy, const char **why);
/* Takes over the text that was amended, laid out if the profile was. */
void amending_end(struct amending *amending);
/* The patch, as a string. */
const char *amending_patch(const struct amending *amending);
/* Prints the patch, or with --in-place and -o writes the text.  A status. */
int amending_write(const struct amending *amending);

#endif
