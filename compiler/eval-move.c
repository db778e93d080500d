/* SPDX-License-Identifier: Apache-2.0 */
/* eval-move.c - rename, link and exchange: two names, two directories, one object or two. */
#include "compiler/eval-rights.h"

#include <errno.h>

struct move {
	const struct query *query;
	const struct kernel *kernel;
	struct holding from;
	struct holding to;
	uint32_t need_from; /* of the directory of each name */
	uint32_t need_to;
};

/* What a directory must grant for THING to arrive in it. */
static uint32_t
make_right(enum thing thing)
{
	switch (thing) {
	case THING_DIRECTORY:
		return BLOB_FS_MAKE_DIR;
	case THING_SYMLINK:
		return BLOB_FS_MAKE_SYM;
	case THING_FIFO:
		return BLOB_FS_MAKE_FIFO;
	case THING_SOCKET:
		return BLOB_FS_MAKE_SOCK;
	case THING_CHAR:
		return BLOB_FS_MAKE_CHAR;
	case THING_BLOCK:
		return BLOB_FS_MAKE_BLOCK;
	default:
		return BLOB_FS_MAKE_REG;
	}
}

static uint32_t
remove_right(enum thing thing)
{
	if (thing == THING_MISSING)
		return 0;
	return thing == THING_DIRECTORY ? BLOB_FS_REMOVE_DIR : BLOB_FS_REMOVE_FILE;
}

static void
needs(struct move *move)
{
	const struct query *query = move->query;
	const struct kernel *kernel = move->kernel;

	if (!mutated(kernel, MUTATION_NO_MAKE))
		move->need_to |= make_right(query->thing);
	if (query->op == OP_LINK)
		return;
	if (!mutated(kernel, MUTATION_KEEP_MOVED))
		move->need_from |= remove_right(query->thing);
	if (!mutated(kernel, MUTATION_KEEP_REPLACED))
		move->need_to |= remove_right(query->second_thing);
	if (query->op == OP_EXCHANGE && !mutated(kernel, MUTATION_EXCHANGE_ONE_WAY))
		move->need_from |= make_right(query->second_thing);
}

/*
 * Rights that the object at FROM, of kind THING, would gain in the directory
 * of TO.  A rule on the object itself travels with it, and what only concerns
 * directories is nothing to a file.
 */
static uint32_t
gain(const struct move *move, const struct holding *from, const struct holding *to,
     enum thing thing)
{
	uint32_t before = holding_entry(from, move->kernel) | (from->own & ~from->withheld);
	uint32_t beside = thing == THING_DIRECTORY ? 0 : to->beside & ~to->withheld;
	uint32_t after = holding_entry(to, move->kernel) | beside;
	uint32_t meaning = thing == THING_DIRECTORY ? BLOB_FS_ALL : BLOB_FS_FILE;

	if (mutated(move->kernel, MUTATION_GAIN))
		return 0;
	if (mutated(move->kernel, MUTATION_GAIN_NO_OWN))
		before = holding_entry(from, move->kernel);
	if (mutated(move->kernel, MUTATION_GAIN_ALL_RIGHTS))
		meaning = BLOB_FS_ALL;
	return after & ~before & meaning;
}

static struct verdict
judge_gain(const struct move *move, const struct holding *from, const struct holding *to,
           enum thing thing)
{
	uint32_t missing = gain(move, from, to, thing);

	if (missing)
		return eval_denied(move->kernel, EXDEV, missing, &from->path);
	return (struct verdict){.allowed = true, .held = true};
}

/* What only matters between directories; the kernel says EXDEV, so that mv copies instead. */
static struct verdict
judge_reparent(const struct move *move)
{
	const struct query *query = move->query;
	const struct kernel *kernel = move->kernel;
	uint32_t refer = mutated(kernel, MUTATION_NO_REFER) ? 0 : BLOB_FS_REFER;
	uint32_t missing = refer & ~holding_entry(&move->from, kernel);
	struct verdict verdict, other;

	if (missing)
		return eval_denied(kernel, EXDEV, missing, &move->from.directory);
	missing = refer & ~holding_entry(&move->to, kernel);
	if (missing)
		return eval_denied(kernel, EXDEV, missing, &move->to.directory);
	verdict = judge_gain(move, &move->from, &move->to, query->thing);
	if (query->op != OP_EXCHANGE || mutated(kernel, MUTATION_EXCHANGE_ONE_WAY))
		return verdict;
	/* A denial that this kernel does not hold must not hide one that it does. */
	other = judge_gain(move, &move->to, &move->from, query->second_thing);
	return verdict.allowed || (!verdict.held && !other.allowed && other.held) ? other : verdict;
}

struct verdict
eval_move(const struct ir *ir, const struct query *query, const struct kernel *kernel)
{
	struct move move = {.query = query, .kernel = kernel};
	struct verdict entry = {.allowed = true, .held = true}, reparent = entry;
	uint32_t missing;
	bool same;

	move.from = eval_holding(ir, &query->path, query->thing, kernel);
	move.to = eval_holding(ir, &query->second, query->second_thing, kernel);
	needs(&move);
	same = path_relate(&move.from.directory, &move.to.directory) == PATH_EQUAL &&
	       !mutated(kernel, MUTATION_REFER_ALWAYS);
	missing = move.need_to & ~holding_entry(&move.to, kernel);
	if (missing)
		entry = eval_denied(kernel, EACCES, missing, &move.to.directory);
	missing = move.need_from & ~holding_entry(&move.from, kernel);
	if (missing && entry.allowed)
		entry = eval_denied(kernel, EACCES, missing, &move.from.directory);
	if (same)
		return entry;
	if (kernel->abi == 1) /* before REFER, nothing could allow it: it asked no further */
		return (struct verdict){.held = true, .error = EXDEV, .where = move.to.directory};
	reparent = judge_reparent(&move);
	if (mutated(kernel, MUTATION_EXDEV_FIRST))
		return reparent.allowed ? entry : reparent;
	return entry.allowed ? reparent : entry;
}
