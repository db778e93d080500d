/* SPDX-License-Identifier: Apache-2.0 */
/*
 * profile.h - the rules as macOS's sandbox gets them.  nonoc's text has parameters where paths
 * start, and the paths as the policy spells them; the sandbox compares those that the kernel has.
 * So parameters are given without links, and each path that leads elsewhere stands there twice:
 *
 *   (subpath "/a/b")  ->  (require-any (subpath "/a/b") (subpath (param "FORM_0")))
 *
 * which grants what a link leads to, and takes it out where the path is protected.
 */
#ifndef RUNTIME_PROFILE_H
#define RUNTIME_PROFILE_H

#include "runtime/loader.h"

#define PROFILE_FORMS 1000u /* paths that lead elsewhere */
#define PROFILE_NAMES (BLOB_ANCHORS + PROFILE_FORMS)

struct profile {
	const char *rules, *end; /* as nonoc wrote them */
	char *data;              /* as they are given: ends with a NUL */
	size_t length, room;
	bool failed; /* there was no memory */
	const char *anchors[BLOB_ANCHORS];
	char uid[11];
	const char *parameters[2 * PROFILE_NAMES + 1]; /* NAME, VALUE, ..., NULL */
	unsigned count;                                /* of them that are used */
	unsigned forms;
};

/* Fills loader->profile; after objects_add(). */
int profile_bind(struct loader *loader);
/* Whether this process has no sandbox yet: it can have one. */
bool profile_possible(void);
/* From here on all answers to the policy. */
int profile_apply(struct loader *loader);

#endif
