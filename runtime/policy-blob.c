/* SPDX-License-Identifier: Apache-2.0 */
/* policy-blob.c - Linux: the file is the blob. */
#include "runtime/policy.h"

const char *
policy_view(struct loader *loader)
{
	const struct file *file = &loader->file;

	/* A comment or a rule: no blob begins so. */
	if (file->size && (*file->bytes == ';' || *file->bytes == '('))
		return "it is text for macOS's sandbox; compile the profile without --target";
	return blob_view(&loader->view, file->bytes, file->size);
}
