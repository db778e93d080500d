/* SPDX-License-Identifier: Apache-2.0 */
/* sbpl.c - the tables of operations and filters, and when two rules are the same. */
#include "compiler/sbpl.h"

static const struct {
	const char *name;
	enum sbpl_op parent;
	bool allowed;
} ops[SBPL_OPS] = {
#define ALLOWED true
#define DENIED false
#define SBPL_OP(symbol, name, parent, builtin) \
	[SBPL_OP_##symbol] = {(name), SBPL_OP_##parent, (builtin)},
#include "compiler/sbpl-op.def"
#undef SBPL_OP
#undef ALLOWED
#undef DENIED
};

/* What else operations are called, and what that grants. */
static const struct {
	const char *name;
	enum sbpl_op op;
} aliases[] = {
    {"process-exec", SBPL_OP_PROCESS_EXEC_ANY},   {"sysctl-write", SBPL_OP_SYSCTL_ANY},
    {"ipc-posix-shm", SBPL_OP_IPC_POSIX_SHM_ANY}, {"ipc-posix-sem", SBPL_OP_IPC_POSIX_SEM_ANY},
    {"file-unlink", SBPL_OP_FILE_WRITE_UNLINK},
};

const char *
sbpl_op_name(enum sbpl_op op)
{
	return op < SBPL_OPS ? ops[op].name : NULL;
}

enum sbpl_op
sbpl_op_find(struct str name)
{
	for (unsigned op = 0; op < SBPL_OPS; op++)
		if (str_is(name, ops[op].name))
			return (enum sbpl_op)op;
	return SBPL_OP_NONE;
}

enum sbpl_op
sbpl_op_written(struct str name)
{
	for (size_t i = 0; i < COUNTOF(aliases); i++)
		if (str_is(name, aliases[i].name))
			return aliases[i].op;
	return sbpl_op_find(name);
}

enum sbpl_op
sbpl_op_parent(enum sbpl_op op)
{
	return op < SBPL_OPS ? ops[op].parent : SBPL_OP_NONE;
}

bool
sbpl_op_builtin_allows(enum sbpl_op op)
{
	return ops[op].allowed;
}

const char *
sbpl_filter_name(enum sbpl_name name)
{
	static const char *const names[] = {
#define SBPL_FILTER(symbol, name, key, match) [SBPL_##symbol] = (name),
#include "compiler/sbpl-filter.def"
#undef SBPL_FILTER
	    [SBPL_ALL] = "require-all",
	    [SBPL_ANY] = "require-any",
	    [SBPL_NOT] = "require-not",
	};

	return name < COUNTOF(names) ? names[name] : NULL;
}

bool
sbpl_value_equal(const struct sbpl_value *a, const struct sbpl_value *b)
{
	if (a->count != b->count || a->symbol != b->symbol)
		return false;
	for (uint32_t i = 0; i < a->count; i++)
		if (a->parts[i].param != b->parts[i].param ||
		    a->parts[i].quoted != b->parts[i].quoted ||
		    !str_equal(a->parts[i].text, b->parts[i].text))
			return false;
	return true;
}

/* What is not known is like nothing else. */
static bool
filter_equal(const struct sbpl_filter *a, const struct sbpl_filter *b)
{
	if (a->name != b->name || a->name == SBPL_UNKNOWN || a->filter_count != b->filter_count ||
	    a->value_count != b->value_count)
		return false;
	for (uint32_t i = 0; i < a->filter_count; i++)
		if (!filter_equal(a->filters[i], b->filters[i]))
			return false;
	for (uint32_t i = 0; i < a->value_count; i++)
		if (!sbpl_value_equal(&a->values[i], &b->values[i]))
			return false;
	return true;
}

bool
sbpl_rule_equal(const struct sbpl_rule *a, const struct sbpl_rule *b)
{
	if (a->allow != b->allow || a->unknown || b->unknown || a->op_count != b->op_count ||
	    a->filter_count != b->filter_count)
		return false;
	for (uint32_t i = 0; i < a->op_count; i++)
		if (a->ops[i] != b->ops[i])
			return false;
	for (uint32_t i = 0; i < a->filter_count; i++)
		if (!filter_equal(a->filters[i], b->filters[i]))
			return false;
	return true;
}
