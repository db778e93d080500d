/* SPDX-License-Identifier: Apache-2.0 */
/* capability.h - root's rights, one by one: which of them a command may keep. */
#ifndef COMPILER_CAPABILITY_H
#define COMPILER_CAPABILITY_H

#include "compiler/base.h"

enum capability_kind {
	CAPABILITY_PLAIN,
	CAPABILITY_WIDENS, /* undoes a part of the sandbox */
	CAPABILITY_CLOSED, /* cannot be kept */
};

enum capability_number {
#define CAPABILITY(symbol, number, name, kind, text) CAPABILITY_##symbol = (number),
#include "compiler/capability.def"
#undef CAPABILITY
};

struct capability {
	uint8_t number;
	const char *name; /* "net_raw" */
	enum capability_kind kind;
	const char *text; /* what it gives back, or why it stays closed; NULL */
};

/* All of them, by number. */
extern const struct capability capabilities[];
extern const size_t capability_count;
/* The one called NAME, or NULL. */
const struct capability *capability_find(struct str name);

#endif
