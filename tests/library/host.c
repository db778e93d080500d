/* SPDX-License-Identifier: Apache-2.0 */
/* host.c - libnono on this kernel: a command under a policy, a dry run, this very process. */
#include "library/nono.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static struct nono_policy *policy;
static struct nono_options *options;
static char secret[4096], open_file[4096], project[4096];

static void
write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
}

/* A project that the policy grants, and beside it what it does not. */
static void
set_up(void)
{
	const char *scratch = getenv("SCRATCH");
	char text[8192];

	snprintf(secret, sizeof(secret), "%s/secret", scratch);
	snprintf(project, sizeof(project), "%s/project", scratch);
	snprintf(open_file, sizeof(open_file), "%s/project/file", scratch);
	mkdir(project, 0700);
	write_file(secret, "key\n");
	write_file(open_file, "text\n");
	snprintf(text, sizeof(text),
	         "{\"filesystem\": {\"allow\": [\"%s\"]}, \"network\": {\"block\": true}}",
	         project);
	ck_assert_int_eq(nono_compile_text(text, strlen(text), NONO_JSON, NULL, &policy, NULL),
	                 NONO_OK);
	ck_assert_int_eq(nono_options_new(&options, NULL), NONO_OK);
	nono_options_set_capture(options, true);
	ck_assert_int_eq(nono_options_set_directory(options, project, NULL), NONO_OK);
}

static void
tear_down(void)
{
	nono_options_free(options);
	nono_policy_free(policy);
}

/* Runs the shell; its exit status.  What it wrote is OUTPUT and ERRORS, one after the other. */
static int
shell(const char *script, char *said, size_t size)
{
	const char *command[] = {"sh", "-c", script};
	struct nono_result *result;
	struct nono_error *error = NULL;
	size_t length, more;
	const char *output, *errors;
	int status;

	ck_assert_msg(nono_run(policy, command, 3, options, &result, &error) == NONO_OK, "%s",
	              error ? nono_error_message(error) : "");
	output = nono_result_output(result, &length);
	errors = nono_result_errors(result, &more);
	ck_assert_uint_eq(strlen(output), length);
	snprintf(said, size, "%s%s", output, errors);
	status = nono_result_status(result);
	ck_assert_int_eq(nono_result_signal(result), status > 128 ? status - 128 : 0);
	ck_assert_ptr_nonnull(nono_result_messages(result));
	nono_result_free(result);
	return status;
}

START_TEST(a_command_runs_and_is_held)
{
	char said[512];

	ck_assert_int_eq(access(secret, R_OK), 0);
	ck_assert_int_eq(shell("cat file; pwd; exit 7", said, sizeof(said)), 7);
	ck_assert_int_eq(strncmp(said, "text\n", 5), 0);
	ck_assert_ptr_nonnull(strstr(said, project));
	ck_assert_int_ne(shell("cat ../secret", said, sizeof(said)), 0);
	ck_assert_ptr_nonnull(strstr(said, "Permission denied"));
	ck_assert_int_eq(shell("kill -9 $$", said, sizeof(said)), 137);
	/* What this process ignores, the command does not. */
	signal(SIGPIPE, SIG_IGN);
	ck_assert_int_eq(shell("kill -13 $$", said, sizeof(said)), 141);
	signal(SIGPIPE, SIG_DFL);
}
END_TEST

/* More than a pipe holds, to both, in turns: none waits for the other. */
START_TEST(what_it_writes_is_kept_whole)
{
	static const char script[] =
	    "i=0; while [ $i -lt 40 ]; do head -c 8192 /dev/zero; head -c 8192 /dev/zero >&2; "
	    "i=$((i + 1)); done";
	const char *command[] = {"sh", "-c", script};
	struct nono_result *result;
	size_t output, errors;

	ck_assert_int_eq(nono_run(policy, command, 3, options, &result, NULL), NONO_OK);
	nono_result_output(result, &output);
	nono_result_errors(result, &errors);
	ck_assert_uint_eq(output, 40 * 8192);
	ck_assert_uint_eq(errors, 40 * 8192);
	nono_result_free(result);
}
END_TEST

static void
check_refused(const char *const *command, size_t count, enum nono_status status,
              const char *expected)
{
	struct nono_result *result;
	struct nono_error *error;

	ck_assert_int_eq(nono_run(policy, command, count, options, &result, &error), status);
	ck_assert_msg(strstr(nono_error_message(error), expected) != NULL, "%s",
	              nono_error_message(error));
	nono_error_free(error);
}

/* Of a denial about SUBJECT, or NULL. */
static const char *
denied_operation(const struct nono_result *result, const char *subject)
{
	for (size_t i = 0; i < nono_result_denials(result); i++) {
		ck_assert_uint_ge(nono_denial_times(result, i), 1);
		ck_assert_int_eq(strncmp(nono_denial_text(result, i), "denied: ", 8), 0);
		if (strcmp(nono_denial_subject(result, i), subject) == 0)
			return nono_denial_operation(result, i);
	}
	return NULL;
}

START_TEST(what_was_denied_is_told_when_it_was_asked_for)
{
	const char *command[] = {"sh", "-c", "cat file ../secret ../secret; kill -9 $$"};
	struct nono_result *result;
	struct nono_error *error = NULL;
	const char *output;
	size_t length;

	ck_assert_int_eq(nono_run(policy, command, 3, options, &result, NULL), NONO_OK);
	ck_assert(!nono_result_traced(result));
	ck_assert_uint_eq(nono_result_denials(result), 0);
	nono_result_free(result);
	nono_options_set_trace(options, true);
	/* Nothing of ours is written twice, and the end of another child stays ours to hear of. */
	pid_t other = fork();
	if (other == 0)
		_exit(9);
	printf("pending");
	ck_assert_msg(nono_run(policy, command, 3, options, &result, &error) == NONO_OK, "%s",
	              error ? nono_error_message(error) : "");
	int status;
	ck_assert_int_eq(waitpid(other, &status, 0), other);
	ck_assert(nono_result_traced(result));
	ck_assert_str_eq(denied_operation(result, secret), "read");
	ck_assert_int_eq(nono_result_status(result), 137);
	ck_assert_int_eq(nono_result_signal(result), 9);
	ck_assert_uint_eq(nono_result_unrecorded(result), 0);
	output = nono_result_output(result, &length);
	ck_assert_str_eq(output, "text\n");
	nono_result_free(result);
	command[0] = "no-such-command";
	ck_assert_int_eq(nono_run(policy, command, 1, options, &result, NULL), NONO_COMMAND);
	nono_options_set_directory(options, "/no/such", NULL);
	ck_assert_int_eq(nono_run(policy, command, 1, options, &result, NULL), NONO_REFUSED);
}
END_TEST

/* What ACT, in a process of its own, ends with. */
static int
in_child(int (*act)(void))
{
	pid_t child = fork();
	int status;

	ck_assert_int_ge(child, 0);
	if (child == 0)
		_exit(act());
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert(WIFEXITED(status));
	return WEXITSTATUS(status);
}

/* Runs for a second, traced. */
static void *
trace_a_while(void *what)
{
	const char *command[] = {"sleep", "1"};
	struct nono_result *result;

	if (nono_run(policy, command, 2, options, &result, NULL) != NONO_OK)
		return NULL;
	nono_result_free(result);
	return what;
}

static atomic_int *told; /* shared with whatever process is made of this one */

static void
tell(int signal)
{
	(void)signal;
	atomic_fetch_add(told, 1);
}

/* In the child of a fork(), before anything else runs there. */
static void
signal_itself(void)
{
	raise(SIGWINCH);
}

/* What this process has open, and its handlers, are no other's: in a group of its own. */
static int
trace_beside(void)
{
	pthread_t thread;
	void *ran = NULL;
	int ends[2];
	char byte;
	struct timespec before, after, start_up = {.tv_nsec = 400000000};

	told = mmap(NULL, sizeof(*told), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (told == MAP_FAILED || setpgid(0, 0) != 0 || pipe2(ends, O_CLOEXEC) != 0)
		return 1;
	signal(SIGWINCH, tell);
	pthread_atfork(NULL, NULL, signal_itself);
	if (pthread_create(&thread, NULL, trace_a_while, told) != 0)
		return 2;
	nanosleep(&start_up, NULL);
	kill(0, SIGWINCH);
	close(ends[1]);
	clock_gettime(CLOCK_MONOTONIC, &before);
	if (read(ends[0], &byte, 1) != 0)
		return 3;
	clock_gettime(CLOCK_MONOTONIC, &after);
	pthread_join(thread, &ran);
	if (!ran)
		return 4;
	if (atomic_load(told) != 1)
		return 5;
	return (after.tv_sec - before.tv_sec) * 1000 + (after.tv_nsec - before.tv_nsec) / 1000000 <
	               300
	           ? 0
	           : 6;
}

START_TEST(the_tracer_has_nothing_of_this_process)
{
	/* ASan's allocator is not one that a fork beside threads leaves usable. */
	if (getenv("SANITIZERS") && strstr(getenv("SANITIZERS"), "address"))
		return;
	nono_options_set_trace(options, true);
	ck_assert_int_eq(in_child(trace_beside), 0);
}
END_TEST

static int
ignore_children(void)
{
	const char *command[] = {"sh", "-c", "echo >>file"};
	struct nono_result *result;
	struct nono_error *error;
	struct nono_bytes *text;
	struct stat before, after;

	signal(SIGCHLD, SIG_IGN);
	if (stat(open_file, &before) != 0 ||
	    nono_run(policy, command, 3, options, &result, &error) != NONO_SYSTEM)
		return 1;
	if (!strstr(nono_error_message(error), "SIGCHLD") || stat(open_file, &after) != 0)
		return 2;
	nono_error_free(error);
	if (nono_dry_run(policy, NULL, &text, NULL, NULL) != NONO_OK)
		return 3;
	nono_bytes_free(text);
	return before.st_size == after.st_size ? 0 : 4;
}

START_TEST(who_is_told_of_no_end_starts_nothing)
{
	ck_assert_int_eq(in_child(ignore_children), 0);
}
END_TEST

/* Pipes of ours must not become what the command has as its standard files. */
static int
run_without_standard_files(void)
{
	const char *command[] = {"sh", "-c", "cat; echo out; echo err >&2"};
	struct nono_result *result;
	size_t length;
	int ended = 0;

	close(0);
	close(1);
	close(2);
	if (nono_run(policy, command, 3, options, &result, NULL) != NONO_OK)
		return 1;
	if (strcmp(nono_result_output(result, &length), "out\n") != 0 ||
	    strcmp(nono_result_errors(result, &length), "err\n") != 0)
		ended = 2;
	nono_result_free(result);
	return ended;
}

START_TEST(a_process_without_standard_files_runs_a_command)
{
	ck_assert_int_eq(in_child(run_without_standard_files), 0);
}
END_TEST

static int
run_without_descriptors(void)
{
	const char *command[] = {"true"};
	struct nono_result *result;
	struct nono_error *error;
	int next = dup(0);
	const struct rlimit few = {(rlim_t)next + 4, (rlim_t)next + 4};

	close(next);
	if (setrlimit(RLIMIT_NOFILE, &few) != 0 ||
	    nono_run(policy, command, 1, options, &result, &error) != NONO_SYSTEM)
		return 1;
	if (!strstr(nono_error_message(error), "no pipe can be made: "))
		return 2;
	nono_error_free(error);
	/* None was left open. */
	return dup(0) == next ? 0 : 3;
}

START_TEST(what_the_system_refuses_is_told)
{
	ck_assert_int_eq(in_child(run_without_descriptors), 0);
}
END_TEST

/* Root that acts for somebody else for a while: a shell, for one, would go back. */
static int
act_for_another(void)
{
	const char *command[] = {"true"};
	struct nono_result *result;
	struct nono_error *error;

	if (chmod(project, 0755) != 0 || seteuid(65534) != 0)
		return 1;
	if (nono_run(policy, command, 1, options, &result, &error) != NONO_REFUSED)
		return 2;
	if (!strstr(nono_error_message(error), "set-user-ID"))
		return 3;
	nono_error_free(error);
	return nono_apply(policy, NULL, NULL, NULL) == NONO_REFUSED ? 0 : 4;
}

START_TEST(one_process_has_one_identity)
{
	if (geteuid() == 0)
		ck_assert_int_eq(in_child(act_for_another), 0);
}
END_TEST

START_TEST(what_does_not_run_is_an_error)
{
	const char *unknown[] = {"no-such-command"}, *no_program[] = {open_file};
	const char *pwd[] = {"pwd"};

	check_refused(unknown, 1, NONO_COMMAND, "'no-such-command': not found");
	check_refused(no_program, 1, NONO_COMMAND, "not executable");
	check_refused(pwd, 0, NONO_USAGE, "expected a command");
	check_refused((const char *[]){"sh", NULL, "x"}, 3, NONO_USAGE,
	              "expected 3 words, found 1");
	check_refused((const char *[]){NULL}, 1, NONO_USAGE, "expected 1 words, found 0");
	nono_options_set_directory(options, "/no/such", NULL);
	check_refused(pwd, 1, NONO_REFUSED, "the directory to start in cannot be entered");
	ck_assert_int_eq(nono_options_set_home(options, "here", NULL), NONO_USAGE);
	ck_assert_int_eq(nono_options_set_home(options, "/no/such", NULL), NONO_OK);
	nono_options_set_directory(options, project, NULL);
	check_refused(pwd, 1, NONO_REFUSED, "/no/such");
}
END_TEST

START_TEST(variables_are_those_that_were_set)
{
	char home[4096], said[512];
	const char *variables[] = {home, "COLOUR=blue", "MY_API_KEY=key", "PATH=/usr/bin:/bin"};
	const char *none[] = {"COLOUR"};

	/* Not everybody who runs this is in /etc/passwd. */
	snprintf(home, sizeof(home), "HOME=%s", getenv("HOME"));
	setenv("COLOUR", "red", 1);
	ck_assert_int_eq(shell("echo $COLOUR", said, sizeof(said)), 0);
	ck_assert_str_eq(said, "red\n");
	ck_assert_int_eq(nono_options_set_environment(options, variables, 4, NULL), NONO_OK);
	ck_assert_int_eq(shell("echo $COLOUR $MY_API_KEY", said, sizeof(said)), 0);
	ck_assert_str_eq(said, "blue\n");
	ck_assert_int_eq(nono_options_set_environment(options, none, 1, NULL), NONO_USAGE);
}
END_TEST

START_TEST(a_dry_run_says_what_would_be_granted)
{
	struct nono_bytes *text, *messages;
	struct nono_error *error;
	struct nono_policy *other;

	ck_assert_int_eq(nono_dry_run(policy, options, &text, &messages, NULL), NONO_OK);
	ck_assert_ptr_nonnull(strstr(nono_bytes_data(text), project));
	ck_assert_ptr_nonnull(strstr(nono_bytes_data(text), "kernel Landlock ABI"));
	ck_assert_uint_eq(strlen(nono_bytes_data(messages)), nono_bytes_length(messages));
	nono_bytes_free(text);
	nono_bytes_free(messages);
	ck_assert_int_eq(nono_options_set_target(options, "seatbelt", NULL), NONO_OK);
	ck_assert_int_eq(nono_compile("claude-code", options, &other, NULL), NONO_OK);
	ck_assert_int_eq(nono_dry_run(other, NULL, &text, NULL, &error), NONO_UNSUPPORTED);
	nono_error_free(error);
	nono_policy_free(other);
}
END_TEST

/* In a child of the test: 0, or the number of what was not as it should be. */
static int
apply_here(void)
{
	struct nono_bytes *messages;

	if (nono_apply(policy, options, &messages, NULL) != NONO_USAGE)
		return 1; /* a directory is not for it */
	if (nono_apply(policy, NULL, &messages, NULL) != NONO_OK)
		return 2;
	if (open(secret, O_RDONLY) >= 0 || errno != EACCES)
		return 3;
	if (open(open_file, O_RDWR) < 0)
		return 4;
	nono_bytes_free(messages);
	return 0;
}

START_TEST(this_process_is_restricted)
{
	ck_assert_int_eq(access(secret, R_OK), 0);
	ck_assert_int_eq(in_child(apply_here), 0);
	ck_assert_int_eq(access(secret, R_OK), 0);
}
END_TEST

/* Whatever this process has closed, or may not write, it is told. */
static int
apply_without_standard_files(void)
{
	static const char text[] = "{\"filesystem\": {\"read\": [\"/no/such\"]}}";
	const struct rlimit none = {0, 0};
	struct nono_bytes *messages = NULL;
	struct nono_policy *other;
	int result = 0;

	setenv("MY_API_KEY", "key", 1);
	if (nono_compile_text(text, sizeof(text) - 1, NONO_JSON, NULL, &other, NULL) != NONO_OK)
		return 1;
	close(0);
	close(1);
	close(2);
	if (setrlimit(RLIMIT_FSIZE, &none) != 0 ||
	    nono_apply(other, NULL, &messages, NULL) != NONO_OK)
		return 2;
	if (!strstr(nono_bytes_data(messages), "not there, so not granted: '/no/such'"))
		result = 3;
	/* Variables stay as they are. */
	if (strstr(nono_bytes_data(messages), "removed") || !getenv("MY_API_KEY"))
		result = 4;
	nono_bytes_free(messages);
	nono_policy_free(other);
	return result;
}

START_TEST(a_process_without_standard_files_is_restricted)
{
	ck_assert_int_eq(in_child(apply_without_standard_files), 0);
}
END_TEST

struct watcher {
	int wake[2], answer[2];
};

/* Tries to read the secret when it is woken. */
static void *
watch(void *what)
{
	const struct watcher *watcher = what;
	char byte;
	int error;

	if (read(watcher->wake[0], &byte, 1) != 1)
		return NULL;
	error = open(secret, O_RDONLY) >= 0 ? 0 : errno;
	return write(watcher->answer[1], &error, sizeof(error)) > 0 ? what : NULL;
}

/* A kernel that can must restrict the other thread, too; one that cannot must refuse. */
static int
apply_with_two(void)
{
	struct watcher watcher;
	struct nono_error *error = NULL;
	enum nono_status status;
	pthread_t thread;
	int seen;
	bool able = nono_landlock_abi() >= 8;

	/* Capabilities are a thread's own: who has some is refused on every kernel. */
	if (geteuid() == 0 && (setgid(65534) | setuid(65534)) != 0)
		return 1;
	if (pipe(watcher.wake) | pipe(watcher.answer))
		return 2;
	if (pthread_create(&thread, NULL, watch, &watcher) != 0)
		return 3;
	status = nono_apply(policy, NULL, NULL, &error);
	if (status != (able ? NONO_OK : NONO_REFUSED))
		return 4;
	if (error && !strstr(nono_error_message(error), "more than one thread"))
		return 5;
	nono_error_free(error);
	if (write(watcher.wake[1], "x", 1) != 1 ||
	    read(watcher.answer[0], &seen, sizeof(seen)) != sizeof(seen))
		return 6;
	pthread_join(thread, NULL);
	return seen == (able ? EACCES : 0) ? 0 : 7;
}

START_TEST(all_threads_are_restricted_or_none)
{
	ck_assert_int_eq(chmod(secret, 0644), 0);
	ck_assert_int_eq(in_child(apply_with_two), 0);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("host");
	TCase *cases = tcase_create("host");
	SRunner *runner;
	int failed;

	if (!nono_landlock_abi()) {
		puts("skip: this kernel has no Landlock");
		return 77;
	}
	suite_add_tcase(suite, cases);
	tcase_set_timeout(cases, 60);
	tcase_add_checked_fixture(cases, set_up, tear_down);
	tcase_add_test(cases, a_command_runs_and_is_held);
	tcase_add_test(cases, what_it_writes_is_kept_whole);
	tcase_add_test(cases, what_was_denied_is_told_when_it_was_asked_for);
	tcase_add_test(cases, what_does_not_run_is_an_error);
	tcase_add_test(cases, variables_are_those_that_were_set);
	tcase_add_test(cases, a_dry_run_says_what_would_be_granted);
	tcase_add_test(cases, the_tracer_has_nothing_of_this_process);
	tcase_add_test(cases, who_is_told_of_no_end_starts_nothing);
	tcase_add_test(cases, a_process_without_standard_files_runs_a_command);
	tcase_add_test(cases, what_the_system_refuses_is_told);
	tcase_add_test(cases, one_process_has_one_identity);
	tcase_add_test(cases, this_process_is_restricted);
	tcase_add_test(cases, a_process_without_standard_files_is_restricted);
	tcase_add_test(cases, all_threads_are_restricted_or_none);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
