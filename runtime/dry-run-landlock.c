/* SPDX-License-Identifier: Apache-2.0 */
/* dry-run-landlock.c - what Linux is asked for: ports, scopes, filter, losses. */
#include "runtime/dry-run.h"

#include "runtime/filter.h"
#include "runtime/hygiene.h"

static const char *
direction(uint32_t net, uint32_t flag)
{
	return net & flag ? "only the listed ports" : net & BLOB_NET_BLOCKED ? "none" : "any";
}

static void
print_network(struct loader *loader)
{
	uint32_t net = loader->view.policy->net;
	struct report *out = &loader->out;

	report_line(out, "network");
	report_line(out, "  TCP connect: %s", direction(net, BLOB_NET_CONNECT_LISTED));
	report_line(out, "  TCP bind: %s", direction(net, BLOB_NET_BIND_LISTED));
	report_line(out, "  UDP: %s",
	            net & BLOB_NET_UDP_LISTED   ? "only the listed ports"
	            : net & BLOB_NET_UDP_CLOSED ? "none"
	                                        : "any");
	for (uint32_t i = 0; i < loader->view.port_count; i++) {
		const struct blob_port *port = &loader->view.ports[i];

		report_add(out, "  %s %u %s%s", port->protocol == BLOB_TCP ? "tcp" : "udp",
		           port->port, port->access & BLOB_PORT_CONNECT ? "connect " : "",
		           port->access & BLOB_PORT_BIND ? "bind" : "");
		dry_run_origin(loader, BLOB_PORTS, i);
	}
	report_line(out, "scopes");
	report_line(out, "  signals: %s",
	            loader->view.policy->scopes & BLOB_SCOPE_SIGNAL ? "only inside" : "any");
	report_line(out, "  abstract unix sockets: %s",
	            loader->view.policy->scopes & BLOB_SCOPE_ABSTRACT_UNIX_SOCKET ? "only inside"
	                                                                          : "any");
}

/* Closed by the filter whatever Landlock holds. */
static void
print_filter(struct loader *loader)
{
	uint32_t flags = loader->view.policy->flags;
	struct report *out = &loader->out;

	if (!loader->kernel.filter) {
		report_line(out, "filter: none");
		return;
	}
	report_add(out, "filter");
	if (loader->options.verbose)
		report_add(out, " (%u instructions)", loader->filter.count);
	report_end(out);
	report_line(out, "  unix sockets: %s",
	            loader->kernel.abi >= 9     ? "as granted"
	            : flags & BLOB_UNIX_SOCKETS ? "any"
	                                        : "none but pairs");
	report_line(out, "  namespaces: %s", flags & BLOB_USER_NAMESPACES ? "any" : "none");
	report_line(out, "  System V objects: %s", flags & BLOB_SYSV_IPC ? "any" : "none");
	report_line(out, "  closed too: other socket families, io_uring, keys, mounts, bpf, perf, "
	                 "userfaultfd, typing into the terminal, limits of other processes, "
	                 "set-user-id");
}

/* What the command inherits. */
static void
print_hygiene(struct loader *loader)
{
	const struct privileges *privileges = &loader->privileges;
	struct report *out = &loader->out;

	dry_run_descriptors(loader);
	report_add(out, "capabilities kept: ");
	capabilities_add(out, privileges->kept);
	if (privileges->held != privileges->kept)
		report_add(out, "; all others are dropped");
	report_end(out);
	report_line(out, "core files: none; keys of the caller's session: none");
}

static void
print_losses(struct loader *loader)
{
	const struct losses *losses = &loader->losses;
	struct report *out = &loader->out;

	report_line(out, "not held by this kernel");
	for (uint32_t bit = 1; bit <= BLOB_LOSS_ALL; bit <<= 1) {
		if (!((losses->warn | losses->note) & bit))
			continue;
		report_line(out, "  %s%s", loss_name(bit),
		            losses->note & bit ? "  (accepted or harmless)" : "");
	}
}

void
dry_run_print(struct loader *loader)
{
	struct report *out = &loader->out;

	dry_run_policy(loader);
	report_line(out, "kernel Landlock ABI %u", loader->kernel.real);
	dry_run_rules(loader);
	dry_run_protected(loader);
	print_network(loader);
	dry_run_environment(loader);
	print_filter(loader);
	print_hygiene(loader);
	print_losses(loader);
}
