/* SPDX-License-Identifier: Apache-2.0 */
/* spot.h - what was granted, and the places at and above it, by device and inode. */
#ifndef RUNTIME_SPOT_H
#define RUNTIME_SPOT_H

#include "runtime/walk.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct loader;

enum object_state {
	OBJECT_APPLIED,
	OBJECT_IMPLIED,    /* opened without a symlink: a rule above grants it all */
	OBJECT_MISSING,    /* or out of reach */
	OBJECT_UNSUITABLE, /* a magic link, a pipe, ... */
	OBJECT_UNBOUND,    /* its anchor is not set */
};

struct object {
	uint64_t device, inode;
	uint32_t rights; /* as granted to this object */
	uint32_t next;   /* 1 + the next object at the same spot, or 0 */
	uint8_t state;
	bool linked;     /* a symlink lies on its path */
	uint8_t foreign; /* the kind of file system that another program or machine serves; or 0 */
	bool shared;     /* a file that has other names */
	bool elsewhere;  /* macOS: one lies below the anchor, which is given without any */
};

/* A directory or object at, or above, granted objects. */
struct spot {
	uint64_t device, inode;
	uint32_t first; /* 1 + the first object here, or 0 */
	uint32_t here;  /* rights granted to the objects here, all together */
	uint32_t below; /* rights granted here and below */
};

/* What is known of the devices that grants lie on; of the ones after the last, nothing is kept. */
#define DEVICES 16
struct device {
	uint64_t number;
	uint8_t foreign;
};

struct objects {
	struct object *items; /* one a rule */
	struct spot *spots;   /* in the order of their discovery: few pages are touched */
	uint32_t *index;      /* hash table of a power of two: 1 + the spot, or 0 */
	uint32_t spot_mask, spot_count;
	struct device devices[DEVICES];
	uint32_t device_count;
};

/* The tables: their bytes, and taking them. */
size_t spots_size(const struct loader *loader);
void spots_take(struct loader *loader);
/* Notes the object INDEX, where the walk stands, and that it lies below all places on the way. */
int spots_note(struct objects *objects, struct walk *walk, uint32_t index);
/* The spot of the object with this identity, or NULL: nothing granted at or below it. */
struct spot *spot_find(const struct objects *objects, uint64_t device, uint64_t inode);
/* The same for a place of the walk, which remembers it: once all objects are known. */
const struct spot *spot_of(const struct objects *objects, struct place *place);
/*
 * A rule that grants some of RIGHTS where the walk stands or above: 1 + its
 * index; 0 for none.
 */
uint32_t objects_granted(struct loader *loader, uint32_t rights);

#endif
