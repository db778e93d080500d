/* SPDX-License-Identifier: Apache-2.0 */
/* apply.c - from the policy's intent and the kernel's ABI to a Landlock ruleset. */
#include "runtime/apply.h"

#include "runtime/kernel.h"
#include "runtime/mem.h"

enum { RULE_PATH_BENEATH = 1, RULE_NET_PORT = 2 };
enum { NET_BIND_TCP = 1, NET_CONNECT_TCP = 2, NET_BIND_UDP = 4, NET_CONNECT_SEND_UDP = 8 };

/* struct landlock_ruleset_attr as of ABI 10; older kernels take a longer one if its tail is 0. */
struct ruleset_attributes {
	uint64_t fs, net, scopes, quiet_fs, quiet_net, quiet_scopes;
};
struct path_beneath_attributes {
	uint64_t access;
	int32_t fd;
} __attribute__((packed));
struct net_port_attributes {
	uint64_t access, port;
};

/* The directions that are lists, or closed. */
static uint64_t
net_handled(const struct loader *loader)
{
	uint32_t net = loader->view.policy->net;
	uint64_t handled = 0;

	if (net & BLOB_NET_CONNECT_LISTED)
		handled |= NET_CONNECT_TCP;
	if (net & BLOB_NET_BIND_LISTED)
		handled |= NET_BIND_TCP;
	if (net & BLOB_NET_BLOCKED)
		handled |= NET_CONNECT_TCP | NET_BIND_TCP;
	if (net & (BLOB_NET_UDP_LISTED | BLOB_NET_UDP_CLOSED))
		handled |= NET_BIND_UDP | NET_CONNECT_SEND_UDP;
	return handled & loader->kernel.net;
}

static int
add_port(const struct loader *loader, uint64_t access, uint16_t number)
{
	struct net_port_attributes attributes = {access & net_handled(loader), number};
	int error;

	if (!attributes.access)
		return 0;
	error = sys_landlock_add_rule(loader->ruleset, RULE_NET_PORT, &attributes);
	return error == -EAFNOSUPPORT ? 0 : error;
}

static int
add_port_rule(const struct loader *loader, const struct blob_port *port)
{
	bool connect = port->access & BLOB_PORT_CONNECT;
	bool bind = port->access & BLOB_PORT_BIND;
	int error;

	if (port->protocol == BLOB_TCP)
		return add_port(loader,
		                (connect ? NET_CONNECT_TCP : 0u) | (bind ? NET_BIND_TCP : 0u),
		                port->port);
	error = add_port(loader, (connect ? NET_CONNECT_SEND_UDP : 0u) | (bind ? NET_BIND_UDP : 0u),
	                 port->port);
	/* Sending binds to a port of the kernel's choice first, and that is mediated too. */
	if (!error && connect)
		error = add_port(loader, NET_BIND_UDP, 0);
	return error;
}

static int
add_ports(const struct loader *loader)
{
	int error = 0;

	for (uint32_t i = 0; i < loader->view.port_count && !error; i++)
		error = add_port_rule(loader, &loader->view.ports[i]);
	return error;
}

int
ruleset_create(struct loader *loader)
{
	struct ruleset_attributes attributes = {
	    .fs = loader->kernel.fs,
	    .net = net_handled(loader),
	    .scopes = loader->view.policy->scopes & loader->kernel.scopes,
	};
	int error;

	loader->ruleset = sys_landlock_create_ruleset(&attributes, sizeof(attributes), 0);
	if (loader->ruleset < 0)
		return refuse(&loader->err, "the kernel takes no Landlock ruleset: %s",
		              error_text(loader->ruleset));
	error = add_ports(loader);
	if (error < 0)
		return refuse(&loader->err, "the kernel does not take a port of the policy: %s",
		              error_text(error));
	return 0;
}

int
ruleset_add_object(const struct loader *loader, int fd, uint64_t rights)
{
	struct path_beneath_attributes attributes = {rights & loader->kernel.fs, fd};

	if (!attributes.access)
		return 0;
	return sys_landlock_add_rule(loader->ruleset, RULE_PATH_BENEATH, &attributes);
}

/*
 * What goes to the audit log.  The kernel logs a domain's denials until its first exec: here, that
 * a program in PATH may not be executed.  What the command is denied it logs only if --audit asks:
 * nothing bounds how often a hostile command tries.  Domains that the command makes for itself
 * log nothing, whatever it asks of them, or it would fill the log all the same.
 *
 * TSYNC is for sandbox_apply(), which looks for other threads: nono-exec has none (start.c makes
 * none, and loads nothing that could), and where it is used it hands on no_new_privs as well.
 *
 * Not used: NO_NEW_PRIVS, because prctl() does that on every kernel, and
 * where it is set and the rest fails, nothing is executed; quiet rules, because what --audit asks
 * for is all of it.
 */
static unsigned
restrict_flags(const struct loader *loader)
{
	unsigned flags = KERNEL_LOG_SUBDOMAINS_OFF;

	if (loader->options.audit)
		flags |= KERNEL_LOG_NEW_EXEC_ON;
	if (loader->threads)
		flags |= KERNEL_TSYNC;
	return flags & loader->kernel.restrict_flags;
}

int
ruleset_enforce(struct loader *loader)
{
	int error = sys_no_new_privs();

	if (error < 0)
		return refuse(&loader->err,
		              "the kernel does not promise that the command gains no "
		              "privileges: %s",
		              error_text(error));
	error = sys_landlock_restrict_self(loader->ruleset, restrict_flags(loader));
	if (error == -E2BIG)
		return refuse(&loader->err,
		              "the kernel stacks no more Landlock layers: this is nested "
		              "too deeply; start the command from an outer sandbox");
	if (error < 0)
		return refuse(&loader->err, "the kernel does not apply the policy: %s",
		              error_text(error));
	return 0;
}
