/* SPDX-License-Identifier: Apache-2.0 */
/* check-broad.c - is a grant so wide that it says nothing about what is needed? */
#include "compiler/check-hits.h"

#define WRITES (BLOB_FS_WRITE_FILE | BLOB_FS_MAKE_REG)

static void
report(const struct checking *c, const struct listed *entry, const struct rule *grant)
{
	struct ir *ir = c->ir;
	bool writes = grant->rights & WRITES;
	const char *path = path_text(ir->arena, &grant->path);

	if (writes)
		diag_at(ir->diags, DIAG_BROAD_WRITE, grant->at,
		        "this grants writing to all of '%s': %s", path, entry->why);
	else
		diag_at(ir->diags, DIAG_BROAD_READ, grant->at,
		        "this grants reading all of '%s': %s", path, entry->why);
	rule_note_chain(ir, grant);
	diag_help(ir->diags, "grant the directories below it that are needed");
}

/* Both are sorted: one walk finds the grants on the very paths of the list. */
void
check_broad(const struct checking *c)
{
	const struct rules *grants = &c->plain;
	struct list broad = check_list(c, &list_broad);
	size_t i = 0;

	for (size_t k = 0; k < broad.count; k++) {
		const struct listed *entry = &broad.items[k];
		int by = -1;

		while (i < grants->count &&
		       (by = path_compare(&grants->items[i].path, &entry->path)) < 0)
			i++;
		for (; i < grants->count && path_compare(&grants->items[i].path, &entry->path) == 0;
		     i++) {
			const struct rule *grant = &grants->items[i];

			if (grant->object != BLOB_OBJECT_FILE &&
			    (grant->rights & WRITES ||
			     (entry->read && grant->rights & BLOB_FS_READ_FILE)))
				report(c, entry, grant);
		}
	}
}
