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
#include "runtime/foreign.h"
#include "runtime/hygiene.h"
#include "runtime/kernel.h"
#include "runtime/object.h"
#include "runtime/options.h"
#include "runtime/sandbox.h"
#include "runtime/seal.h"
#include "runtime/trust.h"

static int
objects_tell(struct loader *l)
{
	int status = objects_report(l);

	if (!status)
		foreign_report(l);
	return status;
}

static int
tables_take(struct loader *l)
{
	return loader_tables(l, objects_size(l) + seal_size(l) + env_size(l) + filter_size(l));
}

static int
dry_run(struct loader *loader)
{
	dry_run_print(loader);
	return report_written(&loader->out, &loader->err);
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
	    (status = tables_take(l)) ||        /* memory, all of it */
	    (status = ruleset_create(l)) ||     /* with its ports */
	    (status = objects_add(l)) ||        /* open, identify, add, close */
	    (status = objects_close(l)) ||      /* as ABI 1 reads rules */
	    (status = objects_tell(l)) ||       /* what was not there */
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
	    (status = filter_enforce(l)) ||    /* and what Landlock cannot hold is closed */
	    (status = filter_watch(l)))        /* and who traces this run sees it */
		return status;
	return 0;
}

static int
run(struct loader *l)
{
	int status;

	if ((status = options_read(l)))
		return status == OPTIONS_DONE ? report_written(&l->out, &l->err) : status;
	if ((status = memory_hide(l)) || /* not in prepare(): only exec takes it back */
	    (status = prepare(l)))
		return status;
	if (l->options.dry_run)
		return dry_run(l);
	if ((status = enforce(l)))
		return status;
	return command_exec(l);
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
threads_query(struct loader *loader)
{
	struct kernel kernel = {0};
	struct sys_stat tasks;
	int error = sys_stat_path("/proc/self/task", &tasks);

	if (error < 0)
		return refuse(&loader->err, "'/proc/self/task', which shows the threads: %s",
		              error_text(error));
	/* A link each, and two of its own. */
	loader->threads = tasks.nlink != 3;
	/* Without Landlock there is another reason to refuse. */
	if (!loader->threads || kernel_ask(&kernel) < 0 || kernel.restrict_flags & KERNEL_TSYNC)
		return 0;
	return refuse(&loader->err,
	              "this process has more than one thread, and the policy would hold "
	              "for one of them; apply it before the others are made");
}

/* Capabilities are a thread's own on every kernel. */
static int
threads_refuse(struct loader *loader)
{
	if (!loader->threads || loader->privileges.held == loader->privileges.kept)
		return 0;
	return refuse(&loader->err,
	              "this process has more than one thread, and capabilities, which only this "
	              "one would drop; apply the policy before the others are made");
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
		status = threads_query(loader);
	if (!status)
		loader->remains = true;
	if (!status)
		status = prepare(loader);
	if (!status)
		status = threads_refuse(loader);
	if (!status)
		status = enforce(loader);
	if (loader && loader->ruleset >= 0)
		sys_close(loader->ruleset);
	return status ? REPORT_REFUSED : 0;
}
#endif
