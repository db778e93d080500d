/* SPDX-License-Identifier: Apache-2.0 */
/* policy-text.c - macOS: the file is the text of the rules, and carries a blob. */
#include "runtime/policy.h"

#include "runtime/carried.h"
#include "runtime/mem.h"
#include "runtime/profile.h"

const char *
policy_view(struct loader *loader)
{
	static const char no_memory[] = "there is no memory for it";
	const struct file *file = &loader->file;
	struct carried carried;
	const char *wrong;
	long profile, blob;

	if (file->size >= 8 && memcmp(file->bytes, BLOB_MAGIC, 8) == 0)
		return "it is for Linux; compile the profile with --target seatbelt";
	wrong = carried_find(&carried, file->bytes, file->size);
	if (wrong)
		return wrong;
	profile = loader_map(loader, sizeof(*loader->profile));
	blob = loader_map(loader, carried.size);
	if (sys_map_failed(profile) || sys_map_failed(blob))
		return no_memory;
	if (!carried_decode(&carried, file->bytes, (uint8_t *)blob))
		return "its lines for nono-exec are no base64";
	loader->profile = (struct profile *)profile;
	loader->profile->rules = (const char *)file->bytes;
	loader->profile->end = loader->profile->rules + carried.text;
	return blob_view(&loader->view, (const void *)blob, carried.size);
}
