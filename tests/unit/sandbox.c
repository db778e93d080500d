/* SPDX-License-Identifier: Apache-2.0 */
/* sandbox.c - a policy for the calling process: one thread of it is not enough. */
#include "runtime/sandbox.h"

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

		dup2(pipes[1], 2);
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

START_TEST(a_second_thread_is_refused)
{
	char said[1024];

	apply(false, said, sizeof(said));
	ck_assert_ptr_nonnull(strstr(said, "/nowhere/policy.bin"));
	apply(true, said, sizeof(said));
	ck_assert_ptr_nonnull(strstr(said, "more than one thread"));
	ck_assert_ptr_null(strstr(said, "/nowhere/policy.bin"));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("sandbox");
	TCase *tests = tcase_create("threads");

	tcase_add_test(tests, a_second_thread_is_refused);
	suite_add_tcase(suite, tests);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
