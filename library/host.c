/* SPDX-License-Identifier: Apache-2.0 */
/* host.c - a policy on this machine: what it would grant, a command under it, this process. */
#include "compiler/ir.h"
#include "library/child.h"
#include "runtime/sandbox.h"

#include <errno.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

struct nono_result {
	struct arena *arena;
	int status;
	struct str output, errors, messages;
};

static enum nono_status
check_target(struct call *call, const struct nono_policy *policy)
{
	if (policy->ir->target == TARGET_LANDLOCK)
		return NONO_OK;
	return call_fail(call, NONO_UNSUPPORTED, "'%s' was compiled for macOS's sandbox",
	                 policy->name);
}

struct describing {
	struct order order;
	struct nono_bytes **text, **messages;
};

static enum nono_status
describe(struct call *call, void *context)
{
	const struct describing *describing = context;
	enum nono_status status = check_target(call, describing->order.policy);
	struct child *child;
	struct str messages, text;
	const char *why;

	if (status)
		return status;
	child = child_new(call, &describing->order);
	child->capture = true;
	why = child_run(call, child);
	messages = child_text(call, child, STREAM_MESSAGES);
	text = child_text(call, child, STREAM_OUTPUT);
	child_free(call, child);
	if (why)
		return call_fail(call, NONO_SYSTEM, "%s", why);
	if (child->refused)
		return call_fail(call, NONO_REFUSED, "%s", refusal_of(call, messages));
	call_give_two(call, (struct gift){text, describing->text},
	              (struct gift){messages, describing->messages});
	return NONO_OK;
}

enum nono_status
nono_dry_run(const struct nono_policy *policy, const struct nono_options *options,
             struct nono_bytes **text, struct nono_bytes **messages, struct nono_error **error)
{
	struct describing describing = {{policy, options, "--dry-run", NULL, 0}, text, messages};

	return call_run(describe, &describing, error);
}

/* What was written to FD. */
static struct str
read_back(struct call *call, int fd)
{
	off_t size = lseek(fd, 0, SEEK_END);
	size_t length = size > 0 ? (size_t)size : 0, used = 0;
	char *text = arena_alloc(call->arena, length + 1);
	ssize_t got;

	while (used < length && (got = pread(fd, text + used, length - used, (off_t)used)) > 0)
		used += (size_t)got;
	return (struct str){text, (uint32_t)used};
}

static enum nono_status
apply(struct call *call, void *context)
{
	static const char *const nothing[] = {"-"};
	const struct describing *describing = context;
	struct order order = describing->order;
	enum nono_status status = check_target(call, order.policy);
	struct process process;
	struct str messages;
	int refused;

	if (!status && order.options && order.options->directory)
		status = call_fail(call, NONO_USAGE,
		                   "a directory is for runs: this process has its own");
	if (status)
		return status;
	order.command = nothing;
	order.count = 1;
	process = process_of(call, &order);
	process.messages = memfd_create("nono", MFD_CLOEXEC);
	if (process.messages < 0)
		return call_fail(call, NONO_SYSTEM, "no memory for messages: %s", strerror(errno));
	refused = sandbox_apply(&process);
	messages = read_back(call, process.messages);
	close(process.messages);
	if (refused)
		return call_fail(call, NONO_REFUSED, "%s", refusal_of(call, messages));
	call_give(call, messages, describing->messages);
	return NONO_OK;
}

enum nono_status
nono_apply(const struct nono_policy *policy, const struct nono_options *options,
           struct nono_bytes **messages, struct nono_error **error)
{
	struct describing describing = {{policy, options, NULL, NULL, 0}, NULL, messages};

	return call_run(apply, &describing, error);
}

struct running {
	struct order order;
	struct nono_result **result;
};

static enum nono_status
run(struct call *call, void *context)
{
	const struct running *running = context;
	struct nono_result *result = arena_alloc(call->arena, sizeof(*result));
	enum nono_status status = check_target(call, running->order.policy);
	struct child *child;
	const char *why;

	if (status)
		return status;
	if (!running->order.count)
		return call_fail(call, NONO_USAGE, "expected a command");
	child = child_new(call, &running->order);
	why = child_run(call, child);
	result->arena = call->arena;
	result->status = child->status;
	result->output = child_text(call, child, STREAM_OUTPUT);
	result->errors = child_text(call, child, STREAM_ERRORS);
	result->messages = child_text(call, child, STREAM_MESSAGES);
	child_free(call, child);
	if (why)
		return call_fail(call, NONO_SYSTEM, "%s", why);
	if (child->refused >= 0)
		return call_fail(call, child->refused == REFUSED ? NONO_REFUSED : NONO_COMMAND,
		                 "%s", refusal_of(call, result->messages));
	*running->result = result;
	call->kept = true;
	return NONO_OK;
}

enum nono_status
nono_run(const struct nono_policy *policy, const char *const *command, size_t count,
         const struct nono_options *options, struct nono_result **result, struct nono_error **error)
{
	struct running running = {{policy, options, NULL, command, count}, result};

	return call_run(run, &running, error);
}

int32_t
nono_result_status(const struct nono_result *result)
{
	return WIFSIGNALED(result->status) ? 128 + WTERMSIG(result->status)
	                                   : WEXITSTATUS(result->status);
}

int32_t
nono_result_signal(const struct nono_result *result)
{
	return WIFSIGNALED(result->status) ? WTERMSIG(result->status) : 0;
}

const char *
nono_result_output(const struct nono_result *result, size_t *length)
{
	*length = result->output.length;
	return result->output.data;
}

const char *
nono_result_errors(const struct nono_result *result, size_t *length)
{
	*length = result->errors.length;
	return result->errors.data;
}

const char *
nono_result_messages(const struct nono_result *result)
{
	return result->messages.data;
}

void
nono_result_free(struct nono_result *result)
{
	if (result)
		arena_free(result->arena);
}
