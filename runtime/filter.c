/* SPDX-License-Identifier: Apache-2.0 */
/* filter.c - joins the parts of the companion filter that this kernel needs, and installs them. */
#include "runtime/filter.h"

#include "runtime/mem.h"

#if defined(__x86_64__)
#define ARCHITECTURE BLOB_ARCH_X86_64
#else
#define ARCHITECTURE BLOB_ARCH_AARCH64
#endif

enum { LOAD_NUMBER = 0, LOAD_ARCHITECTURE = 4, FIRST_OF_X32 = 0x40000000 };

/* Before the parts: 32-bit programs end, x32 and what comes after all numbers is not there. */
static const struct blob_instruction head[] = {
    {BLOB_BPF_LOAD, 0, 0, LOAD_ARCHITECTURE}, {BLOB_BPF_EQUAL, 1, 0, ARCHITECTURE},
    {BLOB_BPF_RETURN, 0, 0, BLOB_BPF_KILL},   {BLOB_BPF_LOAD, 0, 0, LOAD_NUMBER},
    {BLOB_BPF_LEAST, 0, 1, FIRST_OF_X32},     {BLOB_BPF_RETURN, 0, 0, BLOB_BPF_ERRNO + ENOSYS},
};
static const struct blob_instruction end = {BLOB_BPF_RETURN, 0, 0, SYS_SECCOMP_RET_ALLOW};

int
filter_find(struct loader *loader)
{
	const struct blob_view *view = &loader->view;

	for (uint32_t i = 0; i < view->filter_count; i++)
		if (view->filters[i].architecture == ARCHITECTURE)
			loader->kernel.filter = true;
	if (view->filter_count && !loader->kernel.filter)
		return refuse(&loader->err, "the policy was not compiled for this architecture: "
		                            "compile it with a newer nonoc");
	return 0;
}

/* Whether a part is for this architecture and the kernel at hand. */
static bool
applies(const struct loader *loader, const struct blob_filter *part)
{
	return part->architecture == ARCHITECTURE &&
	       (!part->below || loader->kernel.abi < part->below);
}

size_t
filter_size(const struct loader *loader)
{
	const struct blob_view *view = &loader->view;
	size_t count = sizeof(head) / sizeof(head[0]) + 1;

	for (uint32_t i = 0; i < view->filter_count; i++)
		if (applies(loader, &view->filters[i]))
			count += view->filters[i].count;
	return count * sizeof(end);
}

int
filter_join(struct loader *loader)
{
	const struct blob_view *view = &loader->view;
	struct blob_instruction *to;

	if (!loader->kernel.filter)
		return 0;
	to = loader_take(loader, filter_size(loader));
	loader->filter.instructions = to;
	memcpy(to, head, sizeof(head));
	to += sizeof(head) / sizeof(head[0]);
	for (uint32_t i = 0; i < view->filter_count; i++) {
		const struct blob_filter *part = &view->filters[i];

		if (!applies(loader, part))
			continue;
		memcpy(to, view->instructions + part->first, part->count * sizeof(*to));
		to += part->count;
	}
	*to++ = end;
	loader->filter.count = (uint32_t)(to - loader->filter.instructions);
	return 0;
}

static int
install(struct loader *loader, const struct sys_filter *filter)
{
	int error = loader->threads ? sys_seccomp_filter_all(filter) : sys_seccomp_filter(filter);

	if (error == -ENOSYS || error == -EINVAL)
		return refuse(&loader->err, "this kernel takes no seccomp filter: Linux built with "
		                            "CONFIG_SECCOMP_FILTER is needed");
	if (error < 0)
		return refuse(&loader->err, "the kernel does not take the policy's filter: %s",
		              error_text(error));
	return 0;
}

int
filter_enforce(struct loader *loader)
{
	struct sys_filter filter = {(uint16_t)loader->filter.count, loader->filter.instructions};

	return filter.count ? install(loader, &filter) : 0;
}

int
filter_watch(struct loader *loader)
{
	struct sys_filter filter = {loader->process->watch_count, loader->process->watch};

	return loader->process->watch ? install(loader, &filter) : 0;
}
