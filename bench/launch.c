/* SPDX-License-Identifier: Apache-2.0 */
/*
 * launch.c - what starting a command costs: launch RUNS CMD [ARG]... [::: CMD [ARG]...]...
 *
 * The commands take turns, so that a neighbour's load falls on all of them
 * alike.  One line each: the median and the least of user+system time and of
 * wall time in microseconds, and the median of the wall times' ratios to the
 * first command's in the same round.  A status other than 0 ends the bench.
 */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { COMMANDS_MAX = 8, RUNS_MAX = 100000 };

struct command {
	char **argv;
	double *cpu;   /* microseconds, by round */
	double *wall;  /* microseconds, by round */
	double *ratio; /* to the first command's wall time, by round */
};

static double
now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static double
microseconds(struct timeval t)
{
	return (double)t.tv_sec * 1e6 + (double)t.tv_usec;
}

static int
run(const struct command *command, const posix_spawn_file_actions_t *quiet, int round)
{
	struct rusage usage;
	pid_t pid;
	int status;
	double begin = now();

	int error = posix_spawnp(&pid, command->argv[0], quiet, NULL, command->argv, environ);
	if (error != 0) {
		fprintf(stderr, "launch: %s: %s\n", command->argv[0], strerror(error));
		return -1;
	}
	if (wait4(pid, &status, 0, &usage) != pid || status != 0) {
		fprintf(stderr, "launch: %s: wait status %#x\n", command->argv[0], status);
		return -1;
	}
	command->wall[round] = now() - begin;
	command->cpu[round] = microseconds(usage.ru_utime) + microseconds(usage.ru_stime);
	return 0;
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a;
	double y = *(const double *)b;
	return (x > y) - (x < y);
}

static double
median(double *values, int count)
{
	qsort(values, (size_t)count, sizeof(*values), compare);
	return values[count / 2];
}

/* Cuts ARGV at each ":::"; returns how many commands there are. */
static int
read_commands(int argc, char **argv, int runs, struct command *commands)
{
	int count = 0;
	for (int i = 0; i < argc && count < COMMANDS_MAX; i++) {
		commands[count].argv = argv + i;
		commands[count].cpu = calloc((size_t)runs, sizeof(double));
		commands[count].wall = calloc((size_t)runs, sizeof(double));
		commands[count].ratio = calloc((size_t)runs, sizeof(double));
		if (!commands[count].cpu || !commands[count].wall || !commands[count].ratio)
			return 0;
		while (i < argc && strcmp(argv[i], ":::") != 0)
			i++;
		argv[i] = NULL;
		count++;
	}
	return count;
}

static void
report(const struct command *command, int runs)
{
	double ratio = median(command->ratio, runs);
	double cpu = median(command->cpu, runs);
	double wall = median(command->wall, runs);
	printf("%10.0f %10.0f %10.0f %10.0f %8.3f  %s\n", cpu, command->cpu[0], wall,
	       command->wall[0], ratio, command->argv[0]);
}

int
main(int argc, char **argv)
{
	struct command commands[COMMANDS_MAX] = {{0}};
	posix_spawn_file_actions_t quiet;
	int runs = argc > 2 ? atoi(argv[1]) : 0;

	if (runs < 1 || runs > RUNS_MAX) {
		fputs("usage: launch RUNS CMD [ARG]... [::: CMD [ARG]...]...\n", stderr);
		return 2;
	}
	int count = read_commands(argc - 2, argv + 2, runs, commands);
	if (posix_spawn_file_actions_init(&quiet) != 0 ||
	    posix_spawn_file_actions_addopen(&quiet, 1, "/dev/null", O_WRONLY, 0) != 0 ||
	    posix_spawn_file_actions_addopen(&quiet, 2, "/dev/null", O_WRONLY, 0) != 0)
		return 2;
	for (int round = 0; round < runs; round++) {
		for (int i = 0; i < count; i++) {
			if (run(&commands[i], &quiet, round) < 0)
				return 1;
			commands[i].ratio[round] =
			    commands[i].wall[round] / commands[0].wall[round];
		}
	}
	printf("%10s %10s %10s %10s %8s  microseconds, %d runs each\n", "cpu", "least", "wall",
	       "least", "ratio", runs);
	for (int i = 0; i < count; i++)
		report(&commands[i], runs);
	return fflush(stdout) != 0;
}
