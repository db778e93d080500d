/* SPDX-License-Identifier: Apache-2.0 */
/*
 * init.c - the first process of a test's machine: does what /plan says, and tells.
 *
 * A line of the plan is one of
 *
 *	try WHO POLICY PROGRAM OPERATION ARGUMENT...
 *	start WHO POLICY OPTION...
 *	features WHO
 *
 * WHO is root, user or both; /policies/POLICY.bin is a policy.  "try" does the
 * operation (of /usr/bin/PROGRAM) without a sandbox and under the policy, each
 * time in a new tree, and prints "@try WHO POLICY PROGRAM OPERATION ARGUMENT... =
 * WITHOUT WITHIN"; "start" prints "@start WHO POLICY OPTION... = STATUS", and
 * "features" "@features WHO = STATUS".  What nono-exec said follows, a line each
 * after "@said".  An argument "@server" is the number of a process outside.
 *
 * Parameters of the kernel: emulate=N,N does all of it for each ABI N in place of
 * the kernel's own; release=NAME is what the kernel is then called; share=CACHE has
 * the trees in a directory of the host's, by 9p with that option for the cache.
 */
#include "tests/kernels/machine.h"

#include <errno.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/reboot.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WORDS = 24, SECONDS = 20, CREATE_RULESET = 444, VERSION_QUERY = 1, ERRATA_QUERY };

#define EMULATOR "/usr/bin/emulate"
#define USER "54321" /* nobody's */

/* How a command went. */
struct result {
	int status; /* 128 and more: a signal */
	char output[2][16384];
	char word[64];
};

struct emulated {
	const char *abi, *release; /* NULL: none */
};

/* The emulator becomes the caller itself. */
static _Noreturn void
become(const struct caller *caller, char **command, int output, int errors)
{
	char home[80], user[80];
	char *environment[] = {home, user, (char *)"PATH=/usr/bin", (char *)"LC_ALL=C", NULL};

	snprintf(home, sizeof(home), "HOME=%s", caller->home);
	snprintf(user, sizeof(user), "USER=%s", caller->name);
	dup2(output, 1);
	dup2(errors, 2);
	if (strcmp(command[0], EMULATOR) != 0)
		caller_enter(caller);
	if (chdir(caller->work) == 0)
		execve(command[0], command, environment);
	perror(command[0]);
	_exit(127);
}

/* Reads both until they end; false: that took too long. */
static bool
collect(struct result *result, int output, int errors)
{
	struct pollfd ends[] = {{output, POLLIN, 0}, {errors, POLLIN, 0}};
	size_t length[2] = {0};
	int open = 2;

	memset(result, 0, sizeof(*result));
	while (open) {
		if (poll(ends, 2, SECONDS * 1000) <= 0)
			return false;
		for (int i = 0; i < 2; i++) {
			char rest[512];
			size_t left = sizeof(result->output[i]) - 1 - length[i];
			ssize_t n;

			if (!ends[i].revents)
				continue;
			n = read(ends[i].fd, left ? result->output[i] + length[i] : rest,
			         left ? left : sizeof(rest));
			if (n <= 0) {
				ends[i].fd = -1;
				open--;
			} else if (left) {
				length[i] += (size_t)n;
			}
		}
	}
	return true;
}

/* The first line that the command said, or its status when it said nothing. */
static void
find_word(struct result *result)
{
	int length = (int)strcspn(result->output[0], "\n");

	if (length)
		snprintf(result->word, sizeof(result->word), "%.*s", length > 60 ? 60 : length,
		         result->output[0]);
	else
		snprintf(result->word, sizeof(result->word), "%d", result->status);
}

static void
run(const struct caller *caller, char **command, struct result *result)
{
	int output[2], errors[2], status;

	if (pipe2(output, O_CLOEXEC) || pipe2(errors, O_CLOEXEC))
		machine_die("pipe");
	pid_t child = fork();
	if (child == 0)
		become(caller, command, output[1], errors[1]);
	close(output[1]);
	close(errors[1]);
	if (!collect(result, output[0], errors[0])) {
		kill(child, SIGKILL);
		strcpy(result->output[0], "hangs");
	}
	close(output[0]);
	close(errors[0]);
	waitpid(child, &status, 0);
	result->status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	find_word(result);
}

/* The words before the options of nono-exec; returns how many. */
static int
box(char **to, const struct caller *caller, const struct emulated *emulated)
{
	int count = 0;

	if (emulated->abi) {
		to[count++] = (char *)EMULATOR;
		to[count++] = (char *)emulated->abi;
		to[count++] = (char *)emulated->release;
		to[count++] = (char *)(caller->uid ? USER : "0");
	}
	to[count++] = (char *)"/usr/bin/nono-exec";
	return count;
}

static void
quote(const char *errors)
{
	for (; *errors; errors += strcspn(errors, "\n") + 1) {
		printf("@said %.*s\n", (int)strcspn(errors, "\n"), errors);
		if (!errors[strcspn(errors, "\n")])
			break;
	}
}

static void
print_words(const char *verb, const struct caller *caller, char **words)
{
	printf("@%s %s", verb, caller->name);
	for (; *words; words++)
		printf(" %s", *words);
	printf(" =");
}

/* POLICY PROGRAM OPERATION ARGUMENT... */
static void
try(const struct caller *caller, const struct emulated *emulated, char **words)
{
	char policy[128], program[128], server[16];
	char *command[2 * WORDS] = {NULL};
	struct result without, within;
	int count;

	snprintf(policy, sizeof(policy), "/policies/%s.bin", words[0]);
	snprintf(program, sizeof(program), "/usr/bin/%s", words[1]);
	snprintf(server, sizeof(server), "%d", (int)caller->server);
	count = box(command, caller, emulated);
	command[count++] = policy;
	command[count++] = (char *)"--";
	char **bare = command + count;
	command[count++] = program;
	for (char **word = words + 2; *word; word++)
		command[count++] = strcmp(*word, "@server") == 0 ? server : *word;

	tree_make(caller);
	run(caller, bare, &without);
	tree_make(caller);
	run(caller, command, &within);
	print_words("try", caller, words);
	printf(" %s %s\n", without.word, within.word);
	if (within.status > 1)
		quote(within.output[1]);
}

/* POLICY OPTION... */
static void
start(const struct caller *caller, const struct emulated *emulated, char **words)
{
	char policy[128];
	char *command[2 * WORDS] = {NULL};
	struct result result;
	int count;

	snprintf(policy, sizeof(policy), "/policies/%s.bin", words[0]);
	count = box(command, caller, emulated);
	for (char **word = words + 1; *word; word++)
		command[count++] = *word;
	command[count++] = policy;
	command[count++] = (char *)"--";
	command[count++] = (char *)"/usr/bin/probe";
	command[count++] = (char *)"stat";
	command[count++] = (char *)"/";
	tree_make(caller);
	run(caller, command, &result);
	print_words("start", caller, words);
	printf(" %d\n", result.status);
	quote(result.output[1]);
}

/* What nono-exec says of the kernel. */
static void
features(const struct caller *caller, const struct emulated *emulated, char **words)
{
	char *command[WORDS] = {NULL};
	struct result result;

	command[box(command, caller, emulated)] = (char *)"--features";
	run(caller, command, &result);
	print_words("features", caller, words);
	printf(" %d\n", result.status);
	quote(result.output[0]);
}

static void
do_line(const struct caller *callers, const struct emulated *emulated, char *line)
{
	char *words[WORDS] = {strtok(line, " \n")};
	int count = words[0] ? 1 : 0;

	while (count && count < WORDS - 1 && (words[count] = strtok(NULL, " \n")))
		count++;
	if (count < 2)
		machine_die("plan");
	for (int i = 0; i < CALLERS; i++) {
		if (strcmp(words[1], "both") != 0 && strcmp(words[1], callers[i].name) != 0)
			continue;
		if (strcmp(words[0], "try") == 0)
			try(&callers[i], emulated, words + 2);
		else if (strcmp(words[0], "features") == 0)
			features(&callers[i], emulated, words + 2);
		else
			start(&callers[i], emulated, words + 2);
	}
	fflush(stdout);
}

static long
ask(unsigned flags)
{
	return syscall(CREATE_RULESET, NULL, 0, flags);
}

/* "@abi ABI real|emulated RELEASE ERRATA SHARE": a mask of the errata that are said to be fixed. */
static void
tell_kernel(const struct emulated *emulated)
{
	const char *share = getenv("share");
	struct statfs file_system;
	struct utsname name;
	long abi = ask(VERSION_QUERY);
	const char *without = errno == EOPNOTSUPP ? "disabled" : "none";
	bool asks = emulated->abi ? atoi(emulated->abi) > abi : abi > 0;
	long errata = asks ? ask(ERRATA_QUERY) : 0;

	if (uname(&name) || statfs("/srv", &file_system))
		machine_die("kernel");
	if (strcmp(emulated->release, "-") != 0)
		snprintf(name.release, sizeof(name.release), "%s", emulated->release);
	printf("@abi ");
	if (emulated->abi)
		printf("%s emulated", emulated->abi);
	else if (abi > 0)
		printf("%ld real", abi);
	else
		printf("%s real", without);
	printf(" %s %ld ", name.release, errata < 0 ? 0 : errata);
	if (share)
		printf("%s:%lx\n", share, (unsigned long)file_system.f_type);
	else
		puts("-");
}

static void
do_plan(const struct caller *callers, const struct emulated *emulated)
{
	char line[1024];
	FILE *plan = fopen("/plan", "re");

	if (!plan)
		machine_die("plan");
	tell_kernel(emulated);
	while (fgets(line, sizeof(line), plan))
		do_line(callers, emulated, line);
	fclose(plan);
}

int
main(void)
{
	struct caller callers[CALLERS] = {{.name = "root", .uid = 0},
	                                  {.name = "user", .uid = (uid_t)atoi(USER)}};
	struct emulated emulated = {NULL, getenv("release") ? getenv("release") : "-"};
	char *abis = getenv("emulate");

	machine_set_up();
	for (int i = 0; i < CALLERS; i++)
		caller_set_up(&callers[i]);
	if (!abis)
		do_plan(callers, &emulated);
	for (char *rest = abis; rest && (emulated.abi = strsep(&rest, ","));)
		do_plan(callers, &emulated);
	printf("status: 0\n");
	fflush(stdout);
	reboot(RB_POWER_OFF);
	return 1;
}
