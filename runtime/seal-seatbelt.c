/* SPDX-License-Identifier: Apache-2.0 */
/*
 * seal-seatbelt.c - the text takes each protected name out of every grant, with the directories
 * that lead to it from its anchor.  What is refused here is what the text cannot name: anchors that
 * lie in each other, links, and other homes.
 */
#include "runtime/seal.h"

#include "runtime/object.h"

/* Where a protected path is, as far as names go. */
struct naming {
	unsigned links; /* on the way to its anchor, which is given without them */
	unsigned above; /* places from which a directory above its anchor could be moved */
	bool named;     /* the text's name is the kernel's */
};

/*
 * The working directory and $TMPDIR can lie anywhere: a policy means them to hold what it protects
 * only by its name below them.
 */
static bool
holds_by_name(const struct loader *loader, const struct guard *guard, uint32_t rule)
{
	unsigned anchor = loader->view.rules.items[rule].anchor;

	if (loader->objects.items[rule].elsewhere)
		return false;
	return anchor == seal_deny(loader, guard)->anchor ||
	       (anchor != BLOB_ANCHOR_WORKDIR && anchor != BLOB_ANCHOR_TMPDIR &&
	        anchor != BLOB_ANCHOR_XDG_RUNTIME_DIR);
}

/* A rule that grants some of RIGHTS at one of the first COUNT places: 1 + its index, or 0. */
static uint32_t
granted(struct loader *loader, const struct guard *guard, uint32_t rights, unsigned count,
        bool named)
{
	const struct objects *objects = &loader->objects;

	for (unsigned i = 0; i < count; i++) {
		const struct spot *spot = spot_of(objects, &loader->walk.places[i]);

		for (uint32_t at = spot ? spot->first : 0; at; at = objects->items[at - 1].next) {
			uint32_t shared = objects->items[at - 1].rights & rights;

			if (shared && !(named && holds_by_name(loader, guard, at - 1)) &&
			    shared & ~seal_exempt(loader, guard, at - 1))
				return at;
		}
	}
	return 0;
}

/* Something on the way to the path could be put elsewhere, and its name with it. */
static int
check_holders(struct loader *loader, const struct guard *guard, unsigned count)
{
	uint32_t rule = granted(loader, guard, BLOB_FS_REPLACE, count, false);

	return rule ? seal_refuse_replace(loader, guard, rule - 1) : 0;
}

static int
find_anchor(struct loader *loader, const struct guard *guard, struct naming *naming)
{
	const struct blob_path anchor = {.anchor = seal_deny(loader, guard)->anchor};
	char path[BOUND_SIZE];
	enum walk_step step;

	if (bind_path(loader, &anchor, guard->home, path) < 0)
		path[0] = '\0';
	step = walk_to_end(&loader->walk, path);
	naming->links = loader->walk.links;
	naming->above = loader->walk.depth;
	if (step == WALK_ARRIVED) /* the anchor itself has a name in the text */
		naming->above = loader->walk.depth > 2 ? loader->walk.depth - 2 : 0;
	return step == WALK_FAILED ? seal_refuse_walk(loader, guard) : 0;
}

/* To the end of the path.  The first link on it has a name in the text; others do not. */
static int
follow(struct loader *loader, const struct guard *guard, struct naming *naming,
       enum walk_step *step)
{
	struct walk *walk = &loader->walk;
	int status = 0;

	walk->error = walk_begin(walk, guard->path);
	if (walk->error < 0)
		return seal_refuse_walk(loader, guard);
	while ((*step = walk_next(walk)) == WALK_LINK)
		if ((guard->home || walk->links > naming->links) &&
		    (status = check_holders(loader, guard, walk->depth)))
			return status;
	naming->named = !guard->home && walk->links == naming->links;
	return *step == WALK_FAILED ? seal_refuse_walk(loader, guard) : 0;
}

int
seal_guard(struct loader *loader, const struct guard *guard, struct seal_target *target)
{
	struct walk *walk = &loader->walk;
	struct naming naming;
	enum walk_step step;
	uint32_t rule;
	int status = find_anchor(loader, guard, &naming);

	(void)target; /* mounts are not asked */
	if (!status)
		status = follow(loader, guard, &naming, &step);
	if (status)
		return status;
	rule = granted(loader, guard, seal_deny(loader, guard)->rights, walk->depth, naming.named);
	if (rule)
		return seal_refuse_reach(loader, guard, rule - 1);
	status = check_holders(loader, guard,
	                       naming.named           ? naming.above
	                       : step == WALK_ARRIVED ? walk->depth - 1
	                                              : walk->depth);
	if (status || step != WALK_ARRIVED)
		return status;
	if (loader->options.strict && (status = seal_look_at_names(loader, guard)))
		return status;
	return seal_check_below(loader, guard);
}

/* A bypass opens its path in the text, and with it what that leads to: nobody looked at that. */
static int
check_bypasses(struct loader *loader)
{
	const struct view_paths *bypasses = &loader->view.bypasses;
	char path[BOUND_SIZE];

	for (uint32_t i = 0; i < bypasses->count; i++) {
		const struct blob_path anchor = {.anchor = bypasses->items[i].anchor};
		unsigned links;

		if (bind_path(loader, &anchor, 0, path) < 0 ||
		    walk_to_end(&loader->walk, path) == WALK_MISSING)
			continue;
		links = loader->walk.links;
		if (bind_path(loader, &bypasses->items[i], 0, path) == 0 &&
		    walk_to_end(&loader->walk, path) == WALK_FAILED)
			return refuse(&loader->err, "'%s', a bypass, cannot be looked at: %s", path,
			              error_text(loader->walk.error));
		if (loader->walk.links > links)
			return refuse(
			    &loader->err,
			    "'%s', a bypass, leads through a symlink: grant what it leads "
			    "to by its own path",
			    path);
	}
	return 0;
}

size_t
seal_size(const struct loader *loader)
{
	(void)loader;
	return 0;
}

int
seal_check(struct loader *loader)
{
	int status = seal_check_workdir(loader);

	if (!status)
		status = seal_check_links(loader);
	if (!status)
		status = check_bypasses(loader);
	return status ? status : seal_check_denies(loader, NULL);
}
