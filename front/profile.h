/* SPDX-License-Identifier: Apache-2.0 */
/* profile.h - nono profile: profile.def is the table of what it does. */
#ifndef FRONT_PROFILE_H
#define FRONT_PROFILE_H

#include "front/front.h"

#include "compiler/driver.h"

enum profile_part {
#define PART(symbol, name, least, most, operands, summary) PROFILE_##symbol,
#include "front/profile.def"
	PROFILE_PARTS
};

struct profile_row {
	const char *name;
	unsigned least, most; /* operands */
	const char *operands;
	const char *summary;
};
extern const struct profile_row profile_rows[PROFILE_PARTS];

/* Each answers for a part, whose operands OPTIONS has, and returns the exit status. */
#define PART(symbol, name, least, most, operands, summary) \
	int profile_##name(const struct command_line *line, struct options *options);
#include "front/profile.def"

/* Names are looked up among the built-in profiles and in the places of OPTIONS. */
struct lookup *profile_lookup(struct arena *arena, const struct options *options);

#endif
