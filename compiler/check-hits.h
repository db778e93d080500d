/* SPDX-License-Identifier: Apache-2.0 */
/* check-hits.h - which grants reach the paths of a list; shared by the checks of risk. */
#ifndef COMPILER_CHECK_HITS_H
#define COMPILER_CHECK_HITS_H

#include "compiler/check.h"
#include "compiler/listed.h"

/* A grant that reaches a path of a list: lies on it, above it, or below it. */
struct hit {
	const struct listed *entry;
	const struct rule *grant;
	bool told;
};

struct hits {
	struct hit *items; /* in the order of the list */
	size_t count;
};

/* PATH, from $HOME if it starts from an $XDG_* with a default there. */
struct path plain_path(struct arena *arena, const struct path *path);
/* Notes in C the places that check_list() puts paths in. */
void check_places(struct checking *c);
/* LIST where --define says, and in the homes and sessions that grants name in full. */
struct list check_list(const struct checking *c, const struct list *list);
/* ITEMS, sorted in place, with one for each path. */
struct list list_sorted(struct listed *items, size_t count);
/*
 * The paths of LIST, from check_list(), on which grants give any of RIGHTS that no deny takes
 * back, each with one grant: the user's own if there is one, else the closest.
 */
struct hits hits_find(const struct checking *c, const struct list *list, uint32_t rights);
/* Which hits one finding is about: those of a grant, of a file, of a file and an anchor, all. */
enum hits_by { HITS_ALL, HITS_BY_GRANT, HITS_BY_FILE, HITS_BY_ANCHOR };
/* "'~/.bashrc', '~/.local/bin' and 12 more": of the untold hits like FIRST. */
const char *hits_text(const struct checking *c, const struct hits *hits, const struct hit *first,
                      enum hits_by by);
/* Notes why each that hits_text() names matters; then all of them are told. */
void hits_note(const struct checking *c, struct hits *hits, const struct hit *first,
               enum hits_by by);
/* That alone: the untold hits like FIRST are told. */
void hits_tell(struct hits *hits, const struct hit *first, enum hits_by by);

#endif
