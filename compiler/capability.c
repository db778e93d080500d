/* SPDX-License-Identifier: Apache-2.0 */
/* capability.c - the table of capabilities. */
#include "compiler/capability.h"

#include "compiler/node.h"

const struct capability capabilities[] = {
#define CAPABILITY(symbol, number, name, kind, text) {number, name, CAPABILITY_##kind, text},
#include "compiler/capability.def"
#undef CAPABILITY
};
const size_t capability_count = COUNTOF(capabilities);

const struct capability *
capability_find(struct str name)
{
	for (size_t i = 0; i < capability_count; i++)
		if (str_is(name, capabilities[i].name))
			return &capabilities[i];
	return NULL;
}
