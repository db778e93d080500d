/* SPDX-License-Identifier: Apache-2.0 */
/* loader.c - the memory of a run: one room, and what does not fit in it. */
#include "runtime/loader.h"

#include "runtime/mem.h"

/* Room for a usual policy and its tables: what is not written costs nothing. */
enum { ALIGNMENT = 16, SPARE = 131072 };

long
loader_map(struct loader *loader, size_t size)
{
	long part = (long)loader->spare;

	size = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	if (size > loader->spare_left)
		return sys_map(size);
	loader->spare += size;
	loader->spare_left -= size;
	return part;
}

void *
loader_take_last(struct loader *loader, size_t size)
{
	size = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	if (size > loader->tables_left)
		__builtin_trap();
	loader->tables_left -= size;
	return loader->tables + loader->tables_left;
}

void *
loader_take(struct loader *loader, size_t size)
{
	void *part = loader->tables;

	loader_take_last(loader, size);
	loader->tables += (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	return part;
}

const char *
loader_keep(struct loader *loader, const char *text)
{
	size_t size = strlen(text) + 1;

	if (size > loader->strings_left)
		__builtin_trap();
	loader->strings_left -= size;
	return memcpy(loader->strings + loader->strings_left, text, size);
}

const char *
loader_origin(const struct loader *loader, enum blob_section_type section, uint32_t record)
{
	const char *origin = view_origin(&loader->view, section, record);

	return origin ? origin : "the policy";
}

int
loader_tables(struct loader *loader, size_t size)
{
	long tables;

	size += (size_t)ALIGNMENT * ALIGNMENT;
	size = size / ALIGNMENT * ALIGNMENT;
	tables = loader_map(loader, size);
	if (sys_map_failed(tables))
		return refuse(&loader->err, "the policy does not fit into memory: %s",
		              error_text(tables));
	loader->tables = (char *)tables;
	loader->tables_left = size;
	return 0;
}

struct loader *
loader_new(const struct process *process)
{
	static const char message[] = "nono-exec: out of memory\n";
	long memory = sys_map(sizeof(struct loader) + SPARE);
	struct loader *loader = (struct loader *)memory;

	if (sys_map_failed(memory)) {
		sys_write(process->messages ? process->messages : 2, message, sizeof(message) - 1);
		return NULL;
	}
	loader->spare = (char *)(loader + 1);
	loader->spare_left = SPARE;
	loader->strings_left = sizeof(loader->strings);
	loader->process = process;
	loader->out.fd = 1;
	loader->err.fd = process->messages ? process->messages : 2;
	loader->err.program = process->program;
	loader->err.silent = process->silent;
	loader->ruleset = -1;
	return loader;
}
