/* SPDX-License-Identifier: Apache-2.0 */
/* session.c - starts workers, the sandboxed ones through the real loader. */
#include "tests/oracle/session.h"

#include "runtime/sha256.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

static void
write_file(const char *place, const void *bytes, size_t size, mode_t mode)
{
	int file = open(place, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);

	if (file < 0)
		fail("%s: open", place);
	for (size_t done = 0; done < size;) {
		ssize_t part = write(file, (const char *)bytes + done, size - done);

		if (part <= 0)
			fail("%s: write", place);
		done += (size_t)part;
	}
	if (fchmod(file, mode) != 0 || close(file) != 0)
		fail("%s: close", place);
}

static void
copy_program(const char *from, const char *to)
{
	int file = open(from, O_RDONLY | O_CLOEXEC);
	struct stat status;
	void *bytes;

	if (file < 0 || fstat(file, &status) != 0)
		fail("%s: open", from);
	bytes = malloc((size_t)status.st_size);
	if (bytes == NULL || read(file, bytes, (size_t)status.st_size) != status.st_size)
		fail("%s: read", from);
	write_file(to, bytes, (size_t)status.st_size, 0755);
	free(bytes);
	close(file);
}

void
stage_make(struct stage *stage, const char *parent, const char *loader, const char *worker)
{
	place_print(stage->directory, "%s/oracle.XXXXXX", parent);
	if (mkdtemp(stage->directory) == NULL || chmod(stage->directory, 0755) != 0)
		fail("%s: create", stage->directory);
	place_print(stage->loader, "%s/nono-exec", stage->directory);
	place_print(stage->worker, "%s/worker", stage->directory);
	place_print(stage->blob, "%s/policy.bin", stage->directory);
	place_print(stage->messages, "%s/messages", stage->directory);
	copy_program(loader, stage->loader);
	copy_program(worker, stage->worker);
}

void
stage_remove(const struct stage *stage)
{
	const char *files[] = {stage->loader, stage->worker, stage->blob, stage->messages};

	for (size_t i = 0; i < COUNTOF(files); i++)
		if (unlink(files[i]) != 0 && errno != ENOENT)
			fail("%s: remove", files[i]);
	if (rmdir(stage->directory) != 0)
		fail("%s: remove", stage->directory);
}

void
stage_blob(const struct stage *stage, struct str blob, char digest[static SHA256_HEX_SIZE])
{
	uint8_t bytes[SHA256_SIZE];

	write_file(stage->blob, blob.data, blob.length, 0644);
	sha256(blob.data, blob.length, bytes);
	sha256_hex(bytes, digest);
}

/* The child's half: never returns. */
static _Noreturn void
become_worker(const struct stage *stage, const struct tree *tree, const char *digest, int socket)
{
	char home[PLACE_SIZE + 5];
	char required[PLACE_SIZE];
	char *environment[] = {home, NULL};
	const char *loader[] = {"nono-exec", "--require-digest", required, stage->blob,
	                        "--",        stage->worker,      NULL};
	const char *alone[] = {stage->worker, NULL};
	const char **arguments = digest == NULL ? alone : loader;
	int messages = open(stage->messages, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	place_print(required, "sha256:%s", digest == NULL ? "" : digest);
	snprintf(home, sizeof(home), "HOME=%s", tree->home);
	if (dup2(socket, STDIN_FILENO) < 0 || dup2(messages, STDOUT_FILENO) < 0 ||
	    dup2(messages, STDERR_FILENO) < 0 || chdir(tree->workdir) != 0)
		_exit(99);
	if (tree->owner != geteuid() &&
	    (setgroups(0, NULL) != 0 ||
	     setresgid((gid_t)tree->owner, (gid_t)tree->owner, (gid_t)tree->owner) != 0 ||
	     setresuid(tree->owner, tree->owner, tree->owner) != 0))
		_exit(99);
	execve(digest == NULL ? stage->worker : stage->loader, (char **)(uintptr_t)arguments,
	       environment);
	_exit(99);
}

bool
session_start(struct session *session, const struct stage *stage, const struct tree *tree,
              const char *digest)
{
	const struct timeval patience = {.tv_sec = 20};
	struct answer answer;
	int ends[2];

	*session = (struct session){.socket = -1};
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
		fail("socketpair");
	session->child = fork();
	if (session->child < 0)
		fail("fork");
	if (session->child == 0)
		become_worker(stage, tree, digest, ends[1]);
	close(ends[1]);
	session->socket = ends[0];
	/* An operation that hangs is a fault of the harness: do not hang with it. */
	setsockopt(ends[0], SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	if (read(ends[0], &answer, sizeof(answer)) == sizeof(answer))
		return true;
	session_end(session);
	return false;
}

int
session_ask(const struct session *session, const struct request *request)
{
	struct answer answer;

	if (write(session->socket, request, sizeof(*request)) != sizeof(*request) ||
	    read(session->socket, &answer, sizeof(answer)) != sizeof(answer))
		fail("the worker is gone at %s %s", op_name(request->op), request->path);
	return answer.error;
}

void
session_end(struct session *session)
{
	if (session->socket < 0)
		return;
	close(session->socket);
	session->socket = -1;
	if (waitpid(session->child, &session->status, 0) != session->child)
		fail("waitpid");
}
