/* SPDX-License-Identifier: Apache-2.0 */
/* child.c - forks, restricts, executes; reads what comes until the end. */
#include "library/child.h"

#include "runtime/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/auxv.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

#define PROGRAM "nono"
/* Read at a time. */
#define ROOM 65536u

/* Who acts for another for a while could not keep the command from going back. */
static bool
has_two_identities(void)
{
	uid_t users[3];
	gid_t groups[3];

	return getresuid(&users[0], &users[1], &users[2]) != 0 ||
	       getresgid(&groups[0], &groups[1], &groups[2]) != 0 || users[0] != users[1] ||
	       users[2] != users[1] || groups[0] != groups[1] || groups[2] != groups[1];
}

struct process
process_of(struct call *call, const struct order *order)
{
	const struct nono_options *options = order->options;
	const char **words = arena_calloc(call->arena, order->count + 7, sizeof(*words));
	size_t used = 0;

	words[used++] = PROGRAM;
	if (options && options->strict)
		words[used++] = "--strict";
	if (options && options->home) {
		words[used++] = "--home";
		words[used++] = options->home;
	}
	if (order->flag)
		words[used++] = order->flag;
	words[used++] = "--";
	for (size_t i = 0; i < order->count; i++)
		words[used++] = order->command[i];
	return (struct process){.argc = (int)used,
	                        .argv = (char **)(uintptr_t)words,
	                        .envp = options && options->environment ? options->environment
	                                                                : environ,
	                        .uid = geteuid(),
	                        .gid = getegid(),
	                        .secure = getauxval(AT_SECURE) != 0 || has_two_identities(),
	                        .program = PROGRAM,
	                        .policy = order->policy->blob.data,
	                        .policy_size = order->policy->blob.length};
}

static void
close_end(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

void
stream_close(void *what)
{
	struct stream *stream = what;

	close_end(&stream->fd);
	close_end(&stream->other);
	free(stream->data);
	stream->data = NULL;
}

static void
release(void *what)
{
	struct child *child = what;

	for (int i = 0; i < STREAMS; i++)
		stream_close(&child->streams[i]);
}

void
child_free(struct call *call)
{
	arena_release(call->arena);
}

struct child *
child_new(struct call *call, const struct order *order)
{
	struct child *child = arena_alloc(call->arena, sizeof(*child));

	child->refused = -1;
	for (int i = 0; i < STREAMS; i++)
		child->streams[i].fd = child->streams[i].other = -1;
	child->process = process_of(call, order);
	child->directory = order->options ? order->options->directory : NULL;
	child->capture = order->options && order->options->capture;
	if (order->options && order->options->trace && !order->flag)
		child->watched = order->policy;
	child->held = (struct arena_held){.release = release, .what = child};
	arena_hold(call->arena, &child->held);
	return child;
}

/* Above the standard ones, which the child gets anew, even if this process has closed its own. */
static bool
lift(int *fd)
{
	int lifted = *fd;

	if (*fd > 2)
		return true;
	lifted = fcntl(*fd, F_DUPFD_CLOEXEC, 3);
	close(*fd);
	*fd = lifted;
	return lifted >= 0;
}

bool
stream_open(struct stream *stream)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0)
		return false;
	stream->fd = ends[0];
	stream->other = ends[1];
	return lift(&stream->fd) && lift(&stream->other);
}

void
child_write(int fd, const char *bytes, size_t size)
{
	while (size) {
		ssize_t done = write(fd, bytes, size);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return;
		bytes += done;
		size -= (size_t)done;
	}
}

/* As for a program that is executed: what is ignored stays so, but for what languages ignore. */
static void
reset_signals(void)
{
	struct sigaction now;
	sigset_t none;

	for (int i = 1; i < NSIG; i++)
		if (sigaction(i, NULL, &now) == 0 && now.sa_handler != SIG_IGN &&
		    now.sa_handler != SIG_DFL)
			signal(i, SIG_DFL);
	signal(SIGPIPE, SIG_DFL);
	signal(SIGXFSZ, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/*
 * The child's part.  Another thread may have held any lock when it was forked: nothing here, and
 * nothing in the runtime, takes one but those of malloc(), which fork() sees to.
 */
static _Noreturn void
become(struct child *child)
{
	struct stream *streams = child->streams;
	static const char lost[] = PROGRAM ": the directory to start in cannot be entered\n";
	int refused;
	char verdict;

	reset_signals();
	if (child->capture) {
		dup2(streams[STREAM_OUTPUT].other, STDOUT_FILENO);
		dup2(streams[STREAM_ERRORS].other, STDERR_FILENO);
	}
	child->process.messages = streams[STREAM_MESSAGES].other;
	if (child->directory && chdir(child->directory) < 0) {
		child_write(child->process.messages, lost, sizeof(lost) - 1);
		refused = REFUSED;
	} else if (child->watched) {
		child_watch(child);
	} else {
		refused = sandbox_exec(&child->process);
	}
	verdict = (char)refused;
	child_write(streams[STREAM_VERDICT].other, &verdict, 1);
	_exit(refused);
}

/* Appends what there is; false when there is no memory for it. */
static bool
take(struct stream *stream)
{
	ssize_t got;

	if (stream->capacity - stream->length < ROOM) {
		size_t capacity = 2 * stream->capacity + ROOM;
		char *grown = realloc(stream->data, capacity);

		if (!grown)
			return false;
		stream->data = grown;
		stream->capacity = capacity;
	}
	got = read(stream->fd, stream->data + stream->length, ROOM);
	if (got > 0)
		stream->length += (size_t)got;
	else if (got == 0 || (errno != EINTR && errno != EAGAIN))
		close_end(&stream->fd);
	return true;
}

/* Until all are closed; false when there is no memory. */
static bool
take_all(struct child *child)
{
	for (;;) {
		struct pollfd polled[STREAMS];
		bool open = false;

		for (int i = 0; i < STREAMS; i++) {
			polled[i] = (struct pollfd){.fd = child->streams[i].fd, .events = POLLIN};
			open |= polled[i].fd >= 0;
		}
		if (!open)
			return true;
		if (poll(polled, STREAMS, -1) < 0)
			continue; /* a signal */
		for (int i = 0; i < STREAMS; i++)
			if (polled[i].fd >= 0 && polled[i].revents && !take(&child->streams[i]))
				return false;
	}
}

static const char *
start(struct call *call, struct child *child, pid_t *process)
{
	sigset_t all, before;
	int error;

	for (int i = child->capture ? 0 : STREAM_MESSAGES; i < STREAMS; i++)
		if (!stream_open(&child->streams[i]))
			return arena_printf(call->arena, "no pipe can be made: %s",
			                    strerror(errno));
	/* This process's own handlers are not to run in another one. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	*process = fork();
	error = errno;
	if (*process == 0)
		become(child);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (*process < 0)
		return arena_printf(call->arena, "no process can be started: %s", strerror(error));
	for (int i = 0; i < STREAMS; i++)
		close_end(&child->streams[i].other);
	return NULL;
}

const char *
child_run(struct call *call, struct child *child)
{
	const struct stream *verdict = &child->streams[STREAM_VERDICT];
	pid_t process = -1, ended;
	const char *why = start(call, child, &process);
	bool whole;

	if (why)
		return why;
	whole = take_all(child);
	if (!whole)
		kill(process, SIGKILL);
	do
		ended = waitpid(process, &child->status, 0);
	while (ended < 0 && errno == EINTR);
	if (!whole)
		arena_exhausted(call->arena);
	if (verdict->length)
		child->refused = (unsigned char)verdict->data[0];
	else if (ended < 0)
		return "its exit status is lost: something else in this process waits for children";
	return NULL;
}

struct str
child_text(struct call *call, const struct child *child, int stream)
{
	const struct stream *from = &child->streams[stream];

	return arena_str(call->arena, from->length ? from->data : "", from->length);
}

const char *
refusal_of(struct call *call, struct str messages)
{
	const char *line;

	while (messages.length && messages.data[messages.length - 1] == '\n')
		messages.length--;
	line = memrchr(messages.data, '\n', messages.length);
	line = line ? line + 1 : messages.data;
	messages = arena_str(call->arena, line, (size_t)(messages.data + messages.length - line));
	if (strncmp(messages.data, PROGRAM ": ", sizeof(PROGRAM ": ") - 1) == 0)
		return messages.data + sizeof(PROGRAM ": ") - 1;
	return messages.length ? messages.data : "the runtime said nothing";
}
