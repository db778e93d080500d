/* SPDX-License-Identifier: Apache-2.0 */
/* hygiene.c - capabilities, keys and dumps: what is left open by a policy on paths. */
#include "runtime/hygiene.h"

enum {
	CAPABILITY_DAC_OVERRIDE = 1,
	CAPABILITY_NET_BIND_SERVICE = 10,
	CAPABILITY_MKNOD = 27,
	CAPABILITIES = 64,
};
enum { CAPABILITY_VERSION = 0x20080522 };

#define BIT(capability) (1ull << (capability))

/* As capget() and capset() want it: the lower and the upper half of each set. */
struct capability_header {
	uint32_t version;
	int32_t process;
};
struct capability_half {
	uint32_t effective, permitted, inheritable;
};

int
memory_hide(struct loader *loader)
{
	int error;

	/* Who traces has to read what is to be executed. */
	if (loader->process->watch)
		return 0;
	error = sys_prctl(SYS_PR_SET_DUMPABLE, 0);
	if (error < 0)
		return refuse(&loader->err, "the kernel does not hide this process's memory: %s",
		              error_text(error));
	return 0;
}

/* Landlock allows device nodes only where the policy says so; the kernel asks for this as well. */
static bool
makes_devices(const struct loader *loader)
{
	const struct view_paths *rules = &loader->view.rules;

	for (uint32_t i = 0; i < rules->count; i++)
		if (rules->items[i].rights & (BLOB_FS_MAKE_CHAR | BLOB_FS_MAKE_BLOCK))
			return true;
	return false;
}

/* A port that the policy lists, but only the privileged may listen on. */
static bool
listens_low(const struct loader *loader)
{
	for (uint32_t i = 0; i < loader->view.port_count; i++) {
		const struct blob_port *port = &loader->view.ports[i];

		if (port->access & BLOB_PORT_BIND && port->port && port->port < 1024)
			return true;
	}
	return false;
}

/* A policy gives nobody what the caller has not. */
static void
report_missing(struct loader *loader, uint64_t missing)
{
	if (!missing || !loader->options.verbose)
		return;
	report_begin(&loader->err, "note: ");
	report_add(&loader->err, "the caller lacks, so the command does, too: ");
	capabilities_add(&loader->err, missing);
	report_end(&loader->err);
}

int
capabilities_query(struct loader *loader)
{
	struct capability_header header = {CAPABILITY_VERSION, 0};
	struct capability_half sets[2] = {{0}};
	struct privileges *privileges = &loader->privileges;
	int error = sys_capget(&header, sets);
	uint64_t permitted;

	if (error < 0)
		return refuse(&loader->err,
		              "the kernel does not say which capabilities there are: "
		              "%s",
		              error_text(error));
	permitted = sets[0].permitted | (uint64_t)sets[1].permitted << 32;
	privileges->inheritable = sets[0].inheritable | (uint64_t)sets[1].inheritable << 32;
	privileges->held = permitted | privileges->inheritable;
	privileges->kept = loader->view.policy->capabilities;
	if (loader->process->uid == 0)
		privileges->kept |= BIT(CAPABILITY_DAC_OVERRIDE);
	if (makes_devices(loader))
		privileges->kept |= BIT(CAPABILITY_MKNOD);
	if (listens_low(loader))
		privileges->kept |= BIT(CAPABILITY_NET_BIND_SERVICE);
	privileges->kept &= permitted;
	report_missing(loader, loader->view.policy->capabilities & ~permitted);
	return 0;
}

void
capabilities_add(struct report *report, uint64_t capabilities)
{
	static const struct {
		uint64_t bit;
		char name[20];
	} names[] = {
#define CAPABILITY(number, name) {BIT(number), name},
	    BLOB_CAPABILITIES(CAPABILITY)
#undef CAPABILITY
	};
	const char *separator = "";

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (!(capabilities & names[i].bit))
			continue;
		report_add(report, "%s%s", separator, names[i].name);
		separator = ", ";
	}
	if (!*separator)
		report_add(report, "none");
}

/*
 * Without CAP_SETPCAP there is nothing to be done, and nothing to fear: under no_new_privs exec
 * gives nobody what was not permitted before.  A container's root lacks most, and to ask costs a
 * sixth of dropping, which makes the kernel a new set of credentials each time.
 */
static int
bounding_drop(uint64_t held, uint64_t kept)
{
	for (unsigned capability = 0; capability < CAPABILITIES; capability++) {
		int error = kept & BIT(capability) ? 0 : 1;

		if (!((held | kept) & BIT(capability)))
			error = sys_prctl(SYS_PR_CAPBSET_READ, capability);
		if (error > 0)
			error = sys_prctl(SYS_PR_CAPBSET_DROP, capability);
		if (error == -EPERM || (error == -EINVAL && capability))
			return 0; /* the kernel knows no more */
		if (error < 0)
			return error;
	}
	return 0;
}

/*
 * Root's programs get what the bounding set leaves, and need no other way.  Anybody else's get
 * what is ambient, and that goes with the inheritable ones.
 */
int
capabilities_drop(struct loader *loader)
{
	uint64_t kept = loader->privileges.kept;
	uint64_t passed = loader->process->uid ? kept & loader->privileges.inheritable : 0;
	struct capability_header header = {CAPABILITY_VERSION, 0};
	struct capability_half sets[2] = {
	    {(uint32_t)kept, (uint32_t)kept, (uint32_t)passed},
	    {(uint32_t)(kept >> 32), (uint32_t)(kept >> 32), (uint32_t)(passed >> 32)},
	};
	int error;

	if (loader->privileges.held == kept)
		return 0;
	error = bounding_drop(loader->privileges.held, kept);
	if (!error)
		error = sys_capset(&header, sets);
	if (error < 0)
		return refuse(&loader->err, "capabilities cannot be dropped: %s",
		              error_text(error));
	if (loader->process->uid == 0) {
		report_begin(&loader->err, "note: ");
		report_add(&loader->err, "running as root: of its capabilities, "
		                         "the command keeps ");
		capabilities_add(&loader->err, kept);
		report_end(&loader->err);
	}
	return 0;
}

/* Who may not use keys need not be kept from them. */
int
keyring_leave(struct loader *loader)
{
	int error = sys_keyring_join();

	if (error >= 0 || error == -ENOSYS || error == -EPERM)
		return 0;
	return refuse(&loader->err, "the command cannot be kept from the caller's keys: %s",
	              error == -EDQUOT ? "too many sessions of this user hold keys"
	                               : error_text(error));
}
