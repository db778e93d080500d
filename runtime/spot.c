/* SPDX-License-Identifier: Apache-2.0 */
/* spot.c - a hash table of places by device and inode. */
#include "runtime/spot.h"

#include "runtime/loader.h"

#define NO_SPOT UINT32_MAX

/* The first: a small policy may start in a deep directory, or be led into one by a symlink. */
enum { SPOTS_MIN = 4 * WALK_DEPTH, SPARE_PARTS = 64, PAGE = 4096 };

/* The slashes in the paths of all rules; or, where EXACT is false, at least as many. */
static uint64_t
slashes(const struct loader *loader, bool exact)
{
	const struct view_paths *rules = &loader->view.rules;
	uint64_t count = 0;

	for (uint32_t i = 0; i < rules->count; i++) {
		const char *text = view_string(&loader->view, rules->items[i].path);

		if (!exact)
			count += rules->items[i].length / 2;
		for (uint32_t k = 0; exact && k < rules->items[i].length; k++)
			count += text[k] == '/';
	}
	return count;
}

static uint32_t
spots_wanted(const struct loader *loader)
{
	/* Of each rule the anchor, and room for what symlinks lead through. */
	uint64_t parts = SPARE_PARTS + 4 * (uint64_t)loader->view.rules.count;
	uint64_t most = parts + slashes(loader, false);
	uint32_t wanted = SPOTS_MIN;

	if (wanted >= most + most / 2)
		return wanted;
	parts += slashes(loader, true);
	while (wanted < parts + parts / 2 && wanted < 1u << 30)
		wanted *= 2;
	return wanted;
}

size_t
spots_size(const struct loader *loader)
{
	return spots_wanted(loader) * (sizeof(struct spot) + sizeof(uint32_t));
}

void
spots_take(struct loader *loader)
{
	struct objects *objects = &loader->objects;
	uint32_t count = spots_wanted(loader);

	objects->spots = loader_take_last(loader, count * sizeof(struct spot));
	objects->index = loader_take(loader, count * sizeof(uint32_t));
	objects->spot_mask = count - 1;
	/* Written before it is read, a page is made once. */
	for (uint32_t i = 0; i < SPOTS_MIN; i += PAGE / sizeof(*objects->index))
		objects->index[i] = 0;
}

static uint32_t
spot_hash(uint64_t device, uint64_t inode)
{
	uint64_t hash = (inode ^ device * 0x9e3779b97f4a7c15u) * 0xff51afd7ed558ccdu;

	return (uint32_t)(hash >> 32);
}

/* Where the spot is in the index, or where its place there would be. */
static uint32_t *
spot_slot(const struct objects *objects, uint64_t device, uint64_t inode)
{
	uint32_t at = spot_hash(device, inode) & objects->spot_mask;

	for (; objects->index[at]; at = (at + 1) & objects->spot_mask) {
		const struct spot *spot = &objects->spots[objects->index[at] - 1];

		if (spot->inode == inode && spot->device == device)
			break;
	}
	return &objects->index[at];
}

struct spot *
spot_find(const struct objects *objects, uint64_t device, uint64_t inode)
{
	uint32_t spot = *spot_slot(objects, device, inode);

	return spot ? &objects->spots[spot - 1] : NULL;
}

/* NULL when the table is full. */
static struct spot *
spot_make(struct objects *objects, uint64_t device, uint64_t inode)
{
	uint32_t *slot = spot_slot(objects, device, inode);

	if (*slot)
		return &objects->spots[*slot - 1];
	if (objects->spot_count >= objects->spot_mask / 4 * 3)
		return NULL;
	objects->spots[objects->spot_count] = (struct spot){.device = device, .inode = inode};
	*slot = ++objects->spot_count;
	return &objects->spots[*slot - 1];
}

const struct spot *
spot_of(const struct objects *objects, struct place *place)
{
	if (!place->spot) {
		place->spot = *spot_slot(objects, place->device, place->inode);
		if (!place->spot)
			place->spot = NO_SPOT;
	}
	return place->spot == NO_SPOT ? NULL : &objects->spots[place->spot - 1];
}

int
spots_note(struct objects *objects, struct walk *walk, uint32_t index)
{
	struct object *object = &objects->items[index];

	for (unsigned i = 0; i < walk->depth; i++) {
		struct place *place = &walk->places[i];
		struct spot *spot = place->spot ? &objects->spots[place->spot - 1]
		                                : spot_make(objects, place->device, place->inode);

		if (!spot)
			return -ENOMEM;
		place->spot = (uint32_t)(spot - objects->spots) + 1;
		spot->below |= object->rights;
		if (i + 1 == walk->depth) {
			object->device = place->device;
			object->inode = place->inode;
			object->next = spot->first;
			spot->first = index + 1;
			spot->here |= object->rights;
		}
	}
	return 0;
}

uint32_t
objects_granted(struct loader *loader, uint32_t rights)
{
	const struct objects *objects = &loader->objects;

	for (unsigned i = 0; i < loader->walk.depth; i++) {
		const struct spot *spot = spot_of(objects, &loader->walk.places[i]);

		for (uint32_t at = spot && spot->here & rights ? spot->first : 0; at;
		     at = objects->items[at - 1].next)
			if (objects->items[at - 1].rights & rights)
				return at;
	}
	return 0;
}
