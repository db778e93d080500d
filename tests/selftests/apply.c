/* SPDX-License-Identifier: Apache-2.0 */
/* apply.c - the phases of nono-exec that make a ruleset, for a policy in memory. */
#include "tests/selftests/apply.h"

#include "runtime/apply.h"
#include "runtime/close.h"
#include "runtime/kernel.h"
#include "runtime/object.h"

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

enum { PAGE = 4096 };

struct format {
	struct loader loader;
	void *tables;
	size_t tables_size;
};

static void *
map(size_t size)
{
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return memory == MAP_FAILED ? NULL : memory;
}

static void
end(struct format *format)
{
	if (format->loader.ruleset >= 0)
		close(format->loader.ruleset);
	if (format->tables)
		munmap(format->tables, format->tables_size);
	munmap(format, sizeof(*format));
}

/* Every path is that of an object which a test has open: none may be missing. */
static bool
all_granted(const struct loader *loader)
{
	for (uint32_t i = 0; i < loader->view.rules.count; i++) {
		unsigned state = loader->objects.items[i].state;

		if (state == OBJECT_APPLIED || state == OBJECT_IMPLIED)
			continue;
		fprintf(stderr, "# nono: '/%s' is not granted: state %u\n",
		        view_string(&loader->view, loader->view.rules.items[i].path), state);
		return false;
	}
	return true;
}

/* In the order of nono-exec, whose only anchor here is the root. */
static bool
load(struct format *format, const void *blob, size_t size)
{
	static const struct process process = {.argc = 0};
	struct loader *loader = &format->loader;
	const char *wrong = blob_view(&loader->view, blob, size);

	if (wrong) {
		fprintf(stderr, "# nono: the blob is refused: %s\n", wrong);
		return false;
	}
	loader->process = &process;
	loader->anchors.at[BLOB_ANCHOR_ROOT] = (struct binding){"/", "", false};
	format->tables_size = (objects_size(loader) / PAGE + 2) * PAGE;
	format->tables = map(format->tables_size);
	loader->tables = format->tables;
	loader->tables_left = format->tables_size;
	return format->tables && kernel_query(loader) == 0 && ruleset_create(loader) == 0 &&
	       objects_add(loader) == 0 && objects_close(loader) == 0 && all_granted(loader);
}

struct format *
format_load(const void *blob, size_t size)
{
	struct format *format = map(sizeof(*format));

	if (!format)
		return NULL;
	format->loader.err.fd = 2;
	format->loader.ruleset = -1;
	if (load(format, blob, size))
		return format;
	end(format);
	return NULL;
}

int
format_enforce(struct format *format, uint32_t flags)
{
	/* Promises, and what goes to the log, are the test's to choose. */
	int error = sys_landlock_restrict_self(format->loader.ruleset, flags);

	end(format);
	return error;
}
