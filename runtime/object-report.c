/* SPDX-License-Identifier: Apache-2.0 */
/* object-report.c - which objects a run takes, and what it says of those it does not. */
#include "runtime/object.h"

#include "runtime/bind.h"
#include "runtime/mem.h"

int
object_check_kind(struct loader *loader, uint32_t index, const char *path, uint16_t mode)
{
	unsigned wanted = loader->view.rules.items[index].object;
	bool directory = (mode & SYS_S_IFMT) == SYS_S_IFDIR;

	if (wanted == BLOB_OBJECT_DIRECTORY && !directory)
		return refuse(
		    &loader->err,
		    "'%s' (%s) is not a directory, but the policy grants it as one; name it "
		    "under read_file, write_file or allow_file",
		    path, loader_origin(loader, BLOB_RULES, index));
	if (wanted == BLOB_OBJECT_FILE && directory)
		return refuse(&loader->err,
		              "'%s' (%s) is a directory, but the policy grants it as a file: all "
		              "below it would be granted; name it under read, write or allow",
		              path, loader_origin(loader, BLOB_RULES, index));
	return 0;
}

bool
object_telling(const struct loader *loader, uint32_t index)
{
	const struct blob_path *rule = &loader->view.rules.items[index];

	return loader->options.verbose || rule->flags & BLOB_PATH_OWN ||
	       rule->rights & BLOB_FS_WRITES;
}

/* Lists the rules of one state, or only counts them when PRINT is false. */
static unsigned
list_rules(struct loader *loader, enum object_state state, bool print)
{
	char path[BOUND_SIZE];
	unsigned count = 0;

	for (uint32_t i = 0; i < loader->view.rules.count; i++) {
		const struct blob_path *rule = &loader->view.rules.items[i];

		if (loader->objects.items[i].state != (unsigned)state ||
		    !object_telling(loader, i) || bind_path(loader, rule, 0, path) < 0)
			continue;
		if (print)
			report_add(&loader->err, "%s'%s'", count ? ", " : "", path);
		count++;
	}
	return count;
}

/*
 * A file may be a protected one under another name; what can be told from one look at it is that
 * it has more than this one.
 */
static void
report_shared(struct loader *loader)
{
	struct report *err = &loader->err;
	char path[BOUND_SIZE];
	bool any = false;

	for (uint32_t i = 0; i < loader->view.rules.count; i++) {
		if (!loader->objects.items[i].shared || !object_telling(loader, i) ||
		    bind_path(loader, &loader->view.rules.items[i], 0, path) < 0)
			continue;
		if (!any)
			report_begin(err, "note: ");
		report_add(err, "%s'%s'",
		           any ? ", "
		               : "hard links, whose other names "
		                 "nothing here protects: ",
		           path);
		any = true;
	}
	if (any)
		report_end(err);
}

int
objects_report(struct loader *loader)
{
	struct report *err = &loader->err;

	for (uint32_t i = 0; loader->options.strict && i < loader->view.rules.count; i++) {
		char path[BOUND_SIZE];

		if (loader->objects.items[i].state == OBJECT_APPLIED ||
		    loader->objects.items[i].state == OBJECT_IMPLIED ||
		    !(loader->view.rules.items[i].flags & BLOB_PATH_OWN))
			continue;
		if (bind_path(loader, &loader->view.rules.items[i], 0, path) < 0)
			memcpy(path, "an unset variable", sizeof("an unset variable"));
		return refuse(err,
		              "'%s' (%s) is not there or cannot be granted, and --strict is on; "
		              "create it or drop it from the profile",
		              path, loader_origin(loader, BLOB_RULES, i));
	}
	if (list_rules(loader, OBJECT_MISSING, false)) {
		report_begin(err, "note: ");
		report_add(err, OBJECT_MISSING_TEXT);
		list_rules(loader, OBJECT_MISSING, true);
		report_end(err);
	}
	if (list_rules(loader, OBJECT_UNSUITABLE, false)) {
		report_begin(err, "note: ");
		report_add(err, "no object that can be granted: ");
		list_rules(loader, OBJECT_UNSUITABLE, true);
		report_end(err);
	}
	if (loader->options.strict)
		report_shared(loader);
	return 0;
}
