/* SPDX-License-Identifier: Apache-2.0 */
/*
 * meter.c - meter FILE COMMAND [ARG]...: runs it, writes to FILE the seconds of processor time of
 * all that it started, and ends as it does.
 *
 * AFL++ leaves the program that does the work behind when it ends: what loses its parent becomes
 * ours, so that its time counts too.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PATIENCE = 50 }; /* tenths of a second for what was left behind */

static volatile sig_atomic_t child;

static void
pass_on(int signal)
{
	if (child > 0)
		kill(child, signal);
}

/* An exit status as a shell has it. */
static int
wait_for(pid_t pid)
{
	int status = 0;

	while (waitpid(pid, &status, 0) != pid)
		;
	for (int i = 0; i < PATIENCE && waitpid(-1, NULL, WNOHANG) >= 0; i++)
		nanosleep(&(struct timespec){.tv_nsec = 100000000}, NULL);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static int
write_time(const char *file)
{
	struct rusage usage;
	FILE *out = fopen(file, "we");

	if (!out || getrusage(RUSAGE_CHILDREN, &usage) != 0 ||
	    fprintf(out, "%.1f\n",
	            (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
	                (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6) < 0 ||
	    fclose(out) != 0) {
		perror(file);
		return -1;
	}
	return 0;
}

int
main(int argc, char **argv)
{
	int status;

	if (argc < 3) {
		fputs("usage: meter FILE COMMAND [ARG]...\n", stderr);
		return 2;
	}
	if (prctl(PR_SET_CHILD_SUBREAPER, 1) != 0) {
		perror("meter: prctl");
		return 2;
	}
	pid_t pid = fork();
	if (pid == 0) {
		execvp(argv[2], argv + 2);
		perror(argv[2]);
		_exit(127);
	}
	if (pid < 0) {
		perror("meter: fork");
		return 2;
	}
	child = pid;
	signal(SIGINT, pass_on);
	signal(SIGTERM, pass_on);
	status = wait_for(pid);
	return write_time(argv[1]) == 0 ? status : 2;
}
