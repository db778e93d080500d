/* SPDX-License-Identifier: Apache-2.0 */
/* main.c - nono-exec: binds a policy to this run, applies it, becomes the command. */
#include "runtime/main.h"

#include "runtime/apply.h"
#include "runtime/bind.h"
#include "runtime/close.h"
#include "runtime/dry-run.h"
#include "runtime/env.h"
#include "runtime/exec.h"
#include "runtime/filter.h"
#include "runtime/hygiene.h"
#include "runtime/kernel.h"
#include "runtime/mem.h"
#include "runtime/object.h"
#include "runtime/options.h"
#include "runtime/sandbox.h"
#include "runtime/seal.h"
#include "runtime/trust.h"

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

/* The one allocation whose size depends on the policy, from counts that the validator has seen. */
static int
tables_map(struct loader *loader)
{
	size_t size =
	    objects_size(loader) + seal_size(loader) + env_size(loader) + filter_size(loader);
	long tables;

	size += (size_t)ALIGNMENT * ALIGNMENT;
	size = size / ALIGNMENT * ALIGNMENT;
	tables = loader_map(loader, size);
	if (tables < 0 && tables > -4096)
		return refuse(&loader->err, "the policy does not fit into memory: %s",
		              error_text(tables));
	loader->tables = (char *)tables;
	loader->tables_left = size;
	return 0;
}

/* Whoever made us privileged did not mean the policy's author, who would gain by it. */
static int
privileges_refuse(struct loader *loader)
{
	if (!loader->process->secure)
		return 0;
	return refuse(&loader->err, "this program is set-user-ID or has capabilities; remove them: "
	                            "it needs none");
}

/* What was asked for has been printed, or only a part of it. */
static int
printed(struct loader *loader)
{
	if (!loader->out.failed)
		return 0;
	return refuse(&loader->err, "standard output cannot be written");
}

static int
dry_run(struct loader *loader)
{
	dry_run_print(loader);
	return printed(loader);
}

/* A phase a line; each refuses by what it returns, and none after it runs. */
static int
prepare(struct loader *l)
{
	int status;

	if ((status = privileges_refuse(l)) ||  /* before anything is opened */
	    (status = descriptors_check(l)) ||  /* so that nothing of ours becomes 0, 1 or 2 */
	    (status = file_read(l)) ||          /* once, into private memory */
	    (status = bind_anchors(l)) ||       /* home, working directory, $TMPDIR, $XDG_* */
	    (status = trust_digest(l)) ||       /* the bytes are those that nonoc wrote */
	    (status = kernel_query(l)) ||       /* which Landlock */
	    (status = filter_find(l)) ||        /* parts for this architecture */
	    (status = losses_report(l)) ||      /* what it cannot keep */
	    (status = capabilities_query(l)) || /* what root is to lose */
	    (status = tables_map(l)) ||         /* memory, all of it */
	    (status = ruleset_create(l)) ||     /* with its ports */
	    (status = objects_add(l)) ||        /* open, identify, add, close */
	    (status = objects_close(l)) ||      /* as ABI 1 reads rules */
	    (status = objects_report(l)) ||     /* what was not there */
	    (status = seal_check(l)) ||         /* no grant reaches what is protected */
	    (status = trust_owners(l)) ||       /* who could have written the policy */
	    (status = env_build(l)) ||          /* what the command sees */
	    (status = filter_join(l)))          /* of the parts that this kernel needs */
		return status;
	return 0;
}

static int
enforce(struct loader *l)
{
	int status;

	if ((status = descriptors_close(l)) || /* all but 0, 1, 2 and --keep-fd, at exec */
	    (status = core_limit(l)) ||        /* what dies writes no memory to disk */
	    (status = keyring_leave(l)) ||     /* the caller's keys stay the caller's */
	    (status = capabilities_drop(l)) || /* but what plain access to files needs */
	    (status = ruleset_enforce(l)) ||   /* from here on open() answers to the policy */
	    (status = filter_enforce(l)))      /* and what Landlock cannot hold is closed */
		return status;
	return 0;
}

static int
run(struct loader *l)
{
	int status;

	if ((status = options_read(l)))
		return status == OPTIONS_DONE ? printed(l) : status;
	if ((status = memory_hide(l)) || /* not in prepare(): only exec takes it back */
	    (status = prepare(l)))
		return status;
	if (l->options.dry_run)
		return dry_run(l);
	if ((status = enforce(l)))
		return status;
	return command_exec(l);
}

/* NULL when there is no memory, which has been said. */
static struct loader *
loader_new(const struct process *process)
{
	static const char message[] = "nono-exec: out of memory\n";
	long memory = sys_map(sizeof(struct loader) + SPARE);
	struct loader *loader = (struct loader *)memory;

	if (memory < 0 && memory > -4096) {
		sys_write(2, message, sizeof(message) - 1);
		return NULL;
	}
	loader->spare = (char *)(loader + 1);
	loader->spare_left = SPARE;
	loader->strings_left = sizeof(loader->strings);
	loader->process = process;
	loader->out.fd = 1;
	loader->err.fd = 2;
	loader->err.program = process->program;
	loader->ruleset = -1;
	return loader;
}

int
loader_main(const struct process *process)
{
	struct loader *loader = loader_new(process);

	return loader ? run(loader) : REPORT_REFUSED;
}

#ifdef SANDBOX
/*
 * A domain and a filter are a thread's own, and kernels below ABI 8 cannot give them to all.
 * nono-exec itself cannot have a second one.
 */
static int
threads_refuse(struct loader *loader)
{
	struct sys_stat tasks;
	int error = sys_stat_path("/proc/self/task", &tasks);

	if (error < 0)
		return refuse(&loader->err, "'/proc/self/task', which shows the threads: %s",
		              error_text(error));
	/* A link each, and two of its own. */
	if (tasks.nlink != 3)
		return refuse(&loader->err,
		              "this process has more than one thread, and the policy would hold "
		              "for one of them; apply it before the others are made");
	return 0;
}

int
sandbox_exec(const struct process *process)
{
	return loader_main(process);
}

int
sandbox_apply(const struct process *process)
{
	struct loader *loader = loader_new(process);
	int status = loader ? options_read(loader) : REPORT_REFUSED;

	if (!status)
		status = threads_refuse(loader);
	if (!status)
		status = prepare(loader);
	return status ? REPORT_REFUSED : enforce(loader);
}
#endif
