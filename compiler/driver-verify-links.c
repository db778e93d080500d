/* SPDX-License-Identifier: Apache-2.0 */
/* driver-verify-links.c - hard links: a protected file with a second name inside a grant. */
#include "compiler/driver-verify.h"

#include <fts.h>
#include <string.h>
#include <sys/stat.h>

/* Enough for a project and a home; what a machine has in all is no verifier's business. */
enum { LOOKED_AT_MAX = 50000, FILES_MAX = 64 };

/* The protected files that have more names than one. */
struct linked {
	struct {
		dev_t device;
		ino_t inode;
	} files[FILES_MAX];
	size_t count;
};

/* Goes through PATH and below; FOUND(CONTEXT) for every regular file with several names. */
static void
find_linked(const char *path, unsigned *left, void (*found)(void *, const FTSENT *), void *context)
{
	char *const paths[] = {(char *)(uintptr_t)path, NULL};
	FTS *stream = fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR | FTS_XDEV, NULL);
	FTSENT *entry;

	while (stream && *left && (entry = fts_read(stream))) {
		--*left;
		if (entry->fts_info == FTS_F && entry->fts_statp->st_nlink > 1)
			found(context, entry);
	}
	if (stream)
		fts_close(stream);
}

static void
remember(void *context, const FTSENT *entry)
{
	struct linked *linked = context;

	if (linked->count == FILES_MAX)
		return;
	linked->files[linked->count].device = entry->fts_statp->st_dev;
	linked->files[linked->count++].inode = entry->fts_statp->st_ino;
}

struct search {
	struct battery *battery;
	const struct linked *linked;
};

static bool
is_protected(const struct battery *b, const char *path)
{
	struct path place = {BLOB_ANCHOR_ROOT, str_of(path + 1)};

	for (size_t i = 0; i < b->bound->denies.count; i++)
		if (path_within(&place, &b->bound->denies.items[i].path))
			return true;
	return false;
}

static void
compare(void *context, const FTSENT *entry)
{
	const struct search *search = context;
	struct battery *b = search->battery;
	struct attempt attempt = {.op = OP_READ, .thing = THING_FILE};

	for (size_t i = 0; i < search->linked->count; i++) {
		if (entry->fts_statp->st_ino != search->linked->files[i].inode ||
		    entry->fts_statp->st_dev != search->linked->files[i].device ||
		    is_protected(b, entry->fts_path))
			continue;
		attempt.path = arena_printf(b->arena, "%s", entry->fts_path);
		/* Whatever the evaluator says of this name: the file is protected. */
		battery_add(b, "by a hard link", attempt.path, &attempt)->allowed = false;
	}
}

void
battery_add_links(struct battery *b)
{
	struct linked linked = {.count = 0};
	struct search search = {b, &linked};
	unsigned left = LOOKED_AT_MAX;

	for (size_t i = 0; i < b->bound->denies.count; i++)
		if (b->bound->denies.items[i].rights & BLOB_FS_READ_FILE &&
		    b->bound->denies.items[i].path.anchor == BLOB_ANCHOR_ROOT)
			find_linked(path_text(b->arena, &b->bound->denies.items[i].path), &left,
			            remember, &linked);
	for (size_t i = 0; linked.count && i < b->bound->grants.count; i++) {
		const struct rule *grant = &b->bound->grants.items[i];

		/* Where the user's own files are, not the system's. */
		if (grant->rights & BLOB_FS_READ_FILE &&
		    (rule_own(grant) || grant->rights & BLOB_FS_WRITES))
			find_linked(path_text(b->arena, &grant->path), &left, compare, &search);
	}
}
