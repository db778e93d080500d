/* SPDX-License-Identifier: Apache-2.0 */
/* eval.c - judges one operation by a policy, as a kernel with Landlock would. */
#include "compiler/eval.h"

#include "compiler/eval-rights.h"
#include "compiler/rule-tree.h"

#include <errno.h>
#include <string.h>

static const struct {
	const char *name;
	unsigned paths;
} ops[OPS] = {
#define OP(symbol, name, paths) {name, paths},
#include "compiler/op.def"
#undef OP
};

/*
 * What an operation with one path asks of the object, and of the directory
 * that holds its name.  An execve reads, too; a file without a name needs no
 * MAKE_REG until it gets one.
 */
static const struct {
	uint32_t object;
	uint32_t entry;
} needs[OPS] = {
    [OP_READ] = {.object = BLOB_FS_READ_FILE},
    [OP_WRITE] = {.object = BLOB_FS_WRITE_FILE},
    [OP_READ_WRITE] = {.object = BLOB_FS_READ_FILE | BLOB_FS_WRITE_FILE},
    [OP_OVERWRITE] = {.object = BLOB_FS_WRITE_FILE | BLOB_FS_TRUNCATE},
    [OP_READ_TRUNCATE] = {.object = BLOB_FS_READ_FILE | BLOB_FS_TRUNCATE},
    [OP_TRUNCATE] = {.object = BLOB_FS_TRUNCATE},
    [OP_CREATE] = {.object = BLOB_FS_WRITE_FILE, .entry = BLOB_FS_MAKE_REG},
    [OP_TMPFILE] = {.object = BLOB_FS_WRITE_FILE},
    [OP_LIST] = {.object = BLOB_FS_READ_DIR},
    [OP_EXEC] = {.object = BLOB_FS_READ_FILE | BLOB_FS_EXECUTE},
    [OP_MKDIR] = {.entry = BLOB_FS_MAKE_DIR},
    [OP_RMDIR] = {.entry = BLOB_FS_REMOVE_DIR},
    [OP_UNLINK] = {.entry = BLOB_FS_REMOVE_FILE},
    [OP_SYMLINK] = {.entry = BLOB_FS_MAKE_SYM},
    [OP_MKFIFO] = {.entry = BLOB_FS_MAKE_FIFO},
    [OP_MKNOD_FILE] = {.entry = BLOB_FS_MAKE_REG},
    [OP_MKNOD_SOCKET] = {.entry = BLOB_FS_MAKE_SOCK},
    [OP_MKNOD_CHAR] = {.entry = BLOB_FS_MAKE_CHAR},
    [OP_MKNOD_BLOCK] = {.entry = BLOB_FS_MAKE_BLOCK},
    [OP_BIND_UNIX] = {.entry = BLOB_FS_MAKE_SOCK},
    [OP_CONNECT_UNIX] = {.object = BLOB_FS_RESOLVE_UNIX},
    [OP_IOCTL] = {.object = BLOB_FS_WRITE_FILE | BLOB_FS_IOCTL_DEV},
};

const char *
op_name(enum op op)
{
	return ops[op].name;
}

unsigned
op_paths(enum op op)
{
	return ops[op].paths;
}

enum op
op_find(struct str name)
{
	unsigned op = 0;

	while (op < OPS && !str_is(name, ops[op].name))
		op++;
	return (enum op)op;
}

/* The first ABI that mediates one of RIGHTS. */
static unsigned
first_abi(uint32_t rights)
{
	for (unsigned abi = 1; abi <= ACCESS_ABI_NEWEST; abi++)
		if (rights & access_mediated(abi))
			return abi;
	return 0;
}

struct verdict
eval_denied(const struct kernel *kernel, int error, uint32_t missing, const struct path *where)
{
	struct verdict verdict = {.error = error, .missing = missing, .where = *where};

	verdict.held = !kernel->abi || missing & access_mediated(kernel->abi);
	verdict.held_from = verdict.held ? 0 : first_abi(missing);
	return verdict;
}

/* What KERNEL really asks of the object: it depends on what it is. */
static uint32_t
object_needs(const struct query *query, const struct kernel *kernel)
{
	uint32_t need = needs[query->op].object;
	bool device = query->thing == THING_CHAR || query->thing == THING_BLOCK;
	bool opened = query->op == OP_OVERWRITE || query->op == OP_READ_TRUNCATE;

	/* Opening empties regular files only. */
	if (opened && query->thing != THING_FILE && query->thing != THING_MISSING)
		need &= ~BLOB_FS_TRUNCATE;
	if (query->op == OP_IOCTL && !device)
		need &= ~BLOB_FS_IOCTL_DEV;
	if (query->op == OP_READ && query->thing == THING_DIRECTORY)
		need = BLOB_FS_READ_DIR;
	if (opened && mutated(kernel, MUTATION_NO_TRUNCATE))
		need &= ~BLOB_FS_TRUNCATE;
	if (query->op == OP_TRUNCATE && mutated(kernel, MUTATION_TRUNCATE_WRITES))
		need |= BLOB_FS_WRITE_FILE;
	if (query->op == OP_EXEC && mutated(kernel, MUTATION_EXEC_NO_READ))
		need &= ~BLOB_FS_READ_FILE;
	return need;
}

static uint32_t
entry_needs(const struct query *query, const struct kernel *kernel)
{
	uint32_t need = needs[query->op].entry;

	/* Opening with O_CREAT makes nothing where there is something. */
	if (query->op == OP_CREATE && query->thing != THING_MISSING &&
	    !mutated(kernel, MUTATION_CREATE_MAKES))
		need = 0;
	if (query->op == OP_RMDIR && mutated(kernel, MUTATION_REMOVE_ANY))
		need = BLOB_FS_REMOVE_FILE;
	return need;
}

/* Operations with one path. */
static struct verdict
judge(const struct ir *ir, const struct query *query, const struct kernel *kernel)
{
	struct holding holding = eval_holding(ir, &query->path, query->thing, kernel);
	uint32_t entry = entry_needs(query, kernel) & ~holding_entry(&holding, kernel);
	uint32_t object = object_needs(query, kernel) & ~holding_object(&holding, kernel);

	if (entry)
		return eval_denied(kernel, EACCES, entry, &holding.directory);
	if (object)
		return eval_denied(kernel, EACCES, object, &holding.path);
	return (struct verdict){.allowed = true, .held = true};
}

/*
 * What the companion filter closes because the kernel cannot: it knows no
 * paths, so it refuses to granted objects as well.
 */
static bool
filter_closes(const struct ir *ir, const struct query *query, const struct kernel *kernel)
{
	if (!kernel->filter || !kernel->abi)
		return false;
	if (query->op == OP_TRUNCATE || query->op == OP_READ_TRUNCATE)
		return !(access_mediated(kernel->abi) & BLOB_FS_TRUNCATE);
	if (query->op == OP_CONNECT_UNIX || query->op == OP_BIND_UNIX)
		return !(access_mediated(kernel->abi) & BLOB_FS_RESOLVE_UNIX) &&
		       !(ir->flags & BLOB_UNIX_SOCKETS);
	return false;
}

/* The nearest of RULES at or above PATH that concerns RIGHTS; for a message. */
static const struct rule *
nearest(const struct rules *rules, const struct path *path, uint32_t rights)
{
	const struct rule *found = NULL, *rule;
	struct ascent ascent;

	ascent_start(&ascent, rules, path);
	while ((rule = ascent_next(&ascent)))
		if (rule->rights & rights && rule_reaches(rule, path) &&
		    (!found || path_relate(&rule->path, &found->path) != PATH_ABOVE))
			found = rule;
	return found;
}

/* The deny that withholds what is missing, or the grant that gives what was asked. */
static const struct rule *
deciding(const struct ir *ir, const struct query *query, const struct kernel *kernel,
         const struct verdict *verdict)
{
	const struct path *paths[] = {&query->path, &query->second};
	const enum thing things[] = {query->thing, query->second_thing};
	uint32_t asked = object_needs(query, kernel) | entry_needs(query, kernel);
	const struct rule *rule = NULL;

	if (op_paths(query->op) == 2)
		asked = BLOB_FS_REPLACE;
	for (unsigned i = 0; i < op_paths(query->op) && !rule; i++) {
		struct holding holding = eval_holding(ir, paths[i], things[i], kernel);

		if (verdict->allowed)
			rule = nearest(&ir->grants, paths[i], asked);
		else
			rule = nearest(&ir->denies, paths[i], verdict->missing & holding.withheld);
	}
	return rule;
}

struct verdict
eval(const struct ir *ir, const struct query *query, const struct kernel *kernel)
{
	struct verdict verdict;

	if (op_paths(query->op) == 2)
		verdict = eval_move(ir, query, kernel);
	else
		verdict = judge(ir, query, kernel);
	if (filter_closes(ir, query, kernel)) {
		if (verdict.allowed)
			verdict = (struct verdict){.error = EACCES, .where = query->path};
		verdict.held = true;
		verdict.held_from = 0;
	}
	verdict.rule = deciding(ir, query, kernel, &verdict);
	return verdict;
}
