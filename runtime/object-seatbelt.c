/* SPDX-License-Identifier: Apache-2.0 */
/*
 * object-seatbelt.c - macOS's rules are for names, so nothing is opened or added: but what each
 * grant names has to be known before it is decided whether the run may start.
 */
#include "runtime/object.h"

#include "runtime/bind.h"
#include "runtime/mem.h"

size_t
objects_size(const struct loader *loader)
{
	return (size_t)loader->view.rules.count * sizeof(struct object) + spots_size(loader);
}

static int
refuse_object(struct loader *loader, uint32_t index, const char *path, int error)
{
	return refuse(&loader->err, "'%s' (%s) cannot be granted: %s", path,
	              loader_origin(loader, BLOB_RULES, index), error_text(error));
}

static int
look_at_names(const struct loader *loader, struct object *object)
{
	struct sys_stat stat;
	int error = loader->options.strict ? sys_stat_link(walk_where(&loader->walk), &stat) : 0;

	if (loader->options.strict && !error)
		object->shared = (stat.mode & SYS_S_IFMT) == SYS_S_IFREG && stat.nlink > 1;
	return error;
}

/*
 * The text gives what a link leads to all that the rules above the link give, too: on Linux it has
 * only what its own rule gives.
 */
static int
check_wider(struct loader *loader, uint32_t index, const char *path, uint32_t rights)
{
	const struct blob_path *rule = &loader->view.rules.items[index];

	if (!loader->objects.items[index].elsewhere || !(rights & ~rule->written))
		return 0;
	return refuse(
	    &loader->err,
	    "'%s' (%s) leads through a symlink, and lies in what is granted more than it: "
	    "macOS cannot keep that from where it leads; grant that by its own path",
	    path, loader_origin(loader, BLOB_RULES, index));
}

/* What the walk has come to is what rule INDEX grants. */
static int
take_object(struct loader *loader, uint32_t index, const char *path)
{
	const struct blob_path *rule = &loader->view.rules.items[index];
	struct object *object = &loader->objects.items[index];
	const struct place *place = &loader->walk.places[loader->walk.depth - 1];
	int status = object_check_kind(loader, index, path, place->mode), error;

	if (status)
		return status;
	object->rights = rule->rights;
	if ((place->mode & SYS_S_IFMT) != SYS_S_IFDIR)
		object->rights &= BLOB_FS_FILE;
	status = check_wider(loader, index, path, object->rights);
	if (status)
		return status;
	object->state =
	    rule->flags & BLOB_PATH_IMPLIED && !object->elsewhere ? OBJECT_IMPLIED : OBJECT_APPLIED;
	error = look_at_names(loader, object);
	if (!error)
		error = spots_note(&loader->objects, &loader->walk, index);
	return error < 0 ? refuse_object(loader, index, path, error) : 0;
}

static int
add_rule(struct loader *loader, uint32_t index)
{
	const struct blob_path *rule = &loader->view.rules.items[index];
	struct object *object = &loader->objects.items[index];
	const struct blob_path anchor = {.anchor = rule->anchor};
	char path[BOUND_SIZE];
	unsigned links;
	int error = bind_path(loader, &anchor, 0, path);

	if (error == -ENOENT) {
		object->state = OBJECT_UNBOUND;
		return 0;
	}
	if (!error && walk_to_end(&loader->walk, path) == WALK_FAILED)
		return refuse_object(loader, index, path, loader->walk.error);
	links = loader->walk.links;
	if (!error)
		error = bind_path(loader, rule, 0, path);
	if (error)
		return refuse(&loader->err, "a path of the policy (%s) is too long",
		              loader_origin(loader, BLOB_RULES, index));
	switch (walk_to_end(&loader->walk, path)) {
	case WALK_ARRIVED:
		object->linked = loader->walk.links;
		object->elsewhere = loader->walk.links > links;
		return take_object(loader, index, path);
	case WALK_MISSING:
		object->state = OBJECT_MISSING;
		return 0;
	default:
		return refuse_object(loader, index, path, loader->walk.error);
	}
}

int
objects_add(struct loader *loader)
{
	uint32_t count = loader->view.rules.count;
	int status = 0;

	loader->objects.items = loader_take(loader, count * sizeof(struct object));
	spots_take(loader);
	for (uint32_t i = 0; i < count && !status; i++)
		status = add_rule(loader, i);
	return status;
}
