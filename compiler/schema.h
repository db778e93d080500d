/* SPDX-License-Identifier: Apache-2.0 */
/* schema.h - the table of keys as a JSON Schema, for editors. */
#ifndef COMPILER_SCHEMA_H
#define COMPILER_SCHEMA_H

#include "compiler/jsonout.h"
#include "compiler/key.h"

/* The schema (draft-07) of profiles (IN_PROFILE) or groups (IN_GROUP); to be released. */
json_t *schema_make(struct arena *arena, enum key_place place);

#endif
