/* SPDX-License-Identifier: Apache-2.0 */
/* beside.c - nono_apply() while other processes are made of this one: it waits for none of them. */
#include "library/nono.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FORKED_MAX = 64, SECONDS = 10 };

static volatile sig_atomic_t forked;

/*
 * As another thread might at any time: a process that has all that this one has open.  It stays as
 * long as this one, which may signal nobody in the end.
 */
static void
fork_another(int signal)
{
	pid_t parent = getpid();

	(void)signal;
	if (forked == FORKED_MAX)
		return;
	forked++;
	if (fork() != 0)
		return;
	while (getppid() == parent)
		usleep(20000);
	_exit(0);
}

static int
apply(void)
{
	static const char text[] = "{\"filesystem\": {\"read\": [\"/no/such\"]}}";
	const struct itimerval often = {{0, 200}, {0, 200}}, never = {{0, 0}, {0, 0}};
	struct nono_policy *policy;
	struct nono_bytes *messages = NULL;
	enum nono_status status;

	if (nono_compile_text(text, sizeof(text) - 1, NONO_JSON, NULL, &policy, NULL) != NONO_OK)
		return 1;
	signal(SIGALRM, fork_another);
	setitimer(ITIMER_REAL, &often, NULL);
	status = nono_apply(policy, NULL, &messages, NULL);
	setitimer(ITIMER_REAL, &never, NULL);
	if (status != NONO_OK || !strstr(nono_bytes_data(messages), "'/no/such'"))
		return 2;
	nono_bytes_free(messages);
	nono_policy_free(policy);
	return forked ? 0 : 3;
}

int
main(void)
{
	const char *sanitizers = getenv("SANITIZERS");
	int status, turns = 50 * SECONDS;
	pid_t child;

	if (!nono_landlock_abi()) {
		printf("this kernel has no Landlock\n");
		return 77;
	}
	/* ASan's allocator is not one that a fork at any time leaves usable. */
	if (sanitizers && strstr(sanitizers, "address"))
		return 0;
	child = fork();
	if (child == 0)
		_exit(apply());
	while (waitpid(child, &status, WNOHANG) == 0 && turns--)
		usleep(20000);
	if (turns < 0) {
		kill(child, SIGKILL);
		waitpid(child, &status, 0);
	}
	printf("status 0x%x, after %d steps\n", (unsigned)status, 50 * SECONDS - turns);
	return status != 0;
}
