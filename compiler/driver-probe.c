/* SPDX-License-Identifier: Apache-2.0 */
/* driver-probe.c - children that try what a policy allows, one restricted and one not. */
#include "compiler/driver-probe.h"

#include "runtime/sandbox.h"
#include "runtime/sha256.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LANDLOCK_CREATE_RULESET = 444, LANDLOCK_VERSION = 1, MESSAGE_SIZE = 4096 };

extern char **environ;

unsigned
probe_abi(void)
{
	long abi = syscall(LANDLOCK_CREATE_RULESET, NULL, 0, LANDLOCK_VERSION);

	if (abi < 1)
		return 0;
	return abi > (long)ACCESS_ABI_NEWEST ? ACCESS_ABI_NEWEST : (unsigned)abi;
}

const char *
errno_name(int error)
{
	const char *name = error ? strerrorname_np(error) : "success";

	return name ? name : "an unknown error";
}

/* Where the child finds the policy, and says what it has to say. */
struct stage {
	char directory[sizeof("/var/tmp/nonoc-probe.XXXXXX")];
	char blob[sizeof("/var/tmp/nonoc-probe.XXXXXX/policy.bin")];
	char digest[sizeof("sha256:") + SHA256_HEX_SIZE];
};

static const char *
stage_make(struct stage *stage, struct str blob)
{
	uint8_t digest[SHA256_SIZE];
	int file;
	ssize_t written;

	strcpy(stage->directory, "/var/tmp/nonoc-probe.XXXXXX");
	if (!mkdtemp(stage->directory))
		return "no directory for the policy can be made in /var/tmp";
	snprintf(stage->blob, sizeof(stage->blob), "%s/policy.bin", stage->directory);
	sha256(blob.data, blob.length, digest);
	strcpy(stage->digest, "sha256:");
	sha256_hex(digest, stage->digest + strlen(stage->digest));
	file = open(stage->blob, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	written = file < 0 ? -1 : write(file, blob.data, blob.length);
	if (file >= 0)
		close(file);
	return written == (ssize_t)blob.length ? NULL : "the policy cannot be written to /var/tmp";
}

static void
stage_remove(const struct stage *stage)
{
	unlink(stage->blob);
	rmdir(stage->directory);
}

static bool
write_whole(int file, const void *bytes, size_t size)
{
	const char *at = bytes;

	while (size) {
		ssize_t done = write(file, at, size);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return false;
		at += done;
		size -= (size_t)done;
	}
	return true;
}

static size_t
read_whole(int file, void *bytes, size_t size)
{
	size_t used = 0;

	while (used < size) {
		ssize_t done = read(file, (char *)bytes + used, size - used);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			break;
		used += (size_t)done;
	}
	return used;
}

/* Restricts this process as nono-exec would restrict its command. */
static int
apply(const struct stage *stage)
{
	char *words[] = {(char *)(uintptr_t) "nono-exec",
	                 (char *)(uintptr_t) "--require-digest",
	                 (char *)(uintptr_t)stage->digest,
	                 (char *)(uintptr_t)stage->blob,
	                 (char *)(uintptr_t) "--",
	                 (char *)(uintptr_t) "probe",
	                 NULL};
	struct process process = {.argc = (int)COUNTOF(words) - 1,
	                          .argv = words,
	                          .envp = environ,
	                          .uid = geteuid(),
	                          .gid = getegid(),
	                          .secure = getauxval(AT_SECURE) != 0};

	return sandbox_apply(&process);
}

/* The child's part: it never returns. */
static _Noreturn void
child_run(const struct stage *stage, struct attempt *attempts, size_t count, const int pipes[2])
{
	int error;

	if (stage) {
		dup2(pipes[1], STDERR_FILENO);
		if (apply(stage) != 0)
			_exit(125);
	}
	for (size_t i = 0; i < count; i++) {
		error = attempt_make(&attempts[i]);
		if (!write_whole(pipes[0], &error, sizeof(error)))
			_exit(1);
	}
	_exit(0);
}

/* What a child made is not left behind: it was not there before. */
static void
undo(const struct attempt *attempts, const int *results, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (attempts[i].kind == ATTEMPT_OPERATION && !results[i] &&
		    attempt_creates(&attempts[i])) {
			if (attempts[i].op == OP_MKDIR)
				rmdir(attempts[i].path);
			else
				unlink(attempts[i].path);
		}
}

/* What refuses is said last. */
static const char *
last_line(char *message)
{
	size_t length = strlen(message);
	char *line;

	while (length && message[length - 1] == '\n')
		message[--length] = '\0';
	line = strrchr(message, '\n');
	return line ? line + 1 : message;
}

/* Tries all in a child; NULL, or what went wrong. */
static const char *
run_child(struct arena *arena, const struct stage *stage, struct attempt *attempts, size_t count,
          int *results)
{
	int answers[2], words[2];
	char *message = arena_calloc(arena, MESSAGE_SIZE, 1);
	size_t got;
	pid_t child;

	if (pipe2(answers, O_CLOEXEC) < 0)
		return "no pipe to the child";
	if (pipe2(words, O_CLOEXEC | O_NONBLOCK) < 0) {
		close(answers[0]);
		close(answers[1]);
		return "no pipe to the child";
	}
	fflush(NULL);
	child = fork();
	if (child == 0)
		child_run(stage, attempts, count, (int[2]){answers[1], words[1]});
	close(answers[1]);
	close(words[1]);
	got = read_whole(answers[0], results, count * sizeof(*results));
	while (child > 0 && waitpid(child, NULL, 0) < 0 && errno == EINTR)
		;
	read_whole(words[0], message, MESSAGE_SIZE - 1);
	close(answers[0]);
	close(words[0]);
	if (child < 0)
		return "no child could be started";
	undo(attempts, results, got / sizeof(*results));
	if (got == count * sizeof(*results))
		return NULL;
	return *message ? last_line(message) : "the child ended before it answered";
}

const char *
probe_run(struct arena *arena, struct str blob, struct attempt *attempts, size_t count)
{
	int *results = arena_calloc(arena, count + 1, sizeof(*results));
	struct stage stage;
	const char *why = run_child(arena, NULL, attempts, count, results);

	for (size_t i = 0; i < count; i++)
		attempts[i].control = results[i];
	if (why)
		return why;
	why = stage_make(&stage, blob);
	if (!why)
		why = run_child(arena, &stage, attempts, count, results);
	stage_remove(&stage);
	for (size_t i = 0; i < count; i++)
		attempts[i].result = results[i];
	return why;
}
