/* SPDX-License-Identifier: Apache-2.0 */
/* propose.c - what the steps share: adding, and what is too much to grant. */
#include "compiler/propose-parts.h"

#include "compiler/listed.h"
#include "compiler/rule-tree.h"

struct proposal *
propose_add(struct proposing *p, const struct proposal *proposal)
{
	struct proposals *all = &p->proposals;

	all->items = arena_room(p->arena, all->items, all->count, sizeof(*proposal));
	all->items[all->count] = *proposal;
	propose_risk(p, &all->items[all->count]);
	return &all->items[all->count++];
}

/* An entry of a list that has more below PATH than was asked for. */
static const char *
reaches(const struct list *list, const struct path *path)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct path *listed = &list->items[i].path;

		if (listed->anchor != BLOB_ANCHOR_WORKDIR &&
		    path_relate(listed, path) == PATH_BELOW)
			return list->items[i].why;
	}
	return NULL;
}

/* The home directory of a run is wherever it was: nono-exec refuses what holds it. */
static bool
holds_home(const struct proposing *p, const struct path *path)
{
	for (size_t i = 0; i < p->recording_count; i++) {
		const struct definitions *definitions = &p->recordings[i].definitions;
		struct path real = definitions_apply(p->arena, definitions, path);

		if (definitions->known[BLOB_ANCHOR_HOME] &&
		    path_within(&definitions->at[BLOB_ANCHOR_HOME], &real))
			return true;
	}
	return false;
}

const char *
propose_refused(const struct proposing *p, const struct path *path, uint32_t rights)
{
	for (size_t i = 0; i < p->refusal_count; i++)
		if (p->refusals[i].rights & rights && path_compare(&p->refusals[i].path, path) == 0)
			return p->refusals[i].why;
	return NULL;
}

const char *
propose_too_broad(const struct proposing *p, const struct path *path, uint32_t rights, bool widened)
{
	bool writes = rights & PROPOSE_WRITES, reads = rights & RIGHTS_READ;
	const char *why = propose_refused(p, path, rights);
	const struct rule *deny;
	struct subtree below;

	if (why)
		return why;
	for (size_t i = 0; i < list_broad.count; i++)
		if (path_relate(path, &list_broad.items[i].path) == PATH_EQUAL &&
		    (writes || (reads && list_broad.items[i].read)))
			return list_broad.items[i].why;
	if (holds_home(p, path))
		return "the home directory, with what is protected in it, lies below it";
	subtree_start(&below, &p->denies, path);
	while ((deny = subtree_next(&below)))
		if ((writes || deny->rights & rights) &&
		    deny->rights & ~rules_covering(&p->ir->bypasses, &deny->path))
			return arena_printf(p->arena, "'%s', below it, is protected",
			                    path_text(p->arena, &deny->path));
	if (!widened)
		return NULL;
	if (reads)
		why = reaches(&list_secrets, path);
	if (writes && !why)
		why = reaches(&list_persistence, path);
	return why;
}
