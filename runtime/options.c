/* SPDX-License-Identifier: Apache-2.0 */
/* options.c - reads the command line: nothing is guessed, nothing is swallowed. */
#include "runtime/options.h"

#include "runtime/features.h"
#include "runtime/mem.h"

static const char help[] =
    "Usage: nono-exec [OPTION]... POLICY -- COMMAND [ARGUMENT]...\n"
    "Runs COMMAND under the policy that nonoc compiled to POLICY.\n"
    "\n"
    "      --audit                have what COMMAND is denied written to the audit log\n"
    "      --dry-run              print what would be applied; run nothing\n"
    "      --features             print what can be enforced here, as JSON\n"
    "      --home DIR             use DIR for $HOME\n"
    "      --keep-fd N            leave descriptor N open for COMMAND, whatever it leads to\n"
    "      --require-digest sha256:HEX\n"
    "                             run only a policy with this digest\n"
    "      --strict               refuse what otherwise only warns: a weaker kernel, a\n"
    "                             missing path of the profile, a mount of a protected path\n"
    "  -v, --verbose              say more\n"
    "      --help                 print this\n"
    "      --version              print the version\n"
    "\n"
    "Exit status: the command's own; 125 nono-exec refused or failed and the command has\n"
    "not run; 126 the command was found but cannot be executed; 127 it was not found.\n";

static int
print(struct loader *loader, const char *text)
{
	report_flush(&loader->out);
	for (; *text; text++) {
		if (*text == '\n')
			report_end(&loader->out);
		else
			report_add(&loader->out, "%.*s", 1, text);
	}
	return OPTIONS_DONE;
}

/* ARGUMENT: what was given instead, or NULL. */
static int
usage(struct loader *loader, const char *what, const char *argument)
{
	return refuse(&loader->err,
	              "%s%s%s%s; usage: nono-exec [OPTION]... POLICY -- COMMAND [ARGUMENT]... (see "
	              "--help)",
	              what, argument ? " '" : "", argument ? argument : "", argument ? "'" : "");
}

static int
read_digest(struct loader *loader, const char *value)
{
	struct options *options = &loader->options;
	const char *hex = text_after(value, "sha256:");
	char digest[SHA256_HEX_SIZE] = "";
	size_t i = 0;

	for (; hex && hex[i] && i < SHA256_HEX_SIZE - 1; i++) {
		char c = hex[i];

		if (c >= 'A' && c <= 'F')
			c = (char)(c - 'A' + 'a');
		if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
			break;
		digest[i] = c;
	}
	if (!hex || hex[i] || i != SHA256_HEX_SIZE - 1)
		return usage(
		    loader, "--require-digest takes sha256: and 64 hexadecimal digits, not", value);
	if (options->digest_given && !text_equal(options->digest, digest))
		return usage(loader, "--require-digest is given already, with another value than",
		             value);
	memcpy(options->digest, digest, sizeof(digest));
	options->digest_given = true;
	return 0;
}

/* A number from 3 to 2^20, in its place: descriptors_close() goes from gap to gap. */
static int
read_keep(struct loader *loader, const char *value)
{
	struct options *options = &loader->options;
	unsigned fd = 0, at;
	const char *c = value;

	for (; *c >= '0' && *c <= '9' && fd < 1u << 20; c++)
		fd = fd * 10 + (unsigned)(*c - '0');
	if (c == value || *c || fd < 3)
		return usage(loader, "--keep-fd takes the number of a descriptor above 2, not",
		             value);
	for (at = 0; at < options->keep_count; at++)
		if (options->keep[at] == fd)
			return 0;
	if (options->keep_count == KEEP_MAX)
		return usage(loader, "--keep-fd is given too often, 16 times are possible; not",
		             value);
	for (at = options->keep_count++; at && options->keep[at - 1] > fd; at--)
		options->keep[at] = options->keep[at - 1];
	options->keep[at] = fd;
	return 0;
}

/* The value of option NAME at argv[*AT], after a '=' or in the next argument; NULL if not it. */
static const char *
option_value(const struct process *process, int *at, const char *name)
{
	const char *rest = text_after(process->argv[*at], name);

	if (!rest || (*rest && *rest != '='))
		return NULL;
	if (*rest)
		return rest + 1;
	if (*at + 1 >= process->argc)
		return "";
	return process->argv[++*at];
}

static int
read_option(struct loader *loader, int *at)
{
	struct options *options = &loader->options;
	const char *option = loader->process->argv[*at];
	const char *value;

	if (text_equal(option, "--strict")) {
		options->strict = true;
	} else if (text_equal(option, "--dry-run")) {
		options->dry_run = true;
	} else if (text_equal(option, "--audit")) {
		options->audit = true;
	} else if (text_equal(option, "--features")) {
		features_print(loader);
		return OPTIONS_DONE;
	} else if (text_equal(option, "-v") || text_equal(option, "--verbose")) {
		options->verbose = true;
	} else if (text_equal(option, "--help")) {
		return print(loader, help);
	} else if (text_equal(option, "--version")) {
		return print(loader, "nono-exec " PACKAGE_VERSION "\n");
	} else if ((value = option_value(loader->process, at, "--home"))) {
		if (!*value)
			return usage(loader, "--home needs a directory", NULL);
		if (options->home && !text_equal(options->home, value))
			return usage(loader, "--home is given already, with another value than",
			             value);
		options->home = value;
	} else if ((value = option_value(loader->process, at, "--require-digest"))) {
		return read_digest(loader, value);
	} else if ((value = option_value(loader->process, at, "--keep-fd"))) {
		return read_keep(loader, value);
	} else {
		return usage(loader, "there is no option", option);
	}
	return 0;
}

int
options_read(struct loader *loader)
{
	const struct process *process = loader->process;
	struct options *options = &loader->options;
	int at = 1, status;

	if (process->policy)
		options->blob = "the policy";
	for (; at < process->argc && !text_equal(process->argv[at], "--"); at++) {
		if (process->argv[at][0] == '-' && process->argv[at][1]) {
			status = read_option(loader, &at);
			if (status)
				return status;
		} else if (options->blob) {
			return usage(loader, "'--' is missing before the command",
			             process->argv[at]);
		} else {
			options->blob = process->argv[at];
		}
	}
	if (!options->blob || !*options->blob)
		return usage(loader, "the policy is missing", NULL);
	if (at + 1 < process->argc)
		options->command = process->argv + at + 1;
	else if (!options->dry_run)
		return usage(loader, "the command is missing", NULL);
	return 0;
}
