/* SPDX-License-Identifier: Apache-2.0 */
/* check-links.c - --host-checks: has a protected file another name where something is granted? */
#include "compiler/check-host.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * Most protected trees have no file with two names, and then no grant is searched.  What is
 * looked at of each is bounded: a check must end, and says where it did.
 */
enum { ENTRIES_MAX = 100000, TOLD_MAX = 8 };

/* A protected file that has other names. */
struct name {
	dev_t device;
	ino_t inode;
	const char *path;
	const struct rule *deny;
};

struct links {
	const struct checking *c;
	struct name *names; /* sorted once all are known */
	size_t count;
	const struct here *here; /* that is searched now */
	size_t told;             /* of it */
	bool granted;            /* it is a grant */
	size_t left;             /* entries of its tree that may still be looked at */
};

/* The files of one tree, directory by directory; other file systems are other trees. */
struct tree {
	const char **items; /* directories that were not read */
	size_t count, capacity;
	dev_t device;
};

static void
add_name(struct links *links, const char *path, const struct stat *stat)
{
	links->names =
	    arena_room(links->c->ir->arena, links->names, links->count, sizeof(*links->names));
	links->names[links->count++] =
	    (struct name){stat->st_dev, stat->st_ino, path, links->here->rule};
}

static int
compare_names(const void *first, const void *second)
{
	const struct name *a = first, *b = second;

	if (a->inode != b->inode)
		return a->inode < b->inode ? -1 : 1;
	return (a->device > b->device) - (a->device < b->device);
}

static void
tell_name(struct links *links, const char *path, const struct name *name)
{
	const struct checking *c = links->c;
	const struct rule *grant = links->here->rule;
	const char *text = path_text(c->ir->arena, &name->deny->path);

	if (!(name->deny->rights & grant->rights) || strcmp(path, name->path) == 0 ||
	    links->told++ >= TOLD_MAX)
		return;
	diag_at(c->ir->diags, DIAG_HOST_HARD_LINK, grant->at,
	        "'%s' is the protected '%s' under another name on this machine", path, name->path);
	rule_note(c->ir, name->deny, arena_printf(c->ir->arena, "'%s' is protected here", text));
	diag_help(c->ir->diags, "remove that name, or grant less: nono-exec searches no "
	                        "directories for such");
}

static void
visit(struct links *links, const char *path, const struct stat *stat)
{
	const struct name key = {.device = stat->st_dev, .inode = stat->st_ino};
	const struct name *name;

	if (!S_ISREG(stat->st_mode) || stat->st_nlink < 2)
		return;
	if (!links->granted) {
		add_name(links, path, stat);
		return;
	}
	name = bsearch(&key, links->names, links->count, sizeof(key), compare_names);
	if (name)
		tell_name(links, path, name);
}

static void
push(struct arena *arena, struct tree *tree, const char *path)
{
	if (tree->count == tree->capacity) {
		size_t capacity = 2 * tree->capacity + 64;

		tree->items =
		    arena_grow(arena, tree->items, tree->count, capacity, sizeof(*tree->items));
		tree->capacity = capacity;
	}
	tree->items[tree->count++] = path;
}

static void
close_directory(void *directory)
{
	closedir(directory);
}

/* False when too much was looked at. */
static bool
search_directory(struct links *links, struct tree *tree, const char *path)
{
	struct arena *arena = links->c->ir->arena;
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *directory = fd < 0 ? NULL : fdopendir(fd);
	struct arena_held held = {close_directory, directory, NULL};
	const struct dirent *entry;
	struct stat stat;

	if (!directory) {
		if (fd >= 0)
			close(fd);
		return true;
	}
	arena_hold(arena, &held);
	while (links->left && (entry = readdir(directory))) {
		const char *name = entry->d_name;

		if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
			continue;
		links->left--;
		if (fstatat(fd, name, &stat, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT) != 0 ||
		    stat.st_dev != tree->device || !(S_ISDIR(stat.st_mode) || stat.st_nlink > 1))
			continue;
		name = arena_printf(arena, "%s/%s", path[1] ? path : "", name);
		if (S_ISDIR(stat.st_mode))
			push(arena, tree, name);
		else
			visit(links, name, &stat);
	}
	arena_release(arena);
	return links->left;
}

static void
report_end(const struct links *links)
{
	const struct checking *c = links->c;
	const struct rule *rule = links->here->rule;

	diag_at(c->ir->diags, DIAG_HOST_HARD_LINK, rule->at,
	        "'%s' has more files on this machine than are searched for other names of "
	        "protected ones",
	        path_text(c->ir->arena, &rule->path));
	diag_help(c->ir->diags, "'find -links +1 -type f' there shows all that have several");
}

static void
search(struct links *links, const struct here *here, bool granted)
{
	struct tree tree = {.count = 0};
	struct stat stat;

	links->left = ENTRIES_MAX;
	links->here = here;
	links->granted = granted;
	links->told = 0;
	if (!here->real || lstat(here->real, &stat) != 0)
		return;
	visit(links, here->real, &stat);
	if (!S_ISDIR(stat.st_mode))
		return;
	tree.device = stat.st_dev;
	push(links->c->ir->arena, &tree, here->real);
	while (tree.count) {
		if (search_directory(links, &tree, tree.items[--tree.count]))
			continue;
		report_end(links);
		return;
	}
}

static void
report_rest(const struct links *links)
{
	const struct checking *c = links->c;

	if (links->told <= TOLD_MAX)
		return;
	diag_at(c->ir->diags, DIAG_HOST_HARD_LINK, links->here->rule->at,
	        "%zu more files here are protected ones under other names", links->told - TOLD_MAX);
}

void
check_hard_links(const struct checking *c, const struct heres *denies, const struct heres *grants)
{
	struct links links = {.c = c};

	for (size_t i = 0; i < denies->count; i++)
		search(&links, &denies->items[i], false);
	if (links.count)
		qsort(links.names, links.count, sizeof(*links.names), compare_names);
	for (size_t i = 0; links.count && i < grants->count; i++) {
		search(&links, &grants->items[i], true);
		report_rest(&links);
	}
}
