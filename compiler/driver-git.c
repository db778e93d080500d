/* SPDX-License-Identifier: Apache-2.0 */
/*
 * driver-git.c - files as they were at a commit, through git itself.
 *
 * The repository may be hostile, its configuration too: only plumbing is run, by name and without
 * a shell, with no pager, hook, filter, network or replacement, and what it prints is checked.
 */
#include "compiler/driver-git.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum { ARGUMENTS = 24, HASH_MOST = 64 };

/* A commit with more files of these kinds than this is no repository of profiles. */
#define FILES_MOST 20000u
#define BYTES_MOST ((size_t)256 << 20)

static const char *const settings[] = {"GIT_OPTIONAL_LOCKS=0",     "GIT_TERMINAL_PROMPT=0",
                                       "GIT_NO_LAZY_FETCH=1",      "GIT_ALLOW_PROTOCOL=none",
                                       "GIT_NO_REPLACE_OBJECTS=1", "LC_ALL=C"};

/* Ours, less what would lead git elsewhere. */
static char **
environment(struct arena *arena)
{
	size_t count = 0, used = 0;
	char **list;

	while (environ[count])
		count++;
	list = arena_calloc(arena, count + COUNTOF(settings) + 1, sizeof(*list));
	for (size_t i = 0; i < count; i++)
		if (strncmp(environ[i], "GIT_", 4) != 0 && strncmp(environ[i], "LC_ALL=", 7) != 0)
			list[used++] = environ[i];
	for (size_t i = 0; i < COUNTOF(settings); i++)
		list[used++] = (char *)settings[i];
	return list;
}

/* A run of git, its output to be read from `out`. */
struct run {
	pid_t pid;
	FILE *out;
};

/* 0, or the errno of what failed. */
static int
start(struct arena *arena, struct run *run, const char *directory, const char *input,
      const char *const *words)
{
	const char *arguments[ARGUMENTS] = {"git", "--no-pager", "-c", "core.fsmonitor=false",
	                                    "-C",  directory};
	posix_spawn_file_actions_t actions;
	size_t used = 6;
	int pipes[2], error;

	while (*words && used + 1 < ARGUMENTS)
		arguments[used++] = *words++;
	if (pipe2(pipes, O_CLOEXEC) != 0)
		return errno;
	error = posix_spawn_file_actions_init(&actions);
	if (!error)
		error =
		    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, input, O_RDONLY, 0);
	if (!error)
		error = posix_spawn_file_actions_adddup2(&actions, pipes[1], STDOUT_FILENO);
	if (!error)
		error = posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null",
		                                         O_WRONLY, 0);
	if (!error)
		error = posix_spawnp(&run->pid, "git", &actions, NULL, (char *const *)arguments,
		                     environment(arena));
	posix_spawn_file_actions_destroy(&actions);
	close(pipes[1]);
	run->out = error ? NULL : fdopen(pipes[0], "re");
	if (!run->out)
		close(pipes[0]);
	return error;
}

/* Whether all was read and git was content. */
static bool
finish(struct run *run)
{
	int status;

	fclose(run->out);
	while (waitpid(run->pid, &status, 0) < 0)
		if (errno != EINTR)
			return false;
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* One line of what git says, or NULL.  *MISSING: there is no git. */
static const char *
ask(struct arena *arena, const char *directory, const char *const *words, bool *missing)
{
	char *line = NULL;
	const char *answer = NULL;
	size_t size = 0;
	struct run run;
	ssize_t length;
	int error = start(arena, &run, directory, "/dev/null", words);

	*missing = error == ENOENT;
	if (error)
		return NULL;
	length = getline(&line, &size, run.out);
	if (length > 0 && line[length - 1] == '\n')
		answer = arena_str(arena, line, (size_t)length - 1).data;
	free(line);
	return finish(&run) ? answer : NULL;
}

static bool
is_policy_name(const char *name)
{
	static const char *const suffixes[] = {".json", ".jsonc", ".yaml", ".yml", ".nono", ".bin"};
	size_t length = strlen(name);

	for (size_t i = 0; i < COUNTOF(suffixes); i++) {
		size_t tail = strlen(suffixes[i]);

		if (length > tail && strcmp(name + length - tail, suffixes[i]) == 0)
			return true;
	}
	return false;
}

/* A crafted tree may hold any name: none may lead out of the directory. */
static bool
stays_inside(const char *name)
{
	while (*name) {
		const char *end = strchrnul(name, '/');
		size_t length = (size_t)(end - name);

		if (length == 0 || (length == 1 && name[0] == '.') ||
		    (length == 2 && name[0] == '.' && name[1] == '.') || (*end && !end[1]))
			return false;
		name = *end ? end + 1 : end;
	}
	return true;
}

/*
 * Whether the link NAME, which leads to TARGET, stays among the files: '..' first, and no more of
 * them than NAME has directories.
 */
static bool
leads_inside(const char *name, const char *target)
{
	for (const char *slash = strchr(name, '/'); slash && strncmp(target, "../", 3) == 0;
	     slash = strchr(slash + 1, '/'))
		target += 3;
	return stays_inside(target);
}

/* A file of the commit, or a link. */
struct blob {
	char hash[HASH_MOST + 1];
	size_t size;
	const char *name;
	bool link;
};

struct listing {
	struct blob *items;
	size_t count, bytes;
};

/* "100644 blob HASH SIZE\tNAME" */
static bool
read_entry(struct arena *arena, struct listing *listing, const char *entry, size_t most)
{
	const char *tab = strchr(entry, '\t');
	struct blob blob = {.name = tab ? tab + 1 : ""};
	unsigned mode;
	char kind[8];

	if (!tab ||
	    sscanf(entry, "%o %7s %64[0-9a-f] %zu", &mode, kind, blob.hash, &blob.size) != 4)
		return true; /* a tree, another repository */
	blob.link = S_ISLNK(mode);
	if (strcmp(kind, "blob") != 0 || !is_policy_name(blob.name) || !stays_inside(blob.name) ||
	    blob.size > (blob.link ? PATH_MAX - 1 : most))
		return true;
	listing->items = arena_room(arena, listing->items, listing->count, sizeof(*listing->items));
	blob.name = arena_str(arena, blob.name, strlen(blob.name)).data;
	listing->items[listing->count++] = blob;
	listing->bytes += blob.size;
	return listing->count <= FILES_MOST && listing->bytes <= BYTES_MOST;
}

static const char *
list_files(struct git_tree *tree, const char *commit, struct listing *listing, size_t most)
{
	const char *const words[] = {"ls-tree", "-r", "-z", "-l", "--full-tree", commit, NULL};
	struct run run;
	char *entry = NULL;
	size_t size = 0;
	bool fits = true;

	if (start(tree->arena, &run, tree->near, "/dev/null", words))
		return "git cannot be run";
	while (fits && getdelim(&entry, &size, '\0', run.out) > 0)
		fits = read_entry(tree->arena, listing, entry, most);
	free(entry);
	if (!finish(&run) && fits)
		return arena_printf(tree->arena, "git cannot list the files of '%s'", tree->ref);
	if (!fits)
		return arena_printf(tree->arena,
		                    "'%s' has more than %u profiles, or more than %zu bytes of "
		                    "them: that is too many to lay out",
		                    tree->ref, FILES_MOST, BYTES_MOST);
	return NULL;
}

/* Makes the directories that lead to PATH, from BASE on. */
static bool
make_directories(char *path, size_t base)
{
	for (char *slash = strchr(path + base, '/'); slash; slash = strchr(slash + 1, '/')) {
		int made;

		*slash = '\0';
		made = mkdir(path, 0700);
		*slash = '/';
		if (made != 0 && errno != EEXIST)
			return false;
	}
	return true;
}

static FILE *
create(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	FILE *file = fd < 0 ? NULL : fdopen(fd, "we");

	if (!file && fd >= 0)
		close(fd);
	return file;
}

/* The place of BLOB, with the directories that lead there; or NULL. */
static const char *
make_place(const struct git_tree *tree, const struct blob *blob)
{
	char *path = (char *)arena_printf(tree->arena, "%s/%s", tree->directory, blob->name);

	return make_directories(path, strlen(tree->directory) + 1) ? path : NULL;
}

/* One that leads elsewhere is left out. */
static bool
make_link(const struct git_tree *tree, const struct blob *blob, FILE *from)
{
	char target[PATH_MAX] = "";
	const char *path;

	if (fread(target, 1, blob->size, from) != blob->size)
		return false;
	if (!target[0] || strlen(target) != blob->size || !leads_inside(blob->name, target))
		return true;
	path = make_place(tree, blob);
	return path && symlink(target, path) == 0;
}

static bool
copy(FILE *from, FILE *to, size_t size)
{
	char buffer[16384];

	while (size) {
		size_t wanted = size < sizeof(buffer) ? size : sizeof(buffer);

		if (fread(buffer, 1, wanted, from) != wanted ||
		    fwrite(buffer, 1, wanted, to) != wanted)
			return false;
		size -= wanted;
	}
	return true;
}

static bool
make_file(const struct git_tree *tree, const struct blob *blob, FILE *from)
{
	const char *path = make_place(tree, blob);
	FILE *file = path ? create(path) : NULL;
	bool whole;

	if (!file)
		return false;
	whole = copy(from, file, blob->size);
	return fclose(file) == 0 && whole;
}

/* "HASH blob SIZE\n", the bytes, "\n": as often as there are files. */
static bool
read_files(struct git_tree *tree, const struct listing *listing, FILE *out)
{
	for (size_t i = 0; i < listing->count; i++) {
		const struct blob *blob = &listing->items[i];
		char line[128], hash[HASH_MOST + 1];
		size_t size;

		if (!fgets(line, sizeof(line), out) ||
		    sscanf(line, "%64[0-9a-f] blob %zu", hash, &size) != 2 ||
		    strcmp(hash, blob->hash) != 0 || size != blob->size)
			return false;
		if (!(blob->link ? make_link : make_file)(tree, blob, out) || fgetc(out) != '\n')
			return false;
	}
	return true;
}

static const char *
lay_out(struct git_tree *tree, const struct listing *listing)
{
	const char *const words[] = {"cat-file", "--batch", NULL};
	const char *list = arena_printf(tree->arena, "%s/list", tree->temporary);
	FILE *file = create(list);
	struct run run;
	bool whole;

	if (!file)
		return "no temporary file can be made";
	for (size_t i = 0; i < listing->count; i++)
		fprintf(file, "%s\n", listing->items[i].hash);
	if (fclose(file) != 0 || start(tree->arena, &run, tree->near, list, words)) {
		unlink(list);
		return "git cannot be run";
	}
	whole = read_files(tree, listing, run.out);
	whole &= finish(&run);
	unlink(list);
	return whole ? NULL
	             : arena_printf(tree->arena, "the files of '%s' cannot be laid out", tree->ref);
}

static const char *
directory_of(struct arena *arena, const char *file)
{
	const char *slash = strrchr(file, '/');

	return slash ? arena_str(arena, file, (size_t)(slash - file) + 1).data : ".";
}

/* The directory of FILE, and the top of the work tree that holds it. */
static const char *
find_work_tree(struct git_tree *tree, const char *file)
{
	const char *const words[] = {"rev-parse", "--show-toplevel", NULL};
	const char *path = git_place_absolute(tree->arena, file);
	const char *top, *link, *outer;
	bool missing;

	tree->near = directory_of(tree->arena, file);
	top = ask(tree->arena, tree->near, words, &missing);
	/* Not that which a link of a work tree leads to. */
	while ((link = git_place_last_link(tree->arena, path, 0))) {
		path = directory_of(tree->arena, link);
		outer = ask(tree->arena, path, words, &missing);
		if (!outer)
			break;
		top = outer;
		tree->near = path;
	}
	if (missing)
		return "--base needs git, and there is none in PATH";
	if (!top || top[0] != '/')
		return arena_printf(tree->arena,
		                    "'%s' lies in no git work tree that may be read: --base needs "
		                    "one",
		                    file);
	tree->top = arena_printf(tree->arena, "%s/", top);
	return NULL;
}

const char *
git_tree_read(struct git_tree *tree, struct arena *arena, const char *ref, const char *file,
              size_t most)
{
	const char *words[] = {"rev-parse",
	                       "--verify",
	                       "--quiet",
	                       "--end-of-options",
	                       arena_printf(arena, "%s^{commit}", ref),
	                       NULL};
	const char *commit, *why, *temporary = getenv("TMPDIR");
	struct listing listing = {0};
	bool missing;
	char *directory;

	*tree = (struct git_tree){.arena = arena, .ref = ref};
	why = find_work_tree(tree, file);
	if (why)
		return why;
	if (ref[0] == '-')
		return arena_printf(arena, "--base expects a commit, found '%s'", ref);
	commit = ask(arena, tree->near, words, &missing);
	if (!commit)
		return arena_printf(arena,
		                    "'%s' is no commit of this repository; in CI, fetch it first: "
		                    "git fetch origin main",
		                    ref);
	tree->commit = commit;
	why = list_files(tree, commit, &listing, most);
	if (why)
		return why;
	directory = (char *)arena_printf(arena, "%s/nonoc.XXXXXX",
	                                 temporary && temporary[0] == '/' ? temporary : "/tmp");
	if (!mkdtemp(directory))
		return arena_printf(arena, "'%s' cannot be made: %s", directory, strerror(errno));
	tree->temporary = directory;
	tree->directory = arena_printf(arena, "%s/tree", directory);
	if (mkdir(tree->directory, 0700) != 0)
		return arena_printf(arena, "'%s' cannot be made: %s", tree->directory,
		                    strerror(errno));
	return lay_out(tree, &listing);
}

bool
git_tree_has(const struct git_tree *tree, const char *path)
{
	const char *name = path + strlen(tree->directory) + 1;
	const char *words[] = {"rev-parse",
	                       "--verify",
	                       "--quiet",
	                       "--end-of-options",
	                       arena_printf(tree->arena, "%s:%s", tree->commit, name),
	                       NULL};
	bool missing;

	return ask(tree->arena, tree->near, words, &missing);
}

const char *
git_tree_path(const struct git_tree *tree, const char *file)
{
	const char *slash = strrchr(file, '/');
	const char *path = NULL, *at, *named;
	char *real;

	named = git_place_named(tree->arena, tree->top, git_place_absolute(tree->arena, file));
	if (named) {
		path = arena_printf(tree->arena, "%s/%s", tree->directory, named);
		return !strstr(named, "../") && git_tree_has(tree, path) ? path : NULL;
	}
	real = realpath(directory_of(tree->arena, file), NULL);
	if (!real)
		return NULL;
	at = arena_printf(tree->arena, "%s/", real);
	free(real);
	if (strncmp(at, tree->top, strlen(tree->top)) == 0)
		path = arena_printf(tree->arena, "%s/%s%s", tree->directory, at + strlen(tree->top),
		                    slash ? slash + 1 : file);
	return path;
}

static int
remove_one(const char *path, const struct stat *status, int kind, struct FTW *walk)
{
	(void)status;
	(void)kind;
	(void)walk;
	return remove(path);
}

void
git_tree_remove(struct git_tree *tree)
{
	if (tree->temporary)
		nftw(tree->temporary, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	tree->temporary = NULL;
}
