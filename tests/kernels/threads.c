/* SPDX-License-Identifier: Apache-2.0 */
/*
 * threads.c - the first process of a machine: a process with two threads asks for a policy, and
 * tells what becomes of the other one.
 *
 * It prints "@threads WHO = WHAT": "all" if both are held, by Landlock and by the filter; "refused"
 * if nothing was applied; else what is amiss.
 */
#include "runtime/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { USER = 54321, SIZE = 1 << 20, KEYCTL_GET_KEYRING_ID = 0, SESSION_KEYRING = -3 };

static _Noreturn void
end(int status)
{
	printf("status: %d\n", status);
	fflush(stdout);
	reboot(RB_POWER_OFF);
	_exit(status);
}

/* The other thread, and how it is told to look again. */
struct other {
	int wake[2], answer[2];
};

/* What a thread finds: what the policy does not name, what it does, what the filter closes. */
struct view {
	int secret, granted, keys;
};

static struct view
look(void)
{
	struct view view;

	view.secret = open("/secret", O_RDONLY | O_CLOEXEC) < 0 ? errno : 0;
	view.granted = open("/granted", O_RDONLY | O_CLOEXEC) < 0 ? errno : 0;
	view.keys = syscall(SYS_keyctl, KEYCTL_GET_KEYRING_ID, SESSION_KEYRING, 1) < 0 ? errno : 0;
	return view;
}

static void *
other_run(void *what)
{
	const struct other *other = what;
	char byte;

	while (read(other->wake[0], &byte, 1) == 1) {
		struct view view = look();

		if (write(other->answer[1], &view, sizeof(view)) != sizeof(view))
			break;
	}
	return NULL;
}

static struct view
other_view(const struct other *other)
{
	struct view view = {-1, -1, -1};

	if (write(other->wake[1], "", 1) != 1 ||
	    read(other->answer[0], &view, sizeof(view)) != sizeof(view))
		view.secret = -1;
	return view;
}

static const char *
ask(const void *policy, size_t size)
{
	char *words[] = {(char *)"threads", (char *)"--", (char *)"x", NULL};
	char *environment[] = {(char *)"HOME=/home", NULL};
	struct process process = {.argc = 3,
	                          .argv = words,
	                          .envp = environment,
	                          .uid = geteuid(),
	                          .gid = getegid(),
	                          .policy = policy,
	                          .policy_size = size};
	struct other other;
	struct view before, after;
	pthread_t thread;

	if (pipe(other.wake) || pipe(other.answer) ||
	    pthread_create(&thread, NULL, other_run, &other))
		return "no second thread";
	before = other_view(&other);
	if (before.secret || before.granted || before.keys)
		return "held before";
	if (sandbox_apply(&process)) {
		after = other_view(&other);
		return after.secret || after.keys || look().secret ? "refused in part" : "refused";
	}
	after = other_view(&other);
	if (look().secret != EACCES)
		return "this thread is not held";
	if (after.secret != EACCES)
		return "the other thread is not held by Landlock";
	if (after.granted)
		return "the other thread is held by more than the policy";
	return after.keys ? "all" : "the other thread is not held by the filter";
}

static void
tell(const char *who, uid_t uid, const void *policy, size_t size)
{
	int status;
	pid_t child = fork();

	if (child == 0) {
		if (uid && (setgid(uid) || setuid(uid) || chdir("/home")))
			_exit(1);
		printf("@threads %s = %s\n", who, ask(policy, size));
		fflush(stdout);
		_exit(0);
	}
	if (child < 0 || waitpid(child, &status, 0) != child || status)
		end(1);
}

int
main(void)
{
	static _Alignas(16) char policy[SIZE];
	int file = open("/policy.bin", O_RDONLY | O_CLOEXEC);
	ssize_t size = file < 0 ? -1 : read(file, policy, sizeof(policy));

	mkdir("/proc", 0755);
	mkdir("/home", 0755);
	if (size <= 0 || mount("proc", "/proc", "proc", 0, NULL) || chown("/home", USER, USER))
		end(1);
	tell("user", USER, policy, (size_t)size);
	if (chown("/home", 0, 0))
		end(1);
	tell("root", 0, policy, (size_t)size);
	end(0);
}
