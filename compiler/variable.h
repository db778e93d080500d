/* SPDX-License-Identifier: Apache-2.0 */
/* variable.h - the built-in lists of environment variables, and which variables a policy passes. */
#ifndef COMPILER_VARIABLE_H
#define COMPILER_VARIABLE_H

#include "compiler/ir.h"

/* A pattern of the lists that make programs load code, or NULL. */
const char *variable_loads_code(struct str name);
/* Whether all names that begin with PREFIX make programs load code. */
bool variables_load_code(struct str prefix);
/* Whether NAME looks like one that carries a credential, in either case. */
bool variable_is_credential(struct arena *arena, struct str name);
/* Whether all names that begin with PREFIX look so. */
bool variables_are_credentials(struct str prefix);
/* Row I of the lists, those that say what is no credential included; NULL past the last. */
const char *variable_pattern(size_t i);

/* The template that the VALUE of a SET was, its anchors by name; a string. */
struct str variable_template(struct arena *arena, struct str value);

/* The first rule of ACTION that speaks of NAME, or NULL. */
const struct env_rule *variable_rule(const struct ir *ir, enum blob_env_action action,
                                     struct str name);

enum variable_fate {
	VARIABLE_PASSES,
	VARIABLE_SET, /* by the profile */
	VARIABLE_LOADS_CODE,
	VARIABLE_DENIED,
	VARIABLE_NOT_LISTED,
	VARIABLE_CREDENTIAL
};

/* What becomes of NAME if the caller has it; *RULE, the rule that decides, or NULL. */
enum variable_fate variable_fate(const struct ir *ir, struct str name,
                                 const struct env_rule **rule);

#endif
