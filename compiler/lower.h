/* SPDX-License-Identifier: Apache-2.0 */
/* lower.h - composed keys become rules; each file of lower-*.c does a section of them. */
#ifndef COMPILER_LOWER_H
#define COMPILER_LOWER_H

#include "compiler/compose.h"
#include "compiler/ir.h"
#include "grammar/policy.h"

/* Restrictions without a tighter form that compat.accept can name: NARROWING(symbol, bit, name). */
#define NARROWINGS(NARROWING)                            \
	NARROWING(UNIX_SOCKET_DIR, 0, "unix_socket_dir") \
	NARROWING(COMMAND_POLICIES, 1, "command_policies")

enum narrowing {
#define NARROWING(symbol, bit, name) NARROWING_##symbol = 1 << (bit),
	NARROWINGS(NARROWING)
#undef NARROWING
};

struct lowering {
	struct ir *ir;
	const struct composed *composed;
	const struct file *first;
	uint32_t accepted;                   /* enum narrowing */
	bool open_network, withhold_workdir; /* as struct profile_options has them */
};

/* compat, then everything else in the order of the files: lower.c. */
void lower(struct lowering *l);
void lower_paths(struct lowering *l);
void lower_sockets(struct lowering *l);
void lower_network(struct lowering *l);
void lower_environment(struct lowering *l);
void lower_lint(struct lowering *l);
void lower_capabilities(struct lowering *l);
/* `rules` and `assert` of each file. */
void lower_rules(struct lowering *l);
/* The denies alone. */
void lower_denies(struct lowering *l);
/* A policy text, which needs no composing; an organisation's or the user's. */
void lower_policy(struct lowering *l, const struct document *text);
void lower_statement(struct lowering *l, const struct statement *statement);

/* A path of a profile; false after an error was recorded at its place. */
bool lower_path(struct lowering *l, const struct node *text, struct path *path);
/* Records PROBLEM with the bytes at WHERE of TEXT. */
void report_path(const struct ir *ir, const struct node *text, enum path_problem problem,
                 uint32_t where, uint32_t length);
/* The code that NAME spells; 0 after an error was recorded. */
int lower_code(struct lowering *l, const struct node *name);
/* A name of `accept` or `require`; what is none is recorded. */
void lower_loss(struct lowering *l, const struct node *name, bool accept);
/* The name of a capability that is kept; an error if there is none, or it cannot be kept. */
void lower_capability(struct lowering *l, const struct node *name, const struct origin *origin);
/* Once all is known of the network: raw sockets and lists of ports exclude each other. */
void lower_raw_sockets(struct lowering *l);
/* A variable's name, or its beginning and a '*', into RULE; false after an error. */
bool lower_pattern(struct lowering *l, const struct node *pattern, struct env_rule *rule);
/* Adds RULE, which sets the variable that it names to VALUE. */
void lower_set(struct lowering *l, struct env_rule *rule, const struct node *value);
/* Warns of variables that are let through and removed all the same. */
void lower_removed(struct lowering *l);
/* Whether compat.accept names NARROWING; if not, an error was recorded at the key of ENTRY. */
bool narrowing_accepted(struct lowering *l, enum narrowing narrowing, const struct entry *entry);

#endif
