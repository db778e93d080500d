/* SPDX-License-Identifier: Apache-2.0 */
/* why.h - a question of nono why: nonoc's, or one in the words of nono 0.66. */
#ifndef FRONT_WHY_H
#define FRONT_WHY_H

#include "front/policy.h"

#include "compiler/driver-why.h"

struct asked {
	struct front_policy policy;
	struct question question; /* the part that decides */
	const char *access; /* for an option: "read", "write", "read+write"; NULL: none gives it */
	const char *host;   /* or NULL */
	const struct given *scope;
	bool with_cwd; /* denied, and --allow-cwd would allow it */
};

/* Prints the answer. */
void why_show(const struct asked *asked);
/* The answer with the fields of nono 0.66, and ours as "why". */
void why_show_json(const struct asked *asked);
/* --self, where NONO_CAP_FILE names no policy. */
void why_show_outside(bool json);

#endif
