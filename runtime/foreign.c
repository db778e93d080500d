/* SPDX-License-Identifier: Apache-2.0 */
/* foreign.c - one fstatfs() for each device that grants lie on. */
#include "runtime/foreign.h"

#include "runtime/bind.h"
#include "runtime/object.h"

/* f_type, as linux/magic.h has it or the driver itself; 0 is no kind. */
static const struct {
	uint32_t type;
	char name[24];
} kinds[] = {
    {0, ""},
    {0x01021997, "9p"},
    {0x65735546, "FUSE"}, /* virtiofs, too */
    {0x00006969, "NFS"},
    {0xff534d42, "SMB"},
    {0xfe534d42, "SMB"},
    {0x0000517b, "SMB"},
    {0x00c36400, "Ceph"},
    {0x5346414f, "AFS"},
    {0x6b414653, "AFS"},
    {0x73757245, "Coda"},
    {0x20030528, "OrangeFS"},
    {0x0bd00bd0, "Lustre"},
    {0x786f4256, "VirtualBox"},
    {0xbacbacbc, "VMware"},
    {0x7c7c6673, "Parallels"},
    {0, "it does not say what"},
};
enum { NINE_P = 1, KINDS = sizeof(kinds) / sizeof(kinds[0]), UNKNOWN = KINDS - 1 };

/* File systems that are always on a block device, so never of a number without a major part. */
static bool
on_block_device(uint32_t type)
{
	enum { EXT = 0xef53, XFS = 0x58465342 };
	const uint32_t f2fs = 0xf2f52010;

	return type == EXT || type == XFS || type == f2fs;
}

/* Only a server may fail to answer: one that does costs a word, as nothing is decided by it. */
static uint8_t
kind_ask(int fd, uint64_t device)
{
	struct sys_statfs statfs;

	if (sys_statfs_fd(fd, &statfs) < 0)
		return UNKNOWN;
	for (uint8_t kind = 1; kind < UNKNOWN; kind++)
		if (kinds[kind].type == (uint32_t)statfs.type)
			return kind;
	/* Servers of 9p tell what they have themselves: qemu's does, WSL2's does not. */
	if (!(device >> 32) && on_block_device((uint32_t)statfs.type))
		return NINE_P;
	return 0;
}

uint8_t
foreign_kind(struct loader *loader, int fd, uint64_t device)
{
	struct objects *objects = &loader->objects;
	struct device *at = objects->devices;

	for (; at < objects->devices + objects->device_count; at++)
		if (at->number == device)
			return at->foreign;
	uint8_t kind = kind_ask(fd, device);
	if (objects->device_count < DEVICES)
		objects->devices[objects->device_count++] = (struct device){device, kind};
	return kind;
}

/* Names the first path of the kind, and counts the others; whether there was one. */
static bool
add_kind(struct loader *loader, uint8_t kind, bool first)
{
	char path[BOUND_SIZE];
	unsigned count = 0;

	for (uint32_t i = 0; i < loader->view.rules.count; i++) {
		if (loader->objects.items[i].foreign != kind || !object_telling(loader, i))
			continue;
		if (count++)
			continue;
		if (bind_path(loader, &loader->view.rules.items[i], 0, path) < 0)
			path[0] = '\0';
		if (first)
			report_begin(&loader->err, "note: ");
		report_add(&loader->err, "%s'%s'",
		           first ? "on file systems that another program "
		                   "or machine serves: "
		                 : ", ",
		           path);
	}
	if (count > 1)
		report_add(&loader->err, " and %u more", count - 1);
	if (count)
		report_add(&loader->err, " (%s)", kinds[kind].name);
	return count;
}

void
foreign_report(struct loader *loader)
{
	const struct objects *objects = &loader->objects;
	uint8_t last = 0;
	bool any = false, forgets = false;

	for (uint32_t i = 0; i < objects->device_count; i++)
		last = objects->devices[i].foreign > last ? objects->devices[i].foreign : last;
	if (objects->device_count == DEVICES)
		last = KINDS - 1; /* of others nothing was kept */
	for (uint8_t kind = 1; kind <= last; kind++) {
		bool found = add_kind(loader, kind, !any);

		any |= found;
		forgets |= found && kind == NINE_P;
	}
	if (!any)
		return;
	report_add(&loader->err, ": whether what they show is protected elsewhere cannot be told");
	/* The kernel forgets an inode there that nobody uses, and a new one has no rule. */
	if (forgets)
		report_add(&loader->err, "; on 9p that is not mounted with cache=loose, what is "
		                         "granted is denied, but for the working directory");
	report_end(&loader->err);
}
