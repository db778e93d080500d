/* SPDX-License-Identifier: Apache-2.0 */
/* check-host.h - what rules name on this machine, for the checks of --host-checks. */
#ifndef COMPILER_CHECK_HOST_H
#define COMPILER_CHECK_HOST_H

#include "compiler/check.h"

/* A rule's path here: as the anchors are bound, and where its links lead (NULL: it is missing). */
struct here {
	const struct rule *rule;
	const char *path;
	const char *real;
};

struct heres {
	struct here *items;
	size_t count;
};

/* Warns of files within GRANTS that are names of files within DENIES. */
void check_hard_links(const struct checking *c, const struct heres *denies,
                      const struct heres *grants);

#endif
