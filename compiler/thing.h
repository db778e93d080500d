/* SPDX-License-Identifier: Apache-2.0 */
/* thing.h - the kinds of objects that paths name. */
#ifndef COMPILER_THING_H
#define COMPILER_THING_H

#include "compiler/base.h"

#include <sys/types.h>

/* What kind of object a path of a query names: some operations depend on it. */
enum thing {
	THING_FILE,
	THING_DIRECTORY,
	THING_SYMLINK, /* itself: operations that follow it are queries about its target */
	THING_FIFO,
	THING_SOCKET,
	THING_CHAR, /* a character device */
	THING_BLOCK,
	THING_MISSING
};
enum { THINGS = THING_MISSING + 1 };

/* "file", "directory", ...; the thing called NAME, or THINGS. */
const char *thing_name(enum thing thing);
unsigned thing_find(struct str name);
/* What a file of this mode is. */
enum thing thing_of(mode_t mode);

#endif
