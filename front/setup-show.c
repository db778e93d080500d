/* SPDX-License-Identifier: Apache-2.0 */
/* setup-show.c - what nono setup found, for people and for programs. */
#include "front/setup.h"

#include "compiler/diag-record.h"
#include "compiler/pipeline-abi.h"

#include <string.h>

static const char *const answers[] = {"refused", "warning", "note"};

static void
split(const struct losses *losses, uint32_t bits[COUNTOF(answers)])
{
	bits[0] = losses->refuse;
	bits[1] = losses->warn;
	bits[2] = losses->note;
}

static unsigned
newest(const struct machine *machine)
{
	const json_t *loader = json_object_get(machine->features, "loader");

	return (unsigned)json_integer_value(json_object_get(loader, "landlock_abi"));
}

static void
show_landlock(const struct machine *machine)
{
	const json_t *kernel = json_object_get(machine->features, "kernel"),
		     *errata = json_object_get(kernel, "errata_fixed"), *number;
	const char *state = json_string_value(json_object_get(kernel, "landlock"));
	size_t i;

	if (!machine->at_hand.abi) {
		printf("Landlock     %s: no policy can be applied here\n", state);
		return;
	}
	printf("Landlock     ABI %d, of %u that nono knows; errata fixed:",
	       (int)json_integer_value(json_object_get(kernel, "landlock_abi")), newest(machine));
	json_array_foreach(errata, i, number) printf(" %d", (int)json_integer_value(number));
	puts(!json_is_array(errata)         ? " the kernel cannot tell"
	     : json_array_size(errata) == 0 ? " none"
	                                    : "");
}

static void
show_losses(const struct machine *machine)
{
	struct losses losses = abi_losses(machine->profile.ir, &machine->at_hand);
	uint32_t bits[COUNTOF(answers)];

	split(&losses, bits);
	if (!(bits[0] | bits[1] | bits[2])) {
		puts("\nThe profile 'default' loses nothing here.");
		return;
	}
	puts("\nThe profile 'default' loses here:");
	for (unsigned i = 0; i < COUNTOF(answers); i++)
		for (uint32_t bit = 1; bit <= BLOB_LOSS_ALL; bit <<= 1)
			if (bits[i] & bit)
				printf("  %-9s  %s: %s%s\n", answers[i], loss_name(bit),
				       loss_what(bit),
				       losses.filter & bit || (losses.landlock & bit)
				           ? "; refused to all instead"
				           : "");
}

/* "  ABI 3    warning fs.ioctl_dev, scope.signal; note fs.refer" */
static void
show_abi(const struct machine *machine, unsigned abi)
{
	struct kernel kernel = {.abi = abi, .real = abi, .filter = true};
	struct losses losses = abi_losses(machine->profile.ir, &kernel);
	const char *between = "  ";
	uint32_t bits[COUNTOF(answers)];

	split(&losses, bits);
	printf("  ABI %-5u", abi);
	for (unsigned i = 0; i < COUNTOF(answers); i++) {
		if (!bits[i])
			continue;
		printf("%s%s", between, answers[i]);
		between = " ";
		for (uint32_t bit = 1; bit <= BLOB_LOSS_ALL; bit <<= 1)
			if (bits[i] & bit) {
				printf("%s%s", between, loss_name(bit));
				between = ", ";
			}
		between = "; ";
	}
	puts(bits[0] | bits[1] | bits[2] ? "" : "  nothing");
}

static void
show_matrix(const struct machine *machine)
{
	const json_t *promises = json_object_get(machine->features, "promises");
	struct parity parity = setup_parity(machine->features);
	const char *name;
	json_t *promise;

	puts("\nWhat this kernel holds, of a policy that grants none of it, and of one that grants "
	     "some:");
	json_object_foreach((json_t *)(uintptr_t)promises, name, promise)
	{
		const json_t *none = json_object_get(promise, "nothing_granted"),
			     *some = json_object_get(promise, "some_granted");

		printf("  %-28s %-9s %-9s %s\n", name,
		       json_string_value(json_object_get(none, "held")),
		       json_string_value(json_object_get(some, "held")),
		       json_string_value(json_object_get(promise, "about")));
	}
	printf("Parity with the newest kernel: %u of %u (%u %%)\n", parity.kept, parity.all,
	       parity.all ? parity.kept * 100 / parity.all : 0);
}

static void
show_wsl(const struct machine *machine)
{
	static const char *const words[] = {
	    [WSL_NONE] = "no", [WSL_1] = "WSL 1, which has no Landlock", [WSL_2] = "WSL 2"};

	printf("WSL          %s\n", words[machine->wsl]);
	if (machine->wsl == WSL_2)
		puts("             drives of Windows (below /mnt) are 9p mounts: a file's identity "
		     "is not\n             stable there; keep the project on a Linux file system");
}

void
setup_show(const struct machine *machine, bool verbose)
{
	bool filter = machine->at_hand.filter;

	fputs("kernel       ", stdout);
	escape_write(machine->kernel.release, stdout);
	printf(" %s\n", machine->kernel.machine);
	show_landlock(machine);
	printf("seccomp      %s\n",
	       filter ? "filters can be set" : "no filter can be set: no policy can be applied");
	printf("namespaces   a user namespace %s%s\n",
	       machine->user_namespace ? "cannot be made: " : "can be made",
	       machine->user_namespace ? strerror(machine->user_namespace) : "");
	show_wsl(machine);
	printf("policies     %s\n", machine->starts ? "can be applied" : "cannot be applied");
	show_losses(machine);
	puts("\nIt loses on kernels of other ABIs:");
	for (unsigned abi = 1; abi <= newest(machine); abi++)
		if (abi != machine->at_hand.abi)
			show_abi(machine, abi);
	if (verbose || machine->wsl == WSL_2)
		show_matrix(machine);
}

static json_t *
losses_json(const struct losses *losses)
{
	json_t *all = json_object();
	uint32_t bits[COUNTOF(answers)];

	split(losses, bits);
	for (unsigned i = 0; i < COUNTOF(answers); i++) {
		json_t *names = json_array();

		for (uint32_t bit = 1; bit <= BLOB_LOSS_ALL; bit <<= 1)
			if (bits[i] & bit)
				json_array_append_new(names, json_string(loss_name(bit)));
		json_object_set_new(all, answers[i], names);
	}
	return all;
}

json_t *
setup_json(const struct machine *machine)
{
	static const char *const wsl[] = {[WSL_NONE] = NULL, [WSL_1] = "1", [WSL_2] = "2"};
	struct losses here = abi_losses(machine->profile.ir, &machine->at_hand);
	struct parity parity = setup_parity(machine->features);
	json_t *abis = json_object();

	for (unsigned abi = 1; abi <= newest(machine); abi++) {
		struct kernel kernel = {.abi = abi, .real = abi, .filter = true};
		struct losses losses = abi_losses(machine->profile.ir, &kernel);
		char key[12];

		snprintf(key, sizeof(key), "%u", abi);
		json_object_set_new(abis, key, losses_json(&losses));
	}
	return json_pack("{s:s, s:s, s:s, s:b, s:b, s:s?, s:{s:o, s:o}, s:{s:i, s:i}, s:O}",
	                 "schema", "nono.setup/1", "release", machine->kernel.release, "machine",
	                 machine->kernel.machine, "starts", machine->starts, "user_namespaces",
	                 !machine->user_namespace, "wsl", wsl[machine->wsl], "default_profile",
	                 "here", losses_json(&here), "by_abi", abis, "parity", "kept",
	                 (int)parity.kept, "all", (int)parity.all, "features", machine->features);
}
