/* SPDX-License-Identifier: Apache-2.0 */
/* loader.h - what one run knows; each phase of main fills its part and reads the earlier ones. */
#ifndef RUNTIME_LOADER_H
#define RUNTIME_LOADER_H

#include "runtime/facts.h"
#include "runtime/report.h"
#include "runtime/view.h"
#include "runtime/walk.h"

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
};

/* A directory or object at, or above, granted objects. */
struct spot {
	uint64_t device, inode;
	uint32_t first; /* 1 + the first object here, or 0 */
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

struct environment {
	char **envp;
	const char *path;     /* the resulting PATH, or NULL */
	uint32_t credentials; /* removed */
};

/* The companion filter, joined for this kernel. */
struct joined {
	const struct blob_instruction *instructions;
	uint32_t count;
};

/* Sets of capabilities, a bit each. */
struct privileges {
	uint64_t held, kept;
};

struct loader {
	const struct process *process;
	struct options options;
	struct report err, out;
	struct file file;
	struct blob_view view;
	struct anchors anchors;
	struct kernel kernel;
	struct losses losses;
	struct objects objects;
	struct environment environment;
	struct joined filter;
	struct privileges privileges;
	struct walk walk;
	int ruleset;
	char *tables; /* what is left of the second mapping */
	size_t tables_left;
};

/* A part of the one mapping for tables; its size was counted before, so it is always there. */
void *loader_take(struct loader *loader, size_t size);

#endif
