/* SPDX-License-Identifier: Apache-2.0 */
/* lower.h - composed keys become rules; each file of lower-*.c does a section of them. */
#ifndef COMPILER_LOWER_H
#define COMPILER_LOWER_H

#include "compiler/compose.h"
#include "compiler/ir.h"

/* Restrictions without a tighter form that compat.accept can name: NARROWING(symbol, bit, name). */
#define NARROWINGS(NARROWING)                              \
	NARROWING(UNIX_SOCKET_DIR, 0, "unix_socket_dir")   \
	NARROWING(COMMAND_POLICIES, 1, "command_policies") \
	NARROWING(CAPABILITIES, 2, "linux.capabilities")   \
	NARROWING(USER_NAMESPACES, 3, "linux.user_namespaces")

enum narrowing {
#define NARROWING(symbol, bit, name) NARROWING_##symbol = 1 << (bit),
	NARROWINGS(NARROWING)
#undef NARROWING
};

struct lowering {
	struct ir *ir;
	const struct composed *composed;
	const struct file *first;
	uint32_t accepted; /* enum narrowing */
};

/* compat, then everything else in the order of the files: lower.c. */
void lower(struct lowering *l);
void lower_paths(struct lowering *l);
void lower_sockets(struct lowering *l);
void lower_network(struct lowering *l);
void lower_environment(struct lowering *l);
void lower_lint(struct lowering *l);

/* A path of a profile; false after an error was recorded at its place. */
bool lower_path(struct lowering *l, const struct node *text, struct path *path);
/* Records PROBLEM with the bytes at WHERE of TEXT. */
void report_path(struct lowering *l, const struct node *text, enum path_problem problem,
                 uint32_t where, uint32_t length);
/* Whether compat.accept names NARROWING; if not, an error was recorded at the key of ENTRY. */
bool narrowing_accepted(struct lowering *l, enum narrowing narrowing, const struct entry *entry);

#endif
