/* SPDX-License-Identifier: Apache-2.0 */
/* setup.c - nono setup: asks the kernel what it can hold of a policy. */
#include "front/setup.h"

#include "compiler/pipeline-abi.h"
#include "runtime/sandbox.h"

#include <errno.h>
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

enum wsl
setup_wsl(const char *release)
{
	/* Its own kernels: "4.4.0-19041-Microsoft", "5.15.90.1-microsoft-standard-WSL2" */
	if (strstr(release, "WSL2") || strstr(release, "-microsoft-standard"))
		return WSL_2;
	return strstr(release, "-Microsoft") ? WSL_1 : WSL_NONE;
}

static bool
is_text(const json_t *value, const char *text)
{
	const char *string = json_string_value(value);

	return string && strcmp(string, text) == 0;
}

struct parity
setup_parity(const json_t *features)
{
	struct parity parity = {0};
	const char *name;
	json_t *promise;

	json_object_foreach(json_object_get(features, "promises"), name, promise)
	{
		static const char *const answers[] = {"nothing_granted", "some_granted"};

		for (unsigned i = 0; i < COUNTOF(answers); i++) {
			parity.all++;
			parity.kept += is_text(
			    json_object_get(json_object_get(promise, answers[i]), "held"), "yes");
		}
	}
	return parity;
}

/* What nono-exec --features prints, from its own code in a child. */
static json_t *
ask_features(void)
{
	char *words[] = {(char *)(uintptr_t) "nono", (char *)(uintptr_t) "--features", NULL};
	struct process process = {
	    .argc = 2, .argv = words, .envp = words + 2, .uid = geteuid(), .gid = getegid()};
	json_t *features;
	int ends[2];
	FILE *answer;
	pid_t child;

	if (pipe(ends) < 0)
		return NULL;
	fflush(NULL);
	child = fork();
	if (child == 0) {
		dup2(ends[1], STDOUT_FILENO);
		_exit(sandbox_exec(&process));
	}
	close(ends[1]);
	answer = fdopen(ends[0], "r");
	if (!answer) {
		close(ends[0]);
		features = NULL;
	} else {
		features = json_loadf(answer, 0, NULL);
		fclose(answer);
	}
	if (child > 0)
		waitpid(child, NULL, 0);
	return features;
}

/*
 * Whether a user namespace can be made and is of use, in a child: some systems let everybody make
 * one, and take the capabilities in it away.
 */
static int
ask_user_namespace(void)
{
	pid_t child = fork();
	int status;

	if (child < 0)
		return errno;
	if (child == 0)
		_exit(unshare(CLONE_NEWUSER) < 0 || unshare(CLONE_NEWNS) < 0 ? errno : 0);
	if (waitpid(child, &status, 0) < 0 || !WIFEXITED(status))
		return ECHILD;
	return WEXITSTATUS(status);
}

static struct kernel
kernel_at_hand(const json_t *features)
{
	const json_t *asked = json_object_get(features, "kernel"),
		     *errata = json_object_get(asked, "errata_fixed"), *number;
	struct kernel kernel = {.filter = json_is_true(json_object_get(asked, "seccomp_filter")),
	                        .errata_known = json_is_array(errata)};
	size_t i;

	kernel.abi = (unsigned)json_integer_value(json_object_get(asked, "landlock_abi"));
	json_array_foreach(errata, i, number)
	{
		json_int_t value = json_integer_value(number);

		if (value > 0 && value <= 32)
			kernel.errata |= KERNEL_FIXES(value);
	}
	return kernel;
}

static bool
find(const struct command_line *line, struct machine *machine)
{
	struct options options;

	options_default(line->arena, &options);
	options.profile.asked = true;
	if (driver_read(line->arena, &options, "default", POLICY_PROFILE, &machine->profile)) {
		driver_render(machine->profile.diags, &options);
		return false;
	}
	uname(&machine->kernel);
	machine->wsl = setup_wsl(machine->kernel.release);
	machine->user_namespace = ask_user_namespace();
	machine->features = ask_features();
	if (!machine->features) {
		front_say("what the kernel can do could not be asked");
		return false;
	}
	machine->at_hand = kernel_at_hand(machine->features);
	machine->starts = json_is_true(json_object_get(machine->features, "starts")) &&
	                  !abi_losses(machine->profile.ir, &machine->at_hand).refuse;
	return true;
}

int
front_setup(struct command_line *line)
{
	struct machine machine = {0};
	int status = STATUS_USAGE;

	if (!find(line, &machine))
		return status;
	status = machine.starts ? STATUS_CLEAN : STATUS_ERROR;
	if (command_given(line, FLAG_JSON)) {
		json_t *all = setup_json(&machine);

		json_dumpf(all, stdout, JSON_INDENT(2));
		putchar('\n');
		json_decref(all);
	} else if (!command_given(line, FLAG_SILENT)) {
		setup_show(&machine, command_given(line, FLAG_VERBOSE));
	}
	json_decref(machine.features);
	return driver_print("") ? STATUS_USAGE : status;
}
