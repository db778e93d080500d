/* SPDX-License-Identifier: Apache-2.0 */
/*
 * close.c - before Linux 5.19 (and its fix for older kernels) an access needs one rule that grants
 * all of it: with reading granted on a file and writing on its directory, opening it for both is
 * denied.  nonoc closes rules at one anchor; where one anchor lies below another, or a symlink
 * leads from one grant into another, only the loader can.  What is added is granted already by a
 * rule above, so this widens nothing.
 */
#include "runtime/close.h"

#include "runtime/apply.h"
#include "runtime/bind.h"
#include "runtime/object.h"

/* All that is granted where the walk stands. */
static uint32_t
rights_here(const struct loader *loader)
{
	const struct objects *objects = &loader->objects;
	const struct walk *walk = &loader->walk;
	uint32_t rights = 0;

	for (unsigned i = 0; i < walk->depth; i++) {
		const struct spot *spot =
		    spot_find(objects, walk->places[i].device, walk->places[i].inode);

		rights |= spot ? spot->here : 0;
	}
	return rights;
}

static bool
same_object(const struct object *object, uint64_t device, uint64_t inode)
{
	return object->device == device && object->inode == inode;
}

/* Opens the object that PATH has led to before, and adds RIGHTS. */
static int
add_again(const struct loader *loader, const struct object *object, const char *path,
          uint32_t rights)
{
	int fd = sys_open(path, SYS_O_PATH, SYS_RESOLVE_NO_MAGICLINKS), error;
	struct sys_stat stat;

	if (fd < 0)
		return fd;
	error = sys_stat_fd(fd, &stat);
	if (!error && !same_object(object, sys_stat_device(&stat), stat.ino))
		error = -ESTALE;
	if (!error && (stat.mode & SYS_S_IFMT) != SYS_S_IFDIR)
		rights &= BLOB_FS_FILE;
	if (!error)
		error = ruleset_add_object(loader, fd, rights);
	sys_close(fd);
	return error;
}

/* What PATH leads to by now must be what it was opened as. */
static int
close_object(struct loader *loader, const struct object *object, const char *path)
{
	struct walk *walk = &loader->walk;
	uint32_t rights;

	if (walk_to_end(walk, path) != WALK_ARRIVED ||
	    !same_object(object, walk->places[walk->depth - 1].device,
	                 walk->places[walk->depth - 1].inode))
		return -ESTALE;
	rights = rights_here(loader);
	return rights == object->rights ? 0 : add_again(loader, object, path, rights);
}

int
objects_close(struct loader *loader)
{
	if (loader->kernel.abi != 1)
		return 0;
	for (uint32_t i = 0; i < loader->view.rules.count; i++) {
		const struct object *object = &loader->objects.items[i];
		char path[BOUND_SIZE];
		int error;

		/* One that is implied has its rule above it; one that was applied has a path. */
		if (object->state != OBJECT_APPLIED ||
		    bind_path(loader, &loader->view.rules.items[i], 0, path) < 0)
			continue;
		error = close_object(loader, object, path);
		if (error < 0)
			return refuse(&loader->err, "'%s' cannot be granted: %s", path,
			              error_text(error));
	}
	return 0;
}
