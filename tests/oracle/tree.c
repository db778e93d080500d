/* SPDX-License-Identifier: Apache-2.0 */
/* tree.c - builds random trees and puts back what operations change in them. */
#include "tests/oracle/tree.h"

#include "tests/oracle/place.h"
#include "tests/oracle/program.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <unistd.h>

/* Where the inode's second name is. */
static void
vault_place(const struct tree *tree, unsigned object, char place[static PLACE_SIZE])
{
	place_print(place, "%s/%u", tree->vault, object);
}

static int
hold_socket(const char *place)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int held = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (strlen(place) >= sizeof(address.sun_path))
		fail("%s: too long for a socket", place);
	strcpy(address.sun_path, place);
	if (held < 0 || bind(held, (struct sockaddr *)&address, sizeof(address)) != 0)
		fail("%s: bind", place);
	return held;
}

/* (Re)writes the content, by a name that no operation touches. */
static void
fill(const struct object *object, const char *place)
{
	const char *bytes = object->program ? program_bytes() : "content\n";
	size_t size = object->program ? program_size() : strlen(bytes);
	int file = open(place, O_WRONLY | O_TRUNC | O_CLOEXEC);

	if (file < 0 || write(file, bytes, size) != (ssize_t)size || close(file) != 0)
		fail("%s: write", place);
}

static void
own(const struct tree *tree, const struct object *object, const char *place)
{
	if (!S_ISLNK(object->mode) && chmod(place, object->mode & 07777) != 0)
		fail("%s: chmod", place);
	if (geteuid() == 0 && !object->foreign &&
	    lchown(place, tree->owner, (gid_t)tree->owner) != 0)
		fail("%s: chown", place);
}

static void
note_number(struct object *object, const char *place)
{
	struct stat status;

	if (lstat(place, &status) != 0)
		fail("%s: stat", place);
	object->number = status.st_ino;
	object->size = status.st_size;
}

static const char *
name_add(struct tree *tree, const char *place, unsigned object)
{
	struct name *name = &tree->names[tree->name_count++];

	assert(tree->name_count <= TREE_NAMES);
	place_print(name->place, "%s", place);
	name->object = object;
	return name->place;
}

/* A new inode at PLACE and, unless it is a directory, in the vault. */
static const char *
object_make(struct tree *tree, const char *place, struct object like, const char *target)
{
	unsigned number = tree->object_count++;
	struct object *object = &tree->objects[number];
	char vault[PLACE_SIZE];
	int result;

	assert(tree->object_count <= TREE_OBJECTS);
	*object = like;
	object->held = -1;
	if (S_ISDIR(like.mode)) {
		result = mkdir(place, 0700);
	} else if (S_ISLNK(like.mode)) {
		result = symlink(target, place);
	} else if (S_ISSOCK(like.mode)) {
		object->held = hold_socket(place);
		result = 0;
	} else {
		/* 1:9 is urandom: every user may ask it how much entropy it has. */
		dev_t device = S_ISCHR(like.mode) ? makedev(1, 9) : 0;

		result = mknod(place, (like.mode & S_IFMT) | 0600, device);
	}
	if (result != 0)
		fail("%s: create", place);
	if (S_ISREG(like.mode))
		fill(object, place);
	if (S_ISFIFO(like.mode))
		object->held = open(place, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	own(tree, object, place);
	note_number(object, place);
	vault_place(tree, number, vault);
	if (!S_ISDIR(like.mode) && linkat(AT_FDCWD, place, AT_FDCWD, vault, 0) != 0)
		fail("%s: link", vault);
	return name_add(tree, place, number);
}

static bool
is_directory(const struct tree *tree, const struct name *name)
{
	return S_ISDIR(tree->objects[name->object].mode);
}

const struct name *
tree_find(const struct tree *tree, const char *place)
{
	for (unsigned i = 0; i < tree->name_count; i++)
		if (strcmp(tree->names[i].place, place) == 0)
			return &tree->names[i];
	return NULL;
}

const char *
tree_directory(const struct tree *tree, struct random *random)
{
	for (;;) {
		const struct name *name = &tree->names[random_below(random, tree->name_count)];

		if (is_directory(tree, name))
			return name->place;
	}
}

/* A fresh name in a random directory that is not too deep; "dir/KIND<number>". */
static void
fresh(const struct tree *tree, struct random *random, char kind, char place[static PLACE_SIZE])
{
	const char *directory;
	unsigned depth;

	do {
		directory = tree_directory(tree, random);
		depth = 0;
		for (const char *c = directory + strlen(tree->root); *c != '\0'; c++)
			depth += *c == '/';
	} while (depth > 4);
	place_print(place, "%s/%c%u", directory, kind, tree->name_count);
}

static void
make_links(struct tree *tree, struct random *random)
{
	char place[PLACE_SIZE];
	char target[PLACE_SIZE];

	for (unsigned i = 0; i < 8; i++) {
		fresh(tree, random, 'l', place);
		if (i < 3) /* to a directory */
			place_print(target, "%s", tree_directory(tree, random));
		else if (i == 3) /* to nothing, where something could be */
			place_print(target, "%s/m0", tree_directory(tree, random));
		else if (i == 4) /* to nowhere, relative */
			place_print(target, "m1/m2");
		else /* to anything: a chain, if it is a symlink */
			place_print(target, "%s",
			            tree->names[random_below(random, tree->name_count)].place);
		object_make(tree, place, (struct object){.mode = S_IFLNK | 0777}, target);
	}
	/* Hard links, mostly of files, for a directory cannot have one. */
	for (unsigned i = 0; i < 6;) {
		const struct name *old = &tree->names[random_below(random, tree->name_count)];

		if (is_directory(tree, old))
			continue;
		fresh(tree, random, 'h', place);
		if (linkat(AT_FDCWD, old->place, AT_FDCWD, place, 0) != 0)
			fail("%s: link", place);
		name_add(tree, place, old->object);
		i++;
	}
}

static void
make_files(struct tree *tree, struct random *random)
{
	static const struct {
		unsigned count;
		mode_t mode;
		char kind;
		bool program;
	} plan[] = {
	    {10, S_IFREG | 0644, 'f', false}, {3, S_IFREG | 0755, 'x', true},
	    {2, S_IFIFO | 0644, 'p', false},  {3, S_IFSOCK | 0755, 's', false},
	    {2, S_IFCHR | 0666, 'c', false},
	};
	char place[PLACE_SIZE];

	for (size_t i = 0; i < COUNTOF(plan); i++) {
		if (S_ISCHR(plan[i].mode) && !tree->devices)
			continue;
		for (unsigned n = 0; n < plan[i].count; n++) {
			struct object like = {.mode = plan[i].mode, .program = plan[i].program};

			like.foreign = random_chance(random, 5);
			if (like.foreign && random_chance(random, 50))
				like.mode &= ~(mode_t)077;
			fresh(tree, random, plan[i].kind, place);
			object_make(tree, place, like, NULL);
		}
	}
}

void
tree_make(struct tree *tree, struct random *random, const char *scratch, uid_t owner)
{
	struct object directory = {.mode = S_IFDIR | 0755};
	char place[PLACE_SIZE];

	*tree = (struct tree){.owner = owner, .devices = geteuid() == 0};
	place_print(tree->root, "%s/t", scratch);
	place_print(tree->vault, "%s/v", scratch);
	if (mkdir(tree->vault, 0700) != 0)
		fail("%s: mkdir", tree->vault);
	object_make(tree, tree->root, directory, NULL);
	for (unsigned i = 0; i < 14; i++) {
		fresh(tree, random, 'd', place);
		/* The first two are $HOME and $WORKDIR; a few are out of a user's reach. */
		directory.foreign = i > 1 && random_chance(random, 4);
		directory.mode =
		    S_IFDIR | (directory.foreign && random_chance(random, 50) ? 0700 : 0755);
		object_make(tree, place, directory, NULL);
	}
	tree->home = tree->names[1].place;
	tree->workdir = tree->names[2].place;
	make_files(tree, random);
	make_links(tree, random);
	/* Last, so that nothing is in them: to be removed and replaced. */
	for (unsigned i = 0; i < 5; i++) {
		fresh(tree, random, 'e', place);
		directory.mode = S_IFDIR | 0755;
		directory.foreign = false;
		object_make(tree, place, directory, NULL);
	}
}

static int
remove_entry(const char *path, const struct stat *status, int kind, struct FTW *ftw)
{
	(void)status;
	(void)kind;
	(void)ftw;
	return remove(path);
}

void
tree_remove(struct tree *tree)
{
	for (unsigned i = 0; i < tree->object_count; i++)
		if (tree->objects[i].held >= 0)
			close(tree->objects[i].held);
	if (nftw(tree->root, remove_entry, 16, FTW_DEPTH | FTW_PHYS) != 0 ||
	    nftw(tree->vault, remove_entry, 16, FTW_DEPTH | FTW_PHYS) != 0)
		fail("%s: remove", tree->root);
}

/* The inode at PLACE, 0 if there is none. */
static ino_t
number_at(const char *place, struct stat *status)
{
	if (lstat(place, status) == 0)
		return status->st_ino;
	if (errno != ENOENT)
		fail("%s: stat", place);
	return 0;
}

/* A directory that went from one of two names to the other goes back with all that it holds. */
static void
restore_moved(const struct tree *tree, const char *place, const char *second)
{
	const struct name *a = tree_find(tree, place);
	const struct name *b = tree_find(tree, second);
	struct stat status;
	ino_t at_a = number_at(place, &status);
	ino_t at_b = number_at(second, &status);
	bool a_moved = a != NULL && is_directory(tree, a) && at_a != at_b &&
	               at_b == tree->objects[a->object].number;
	bool b_moved = b != NULL && is_directory(tree, b) && at_a != at_b &&
	               at_a == tree->objects[b->object].number;
	int result = 0;

	if (!a_moved && !b_moved)
		return;
	if (at_a != 0 && at_b != 0)
		result = renameat2(AT_FDCWD, place, AT_FDCWD, second, RENAME_EXCHANGE);
	else
		result = at_a != 0 ? rename(place, second) : rename(second, place);
	if (result != 0)
		fail("%s, %s: rename back", place, second);
}

static bool
restore_name(struct tree *tree, const char *place)
{
	const struct name *name = tree_find(tree, place);
	struct object *object = name == NULL ? NULL : &tree->objects[name->object];
	struct stat status;
	ino_t number = number_at(place, &status);
	char vault[PLACE_SIZE];

	if (object == NULL && number == 0)
		return false;
	if (object != NULL && number == object->number) {
		if (S_ISREG(object->mode) && status.st_size != object->size)
			fill(object, place);
		return false;
	}
	if (number != 0 && remove(place) != 0)
		fail("%s: remove", place);
	if (object == NULL)
		return false;
	if (S_ISDIR(object->mode)) {
		if (mkdir(place, 0700) != 0)
			fail("%s: mkdir again", place);
		own(tree, object, place);
		note_number(object, place);
		return true;
	}
	vault_place(tree, name->object, vault);
	if (linkat(AT_FDCWD, vault, AT_FDCWD, place, 0) != 0)
		fail("%s: link again", place);
	return false;
}

unsigned
tree_restore(struct tree *tree, const char *place, const char *second)
{
	unsigned anew;

	if (second != NULL)
		restore_moved(tree, place, second);
	anew = restore_name(tree, place) ? 1 : 0;
	if (second != NULL && restore_name(tree, second))
		anew |= 2;
	return anew;
}
