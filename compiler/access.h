/* SPDX-License-Identifier: Apache-2.0 */
/* access.h - the atomic rights on files: their names, kernel bits and first ABI. */
#ifndef COMPILER_ACCESS_H
#define COMPILER_ACCESS_H

#include "compiler/arena.h"
#include "compiler/base.h"
#include "runtime/blob.h"

enum {
#define RIGHT(symbol, bits, abi, name) RIGHT_##symbol = (bits),
#include "compiler/access.def"
#undef RIGHT
	/* What the profile's words mean. */
	RIGHTS_READ = RIGHT_READ | RIGHT_LIST,
	RIGHTS_WRITE = RIGHT_WRITE | RIGHT_TRUNCATE | RIGHT_CREATE | RIGHT_REMOVE | RIGHT_RENAME,
};

struct right {
	const char *name; /* "read", "list", ...: as policy text has it */
	uint32_t bits;    /* BLOB_FS_*, the kernel's */
	unsigned abi;     /* the first Landlock ABI that mediates it */
};

/* All rights in the table's order; *COUNT gets how many. */
const struct right *access_rights(size_t *count);
/* "read, list, exec"; a part of a right is named by its kernel bits ("make_sock"). */
const char *access_text(struct arena *arena, uint32_t rights);
/*
 * The same by the words of profiles, "read" for what that key grants (to a file, if FILE):
 * "read (no exec), write", "write (only write)"; what no key is called goes by its own name.
 * "no" is not said of what is HELD anyhow.
 */
const char *access_words(struct arena *arena, uint32_t rights, uint32_t held, bool file);
/* access_text() as an array of strings. */
struct json_t *access_json(uint32_t rights);
/* The bits of "all", of a right, or of a part of one by its kernel name; 0 if it is none. */
uint32_t access_find(struct str name);
/* The kernel's name of 1 << BIT, or NULL past the last. */
const char *access_bit_name(unsigned bit);
/* The BLOB_FS_* bits that Landlock ABI mediates (1 and up; 0 gives none). */
uint32_t access_mediated(unsigned abi);
/* The newest ABI this program knows. */
#define ACCESS_ABI_NEWEST 11u

#endif
