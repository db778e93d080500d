/* SPDX-License-Identifier: Apache-2.0 */
/* hygiene.h - what the command would inherit, and Landlock does not see: all of it is shed. */
#ifndef RUNTIME_HYGIENE_H
#define RUNTIME_HYGIENE_H

#include "runtime/loader.h"

/* Whoever made us privileged did not mean the policy's author, who would gain by it. */
int privileges_refuse(struct loader *loader);
/* No dump of this process: exec ends that. */
int memory_hide(struct loader *loader);
/* 0 to 2 are open, and no directory; the same of those to keep.  Before anything is opened. */
int descriptors_check(struct loader *loader);
/* Marks all descriptors above 2 to be closed by exec, but for those to keep. */
int descriptors_close(struct loader *loader);

/* Which capabilities there are, and which of them the command keeps. */
int capabilities_query(struct loader *loader);
/* The others are gone, and no program brings them back. */
int capabilities_drop(struct loader *loader);
/* "dac_override, mknod", or "none". */
void capabilities_add(struct report *report, uint64_t capabilities);

/* No core files, and none of the caller's keys. */
int core_limit(struct loader *loader);
int keyring_leave(struct loader *loader);

#endif
