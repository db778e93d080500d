/* SPDX-License-Identifier: Apache-2.0 */
/* walk.c - one statx() for each name on the way that no walk has seen. */
#include "runtime/walk.h"

#include "runtime/mem.h"

static size_t
part_length(const char *text)
{
	size_t length = 0;

	while (text[length] && text[length] != '/')
		length++;
	return length;
}

static const char *
skip_slashes(const char *text)
{
	while (*text == '/')
		text++;
	return text;
}

static void
truncate_to(struct walk *walk, unsigned depth)
{
	walk->depth = depth;
	walk->path[walk->places[depth - 1].end] = '\0';
}

static void
place_set(struct place *place, const struct sys_stat *stat, size_t end)
{
	*place = (struct place){
	    .device = sys_stat_device(stat),
	    .inode = stat->ino,
	    .uid = stat->uid,
	    .gid = stat->gid,
	    .mode = stat->mode,
	    .end = (uint16_t)end,
	};
}

static int
start_at_root(struct walk *walk)
{
	struct sys_stat stat;
	int error;

	if (walk->depth) {
		truncate_to(walk, 1);
		return 0;
	}
	error = sys_stat_link("/", &stat);
	if (error < 0)
		return error;
	place_set(&walk->places[0], &stat, 0);
	walk->path[0] = '\0';
	walk->depth = 1;
	return 0;
}

/*
 * Keeps the places that the new path shares with the last one.  They were no
 * symlinks then, and a name that has become one since is somebody's race with
 * the loader, not an earlier run's plant.
 */
static const char *
keep_shared(struct walk *walk, const char *path)
{
	unsigned depth = 1;

	for (path = skip_slashes(path); depth < walk->depth; depth++) {
		size_t start = (size_t)walk->places[depth - 1].end + 1;
		size_t length = walk->places[depth].end - start;

		if (part_length(path) != length || memcmp(path, walk->path + start, length) != 0)
			break;
		path = skip_slashes(path + length);
	}
	truncate_to(walk, depth);
	return path;
}

int
walk_begin(struct walk *walk, const char *path)
{
	const char *rest = path;
	int error;

	walk->links = 0;
	walk->error = 0;
	walk->link_part = 0;
	if (!walk->depth) {
		error = start_at_root(walk);
		if (error < 0)
			return error;
	} else {
		rest = keep_shared(walk, path);
	}
	size_t length = strlen(rest);
	if (length >= WALK_TODO_SIZE)
		return -ENAMETOOLONG;
	memcpy(walk->text, rest, length + 1);
	walk->todo = walk->text;
	return 0;
}

/* Puts the symlink's target before what is left to do. */
static int
follow(struct walk *walk)
{
	size_t left = strlen(walk->todo) - walk->link_part;
	size_t here = walk->places[walk->depth - 1].end;
	const char *rest = walk->todo + walk->link_part;
	char target[WALK_PATH_SIZE];
	long length;

	if (++walk->links > WALK_LINKS)
		return -ELOOP;
	walk->path[here] = '/';
	memcpy(walk->path + here + 1, walk->todo, walk->link_part);
	walk->path[here + 1 + walk->link_part] = '\0';
	length = sys_readlink(walk->path, target, sizeof(target));
	walk->path[here] = '\0';
	if (length < 0)
		return (int)length;
	if (length == 0 || (size_t)length >= sizeof(target))
		return -ENAMETOOLONG;
	if ((size_t)length + left >= sizeof(walk->text))
		return -ENAMETOOLONG;
	memmove(walk->text + length, rest, left + 1);
	memcpy(walk->text, target, (size_t)length);
	walk->todo = walk->text;
	walk->link_part = 0;
	return target[0] == '/' ? start_at_root(walk) : 0;
}

static enum walk_step
failed(struct walk *walk, int error)
{
	walk->error = error;
	if (error == -ENOENT || error == -ENOTDIR || error == -EACCES)
		return WALK_MISSING;
	return WALK_FAILED;
}

static int
append(struct walk *walk, const char *name, size_t length, size_t *end)
{
	size_t here = walk->places[walk->depth - 1].end;

	if (walk->depth == WALK_DEPTH || here + 1 + length >= WALK_PATH_SIZE)
		return -ENAMETOOLONG;
	walk->path[here] = '/';
	memcpy(walk->path + here + 1, name, length);
	*end = here + 1 + length;
	walk->path[*end] = '\0';
	return 0;
}

/* Where the sight of the path is in the index, or where its place there would be. */
static uint32_t
sight_slot(const struct walk *walk, size_t end)
{
	uint32_t hash = 2166136261u;

	for (size_t i = 0; i < end; i++)
		hash = (hash ^ (unsigned char)walk->path[i]) * 16777619u;
	for (hash ^= hash >> 15;; hash++) {
		uint32_t slot = hash % (WALK_SIGHTS * 2);
		unsigned sight = walk->sight_index[slot];

		if (!sight || text_equal(walk->names + walk->sights[sight - 1].name, walk->path))
			return slot;
	}
}

static void
sight_keep(struct walk *walk, uint32_t slot, size_t end, const struct place *place, int error)
{
	if (walk->sight_index[slot] || walk->sight_count == WALK_SIGHTS ||
	    end >= WALK_NAMES_SIZE - walk->names_used)
		return;
	memcpy(walk->names + walk->names_used, walk->path, end + 1);
	walk->sights[walk->sight_count++] =
	    (struct sight){*place, walk->names_used, (uint16_t)-error};
	walk->sight_index[slot] = (uint16_t)walk->sight_count;
	walk->names_used += (uint32_t)end + 1;
}

/*
 * What walk->path, END bytes, is: 0 or -errno.  A name that has become
 * something else since it was first looked at is somebody's race with the
 * loader, not an earlier run's plant.
 */
static int
look(struct walk *walk, size_t end, struct place *place)
{
	uint32_t slot = sight_slot(walk, end);
	unsigned sight = walk->sight_index[slot];
	struct sys_stat stat;
	int error;

	if (sight) {
		*place = walk->sights[sight - 1].place;
		return -(int)walk->sights[sight - 1].error;
	}
	error = sys_stat_link(walk->path, &stat);
	if (error < 0)
		*place = (struct place){0};
	else
		place_set(place, &stat, end);
	sight_keep(walk, slot, end, place, error);
	return error;
}

/* Looks at one component: 1 if it is a symlink, 0 if we are in it, or -errno. */
static int
step_into(struct walk *walk, size_t length)
{
	struct place place;
	size_t end;
	int error;

	error = append(walk, walk->todo, length, &end);
	if (error < 0)
		return error;
	error = look(walk, end, &place);
	if (error < 0 || (place.mode & SYS_S_IFMT) == SYS_S_IFLNK) {
		truncate_to(walk, walk->depth);
		walk->link_part = error < 0 ? 0 : (unsigned)length;
		return error < 0 ? error : 1;
	}
	walk->places[walk->depth++] = place;
	walk->todo += length;
	return 0;
}

enum walk_step
walk_next(struct walk *walk)
{
	int error;

	if (walk->link_part) {
		error = follow(walk);
		if (error < 0)
			return failed(walk, error);
	}
	for (;;) {
		walk->todo = skip_slashes(walk->todo);
		size_t length = part_length(walk->todo);

		if (!length)
			return WALK_ARRIVED;
		if (length == 1 && walk->todo[0] == '.') {
			walk->todo++;
		} else if (length == 2 && walk->todo[0] == '.' && walk->todo[1] == '.') {
			truncate_to(walk, walk->depth > 1 ? walk->depth - 1 : 1);
			walk->todo += 2;
		} else {
			error = step_into(walk, length);
			if (error < 0)
				return failed(walk, error);
			if (error)
				return WALK_LINK;
		}
	}
}

int
walk_enter(struct walk *walk, const char *name, const struct sys_stat *stat)
{
	size_t end;
	int error = append(walk, name, strlen(name), &end);

	if (error < 0)
		return error;
	uint32_t slot = sight_slot(walk, end);
	unsigned sight = walk->sight_index[slot];
	struct place *place = &walk->places[walk->depth];
	place_set(place, stat, end);
	if (sight && (walk->sights[sight - 1].place.inode != place->inode ||
	              walk->sights[sight - 1].place.device != place->device))
		return -ESTALE;
	sight_keep(walk, slot, end, place, 0);
	walk->depth++;
	return 0;
}

const char *
walk_link_name(const struct walk *walk, unsigned *length)
{
	*length = walk->link_part;
	return walk->todo;
}

const char *
walk_where(const struct walk *walk)
{
	return walk->depth > 1 ? walk->path : "/";
}

bool
walk_below(const struct walk *walk, const char *directory)
{
	return path_within(walk_where(walk), directory);
}

bool
path_within(const char *inner, const char *outer)
{
	inner = skip_slashes(inner);
	outer = skip_slashes(outer);
	while (*outer) {
		size_t length = part_length(outer);

		if (part_length(inner) != length || memcmp(inner, outer, length) != 0)
			return false;
		inner = skip_slashes(inner + length);
		outer = skip_slashes(outer + length);
	}
	return true;
}
