/* SPDX-License-Identifier: Apache-2.0 */
/* layout-yaml.h - what the layout of YAML's collections and that of its scalars share. */
#ifndef COMPILER_LAYOUT_YAML_H
#define COMPILER_LAYOUT_YAML_H

#include "compiler/layout-page.h"

/* What a value hangs on: a key or a dash. */
struct yaml_parent {
	unsigned indent; /* where it is now */
	uint32_t column; /* where it was */
};

/* Where the bytes of a scalar or of what stands in brackets end: its span may end too early. */
uint32_t yaml_leaf_end(struct str text, const struct node *node, const struct yaml_parent *parent);
/* Prints it; LENGTH bytes of the text from NODE's place are its own. */
void yaml_put_leaf(struct page *page, const struct node *node, uint32_t end,
                   const struct yaml_parent *parent);

#endif
