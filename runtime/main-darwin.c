/* SPDX-License-Identifier: Apache-2.0 */
/* main-darwin.c - nono-exec on macOS: the same column of phases, with the sandbox's one call. */
#include "runtime/main.h"

#include "runtime/bind.h"
#include "runtime/dry-run.h"
#include "runtime/env.h"
#include "runtime/exec.h"
#include "runtime/hygiene.h"
#include "runtime/object.h"
#include "runtime/options.h"
#include "runtime/profile.h"
#include "runtime/seal.h"
#include "runtime/trust.h"

static int
tables_take(struct loader *l)
{
	return loader_tables(l, objects_size(l) + seal_size(l) + env_size(l));
}

/* A phase a line; each refuses by what it returns, and none after it runs. */
static int
prepare(struct loader *l)
{
	int status;

	if ((status = privileges_refuse(l)) || /* before anything is opened */
	    (status = descriptors_check(l)) || /* so that nothing of ours becomes 0, 1 or 2 */
	    (status = file_read(l)) ||         /* once, into private memory */
	    (status = bind_anchors(l)) ||      /* home, working directory, $TMPDIR, $XDG_* */
	    (status = trust_digest(l)) ||      /* the bytes are those that nonoc wrote */
	    (status = tables_take(l)) ||       /* memory */
	    (status = objects_add(l)) ||       /* what grants name */
	    (status = objects_report(l)) ||    /* what was not there */
	    (status = seal_check(l)) ||        /* no grant reaches what is protected */
	    (status = trust_owners(l)) ||      /* who could have written the policy */
	    (status = env_build(l)) ||         /* what the command sees */
	    (status = profile_bind(l)))        /* parameters, and what links lead to */
		return status;
	return 0;
}

static int
enforce(struct loader *l)
{
	int status;

	if ((status = descriptors_close(l)) || /* all but 0, 1, 2 and --keep-fd, at exec */
	    (status = core_limit(l)) ||        /* what dies writes no memory to disk */
	    (status = profile_apply(l)))       /* from here on all answers to the policy */
		return status;
	return 0;
}

static int
run(struct loader *l)
{
	int status;

	if ((status = options_read(l)))
		return status == OPTIONS_DONE ? report_written(&l->out, &l->err) : status;
	if ((status = prepare(l)))
		return status;
	if (l->options.dry_run) {
		dry_run_print(l);
		return report_written(&l->out, &l->err);
	}
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

int
main(int argc, char *argv[], char *envp[])
{
	const struct process process = {
	    .argc = argc,
	    .argv = argv,
	    .envp = envp,
	    .uid = (uint32_t)geteuid(),
	    .gid = (uint32_t)getegid(),
	    .secure = issetugid() != 0,
	};

	return loader_main(&process);
}
