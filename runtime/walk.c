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
	walk->names_left = WALK_NAMES_SIZE;
	walk->path[0] = '\0';
	walk->depth = 1;
	return 0;
}

/* Whether PATH begins with the component PART of LENGTH bytes. */
static bool
starts_with(const char *path, const char *part, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (path[i] != part[i])
			return false;
	return !path[length] || path[length] == '/';
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

		if (!starts_with(path, walk->path + start, length))
			break;
		path = skip_slashes(path + length);
	}
	truncate_to(walk, depth);
	return path;
}

int
walk_begin(struct walk *walk, const char *path)
{
	int error;

	walk->links = 0;
	walk->error = 0;
	walk->link_part = 0;
	walk->todo = path;
	if (walk->depth) {
		walk->todo = keep_shared(walk, path);
		return 0;
	}
	error = start_at_root(walk);
	return error < 0 ? error : 0;
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
append(struct walk *walk, const char *name, size_t length)
{
	size_t here = walk->places[walk->depth - 1].end;

	if (walk->depth == WALK_DEPTH || here + 1 + length >= WALK_PATH_SIZE)
		return -ENAMETOOLONG;
	walk->path[here] = '/';
	memcpy(walk->path + here + 1, name, length);
	walk->path[here + 1 + length] = '\0';
	return 0;
}

/* The bytes by words, of which the last overlaps the one before. */
static uint32_t
name_hash(uint16_t parent, const char *name, size_t length)
{
	const uint64_t prime = 0x9e3779b97f4a7c15;
	uint64_t hash = parent * prime, word;
	uint32_t half[2];

	if (length >= sizeof(word)) {
		for (size_t at = 0; at < length; at += sizeof(word)) {
			if (length - at < sizeof(word))
				at = length - sizeof(word);
			__builtin_memcpy(&word, name + at, sizeof(word));
			hash = (hash ^ hash >> 32 ^ word) * prime;
		}
	} else if (length >= sizeof(half[0])) {
		__builtin_memcpy(&half[0], name, sizeof(half[0]));
		__builtin_memcpy(&half[1], name + length - sizeof(half[1]), sizeof(half[1]));
		hash = (hash ^ (half[0] | (uint64_t)half[1] << 32)) * prime;
	} else {
		for (size_t at = 0; at < length; at++)
			hash = (hash ^ (unsigned char)name[at]) * prime;
	}
	return (uint32_t)(hash >> 32);
}

/*
 * Where the sight of NAME, below the place where the walk stands, is in the
 * index, or where its place there would be; NULL if it cannot be kept.
 */
static uint16_t *
sight_slot(struct walk *walk, const char *name, size_t length)
{
	uint16_t parent = walk->places[walk->depth - 1].sight;

	if (parent == WALK_UNSEEN)
		return NULL;
	for (uint32_t hash = name_hash(parent, name, length);; hash++) {
		uint16_t *slot = &walk->sight_index[hash % (WALK_SIGHTS * 2)];
		const struct sight *sight = &walk->sights[*slot ? *slot - 1 : 0];

		if (!*slot || (sight->parent == parent && sight->length == length &&
		               memcmp(walk->names + sight->name, name, length) == 0))
			return slot;
	}
}

/* Where LENGTH bytes of TEXT are kept; 0 if there is no room. */
static uint16_t
keep_text(struct walk *walk, const char *text, size_t length)
{
	if (length >= walk->names_left)
		return 0;
	walk->names_left = (uint16_t)(walk->names_left - length);
	memcpy(walk->names + walk->names_left, text, length);
	return walk->names_left;
}

/* Keeps what NAME was found to be, unless it was known; PLACE hears where. */
static void
sight_keep(struct walk *walk, uint16_t *slot, const char *name, size_t length, struct place *place)
{
	uint16_t at;

	place->sight = WALK_UNSEEN;
	if (!slot)
		return;
	if (!*slot && walk->sight_count < WALK_SIGHTS && (at = keep_text(walk, name, length))) {
		*slot = ++walk->sight_count;
		walk->sights[*slot - 1] = (struct sight){
		    .parent = walk->places[walk->depth - 1].sight,
		    .length = (uint16_t)length,
		    .name = at,
		};
	}
	if (!*slot)
		return;
	place->sight = *slot;
	walk->sights[*slot - 1].place = *place;
}

/*
 * What NAME, with which walk->path ends, is: 0 or -errno.  One that has become
 * something else since it was first looked at is somebody's race with the
 * loader, not an earlier run's plant.
 */
static int
look(struct walk *walk, const char *name, size_t length, struct place *place)
{
	uint16_t *slot = sight_slot(walk, name, length);
	struct sys_stat stat;
	int error;

	if (slot && *slot) {
		*place = walk->sights[*slot - 1].place;
		return -(int)walk->sights[*slot - 1].error;
	}
	error = sys_stat_link(walk->path, &stat);
	*place = (struct place){0};
	if (error >= 0)
		place_set(place, &stat, walk->places[walk->depth - 1].end + 1 + length);
	sight_keep(walk, slot, name, length, place);
	if (place->sight != WALK_UNSEEN)
		walk->sights[place->sight - 1].error = (uint16_t)(error < 0 ? -error : 0);
	return error;
}

/* The target of the symlink NAME, with which walk->path ends: its length, or -errno. */
static long
read_target(struct walk *walk, const char *name, size_t length, char target[static WALK_PATH_SIZE])
{
	uint16_t *slot = sight_slot(walk, name, length);
	struct sight *sight = slot && *slot ? &walk->sights[*slot - 1] : NULL;
	long size;

	if (sight && sight->target) {
		memcpy(target, walk->names + sight->target, sight->target_length);
		return sight->target_length;
	}
	size = sys_readlink(walk->path, target, WALK_PATH_SIZE);
	if (size == 0 || size >= WALK_PATH_SIZE)
		return -ENAMETOOLONG;
	if (sight && size > 0) {
		sight->target = keep_text(walk, target, (size_t)size);
		sight->target_length = (uint16_t)size;
	}
	return size;
}

/* Puts the symlink's target before what is left to do, which ends where text ends. */
static int
follow(struct walk *walk)
{
	const char *rest = walk->todo + walk->link_part;
	size_t left = strlen(rest) + 1;
	char target[WALK_PATH_SIZE];
	long length;

	if (++walk->links > WALK_LINKS)
		return -ELOOP;
	length = append(walk, walk->todo, walk->link_part);
	if (!length)
		length = read_target(walk, walk->todo, walk->link_part, target);
	truncate_to(walk, walk->depth);
	if (length < 0)
		return (int)length;
	if ((size_t)length + left > sizeof(walk->text))
		return -ENAMETOOLONG;
	char *end = walk->text + sizeof(walk->text) - left;
	memmove(end, rest, left);
	walk->todo = memcpy(end - length, target, (size_t)length);
	walk->link_part = 0;
	return target[0] == '/' ? start_at_root(walk) : 0;
}

/* Looks at one component: 1 if it is a symlink, 0 if we are in it, or -errno. */
static int
step_into(struct walk *walk, size_t length)
{
	struct place place;
	int error;

	error = append(walk, walk->todo, length);
	if (error < 0)
		return error;
	error = look(walk, walk->todo, length, &place);
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

enum walk_step
walk_to_end(struct walk *walk, const char *path)
{
	enum walk_step step;
	int error = walk_begin(walk, path);

	if (error < 0) {
		walk->error = error;
		return WALK_FAILED;
	}
	do
		step = walk_next(walk);
	while (step == WALK_LINK);
	return step;
}

int
walk_enter(struct walk *walk, const char *name, const struct sys_stat *stat)
{
	size_t length = strlen(name);
	int error = append(walk, name, length);

	if (error < 0)
		return error;
	uint16_t *slot = sight_slot(walk, name, length);
	struct place *place = &walk->places[walk->depth];
	const struct place *seen = &walk->sights[slot && *slot ? *slot - 1 : 0].place;

	place_set(place, stat, walk->places[walk->depth - 1].end + 1 + length);
	if (slot && *slot && (seen->inode != place->inode || seen->device != place->device))
		return -ESTALE;
	sight_keep(walk, slot, name, length, place);
	walk->depth++;
	return 0;
}

bool
walk_shut(const struct walk *walk, uint32_t uid)
{
	enum { OWNER_ENTERS = 0100 };
	const struct place *end = &walk->places[walk->depth - 1];

	return walk->error == -EACCES && end->uid == uid && !(end->mode & OWNER_ENTERS);
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
		while (*outer && *outer != '/')
			if (*inner++ != *outer++)
				return false;
		if (*inner && *inner != '/')
			return false;
		inner = skip_slashes(inner);
		outer = skip_slashes(outer);
	}
	return true;
}
