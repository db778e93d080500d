/* SPDX-License-Identifier: Apache-2.0 */
/* policy-statement.h - what a line says, as a value, for the grammar. */
#ifndef GRAMMAR_POLICY_STATEMENT_H
#define GRAMMAR_POLICY_STATEMENT_H

#include "grammar/policy.h"

/* What stands where a port does. */
struct policy_ports {
	struct policy_word word;
	uint16_t first, last;
};

struct statement policy_file(uint32_t effect, uint32_t rights, const struct policy_word *path,
                             uint32_t object);
struct statement policy_children(uint32_t rights, const struct policy_word *path);
struct statement policy_port(uint32_t access, uint32_t protocol, const struct policy_ports *ports);
struct statement policy_variable(uint32_t action, const struct policy_word *name,
                                 const struct policy_word *value);
struct statement policy_host(uint32_t access, uint32_t protocol, const struct policy_word *host);
struct statement policy_named(enum subject subject, const struct policy_word *name);
struct statement policy_bits(enum subject subject, uint32_t bits);
struct statement policy_effect(struct statement statement, uint32_t effect);
struct statement policy_claim(struct statement statement);

#endif
