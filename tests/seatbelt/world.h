/* SPDX-License-Identifier: Apache-2.0 */
/* world.h - random policies for macOS, where their anchors lie, and what is asked of them. */
#ifndef TESTS_SEATBELT_WORLD_H
#define TESTS_SEATBELT_WORLD_H

#include "compiler/eval.h"
#include "tests/random.h"

#include <stdio.h>

/*
 * A policy as it is emitted, and the same with every anchor at its place: what the first says
 * under these parameters is held to what the second says.
 */
struct world {
	struct ir *policy;
	struct ir *bound;
	const char *places[BLOB_ANCHORS]; /* of anchors: absolute; NULL: not used */
};

struct world world_draw(struct arena *arena, struct random *random);
/* The same of a policy that is there, with the places that anchors have by default in this test. */
struct world world_of(struct ir *policy);
/* A path of the world, mostly near a rule; from "/". */
struct path world_path(const struct world *world, struct random *random);
/* What a path of the world is, if something is there: its last name tells, or a rule for a file. */
enum thing world_thing(const struct world *world, const struct path *path);

/* What macOS may deny or allow where Linux does otherwise: rows of docs/seatbelt.md, by name. */
enum row {
	ROW_NONE,
	ROW_LIST,   /* reading files and listing directories are one operation */
	ROW_EMPTY,  /* so are writing and emptying */
	ROW_MAKE,   /* and making things, of whatever kind but sockets */
	ROW_REMOVE, /* and removing them */
	ROW_WAY,    /* what leads to a protected path is not removed or renamed */
	ROW_LINK,   /* second names only where everything is granted */
	ROW_DEVICE, /* terminals and devices are controlled by their own right, whatever they are */
	ROW_MOVE,   /* a move gives what the new place grants */
	ROW_HOST,   /* a port of this machine is one of this machine only */
	ROWS
};
const char *row_name(enum row row);

/* Asks about PATH: writes the requests and counts verdicts that differ from Linux's, by row. */
void ask_path(FILE *out, const struct world *world, struct random *random, const struct path *path,
              unsigned rows[static ROWS]);
/* The same about addresses and signals. */
void ask_network(FILE *out, const struct world *world, unsigned rows[static ROWS]);

#endif
