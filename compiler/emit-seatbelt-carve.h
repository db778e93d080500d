/* SPDX-License-Identifier: Apache-2.0 */
/* emit-seatbelt-carve.h - what is protected, taken out of what is granted. */
#ifndef COMPILER_EMIT_SEATBELT_CARVE_H
#define COMPILER_EMIT_SEATBELT_CARVE_H

#include "compiler/emit-seatbelt.h"

/* What is to be taken out of what is granted. */
struct seatbelt_carving {
	uint32_t rights; /* what is protected from one of them */
	bool known;      /* but not what shipped groups protect */
	bool ancestors;  /* what leads to anything protected, too */
};

/* Either of that, defined in the text. */
struct seatbelt_carved {
	struct seatbelt_carving carving;    /* with ANCESTORS: only those */
	const struct seatbelt_carved *base; /* what has a part of it already, or NULL */
	unsigned number;                    /* of the name of what is more, 0: nothing is */
	size_t size;                        /* of all, as a rule has it */
	const struct seatbelt_carved *next;
};

struct seatbelt_left_out {
	const struct seatbelt_carved *protected, *ways; /* NULL: none */
};

/* The length of what names the directory that holds PATH. */
uint32_t carve_parent_length(const struct path *path);
bool carve_is_shipped(const struct rule *rule);

/* Whether A and B leave out the same of what is protected. */
bool carve_alike(const struct ir *ir, uint32_t a, uint32_t b);
/* Takes CARVING out of REGION; defines it for all plain ones, and names what was defined. */
void carve_put(struct seatbelt *s, const struct seatbelt_carving *carving,
               const struct seatbelt_region *region);
struct seatbelt_left_out carve_define(struct seatbelt *s, const struct seatbelt_carving *carving);
void carve_put_names(struct seatbelt *s, const struct seatbelt_left_out *out);
/* Bytes of all that, as a rule has it. */
size_t carve_size(const struct seatbelt_left_out *out);

#endif
