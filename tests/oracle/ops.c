/* SPDX-License-Identifier: Apache-2.0 */
/* ops.c - chooses paths that an operation can mostly succeed with. */
#include "tests/oracle/ops.h"

#include <string.h>
#include <sys/stat.h>

#define ON(thing) (1u << THING_##thing)
#define OPENED (ON(FILE) | ON(FIFO) | ON(CHAR))
#define NO_DIRECTORY (OPENED | ON(SYMLINK) | ON(SOCKET) | ON(BLOCK))
#define ANYTHING (NO_DIRECTORY | ON(DIRECTORY))

enum { TRIES = 24 };

static const struct shape {
	unsigned fits; /* what the first path should name */
	bool follows;  /* a symlink at its end */
	bool devices;  /* it is harmless in /dev */
} shapes[OPS] = {
    [OP_READ] = {OPENED | ON(DIRECTORY), true, true},
    [OP_WRITE] = {OPENED, true, true},
    [OP_READ_WRITE] = {OPENED, true, true},
    [OP_OVERWRITE] = {OPENED, true, false},
    [OP_READ_TRUNCATE] = {OPENED, true, false},
    [OP_TRUNCATE] = {ON(FILE), true, false},
    [OP_CREATE] = {ON(MISSING) | ON(FILE) | ON(FIFO), true, false},
    [OP_TMPFILE] = {ON(DIRECTORY), true, false},
    [OP_LIST] = {ON(DIRECTORY), true, true},
    [OP_EXEC] = {ON(FILE), true, false},
    [OP_MKDIR] = {ON(MISSING), false, false},
    [OP_RMDIR] = {ON(DIRECTORY), false, false},
    [OP_UNLINK] = {NO_DIRECTORY, false, false},
    [OP_SYMLINK] = {ON(MISSING), false, false},
    [OP_MKFIFO] = {ON(MISSING), false, false},
    [OP_MKNOD_FILE] = {ON(MISSING), false, false},
    [OP_MKNOD_SOCKET] = {ON(MISSING), false, false},
    [OP_MKNOD_CHAR] = {ON(MISSING), false, false},
    [OP_MKNOD_BLOCK] = {ON(MISSING), false, false},
    [OP_BIND_UNIX] = {ON(MISSING), false, false},
    [OP_CONNECT_UNIX] = {ON(SOCKET), true, false},
    [OP_IOCTL] = {ON(CHAR), true, true},
    [OP_RENAME] = {ANYTHING, false, false},
    [OP_LINK] = {NO_DIRECTORY, false, false},
    [OP_EXCHANGE] = {ANYTHING, false, false},
};

/* Whether nothing in the tree lies below PLACE. */
static bool
is_empty(const struct tree *tree, const char *place)
{
	size_t length = strlen(place);

	for (unsigned i = 0; i < tree->name_count; i++)
		if (strncmp(tree->names[i].place, place, length) == 0 &&
		    tree->names[i].place[length] == '/')
			return false;
	return true;
}

static bool
is_program(const struct tree *tree, const char *place)
{
	const struct name *name = tree_find(tree, place);

	return name != NULL && tree->objects[name->object].program;
}

/* Whether OP can succeed with PATH. */
static bool
suits(const struct tree *tree, enum op op, const char *path)
{
	struct walked walked;

	if (!place_walk(path, shapes[op].follows, &walked) ||
	    (shapes[op].fits & (1u << walked.thing)) == 0)
		return false;
	if (op == OP_RMDIR)
		return is_empty(tree, walked.place);
	return op != OP_EXEC || is_program(tree, walked.place);
}

static void
random_path(struct random *random, const struct tree *tree, unsigned missing,
            char path[static PLACE_SIZE])
{
	if (random_chance(random, missing))
		place_print(path, "%s/m%u", tree_directory(tree, random), random_below(random, 3));
	else
		place_print(path, "%s", tree->names[random_below(random, tree->name_count)].place);
}

static void
choose_first(enum op op, struct random *random, const struct tree *tree,
             char path[static PLACE_SIZE])
{
	static const char *const devices[] = {"/dev/urandom", "/dev/random"};
	unsigned missing = (shapes[op].fits & ON(MISSING)) != 0 ? 70 : 5;
	unsigned tries = random_chance(random, 92) ? TRIES : 1;

	if (shapes[op].devices && random_chance(random, op == OP_IOCTL ? 30 : 4)) {
		place_print(path, "%s",
		            op == OP_LIST ? "/dev"
		                          : devices[random_below(random, COUNTOF(devices))]);
		return;
	}
	do
		random_path(random, tree, missing, path);
	while (--tries > 0 && !suits(tree, op, path));
	/* A path that leads nowhere: it must do so in the sandbox too. */
	if (random_chance(random, 2))
		place_print(path, "%s/m0/m1",
		            tree->names[random_below(random, tree->name_count)].place);
}

/* The other name: nothing there, or something that can be replaced by the first. */
static void
choose_second(const struct operation *operation, struct random *random, const struct tree *tree,
              char path[static PLACE_SIZE])
{
	enum op op = operation->request.op;
	bool directory = operation->query.thing == THING_DIRECTORY;
	unsigned missing = op == OP_RENAME ? 50 : op == OP_LINK ? 95 : 3;

	if (operation->resolved && missing > 10 && random_chance(random, 25)) {
		place_print(path, "%.*s/m0",
		            (int)(strrchr(operation->place, '/') - operation->place),
		            operation->place);
		return;
	}
	for (unsigned tries = TRIES; tries > 0; tries--) {
		struct walked walked;

		random_path(random, tree, missing, path);
		if (!place_walk(path, false, &walked) || op == OP_EXCHANGE ||
		    walked.thing == THING_MISSING)
			return;
		if (directory ? walked.thing == THING_DIRECTORY && is_empty(tree, walked.place)
		              : walked.thing != THING_DIRECTORY)
			return;
	}
}

/* The same name by another way. */
static void
respell(struct random *random, const struct tree *tree, char path[static PLACE_SIZE])
{
	char old[PLACE_SIZE];
	char *last;
	char *parent;

	place_print(old, "%s", path);
	if (random_chance(random, 30))
		policy_spell(tree, random, old, path);
	if (!random_chance(random, 10))
		return;
	place_print(old, "%s", path);
	last = strrchr(old, '/');
	*last++ = '\0';
	parent = strrchr(old, '/');
	if (parent != NULL && parent != old)
		place_print(path, "%s/../%s//%s", old, parent + 1, last);
}

static void
resolve(struct operation *operation, const struct tree *tree, const char *path, bool last,
        char place[static PLACE_SIZE], enum thing *thing)
{
	struct walked walked;
	const struct name *name;
	unsigned names = 0;

	operation->resolved = operation->resolved && place_walk(path, last, &walked);
	if (!operation->resolved)
		return;
	place_print(place, "%s", walked.place);
	*thing = walked.thing;
	operation->linked |= walked.links > 0;
	operation->missing |= *thing == THING_MISSING;
	name = tree_find(tree, place);
	for (unsigned i = 0; name != NULL && i < tree->name_count; i++)
		names += tree->names[i].object == name->object;
	operation->aliased |= names > 1;
}

static bool
same_directory(const char *a, const char *b)
{
	size_t length = (size_t)(strrchr(a, '/') - a);

	return length == (size_t)(strrchr(b, '/') - b) && strncmp(a, b, length) == 0;
}

void
operation_choose(struct operation *operation, enum op op, struct random *random,
                 const struct tree *tree)
{
	struct request *request = &operation->request;

	*operation =
	    (struct operation){.request = {.op = op}, .query = {.op = op}, .resolved = true};
	operation->follows = shapes[op].follows;
	choose_first(op, random, tree, request->path);
	respell(random, tree, request->path);
	resolve(operation, tree, request->path, shapes[op].follows, operation->place,
	        &operation->query.thing);
	if (op_paths(op) == 2) {
		choose_second(operation, random, tree, request->second);
		respell(random, tree, request->second);
		resolve(operation, tree, request->second, false, operation->second,
		        &operation->query.second_thing);
	}
	if (!operation->resolved)
		return;
	operation->query.path = place_path(operation->place);
	if (op_paths(op) != 2)
		return;
	operation->query.second = place_path(operation->second);
	operation->crossing = !same_directory(operation->place, operation->second);
}

bool
operation_undo(const struct operation *operation, struct tree *tree, const struct policy *policy)
{
	const char *second = op_paths(operation->request.op) == 2 ? operation->second : NULL;
	size_t length = strlen(tree->root);
	unsigned anew;

	if (!operation->resolved || strncmp(operation->place, tree->root, length) != 0)
		return false;
	anew = tree_restore(tree, operation->place, second);
	return ((anew & 1) != 0 && policy_binds(policy, operation->place)) ||
	       ((anew & 2) != 0 && policy_binds(policy, second));
}

void
operation_print(const struct operation *operation, FILE *out)
{
	static const char *const things[] = {
	    [THING_FILE] = "file",          [THING_DIRECTORY] = "directory",
	    [THING_SYMLINK] = "symlink",    [THING_FIFO] = "pipe",
	    [THING_SOCKET] = "socket",      [THING_CHAR] = "char device",
	    [THING_BLOCK] = "block device", [THING_MISSING] = "missing"};
	enum op op = operation->request.op;

	fprintf(out, "  %s %s", op_name(op), operation->request.path);
	if (operation->resolved)
		fprintf(out, " (%s %s)", things[operation->query.thing], operation->place);
	if (op_paths(op) == 2)
		fprintf(out, "\n    %s", operation->request.second);
	if (op_paths(op) == 2 && operation->resolved)
		fprintf(out, " (%s %s)", things[operation->query.second_thing], operation->second);
	fputc('\n', out);
}
