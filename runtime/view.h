/* SPDX-License-Identifier: Apache-2.0 */
/* view.h - a blob's bytes, checked once and then read in place. */
#ifndef RUNTIME_VIEW_H
#define RUNTIME_VIEW_H

#include "runtime/blob.h"

#include <stdbool.h>
#include <stddef.h>

struct view_paths {
	const struct blob_path *items;
	uint32_t count;
};

struct blob_view {
	const struct blob_policy *policy;
	struct view_paths rules, denies, bypasses;
	const struct blob_port *ports;
	uint32_t port_count;
	const struct blob_env *env;
	uint32_t env_count;
	const struct blob_filter *filters;
	uint32_t filter_count;
	const struct blob_instruction *instructions;
	uint32_t instruction_count;
	const char *strings;
	uint32_t strings_size;
	const struct blob_origin *origins;
	uint32_t origin_count;
	uint32_t origins_size; /* of the section: records and their strings */
};

/*
 * Fills VIEW with pointers into the SIZE bytes at BYTES, which begin at a
 * multiple of 8.  Returns NULL when everything that blob.h promises holds,
 * else what is wrong; VIEW is then not to be used.
 */
const char *blob_view(struct blob_view *view, const void *bytes, size_t size);

/* The string at OFFSET: terminated, as the validator has seen. */
static inline const char *
view_string(const struct blob_view *view, uint32_t offset)
{
	return view->strings + offset;
}

/* Where record RECORD of SECTION comes from, or NULL. */
const char *view_origin(const struct blob_view *view, enum blob_section_type section,
                        uint32_t record);

/* What is wrong with the parts of the companion filter, or NULL. */
const char *view_filters_check(const struct blob_view *view);

/* The bytes of a well-formed UTF-8 character at TEXT, at most SIZE; 0 if there is none. */
unsigned utf8_length(const char *text, size_t size);

/* Whether a variable makes programs load code. */
bool env_loads_code(const char *name, size_t length);
/* Whether a variable carries a credential, by its name. */
bool env_credential(const char *name, size_t length);

#endif
