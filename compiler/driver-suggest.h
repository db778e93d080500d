/* SPDX-License-Identifier: Apache-2.0 */
/* driver-suggest.h - what nonoc suggest found, and how it shows it. */
#ifndef COMPILER_DRIVER_SUGGEST_H
#define COMPILER_DRIVER_SUGGEST_H

#include "compiler/driver-amend.h"
#include "compiler/propose.h"

struct suggesting {
	struct amending amending;
	struct proposing p;
	struct amended put_in; /* the profile's text with what is proposed */
	size_t left;           /* needs and proposals that were given up */
	size_t unanswered;     /* records that the new profile would still deny */
};

/* Prints it, for people or as JSON; a status of the world. */
int suggest_show(const struct suggesting *suggesting);
int suggest_show_json(const struct suggesting *suggesting);

#endif
