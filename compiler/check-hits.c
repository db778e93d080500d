/* SPDX-License-Identifier: Apache-2.0 */
/* check-hits.c - one walk over the grants and a list, both in the order of paths. */
#include "compiler/check-hits.h"

#include "compiler/rule-tree.h"

/* The grants at the path that is looked at and above it, and the first beyond. */
struct descent {
	const struct checking *c;
	const struct rule **stack;
	size_t depth;
	size_t next;
};

/* Equal or below; what only the run can tell is apart. */
static void
leave(struct descent *d, const struct path *path)
{
	while (d->depth && !path_within(path, &d->stack[d->depth - 1]->path))
		d->depth--;
}

static void
descend(struct descent *d, const struct path *path)
{
	const struct rules *grants = &d->c->plain;

	while (d->next < grants->count && path_compare(&grants->items[d->next].path, path) <= 0) {
		leave(d, &grants->items[d->next].path);
		d->stack[d->depth++] = &grants->items[d->next++];
	}
	leave(d, path);
}

static bool
better(const struct rule *old, const struct rule *new)
{
	return !old || rule_own(new) || !rule_own(old);
}

/* The grant to name for PATH, and in *GIVEN what all of them give there. */
static const struct rule *
choose(const struct descent *d, const struct path *path, uint32_t rights, uint32_t *given)
{
	const struct rules *grants = &d->c->plain;
	const struct rule *chosen = NULL;

	*given = 0;
	for (size_t i = 0; i < d->depth; i++) {
		const struct rule *grant = d->stack[i];

		if ((grant->object == BLOB_OBJECT_FILE && path_compare(&grant->path, path) != 0) ||
		    !rule_reaches(grant, path))
			continue;
		*given |= grant->rights;
		if (grant->rights & rights && better(chosen, grant))
			chosen = grant;
	}
	for (size_t i = d->next;
	     i < grants->count && path_within(&grants->items[i].path, path) && !chosen; i++) {
		if (grants->items[i].rights & rights)
			chosen = &grants->items[i];
		*given |= grants->items[i].rights;
	}
	return chosen;
}

struct hits
hits_find(const struct checking *c, const struct list *list, uint32_t rights)
{
	struct hits hits = {arena_calloc(c->ir->arena, list->count, sizeof(*hits.items)), 0};
	struct descent d = {.c = c};

	d.stack = arena_calloc(c->ir->arena, c->plain.count, sizeof(const struct rule *));
	for (size_t i = 0; i < list->count; i++) {
		const struct path *path = &list->items[i].path;
		const struct rule *grant;
		uint32_t given;

		descend(&d, path);
		grant = choose(&d, path, rights, &given);
		if (grant && given & rights & ~rules_withheld(&c->denies, &c->bypasses, path))
			hits.items[hits.count++] = (struct hit){&list->items[i], grant, false};
	}
	return hits;
}

static bool
alike(const struct hit *first, const struct hit *other, enum hits_by by)
{
	if (by == HITS_ALL)
		return true;
	if (by == HITS_BY_GRANT)
		return first->grant == other->grant;
	return first->grant->at.source == other->grant->at.source &&
	       (by == HITS_BY_FILE || first->entry->path.anchor == other->entry->path.anchor);
}

/* Those that matter most, as the list has them; returns how many there are at all. */
static size_t
leading(const struct hits *hits, const struct hit *first, enum hits_by by,
        const struct hit *shown[static PATHS_SHOWN])
{
	size_t count = 0;

	for (size_t i = 0; i < hits->count; i++) {
		const struct hit *hit = &hits->items[i];

		if (hit->told || !alike(first, hit, by))
			continue;
		count++;
		for (size_t k = 0; k < PATHS_SHOWN && hit; k++) {
			const struct hit *other = shown[k];

			if (other && other->entry->order < hit->entry->order)
				continue;
			shown[k] = hit;
			hit = other;
		}
	}
	return count;
}

const char *
hits_text(const struct checking *c, const struct hits *hits, const struct hit *first,
          enum hits_by by)
{
	const struct hit *shown[PATHS_SHOWN] = {NULL};
	size_t count = leading(hits, first, by, shown);
	const struct path *paths[PATHS_SHOWN] = {NULL};

	for (size_t i = 0; i < count && i < PATHS_SHOWN; i++)
		paths[i] = &shown[i]->entry->path;
	return paths_text(c->ir->arena, paths, count);
}

void
hits_note(const struct checking *c, struct hits *hits, const struct hit *first, enum hits_by by)
{
	const struct hit *shown[PATHS_SHOWN] = {NULL};
	size_t count = leading(hits, first, by, shown);
	const struct rule *last = first->grant;

	rule_note_chain(c->ir, last);
	for (size_t i = 0; i < count && i < PATHS_SHOWN; i++) {
		const struct hit *hit = shown[i];
		const char *path = path_text(c->ir->arena, &hit->entry->path);

		if (hit->grant == first->grant || hit->grant == last)
			diag_note(c->ir->diags, (struct span){0}, "'%s': %s", path,
			          hit->entry->why);
		else
			diag_note(c->ir->diags, hit->grant->at, "this grants '%s': %s", path,
			          hit->entry->why);
		last = hit->grant;
	}
	hits_tell(hits, first, by);
}

void
hits_tell(struct hits *hits, const struct hit *first, enum hits_by by)
{
	const struct hit like = *first;

	for (size_t i = 0; i < hits->count; i++)
		if (alike(&like, &hits->items[i], by))
			hits->items[i].told = true;
}
