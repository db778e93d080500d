/* SPDX-License-Identifier: Apache-2.0 */
/* loader.h - what one run knows; each phase of main fills its part and reads the earlier ones. */
#ifndef RUNTIME_LOADER_H
#define RUNTIME_LOADER_H

#include "runtime/facts.h"
#include "runtime/report.h"
#include "runtime/spot.h"
#include "runtime/view.h"
#include "runtime/walk.h"

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

struct profile;

/* Sets of capabilities, a bit each. */
struct privileges {
	uint64_t held, kept, inheritable;
};

/* The policy's path as given and as resolved, and the working directory. */
#define LOADER_STRINGS_SIZE (RECORD_PATH_SIZE + 2 * WALK_PATH_SIZE)

/*
 * A page that a run touches costs it a microsecond: so the large members lie where the part of one
 * that is used, its start or its end, meets the next one's.
 */
struct loader {
	char strings[LOADER_STRINGS_SIZE]; /* fills from its end */
	size_t strings_left;
	const struct process *process;
	struct options options;
	struct report err;
	struct file file;
	struct blob_view view;
	struct profile *profile; /* macOS: the text of the rules */
	struct anchors anchors;
	struct kernel kernel;
	struct losses losses;
	struct objects objects;
	struct environment environment;
	struct joined filter;
	struct privileges privileges;
	int ruleset;
	bool threads;      /* the policy is for more than one, all of this process */
	bool remains;      /* it is for this process, whose variables stay as they are */
	uint32_t compared; /* grants and bypasses, with what is protected */
	char *spare;       /* what is left of the room after this */
	size_t spare_left;
	char *tables; /* what is left of the room for tables */
	size_t tables_left;
	struct walk walk;
	struct report out;
};

/* NULL when there is no memory, which has been said. */
struct loader *loader_new(const struct process *process);
/* A copy of TEXT, one of few, each at most a path long: there is always room. */
const char *loader_keep(struct loader *loader, const char *text);
/* Where a record of the policy comes from, or "the policy". */
const char *loader_origin(const struct loader *loader, enum blob_section_type section,
                          uint32_t record);
/* Zeroed memory for as long as the run lasts: its address, or -errno. */
long loader_map(struct loader *loader, size_t size);
/* The one allocation whose size depends on the policy, from counts that the validator has seen. */
int loader_tables(struct loader *loader, size_t size);
/* A part of the room for tables; its size was counted before, so it is always there. */
void *loader_take(struct loader *loader, size_t size);
/* The same from the end, for what is larger than what will be used of it. */
void *loader_take_last(struct loader *loader, size_t size);

#endif
