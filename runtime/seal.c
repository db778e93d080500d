/* SPDX-License-Identifier: Apache-2.0 */
/* seal.c - walks each protected path and asks of each place on the way what is granted there. */
#include "runtime/seal.h"

#include "runtime/bind.h"
#include "runtime/mem.h"
#include "runtime/object.h"
#include "runtime/seal-mount.h"

const struct blob_path *
seal_deny(const struct loader *loader, const struct guard *guard)
{
	return &loader->view.denies.items[guard->index];
}

/* A policy that takes more is nobody's, but may be meant to keep the loader busy. */
enum { COMPARED_MAX = 1 << 20 };

/* Counts STEPS more; false when they are too many: then there is nothing but refuse_long(). */
static bool
compare(struct loader *loader, uint32_t steps)
{
	if (steps > COMPARED_MAX - loader->compared)
		loader->compared = COMPARED_MAX;
	else
		loader->compared += steps;
	return loader->compared < COMPARED_MAX;
}

uint32_t
seal_exempt(struct loader *loader, const struct guard *guard, uint32_t rule)
{
	const struct view_paths *bypasses = &loader->view.bypasses;
	char bypass[BOUND_SIZE], path[BOUND_SIZE];
	uint32_t rights = 0;

	/* Nothing is exempt of what cannot be looked at. */
	if (!bypasses->count || !compare(loader, bypasses->count) ||
	    bind_path(loader, &loader->view.rules.items[rule], 0, path) < 0)
		return 0;
	for (uint32_t i = 0; i < bypasses->count; i++) {
		unsigned home =
		    bind_homes(loader, &bypasses->items[i]) > guard->home ? guard->home : 0;

		if (bind_path(loader, &bypasses->items[i], home, bypass) == 0 &&
		    path_within(path, bypass) &&
		    (path_within(bypass, guard->path) || path_within(guard->path, bypass)))
			rights |= bypasses->items[i].rights;
	}
	return rights;
}

/* "'/home/me/.zshrc' -> '/home/me/dotfiles/zshrc'", hop by hop, if symlinks lead there. */
static void
add_chain(struct loader *loader, const char *path)
{
	struct walk *walk = &loader->walk;
	enum walk_step step;
	unsigned length;

	if (walk_begin(walk, path) < 0)
		return;
	while ((step = walk_next(walk)) == WALK_LINK) {
		const char *name = walk_link_name(walk, &length);

		report_add(&loader->err, "%s'%s/%.*s'",
		           walk->links ? ", " : "; symlinks lead there: ",
		           walk->depth > 1 ? walk->path : "", (int)length, name);
	}
	if (walk->links && step == WALK_ARRIVED)
		report_add(&loader->err, " -> '%s'", walk_where(walk));
}

static int
refuse_long(struct loader *loader)
{
	return refuse(
	    &loader->err,
	    "to hold the policy's grants and bypasses against what it protects takes more "
	    "than %u comparisons; name fewer of them: directories, not what is in them",
	    (unsigned)COMPARED_MAX);
}

int
seal_refuse_reach(struct loader *loader, const struct guard *guard, uint32_t rule)
{
	struct report *err = &loader->err;
	char path[BOUND_SIZE];

	if (loader->compared == COMPARED_MAX)
		return refuse_long(loader);
	bind_shown(loader, &loader->view.rules.items[rule], path);
	report_begin(err, "");
	report_add(err, "'%s' is protected (%s), but the grant of '%s' (%s) reaches it",
	           guard->path, loader_origin(loader, BLOB_DENIES, guard->index), path,
	           loader_origin(loader, BLOB_RULES, rule));
	add_chain(loader, guard->path);
	add_chain(loader, path);
	report_line(err, "; grant a narrower directory, or bypass the protection in the profile");
	return REPORT_REFUSED;
}

int
seal_refuse_replace(struct loader *loader, const struct guard *guard, uint32_t rule)
{
	struct report *err = &loader->err;
	char path[BOUND_SIZE];

	if (loader->compared == COMPARED_MAX)
		return refuse_long(loader);
	bind_shown(loader, &loader->view.rules.items[rule], path);
	report_begin(err, "");
	report_add(err,
	           "'%s' is protected (%s), but the command could put something else "
	           "in its place in '%s': the grant of '%s' (%s) creates, removes or renames there",
	           guard->path, loader_origin(loader, BLOB_DENIES, guard->index),
	           walk_where(&loader->walk), path, loader_origin(loader, BLOB_RULES, rule));
	add_chain(loader, guard->path);
	report_line(err, "; grant a narrower directory");
	return REPORT_REFUSED;
}

uint32_t
seal_granted(struct loader *loader, const struct guard *guard, uint32_t rights)
{
	const struct objects *objects = &loader->objects;

	for (unsigned i = 0; i < loader->walk.depth; i++) {
		const struct spot *spot = spot_of(objects, &loader->walk.places[i]);

		for (uint32_t at = spot && spot->here & rights ? spot->first : 0; at;
		     at = objects->items[at - 1].next) {
			uint32_t shared = objects->items[at - 1].rights & rights;

			if (!compare(loader, 1) ||
			    (shared && shared & ~seal_exempt(loader, guard, at - 1)))
				return at;
		}
	}
	return 0;
}

/* Whether rule RULE's object lies at or below the object DEVICE, INODE; walks anew. */
static bool
lies_below(struct loader *loader, uint32_t rule, uint64_t device, uint64_t inode)
{
	char path[BOUND_SIZE];

	if (bind_path(loader, &loader->view.rules.items[rule], 0, path) < 0 ||
	    walk_to_end(&loader->walk, path) != WALK_ARRIVED)
		return true;
	for (unsigned i = 0; i < loader->walk.depth; i++)
		if (loader->walk.places[i].device == device &&
		    loader->walk.places[i].inode == inode)
			return true;
	return false;
}

int
seal_check_below(struct loader *loader, const struct guard *guard)
{
	struct place here = loader->walk.places[loader->walk.depth - 1];
	const struct spot *spot = spot_find(&loader->objects, here.device, here.inode);
	uint32_t rights = seal_deny(loader, guard)->rights;

	if (!spot || !(spot->below & rights))
		return 0;
	if (!compare(loader, loader->view.rules.count))
		return refuse_long(loader);
	for (uint32_t i = 0; i < loader->view.rules.count; i++) {
		const struct object *object = &loader->objects.items[i];

		if (loader->compared == COMPARED_MAX)
			return refuse_long(loader);
		if (object->rights & rights &&
		    object->rights & rights & ~seal_exempt(loader, guard, i) &&
		    lies_below(loader, i, here.device, here.inode))
			return seal_refuse_reach(loader, guard, i);
	}
	return 0;
}

int
seal_refuse_walk(struct loader *loader, const struct guard *guard)
{
	return refuse(&loader->err, "'%s' is protected (%s), but cannot be looked at: %s",
	              guard->path, loader_origin(loader, BLOB_DENIES, guard->index),
	              error_text(loader->walk.error));
}

/* Another name may lie anywhere: only their count can be told. */
int
seal_look_at_names(struct loader *loader, const struct guard *guard)
{
	struct sys_stat stat;
	int error = sys_stat_link(walk_where(&loader->walk), &stat);

	if (error < 0) {
		loader->walk.error = error;
		return seal_refuse_walk(loader, guard);
	}
	if ((stat.mode & SYS_S_IFMT) == SYS_S_IFREG && stat.nlink > 1)
		note(&loader->err,
		     "'%s' is protected (%s), but has %u names: one of the others may be granted",
		     guard->path, loader_origin(loader, BLOB_DENIES, guard->index), stat.nlink);
	return 0;
}

/* One home after the other: neighbours share what the walk has seen. */
int
seal_check_denies(struct loader *loader, struct seal_target *targets)
{
	struct guard guard;
	int status = 0, error;

	for (guard.home = 0; guard.home < HOMES && !status; guard.home++) {
		for (guard.index = 0; guard.index < loader->view.denies.count && !status;
		     guard.index++) {
			if (guard.home >= bind_homes(loader, seal_deny(loader, &guard)))
				continue;
			error =
			    bind_path(loader, seal_deny(loader, &guard), guard.home, guard.path);
			if (error == -ENAMETOOLONG)
				return refuse(&loader->err, "a protected path (%s) is too long",
				              loader_origin(loader, BLOB_DENIES, guard.index));
			if (!error)
				status = seal_guard(loader, &guard, targets);
			targets += targets != NULL;
		}
	}
	return status;
}

static int
refuse_link(struct loader *loader, uint32_t index, const char *path, uint32_t rule)
{
	unsigned length;
	const char *name = walk_link_name(&loader->walk, &length);

	return refuse(&loader->err,
	              "'%s' (%s) leads through the symlink '%.*s' in '%s', which the policy itself "
	              "makes writable (%s): an earlier run could have planted it; grant what it "
	              "points to by its own path",
	              path, loader_origin(loader, BLOB_RULES, index), (int)length, name,
	              walk_where(&loader->walk), loader_origin(loader, BLOB_RULES, rule));
}

/* Where names are too many to be remembered, one may have changed since OBJECT was opened. */
static bool
leads_to(const struct walk *walk, const struct object *object)
{
	const struct place *end = &walk->places[walk->depth - 1];

	return end->inode == object->inode && end->device == object->device;
}

/*
 * An earlier run could have planted a symlink where this policy lets it
 * write: a rule must not be led elsewhere by one.
 */
int
seal_check_links(struct loader *loader)
{
	struct walk *walk = &loader->walk;
	char path[BOUND_SIZE];

	for (uint32_t i = 0; i < loader->view.rules.count; i++) {
		const struct object *object = &loader->objects.items[i];
		enum walk_step step = WALK_FAILED;

		if (!object->linked || object->state != OBJECT_APPLIED)
			continue;
		if (bind_path(loader, &loader->view.rules.items[i], 0, path) == 0 &&
		    walk_begin(walk, path) == 0)
			while ((step = walk_next(walk)) == WALK_LINK) {
				uint32_t rule = objects_granted(loader, BLOB_FS_REPLACE);

				if (rule)
					return refuse_link(loader, i, path, rule - 1);
			}
		if (step != WALK_ARRIVED || !leads_to(walk, object))
			return refuse(&loader->err, "'%s' (%s) changed while it was looked at",
			              path, loader_origin(loader, BLOB_RULES, i));
	}
	return 0;
}

static bool
rules_start_from(const struct loader *loader, unsigned anchor)
{
	for (uint32_t i = 0; i < loader->view.rules.count; i++)
		if (loader->view.rules.items[i].anchor == anchor &&
		    loader->objects.items[i].state == OBJECT_APPLIED)
			return true;
	return false;
}

/* The identity of what PATH names; false if that cannot be told. */
static bool
identify(struct walk *walk, const char *path, struct place *place)
{
	if (walk_to_end(walk, path) != WALK_ARRIVED)
		return false;
	*place = walk->places[walk->depth - 1];
	return true;
}

/* Starting in a directory is the consent to grant it; nobody means their home or everything. */
int
seal_check_workdir(struct loader *loader)
{
	const struct anchors *anchors = &loader->anchors;
	struct place cwd, home;

	if (!rules_start_from(loader, BLOB_ANCHOR_WORKDIR))
		return 0;
	if (!identify(&loader->walk, anchors->cwd, &cwd))
		return refuse(&loader->err, "the working directory '%s' cannot be looked at",
		              anchors->cwd);
	if (loader->walk.depth == 1)
		return refuse(&loader->err, "the policy grants the working directory, and that is "
		                            "'/'; change to a project directory");
	for (unsigned i = 0; i < anchors->home_count; i++) {
		if (!identify(&loader->walk, anchors->homes[i], &home))
			return refuse(&loader->err, "the home directory '%s' cannot be looked at",
			              anchors->homes[i]);
		if (home.inode == cwd.inode && home.device == cwd.device)
			return refuse(&loader->err,
			              "the policy grants the working directory, and that is your "
			              "home directory '%s'; change to a project directory",
			              anchors->homes[i]);
	}
	return 0;
}

uint32_t
seal_count(const struct loader *loader)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < loader->view.denies.count; i++)
		count += bind_homes(loader, &loader->view.denies.items[i]);
	return count;
}
