/* SPDX-License-Identifier: Apache-2.0 */
/* host.c - a policy on this machine: what it would grant, a command under it, this process. */
#include "compiler/ir.h"
#include "library/child.h"
#include "runtime/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

struct denial {
	const char *operation, *subject, *text, *change;
	uint64_t times;
};

struct nono_result {
	struct arena *arena;
	int status, signal;
	struct str output, errors, messages;
	bool traced;
	struct denial *denials;
	size_t denial_count;
	uint64_t unrecorded;
};

/* Of nono_apply(), which nobody reads meanwhile: what a pipe may hold. */
#define MESSAGES_MAX ((int)1 << 20)

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
	child_free(call);
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

/* What was written to the other end of STREAM, which is closed. */
static struct str
read_back(struct call *call, struct stream *stream)
{
	size_t used = 0;
	char *text = arena_alloc(call->arena, MESSAGES_MAX + 1);
	ssize_t got;

	close(stream->other);
	stream->other = -1;
	while (used < MESSAGES_MAX &&
	       (got = read(stream->fd, text + used, MESSAGES_MAX - used)) > 0)
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
	struct stream stream = {.fd = -1, .other = -1};
	struct arena_held held = {stream_close, &stream, NULL};
	struct process process;
	struct str messages;
	int refused = 0;

	if (!status && order.options && order.options->directory)
		status = call_fail(call, NONO_USAGE,
		                   "a directory is for runs: this process has its own");
	if (status)
		return status;
	order.command = nothing;
	order.count = 1;
	process = process_of(call, &order);
	arena_hold(call->arena, &held);
	/*
	 * No file: a limit of files' sizes would end this process.  Nobody reads yet, and a process
	 * that was forked meanwhile may keep the other end.
	 */
	if (stream_open(&stream)) {
		fcntl(stream.other, F_SETPIPE_SZ, MESSAGES_MAX);
		fcntl(stream.other, F_SETFL, O_NONBLOCK);
		fcntl(stream.fd, F_SETFL, O_NONBLOCK);
		process.messages = stream.other;
		refused = sandbox_apply(&process);
		messages = read_back(call, &stream);
	} else {
		status = call_fail(call, NONO_SYSTEM, "no pipe can be made: %s", strerror(errno));
	}
	arena_release(call->arena);
	if (status)
		return status;
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

/* The next of the words that a process in between wrote; NULL at their end. */
static const char *
next_word(struct str *words)
{
	const char *word = words->data, *end = memchr(word, '\0', words->length);

	if (!end)
		return NULL;
	words->length -= (uint32_t)(end + 1 - word);
	words->data = end + 1;
	return word;
}

static bool
read_number(struct str *words, uint64_t *number)
{
	const char *word = next_word(words);

	*number = word ? strtoull(word, NULL, 10) : 0;
	return word != NULL;
}

static bool
read_denial(struct call *call, struct str *words, struct nono_result *result)
{
	struct denial denial = {.operation = next_word(words)};

	if (!denial.operation || !(denial.subject = next_word(words)) ||
	    !(denial.text = next_word(words)) || !(denial.change = next_word(words)) ||
	    !read_number(words, &denial.times))
		return false;
	if (!*denial.change)
		denial.change = NULL;
	result->denials =
	    arena_room(call->arena, result->denials, result->denial_count, sizeof(denial));
	result->denials[result->denial_count++] = denial;
	return true;
}

/* What child_watch() wrote; false if it did not come to its end. */
static bool
read_records(struct call *call, struct str words, struct nono_result *result)
{
	uint64_t status, signal;

	if (!read_number(&words, &status) || !read_number(&words, &signal) ||
	    !read_number(&words, &result->unrecorded))
		return false;
	result->traced = true;
	result->status = (int)status;
	result->signal = (int)signal;
	while (words.length)
		if (!read_denial(call, &words, result))
			return false;
	return true;
}

static enum nono_status
check_command(struct call *call, const struct order *order)
{
	struct sigaction now;

	if (!order->count)
		return call_fail(call, NONO_USAGE, "expected a command");
	for (size_t i = 0; i < order->count; i++)
		if (!order->command[i])
			return call_fail(call, NONO_USAGE, "expected %zu words, found %zu",
			                 order->count, i);
	/* Later it could only be said that the command has run, and not how. */
	if (sigaction(SIGCHLD, NULL, &now) == 0 &&
	    (now.sa_handler == SIG_IGN || now.sa_flags & SA_NOCLDWAIT))
		return call_fail(call, NONO_SYSTEM,
		                 "this process ignores SIGCHLD, and so would not be told how the "
		                 "command ended: give it its default action");
	return NONO_OK;
}

static enum nono_status
run(struct call *call, void *context)
{
	const struct running *running = context;
	struct nono_result *result = arena_alloc(call->arena, sizeof(*result));
	enum nono_status status = check_target(call, running->order.policy);
	struct child *child;
	struct str records;
	const char *why;

	if (!status)
		status = check_command(call, &running->order);
	if (status)
		return status;
	child = child_new(call, &running->order);
	why = child_run(call, child);
	result->arena = call->arena;
	result->output = child_text(call, child, STREAM_OUTPUT);
	result->errors = child_text(call, child, STREAM_ERRORS);
	result->messages = child_text(call, child, STREAM_MESSAGES);
	records = child_text(call, child, STREAM_RECORDS);
	child_free(call);
	if (why)
		return call_fail(call, NONO_SYSTEM, "%s", why);
	if (child->refused >= 0)
		return call_fail(call, child->refused == REFUSED ? NONO_REFUSED : NONO_COMMAND,
		                 "%s", refusal_of(call, result->messages));
	result->signal = WIFSIGNALED(child->status) ? WTERMSIG(child->status) : 0;
	result->status = result->signal ? 128 + result->signal : WEXITSTATUS(child->status);
	if (child->watched && !read_records(call, records, result))
		return call_fail(call, NONO_SYSTEM, "the process that traces it was ended");
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
	return result->status;
}

int32_t
nono_result_signal(const struct nono_result *result)
{
	return result->signal;
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

bool
nono_result_traced(const struct nono_result *result)
{
	return result->traced;
}

size_t
nono_result_denials(const struct nono_result *result)
{
	return result->denial_count;
}

const char *
nono_denial_operation(const struct nono_result *result, size_t index)
{
	return result->denials[index].operation;
}

const char *
nono_denial_subject(const struct nono_result *result, size_t index)
{
	return result->denials[index].subject;
}

const char *
nono_denial_text(const struct nono_result *result, size_t index)
{
	return result->denials[index].text;
}

const char *
nono_denial_change(const struct nono_result *result, size_t index)
{
	return result->denials[index].change;
}

uint64_t
nono_denial_times(const struct nono_result *result, size_t index)
{
	return result->denials[index].times;
}

uint64_t
nono_result_unrecorded(const struct nono_result *result)
{
	return result->unrecorded;
}

void
nono_result_free(struct nono_result *result)
{
	if (result)
		arena_free(result->arena);
}
