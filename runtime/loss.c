/* SPDX-License-Identifier: Apache-2.0 */
/* loss.c - what the kernel at hand cannot keep is never silent. */
#include "runtime/apply.h"

enum { ROWS = 10 };

struct row {
	uint32_t bit;
	uint32_t abi; /* that keeps it; 0: none */
	char name[28];
	char what[76];
};

/* In the order of the bits. */
static const struct row rows[ROWS] = {
#define LOSS(symbol, bit, abi, name) {BLOB_LOSS_##symbol, abi, name, WHAT_##symbol},
#define WHAT_REFER "renaming and linking between directories"
#define WHAT_TRUNCATE "truncating files that may only be read"
#define WHAT_TCP "TCP ports"
#define WHAT_IOCTL_DEV "ioctl on devices"
#define WHAT_SIGNAL "signals to processes outside"
#define WHAT_ABSTRACT_UNIX "abstract unix sockets outside"
#define WHAT_RESOLVE_UNIX "unix sockets by path"
#define WHAT_UDP "UDP"
#define WHAT_PROTOCOLS "sockets other than TCP (UDP, raw, netlink, MPTCP, ...)"
#define WHAT_DISCONNECTED "renaming and linking in directories moved out of a bind mount"
    BLOB_LOSSES(LOSS)
#undef LOSS
};

/* What this policy promises, as far as an ABI may be too old for it. */
static uint32_t
promised(const struct blob_policy *policy, struct listed listed)
{
	const uint32_t udp = BLOB_NET_UDP_LISTED | BLOB_NET_UDP_CLOSED;
	const uint32_t tcp = BLOB_NET_CONNECT_LISTED | BLOB_NET_BIND_LISTED | BLOB_NET_BLOCKED;
	uint32_t promises =
	    BLOB_LOSS_REFER | BLOB_LOSS_TRUNCATE | BLOB_LOSS_IOCTL_DEV | BLOB_LOSS_RESOLVE_UNIX;

	if (listed.rename)
		promises |= BLOB_LOSS_DISCONNECTED;
	if (policy->scopes & BLOB_SCOPE_SIGNAL)
		promises |= BLOB_LOSS_SIGNAL;
	if (policy->scopes & BLOB_SCOPE_ABSTRACT_UNIX_SOCKET)
		promises |= BLOB_LOSS_ABSTRACT_UNIX;
	if (policy->net & tcp)
		promises |= BLOB_LOSS_TCP;
	if (policy->net & udp)
		promises |= BLOB_LOSS_UDP;
	if (policy->net & (tcp | udp))
		promises |= BLOB_LOSS_PROTOCOLS;
	return promises;
}

/* What the companion filter keeps on every kernel. */
static uint32_t
kept(const struct blob_policy *policy, struct listed listed)
{
	const uint32_t lists = BLOB_NET_CONNECT_LISTED | BLOB_NET_BIND_LISTED;
	uint32_t promises = BLOB_LOSS_PROTOCOLS;

	if (policy->net & BLOB_NET_UDP_CLOSED || (policy->net & BLOB_NET_UDP_LISTED && !listed.udp))
		promises |= BLOB_LOSS_UDP;
	if ((policy->net & lists) == lists && !listed.tcp)
		promises |= BLOB_LOSS_TCP;
	return promises;
}

/* What is refused to the granted, too, where the kernel cannot tell: lost is not the promise. */
static uint32_t
refused_to_all(const struct blob_policy *policy, const struct kernel *kernel)
{
	uint32_t losses = BLOB_LOSS_REFER;

	if (kernel->filter)
		losses |= BLOB_LOSS_TRUNCATE;
	if (kernel->filter && !(policy->flags & BLOB_UNIX_SOCKETS))
		losses |= BLOB_LOSS_RESOLVE_UNIX | BLOB_LOSS_ABSTRACT_UNIX;
	return losses;
}

/*
 * Landlock's own part.  Rights widened by what has left a bind mount need a
 * rename between directories, which ABI 1 never lets happen; later on it takes
 * a fix, which all kernels from ABI 8 on have.
 */
static uint32_t
mediated(const struct kernel *kernel)
{
	uint32_t promises = 0;

	for (unsigned i = 0; i < ROWS; i++)
		if (rows[i].abi && kernel->abi >= rows[i].abi)
			promises |= rows[i].bit;
	if (kernel->abi == 1 || kernel->errata & KERNEL_FIXES(ERRATUM_DISCONNECTED))
		promises |= BLOB_LOSS_DISCONNECTED;
	return promises;
}

/*
 * `require` is the profile's own wish and outweighs its `accept`; `accept`
 * outweighs --strict, which is for what nobody has thought about.
 */
struct losses
losses_find(const struct blob_policy *policy, struct listed listed, const struct kernel *kernel,
            bool strict)
{
	uint32_t promises = promised(policy, listed), all = refused_to_all(policy, kernel);
	struct losses losses = {
	    .landlock = promises & (mediated(kernel) | (kernel->abi ? BLOB_LOSS_REFER : 0)),
	    .filter = kernel->filter ? promises & kept(policy, listed) : 0,
	};

	promises &= ~(mediated(kernel) | losses.filter);
	losses.filter |= promises & all & ~(uint32_t)BLOB_LOSS_REFER;
	for (unsigned i = 0; i < ROWS; i++) {
		uint32_t bit = rows[i].bit;
		bool vital = bit == BLOB_LOSS_TCP;
		bool stricter = bit & all;

		if (!(promises & bit))
			continue;
		if (policy->require & bit)
			losses.refuse |= bit;
		else if (policy->accept & bit)
			losses.note |= bit;
		else if (vital || (strict && !stricter))
			losses.refuse |= bit;
		else if (stricter)
			losses.note |= bit;
		else
			losses.warn |= bit;
	}
	/* Said once: UDP is one of the other sockets. */
	if (losses.warn & BLOB_LOSS_PROTOCOLS)
		losses.warn &= ~(uint32_t)BLOB_LOSS_UDP;
	return losses;
}

const char *
loss_name(uint32_t loss)
{
	for (unsigned i = 0; i < ROWS; i++)
		if (rows[i].bit == loss)
			return rows[i].name;
	return "?";
}

const char *
loss_what(uint32_t loss)
{
	for (unsigned i = 0; i < ROWS; i++)
		if (rows[i].bit == loss)
			return rows[i].what;
	return "?";
}

unsigned
loss_abi(uint32_t loss)
{
	for (unsigned i = 0; i < ROWS; i++)
		if (rows[i].bit == loss)
			return rows[i].abi;
	return 0;
}

/* "unix sockets by path (fs.resolve_unix, needs ABI 9); ..." */
static void
add_list(struct loader *loader, uint32_t bits)
{
	struct report *err = &loader->err;
	const char *separator = "";

	for (unsigned i = 0; i < ROWS; i++) {
		if (!(bits & rows[i].bit))
			continue;
		/* An ABI that holds UDP leaves the other sockets to the filter. */
		if (rows[i].bit == BLOB_LOSS_PROTOCOLS && loader->kernel.abi >= 10)
			report_add(err,
			           "%ssockets other than TCP and UDP (raw, netlink, MPTCP, ...)",
			           separator);
		else
			report_add(err, "%s%s", separator, rows[i].what);
		report_add(err, " (%s", rows[i].name);
		if (rows[i].abi)
			report_add(err, ", needs ABI %u", rows[i].abi);
		if (rows[i].bit == BLOB_LOSS_REFER)
			report_add(err, ", else always denied");
		if (rows[i].bit == BLOB_LOSS_DISCONNECTED)
			report_add(err, " or erratum %u fixed%s", ERRATUM_DISCONNECTED,
			           loader->kernel.errata_known ? "" : ", which it cannot tell");
		report_add(err, ")");
		separator = "; ";
	}
}

static void
report_losses(struct loader *loader, const char *kind, const char *verb, uint32_t bits,
              const char *advice)
{
	report_begin(&loader->err, kind);
	report_add(&loader->err, "this kernel (Landlock ABI %u) %s: ", loader->kernel.real, verb);
	add_list(loader, bits);
	report_line(&loader->err, "%s", advice);
}

static struct listed
listed_in(const struct blob_view *view)
{
	const struct blob_port *ports = view->ports;
	uint32_t count = view->port_count;
	/* TCP comes first. */
	struct listed listed = {.tcp = count && ports[0].protocol == BLOB_TCP,
	                        .udp = count && ports[count - 1].protocol == BLOB_UDP};

	for (uint32_t i = 0; i < view->rules.count && !listed.rename; i++)
		listed.rename = view->rules.items[i].rights & BLOB_FS_REFER;
	return listed;
}

int
losses_report(struct loader *loader)
{
	const struct losses *losses = &loader->losses;

	loader->losses = losses_find(loader->view.policy, listed_in(&loader->view), &loader->kernel,
	                             loader->options.strict);
	if (losses->refuse) {
		report_losses(loader, "", "does not hold what the policy needs", losses->refuse,
		              loader->options.strict
		                  ? "; name it in compat.accept or run without --strict"
		                  : "; run a newer kernel, or name it in compat.accept");
		return REPORT_REFUSED;
	}
	if (losses->warn)
		report_losses(loader, "warning: ", "does not hold", losses->warn, "");
	if (losses->note && loader->options.verbose)
		report_losses(loader, "note: ", "does not hold, as accepted or harmless",
		              losses->note, "");
	return 0;
}
