/* SPDX-License-Identifier: Apache-2.0 */
/* ir-text.h - policies for tests, one rule a line. */
#ifndef TESTS_UNIT_IR_TEXT_H
#define TESTS_UNIT_IR_TEXT_H

#include "compiler/ir.h"
#include "tests/random.h"

/*
 * A policy from lines like
 *
 *     allow read,list ~/.aws dir
 *     deny all ~/.ssh group
 *     bypass ~/.docker
 *     connect tcp 443
 *     env set EDITOR=vi
 *     net blocked,connect
 *
 * Rights are those of access.def, or "all".  A line that ends in "group" comes
 * from a built-in group, one that ends in "builtin" from a built-in profile, any other
 * from the user's profile.  Ends the process at a line that it cannot read.
 */
struct ir *ir_from(struct arena *arena, const char *text);

/* A path, read as profiles have it. */
struct path path_from(struct arena *arena, const char *text);

/* The same rules in another order. */
void rules_shuffle(struct rules *rules, struct random *random);

/* How often CODE was reported, and where first: line and column, 0 if never. */
size_t ir_reported(const struct ir *ir, enum diag_code code, struct place *first);
/* Errors, warnings and notes: whether there was nothing else than COUNT. */
bool ir_silent(const struct ir *ir, size_t errors, size_t warnings, size_t notes);

#endif
