/* SPDX-License-Identifier: Apache-2.0 */
/* pipeline-abi.c - asks the runtime what it would say on an older kernel. */
#include "compiler/pipeline-abi.h"

static struct blob_policy
policy_of(const struct ir *ir)
{
	return (struct blob_policy){.net = ir->net,
	                            .scopes = ir->scopes,
	                            .accept = ir->accept,
	                            .require = ir->require,
	                            .flags = ir->flags};
}

static struct listed
listed_in(const struct ir *ir)
{
	struct listed listed = {0};

	for (size_t i = 0; i < ir->port_count; i++) {
		listed.tcp |= ir->ports[i].protocol == BLOB_TCP;
		listed.udp |= ir->ports[i].protocol == BLOB_UDP;
	}
	for (size_t i = 0; i < ir->grants.count; i++)
		listed.rename |= (ir->grants.items[i].rights & BLOB_FS_REFER) != 0;
	return listed;
}

uint32_t
abi_promises(const struct ir *ir)
{
	struct blob_policy policy = policy_of(ir);
	struct kernel none = {.filter = true};

	policy.accept = BLOB_LOSS_ALL;
	policy.require = 0;
	return losses_find(&policy, listed_in(ir), &none, false).note;
}

struct losses
abi_losses(const struct ir *ir, const struct kernel *kernel)
{
	struct blob_policy policy = policy_of(ir);

	return losses_find(&policy, listed_in(ir), kernel, false);
}

/* "unix sockets by path (fs.resolve_unix)": one finding each. */
static void
report(struct ir *ir, enum diag_code code, uint32_t bits, unsigned abi, const char *verb)
{
	struct span at = {sources_count(ir->sources) ? 1 : 0, 0, 0};

	for (uint32_t bit = 1; bit <= BLOB_LOSS_ALL; bit <<= 1) {
		unsigned since = loss_abi(bit);

		if (!(bits & bit))
			continue;
		diag_at(ir->diags, code, at, "Landlock ABI %u %s: %s (%s)", abi, verb,
		        loss_what(bit), loss_name(bit));
		if (bit == BLOB_LOSS_DISCONNECTED)
			diag_help(ir->diags,
			          "it is held from ABI %u on, and by older kernels that fix "
			          "Landlock's erratum %u",
			          since, ERRATUM_DISCONNECTED);
		else if (bit == BLOB_LOSS_REFER)
			diag_help(ir->diags, "it is held from ABI %u on, and always denied before",
			          since);
		else if (since)
			diag_help(ir->diags, "it is held from ABI %u on", since);
		else
			diag_help(ir->diags, "no ABI holds all of it");
	}
}

void
abi_check(struct ir *ir, unsigned abi)
{
	struct kernel kernel = {.abi = abi, .real = abi, .filter = true};
	struct losses losses = abi_losses(ir, &kernel);

	report(ir, DIAG_VITAL_LOSS, losses.refuse, abi, "does not hold what the policy needs");
	report(ir, DIAG_LOSS, losses.warn, abi, "does not hold");
	report(ir, DIAG_LOSS_HARMLESS, losses.note, abi, "does not hold, as accepted or harmless");
	ir->unheld = losses.refuse;
}
