/* SPDX-License-Identifier: Apache-2.0 */
/* algebra-world.h - random policies, and what they mean, rule by rule and path by path. */
#ifndef TESTS_UNIT_ALGEBRA_WORLD_H
#define TESTS_UNIT_ALGEBRA_WORLD_H

#include "compiler/algebra-parts.h"
#include "tests/random.h"

/* As written, and as the pipeline hands them on. */
struct pair {
	struct ir *a, *b;
	struct ir *a_normal, *b_normal;
};

/* A place in the file system: the numbers of its names, a byte each. */
struct spot {
	uint64_t names;
	unsigned depth;
};

/* Where a run puts the anchors.  In the first of all nothing meets anything. */
struct binding {
	struct spot home, workdir, config;
};

#define BINDINGS ((size_t)25)
extern const struct binding bindings[BINDINGS];

enum { AS = 3 }; /* as a directory, as a file, as a name in its directory */

struct spot spot_of(const struct path *path, const struct binding *binding);
/* A place in SPOT that nothing names. */
struct spot spot_below(struct spot spot);
void rights_by_definition(const struct ir *ir, const struct spot *spot,
                          const struct binding *binding, uint32_t rights[static AS]);
/* Whether all that A allows is allowed by B. */
bool contained_by_definition(const struct pair *pair, const struct binding *binding);
enum { SPOTS = 256 };
/* The places at which two policies change, and two below each. */
size_t spots_of_pair(const struct pair *pair, const struct binding *binding,
                     struct spot spots[static SPOTS]);
/* Adds what EXCESS tells of SPOT, where anchors lie apart. */
void shown_at(const struct excess *excess, const struct spot *spot, uint32_t rights[static AS]);
/* Whether a loader would accept it: no anchor leads a grant to what is denied. */
bool admissible(const struct ir *ir, const struct binding *binding);
/* Whether grants, denies, bypasses and all else mean the same where every anchor lies apart. */
bool equal_by_definition(const struct pair *pair);

struct ir *normal_of(const struct ir *ir);
/* Two policies; in about half of the pairs B is A with more. */
struct pair random_pair(struct arena *arena, struct random *random);
/* A of PAIR, and the same in other words, perhaps with a change. */
struct pair random_forms(struct arena *arena, struct random *random, const struct pair *pair);
/* Where compiler/check-unused.c and the algebra differ on a random policy, or NULL. */
const char *unused_disagrees(struct arena *arena, struct random *random, uint64_t *told);

#endif
