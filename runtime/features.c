/* SPDX-License-Identifier: Apache-2.0 */
/*
 * features.c - what nono-exec knows, what the kernel has, and what both hold, as JSON.  Nothing
 * in it comes from outside, so that nothing has to be quoted.
 */
#include "runtime/features.h"

#include "runtime/kernel.h"

enum { NAME_SIZE = 28, QUIET_ABI = 10 };

/* By bit, as the kernel's audit records have them. */
static const char fs_names[][NAME_SIZE] = {
    "fs.execute",     "fs.write_file",  "fs.read_file", "fs.read_dir", "fs.remove_dir",
    "fs.remove_file", "fs.make_char",   "fs.make_dir",  "fs.make_reg", "fs.make_sock",
    "fs.make_fifo",   "fs.make_block",  "fs.make_sym",  "fs.refer",    "fs.truncate",
    "fs.ioctl_dev",   "fs.resolve_unix"};
static const char net_names[][NAME_SIZE] = {"net.bind_tcp", "net.connect_tcp", "net.bind_udp",
                                            "net.connect_send_udp"};
static const char scope_names[][NAME_SIZE] = {"scope.abstract_unix_socket", "scope.signal"};
static const char flag_names[][NAME_SIZE] = {"log_same_exec_off", "log_new_exec_on",
                                             "log_subdomains_off", "tsync", "no_new_privs"};
static const char rule_names[][NAME_SIZE] = {"quiet"};

/* "KEY": ["...", ...] and END. */
static void
add_names(struct report *out, const char *key, uint64_t bits, const char names[][NAME_SIZE],
          const char *end)
{
	const char *separator = "";

	report_add(out, "    \"%s\": [", key);
	for (unsigned i = 0; bits >> i; i++) {
		if (!(bits >> i & 1))
			continue;
		report_add(out, "%s\"%s\"", separator, names[i]);
		separator = ", ";
	}
	report_line(out, "]%s", end);
}

static void
add_mediated(struct report *out, const struct kernel *kernel)
{
	add_names(out, "filesystem", kernel->fs, fs_names, ",");
	add_names(out, "network", kernel->net, net_names, ",");
	add_names(out, "scopes", kernel->scopes, scope_names, ",");
}

static void
print_loader(struct report *out)
{
	struct kernel known = {0};

	kernel_of_abi(&known, LANDLOCK_ABI_KNOWN);
	report_line(out, "  \"loader\": {");
	report_line(out, "    \"landlock_abi\": %u,", LANDLOCK_ABI_KNOWN);
	report_line(out, "    \"policy_format\": %u,", BLOB_VERSION);
	add_mediated(out, &known);
	add_names(out, "restrict_flags", KERNEL_LOG_NEW_EXEC_ON | KERNEL_LOG_SUBDOMAINS_OFF,
	          flag_names, ",");
	add_names(out, "rule_flags", 0, rule_names, "");
	report_line(out, "  },");
}

static void
add_errata(struct report *out, const struct kernel *kernel)
{
	const char *separator = "";

	report_add(out, "    \"errata_fixed\": ");
	if (!kernel->errata_known) {
		report_line(out, "null,");
		return;
	}
	report_add(out, "[");
	for (unsigned number = 1; number < 32; number++) {
		if (!(kernel->errata & KERNEL_FIXES(number)))
			continue;
		report_add(out, "%s%u", separator, number);
		separator = ", ";
	}
	report_line(out, "],");
}

static void
print_kernel(struct report *out, const struct kernel *kernel, int error)
{
	report_line(out, "  \"kernel\": {");
	report_line(out, "    \"landlock\": \"%s\",",
	            !error                 ? "enabled"
	            : error == -EOPNOTSUPP ? "disabled"
	            : error == -ENOSYS     ? "missing"
	                                   : "unknown");
	report_line(out, "    \"landlock_abi\": %u,", kernel->real);
	add_errata(out, kernel);
	add_mediated(out, kernel);
	add_names(out, "restrict_flags", kernel->restrict_flags, flag_names, ",");
	add_names(out, "rule_flags", kernel->abi >= QUIET_ABI, rule_names, ",");
	report_line(out, "    \"seccomp_filter\": %s", kernel->filter ? "true" : "false");
	report_line(out, "  },");
}

/* How the promise BIT fares in a policy that losses are of. */
static void
add_answer(struct report *out, const char *key, const struct losses *losses, uint32_t bit,
           const char *end)
{
	const char *answer = losses->refuse & bit ? "\"refuse\""
	                     : losses->warn & bit ? "\"warning\""
	                     : losses->note & bit ? "\"note\""
	                                          : "null";
	bool landlock = losses->landlock & bit, filter = losses->filter & bit;
	bool lost = (losses->refuse | losses->warn | losses->note) & bit;

	report_add(out, "      \"%s\": {\"held\": \"%s\", \"by\": [%s%s%s], \"answer\": ", key,
	           !lost                ? "yes"
	           : landlock || filter ? "stricter"
	                                : "no",
	           landlock ? "\"landlock\"" : "", landlock && filter ? ", " : "",
	           filter ? "\"filter\"" : "");
	report_line(out, "%s}%s", answer, end);
}

static struct losses
losses_of(const struct blob_policy *policy, struct listed listed, const struct kernel *kernel,
          bool starts)
{
	if (!starts)
		return (struct losses){.refuse = BLOB_LOSS_ALL};
	return losses_find(policy, listed, kernel, false);
}

static void
print_promises(struct report *out, const struct kernel *kernel, bool starts)
{
	const struct blob_policy none = {.net = BLOB_NET_BLOCKED | BLOB_NET_CONNECT_LISTED |
	                                        BLOB_NET_BIND_LISTED | BLOB_NET_UDP_CLOSED,
	                                 .scopes = BLOB_SCOPES};
	const struct blob_policy some = {.net = BLOB_NET_CONNECT_LISTED | BLOB_NET_BIND_LISTED |
	                                        BLOB_NET_UDP_LISTED | BLOB_NET_UDP_ASKED,
	                                 .scopes = BLOB_SCOPES,
	                                 .flags = BLOB_UNIX_SOCKETS};
	struct losses nothing = losses_of(&none, (struct listed){.rename = true}, kernel, starts);
	struct losses something = losses_of(
	    &some, (struct listed){.tcp = true, .udp = true, .rename = true}, kernel, starts);

	report_line(out, "  \"promises\": {");
	for (uint32_t bit = 1; bit <= BLOB_LOSS_ALL; bit <<= 1) {
		report_line(out, "    \"%s\": {", loss_name(bit));
		report_line(out, "      \"about\": \"%s\",", loss_what(bit));
		if (loss_abi(bit))
			report_line(out, "      \"since_abi\": %u,", loss_abi(bit));
		else
			report_line(out, "      \"since_abi\": null,");
		add_answer(out, "nothing_granted", &nothing, bit, ",");
		add_answer(out, "some_granted", &something, bit, "");
		report_line(out, "    }%s", bit << 1 <= BLOB_LOSS_ALL ? "," : "");
	}
	report_line(out, "  }");
}

void
features_print(struct loader *loader)
{
	struct report *out = &loader->out;
	struct kernel kernel = {0};
	int error = kernel_ask(&kernel);

	/* What cannot be told is as good as not fixed. */
	if (!error)
		(void)kernel_ask_errata(&kernel);
	kernel.filter =
	    sys_seccomp_answers(BLOB_BPF_ERRNO) == 0 && sys_seccomp_answers(BLOB_BPF_KILL) == 0;
	bool starts = !error && kernel.filter;

	report_line(out, "{");
	report_line(out, "  \"schema\": \"nono-exec.features/1\",");
	report_line(out, "  \"version\": \"" PACKAGE_VERSION "\",");
	report_line(out, "  \"architecture\": \"" FEATURES_ARCHITECTURE "\",");
	print_loader(out);
	print_kernel(out, &kernel, error);
	report_line(out, "  \"starts\": %s,", starts ? "true" : "false");
	print_promises(out, &kernel, starts);
	report_line(out, "}");
}
