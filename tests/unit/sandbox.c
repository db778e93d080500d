/* SPDX-License-Identifier: Apache-2.0 */
/* sandbox.c - a policy for the calling process: not for one thread of it; from memory. */
#include "runtime/sandbox.h"

#include "tests/unit/make-blob.h"

#include <check.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void *
wait_for_end(void *pipe)
{
	char end;

	return read(*(int *)pipe, &end, 1) == 0 ? pipe : NULL;
}

/* What sandbox_apply() says, in a process with one thread or two, to a policy that is not there. */
static void
apply(bool two, char *said, size_t size)
{
	int pipes[2], hold[2], status;

	ck_assert_int_eq(pipe(pipes) | pipe(hold), 0);
	pid_t child = fork();
	if (child == 0) {
		char *words[] = {"nono-exec", "/nowhere/policy.bin", "--", "x", NULL},
		     *none[] = {NULL};
		struct process process = {
		    .argc = 4, .argv = words, .envp = none, .uid = geteuid(), .gid = getegid()};
		pthread_t thread;

		process.messages = pipes[1];
		if (two && pthread_create(&thread, NULL, wait_for_end, &hold[0]) != 0)
			_exit(1);
		_exit(sandbox_apply(&process));
	}
	close(pipes[1]);
	ssize_t length = read(pipes[0], said, size - 1);
	ck_assert_int_gt(length, 0);
	said[length] = '\0';
	close(pipes[0]);
	close(hold[0]);
	close(hold[1]);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 125);
}

START_TEST(a_second_thread_is_refused_unless_the_kernel_has_a_way)
{
	long abi = syscall(444, NULL, 0, 1);
	char said[1024];

	apply(false, said, sizeof(said));
	ck_assert_ptr_nonnull(strstr(said, "/nowhere/policy.bin"));
	apply(true, said, sizeof(said));
	if (abi >= 1 && abi < 8) {
		ck_assert_ptr_nonnull(strstr(said, "more than one thread"));
		ck_assert_ptr_null(strstr(said, "/nowhere/policy.bin"));
	} else {
		ck_assert_ptr_nonnull(strstr(said, "/nowhere/policy.bin"));
	}
}
END_TEST

/* What a child writes that becomes /bin/sh under POLICY; its exit status is in *STATUS. */
static void
execute(const void *policy, size_t size, char *said, size_t room, int *status)
{
	int pipes[2];
	size_t used = 0;
	ssize_t got;

	ck_assert_int_eq(pipe(pipes), 0);
	pid_t child = fork();
	if (child == 0) {
		char *words[] = {"nono", "--", "/bin/sh", "-c", "echo ran; exit 7", NULL};
		char *home[] = {"HOME=/", NULL};
		struct process process = {.argc = 5,
		                          .argv = words,
		                          .envp = home,
		                          .uid = geteuid(),
		                          .gid = getegid(),
		                          .program = "a test",
		                          .policy = policy,
		                          .policy_size = size};

		dup2(pipes[1], 1);
		dup2(pipes[1], 2);
		_exit(sandbox_exec(&process));
	}
	close(pipes[1]);
	while ((got = read(pipes[0], said + used, room - 1 - used)) > 0)
		used += (size_t)got;
	said[used] = '\0';
	close(pipes[0]);
	ck_assert_int_eq(waitpid(child, status, 0), child);
	*status = WIFEXITED(*status) ? WEXITSTATUS(*status) : -1;
}

START_TEST(a_policy_in_memory_is_applied_and_the_command_run)
{
	char said[4096];
	size_t size;
	uint8_t *policy = make_blob("grant rlx any /\n", &size);
	int status;

	ck_assert_ptr_nonnull(policy);
	execute(policy, size, said, sizeof(said), &status);
	if (strstr(said, "Landlock") && status == 125) {
		free(policy);
		return; /* a kernel without it: nothing runs */
	}
	ck_assert_ptr_nonnull(strstr(said, "ran\n"));
	ck_assert_int_eq(status, 7);

	policy[size - 1] ^= 1;
	execute(policy, size, said, sizeof(said), &status);
	ck_assert_int_eq(status, 125);
	ck_assert_ptr_nonnull(strstr(said, "a test: 'the policy' is not usable"));
	free(policy);
}
END_TEST

START_TEST(what_the_policy_in_memory_does_not_grant_does_not_run)
{
	char said[4096];
	size_t size;
	uint8_t *policy = make_blob("grant rl any /\n", &size);
	int status;

	ck_assert_ptr_nonnull(policy);
	execute(policy, size, said, sizeof(said), &status);
	ck_assert(status == 126 || (status == 125 && strstr(said, "Landlock")));
	ck_assert_ptr_null(strstr(said, "ran\n"));
	free(policy);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("sandbox");
	TCase *tests = tcase_create("threads");

	tcase_add_test(tests, a_second_thread_is_refused_unless_the_kernel_has_a_way);
	suite_add_tcase(suite, tests);
	tests = tcase_create("memory");
	tcase_add_test(tests, a_policy_in_memory_is_applied_and_the_command_run);
	tcase_add_test(tests, what_the_policy_in_memory_does_not_grant_does_not_run);
	suite_add_tcase(suite, tests);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
