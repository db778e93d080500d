/* SPDX-License-Identifier: Apache-2.0 */
/* thing.c - what kinds of objects are called. */
#include "compiler/thing.h"

#include <string.h>

static const char *const kinds[THINGS] = {
    [THING_FILE] = "file",          [THING_DIRECTORY] = "directory", [THING_SYMLINK] = "symlink",
    [THING_FIFO] = "fifo",          [THING_SOCKET] = "socket",       [THING_CHAR] = "char_device",
    [THING_BLOCK] = "block_device", [THING_MISSING] = "missing"};

const char *
thing_name(enum thing thing)
{
	return kinds[thing];
}

unsigned
thing_find(struct str name)
{
	unsigned thing = 0;

	while (thing < THINGS && (strlen(kinds[thing]) != name.length ||
	                          memcmp(kinds[thing], name.data, name.length) != 0))
		thing++;
	return thing;
}
