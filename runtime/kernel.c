/* SPDX-License-Identifier: Apache-2.0 */
/* kernel.c - asks the kernel which Landlock it has: one call, and one more where fixes matter. */
#include "runtime/kernel.h"

enum { VERSION_QUERY = 1, ERRATA_QUERY = 2 };
enum { AUDIT_ABI = 7 };

void
kernel_of_abi(struct kernel *kernel, unsigned abi)
{
	static const uint32_t fs[LANDLOCK_ABI_KNOWN + 1] = {0,      0x1fff,  0x3fff,  0x7fff,
	                                                    0x7fff, 0xffff,  0xffff,  0xffff,
	                                                    0xffff, 0x1ffff, 0x1ffff, 0x1ffff};
	static const uint8_t flags[LANDLOCK_ABI_KNOWN + 1] = {0, 0,   0,   0,   0,   0,
	                                                      0, 0x7, 0xf, 0xf, 0xf, 0x1f};

	kernel->abi = abi;
	kernel->fs = fs[abi];
	kernel->net = abi >= 10 ? 0xf : abi >= 4 ? 3 : 0;
	kernel->scopes = abi >= 6 ? BLOB_SCOPES : 0;
	kernel->restrict_flags = flags[abi];
}

int
kernel_ask(struct kernel *kernel)
{
	int abi = sys_landlock_create_ruleset(NULL, 0, VERSION_QUERY);

	if (abi < 1)
		return abi ? abi : -EINVAL;
	kernel->real = (unsigned)abi;
	kernel_of_abi(kernel,
	              kernel->real > LANDLOCK_ABI_KNOWN ? LANDLOCK_ABI_KNOWN : kernel->real);
	return 0;
}

int
kernel_ask_errata(struct kernel *kernel)
{
	int errata = sys_landlock_create_ruleset(NULL, 0, ERRATA_QUERY);

	/* Kernels before the question was invented, and some after, do not take it. */
	if (errata == -EINVAL)
		return 0;
	if (errata < 0)
		return errata;
	kernel->errata = (uint32_t)errata;
	kernel->errata_known = true;
	return 0;
}

/*
 * Of the errata, 1 and 2 were too strict (other protocols than TCP, which the filter closes, and
 * signals between threads of several domains), 4 is about whiteouts, which open no device: only
 * 3 costs a promise, and since ABI 8 no kernel has it.
 */
static bool
errata_matter(const struct kernel *kernel)
{
	return kernel->abi > 1 && kernel->abi < 8;
}

static int
audit_check(struct loader *loader)
{
	static const char why[] = "this kernel (Landlock ABI %u) writes nothing to the audit log; "
				  "--audit needs ABI %u";

	if (!loader->options.audit || loader->kernel.abi >= AUDIT_ABI)
		return 0;
	if (loader->options.strict)
		return refuse(&loader->err, why, loader->kernel.real, AUDIT_ABI);
	warn(&loader->err, why, loader->kernel.real, AUDIT_ABI);
	return 0;
}

int
kernel_query(struct loader *loader)
{
	struct kernel *kernel = &loader->kernel;
	int error = kernel_ask(kernel);

	if (error == -EOPNOTSUPP)
		return refuse(&loader->err,
		              "Landlock is disabled on this kernel: add 'landlock' to "
		              "the lsm= boot parameter");
	if (error == -ENOSYS)
		return refuse(&loader->err,
		              "this kernel has no Landlock: Linux 5.13 or later, built "
		              "with it, is needed");
	if (error < 0)
		return refuse(&loader->err, "the kernel does not say which Landlock it has: %s",
		              error_text(error));
	if (errata_matter(kernel) && (error = kernel_ask_errata(kernel)) < 0)
		return refuse(&loader->err,
		              "the kernel does not say what of its Landlock is fixed: %s",
		              error_text(error));
	if (kernel->real > kernel->abi && loader->options.verbose)
		note(&loader->err,
		     "the kernel's Landlock (ABI %u) is newer than this nono-exec: used "
		     "as ABI %u",
		     kernel->real, kernel->abi);
	return audit_check(loader);
}
