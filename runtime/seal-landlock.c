/* SPDX-License-Identifier: Apache-2.0 */
/* seal-landlock.c - what reaches a protected path where rules hold for objects, not for names. */
#include "runtime/seal.h"

#include "runtime/object.h"
#include "runtime/seal-mount.h"

/* The directory where the walk stands holds a name on which the protection depends. */
static int
check_holder(struct loader *loader, const struct guard *guard)
{
	uint32_t rule = seal_granted(loader, guard, BLOB_FS_REPLACE);

	return rule ? seal_refuse_replace(loader, guard, rule - 1) : 0;
}

/* The last component's directory: leave the object, look, and come back is what this stands for. */
static int
check_parent(struct loader *loader, const struct guard *guard)
{
	struct walk *walk = &loader->walk;
	unsigned depth = walk->depth;
	int status;

	if (depth < 2)
		return 0;
	walk->depth--;
	status = check_holder(loader, guard);
	if (!status)
		walk->depth = depth;
	return status;
}

/*
 * The walk ended at a directory that lets nobody through: if it is the caller's, that may be an
 * earlier run's doing, and the command can undo it, as no rule is about modes.
 */
static int
check_shut(struct loader *loader, const struct guard *guard)
{
	const struct walk *walk = &loader->walk;

	if (!walk_shut(walk, loader->process->uid))
		return 0;
	return refuse(
	    &loader->err,
	    "'%s' is protected (%s), but what it is cannot be seen: '%s' is shut, and the "
	    "command could open it again; chmod u+x it",
	    guard->path, loader_origin(loader, BLOB_DENIES, guard->index), walk_where(walk));
}

int
seal_guard(struct loader *loader, const struct guard *guard, struct seal_target *target)
{
	struct walk *walk = &loader->walk;
	enum walk_step step;
	uint32_t rule;
	int status = 0;

	walk->error = walk_begin(walk, guard->path);
	if (walk->error < 0)
		return seal_refuse_walk(loader, guard);
	while ((step = walk_next(walk)) == WALK_LINK)
		if ((status = check_holder(loader, guard)))
			return status;
	if (step == WALK_FAILED)
		return seal_refuse_walk(loader, guard);
	if (step == WALK_MISSING && (status = check_shut(loader, guard)))
		return status;
	rule = walk_below(walk, "/nix/store")
	           ? 0
	           : seal_granted(loader, guard, seal_deny(loader, guard)->rights);
	if (rule)
		return seal_refuse_reach(loader, guard, rule - 1);
	status = step == WALK_ARRIVED ? check_parent(loader, guard) : check_holder(loader, guard);
	if (status || step != WALK_ARRIVED || walk_below(walk, "/nix/store"))
		return status;
	if (loader->options.strict && (status = seal_look_at_names(loader, guard)))
		return status;
	*target = (struct seal_target){
	    .device = walk->places[walk->depth - 1].device,
	    .inode = walk->places[walk->depth - 1].inode,
	    .deny = guard->index + 1,
	    .home = guard->home,
	    .rights = seal_deny(loader, guard)->rights,
	};
	return seal_check_below(loader, guard);
}

size_t
seal_size(const struct loader *loader)
{
	return seal_count(loader) * sizeof(struct seal_target);
}

int
seal_check(struct loader *loader)
{
	uint32_t count = seal_count(loader);
	struct seal_target *targets = loader_take(loader, count * sizeof(*targets));
	int status = seal_check_workdir(loader);

	if (!status)
		status = seal_check_links(loader);
	if (!status)
		status = seal_check_denies(loader, targets);
	if (!status && (loader->options.strict || loader->options.verbose))
		status = seal_check_mounts(loader, targets, count);
	return status;
}
