/* SPDX-License-Identifier: Apache-2.0 */
/* object.c - a rule binds to an object, not to a name: so look at the object first. */
#include "runtime/object.h"

#include "runtime/apply.h"
#include "runtime/bind.h"
#include "runtime/foreign.h"
#include "runtime/mem.h"

enum { KEPT_OPEN = 16, LOOKED_AT = 16 };

/*
 * Descriptors that wait to be closed together: one call for many.  They follow one another: what
 * lies between two of them is somebody else's, the command's or an embedding program's.
 */
struct pending {
	unsigned first, count;
};

/* Where the walk stands, a NAME that is not there: neither is what the next rules name below it. */
struct gap {
	size_t length; /* of the path with the name; 0: none */
	char name[256];
};

static void
pending_close(struct pending *pending)
{
	if (pending->count)
		sys_close_range(pending->first, pending->first + pending->count - 1, 0);
	pending->count = 0;
}

static void
pending_add(struct pending *pending, int fd)
{
	unsigned number = (unsigned)fd;

	if (number != pending->first + pending->count)
		pending_close(pending);
	if (!pending->count)
		pending->first = number;
	if (++pending->count == KEPT_OPEN)
		pending_close(pending);
}

size_t
objects_size(const struct loader *loader)
{
	return (size_t)loader->view.rules.count * sizeof(struct object) + spots_size(loader);
}

/* Walks to the directory that holds PATH's last component, which begins at *NAME. */
static enum walk_step
walk_to_holder(struct walk *walk, char *path, const char **name)
{
	size_t slash = strlen(path);

	while (path[slash] != '/')
		slash--;
	path[slash] = '\0';
	enum walk_step step = walk_to_end(walk, path);
	path[slash] = '/';
	*name = path + slash + 1;
	return step;
}

/* Walks to the object that PATH, which has no symlink, was opened as. */
static int
walk_along(struct walk *walk, char *path, const struct sys_stat *stat)
{
	const char *name;

	if (!path[1])
		return walk_to_end(walk, path) == WALK_ARRIVED ? 0 : -ESTALE;
	enum walk_step step = walk_to_holder(walk, path, &name);
	if (step != WALK_ARRIVED || walk->links)
		return step == WALK_FAILED ? walk->error : -ESTALE;
	return walk_enter(walk, name, stat);
}

/* Walks PATH through its symlinks to the object that it was opened as. */
static int
walk_linked(struct walk *walk, const char *path, const struct sys_stat *stat)
{
	enum walk_step step = walk_to_end(walk, path);

	if (step != WALK_ARRIVED)
		return step == WALK_MISSING ? -ESTALE : walk->error;
	const struct place *end = &walk->places[walk->depth - 1];
	return end->inode == stat->ino && end->device == sys_stat_device(stat) ? 0 : -ESTALE;
}

/*
 * Opens PATH through its symlinks, but no magic ones: a walk could not tell
 * them.  What is granted must be what the walk ends in.
 */
static int
open_linked(struct loader *loader, const char *path, struct sys_stat *stat)
{
	int fd = sys_open(path, SYS_O_PATH, SYS_RESOLVE_NO_MAGICLINKS), error;

	if (fd < 0)
		return fd;
	error = sys_stat_fd(fd, stat);
	if (!error)
		error = walk_linked(&loader->walk, path, stat);
	if (error) {
		sys_close(fd);
		return error;
	}
	return fd;
}

static int
refuse_object(struct loader *loader, uint32_t index, const char *path, long error)
{
	return refuse(&loader->err, "'%s' (%s) cannot be granted: %s", path,
	              loader_origin(loader, BLOB_RULES, index), error_text(error));
}

/* What an error of opening means for the rule; anything unexpected refuses. */
static int
judge_error(struct loader *loader, uint32_t index, const char *path, int error)
{
	struct object *object = &loader->objects.items[index];

	switch (error) {
	case -ENOENT:
	case -ENOTDIR:
	case -EACCES:
		object->state = OBJECT_MISSING;
		return 0;
	case -ELOOP:
	case -EBADFD:
		object->state = OBJECT_UNSUITABLE;
		return 0;
	default:
		return refuse_object(loader, index, path, error);
	}
}

static int
open_object(const char *path, struct pending *pending)
{
	const int resolve = SYS_RESOLVE_NO_MAGICLINKS | SYS_RESOLVE_NO_SYMLINKS;
	int fd = sys_open(path, SYS_O_PATH, resolve);

	if (fd != -EMFILE || !pending->count)
		return fd;
	pending_close(pending);
	return sys_open(path, SYS_O_PATH, resolve);
}

/*
 * What the kernel is asked for.  It adds up the rules on the way to the root, so a rule says only
 * what it gives itself: it holds for an object that is moved, or met under another name, and what
 * lies above must not.  The first Landlock wants all that an open needs in one rule.
 */
static uint32_t
rights_asked(const struct loader *loader, const struct blob_path *rule, const struct object *object)
{
	return loader->kernel.abi < 2 ? object->rights : object->rights & rule->written;
}

/*
 * Adds the opened object, once it is known to be of the right kind.  One that
 * another rule implies needs no adding, but the seal check must know it: it
 * may be another directory, mounted there.
 */
static int
add_opened(struct loader *loader, uint32_t index, char *path, int fd, const struct sys_stat *stat)
{
	const struct blob_path *rule = &loader->view.rules.items[index];
	struct object *object = &loader->objects.items[index];
	int error = object_check_kind(loader, index, path, stat->mode);

	if (error)
		return error;
	object->foreign = foreign_kind(loader, fd, sys_stat_device(stat));
	object->shared = (stat->mode & SYS_S_IFMT) == SYS_S_IFREG && stat->nlink > 1;
	object->rights = object->linked ? rule->written : rule->rights;
	if ((stat->mode & SYS_S_IFMT) != SYS_S_IFDIR)
		object->rights &= BLOB_FS_FILE;
	error = object->linked ? 0 : walk_along(&loader->walk, path, stat);
	if (error < 0)
		return refuse_object(loader, index, path, error);
	if (rule->flags & BLOB_PATH_IMPLIED && !object->linked) {
		object->state = OBJECT_IMPLIED;
	} else {
		error = ruleset_add_object(loader, fd, rights_asked(loader, rule, object));
		if (error < 0) {
			object->rights = 0;
			return judge_error(loader, index, path, error);
		}
		object->state = OBJECT_APPLIED;
	}
	error = spots_note(&loader->objects, &loader->walk, index);
	return error < 0 ? refuse_object(loader, index, path, error) : 0;
}

/*
 * An object that is where the walk stands, and was given RIGHTS: or NULL.  Of many, those added
 * last: the kernel may be asked twice.
 */
static const struct object *
given_here(const struct loader *loader, uint32_t rights)
{
	const struct objects *objects = &loader->objects;
	const struct place *end = &loader->walk.places[loader->walk.depth - 1];
	const struct spot *spot = spot_find(objects, end->device, end->inode);
	uint32_t at = spot ? spot->first : 0;

	for (unsigned i = 0; i < LOOKED_AT && at; i++, at = objects->items[at - 1].next) {
		const struct object *object = &objects->items[at - 1];
		const struct blob_path *rule = &loader->view.rules.items[at - 1];

		if (object->state == OBJECT_APPLIED &&
		    !(rights & ~rights_asked(loader, rule, object)))
			return object;
	}
	return NULL;
}

/*
 * Whether another rule gave the object where PATH's symlinks lead all that rule INDEX gives: /bin
 * where it is /usr/bin.  Then the walk stands there, and the kernel need not hear of it again: 1;
 * else 0 or -errno.  Of magic links a walk knows nothing, and --strict wants to see the object.
 */
static int
granted_already(struct loader *loader, uint32_t index, const char *path)
{
	const struct blob_path *rule = &loader->view.rules.items[index];
	struct object *object = &loader->objects.items[index];
	struct walk *walk = &loader->walk;
	enum walk_step step;
	int error = walk_begin(walk, path);

	if (error < 0 || loader->options.strict)
		return error;
	while ((step = walk_next(walk)) == WALK_LINK)
		if (walk_below(walk, "/proc"))
			return 0;
	if (step != WALK_ARRIVED)
		return step == WALK_FAILED ? walk->error : 0;

	uint32_t kind = walk->places[walk->depth - 1].mode & SYS_S_IFMT;
	bool wanted = (kind == SYS_S_IFDIR && rule->object != BLOB_OBJECT_FILE) ||
	              (kind == SYS_S_IFREG && rule->object != BLOB_OBJECT_DIRECTORY);
	uint32_t rights = rule->written & (kind == SYS_S_IFDIR ? BLOB_FS_ALL : BLOB_FS_FILE);
	const struct object *other = wanted ? given_here(loader, rights) : NULL;

	if (!other)
		return 0;
	object->rights = rights;
	object->foreign = other->foreign;
	return 1;
}

/* PATH is not there: if that is because its directory is not, that is worth remembering. */
static int
gap_note(struct gap *gap, struct walk *walk, char *path)
{
	const char *name;
	size_t end, length = 0;
	enum walk_step step = walk_to_holder(walk, path, &name);

	if (step != WALK_MISSING || walk->links)
		return step == WALK_FAILED ? walk->error : 0;
	end = (size_t)walk->places[walk->depth - 1].end + 1;
	if (memcmp(path, walk->path, end - 1) != 0)
		return 0;
	while (path[end + length] && path[end + length] != '/')
		length++;
	if (!length || length >= sizeof(gap->name)) /* "//" is no name */
		return 0;
	memcpy(gap->name, path + end, length);
	gap->length = end + length;
	return 0;
}

static bool
gap_holds(const struct gap *gap, const struct walk *walk, const char *path)
{
	size_t end;

	if (!gap->length) /* before the first walk, there is no place either */
		return false;
	end = walk->places[walk->depth - 1].end;
	return strlen(path) > gap->length && path[gap->length] == '/' &&
	       memcmp(path, walk->path, end) == 0 && path[end] == '/' &&
	       memcmp(path + end + 1, gap->name, gap->length - end - 1) == 0;
}

/* Opens PATH, which leads through a symlink, unless what it leads to is granted already. */
static int
add_linked(struct loader *loader, uint32_t index, char *path)
{
	struct sys_stat stat;
	int error = granted_already(loader, index, path), fd;

	if (error < 0)
		return judge_error(loader, index, path, error);
	if (error) {
		loader->objects.items[index].state = OBJECT_APPLIED;
		error = spots_note(&loader->objects, &loader->walk, index);
		return error < 0 ? refuse_object(loader, index, path, error) : 0;
	}
	fd = open_linked(loader, path, &stat);
	if (fd < 0)
		return judge_error(loader, index, path, fd);
	error = add_opened(loader, index, path, fd, &stat);
	sys_close(fd);
	return error;
}

static int
add_plain(struct loader *loader, uint32_t index, char *path, struct pending *pending)
{
	struct object *object = &loader->objects.items[index];
	int fd = open_object(path, pending), error;
	struct sys_stat stat;

	if (fd == -ELOOP) {
		object->linked = true; /* its turn comes when the others are known */
		return 0;
	}
	if (fd < 0)
		return judge_error(loader, index, path, fd);
	error = sys_stat_fd(fd, &stat);
	error = error < 0 ? refuse_object(loader, index, path, error)
	                  : add_opened(loader, index, path, fd, &stat);
	pending_add(pending, fd);
	return error;
}

static int
add_rule(struct loader *loader, uint32_t index, struct pending *pending, struct gap *gap)
{
	const struct blob_path *rule = &loader->view.rules.items[index];
	struct object *object = &loader->objects.items[index];
	char path[BOUND_SIZE];
	int error = bind_path(loader, rule, 0, path);

	if (error == -ENOENT) {
		object->state = OBJECT_UNBOUND;
		return 0;
	}
	if (error < 0)
		return refuse(&loader->err, "a path of the policy (%s) is too long",
		              loader_origin(loader, BLOB_RULES, index));
	if (object->linked)
		return add_linked(loader, index, path);
	if (gap_holds(gap, &loader->walk, path)) {
		object->state = OBJECT_MISSING;
		return 0;
	}
	gap->length = 0;
	error = add_plain(loader, index, path, pending);
	if (error || object->state != OBJECT_MISSING)
		return error;
	error = gap_note(gap, &loader->walk, path);
	return error < 0 ? refuse_object(loader, index, path, error) : 0;
}

int
objects_add(struct loader *loader)
{
	struct objects *objects = &loader->objects;
	uint32_t count = loader->view.rules.count;
	struct pending pending = {0};
	struct gap gap;
	int status = 0;

	objects->items = loader_take(loader, count * sizeof(struct object));
	spots_take(loader);
	gap.length = 0;
	for (uint32_t i = 0; i < count && !status; i++)
		status = add_rule(loader, i, &pending, &gap);
	pending_close(&pending);
	for (uint32_t i = 0; i < count && !status; i++)
		if (objects->items[i].linked)
			status = add_rule(loader, i, &pending, &gap);
	return status;
}
