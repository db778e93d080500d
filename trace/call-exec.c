/* SPDX-License-Identifier: Apache-2.0 */
/* call-exec.c - executing a file, and what that takes besides: interpreters and loaders. */
#include "trace/call.h"

#include "compiler/here.h"

#include <fcntl.h>

/* The interpreters that executing PLACE takes. */
static void
interpreters(struct call *call, const struct location *place)
{
	struct location at = *place;
	char next[PATH_MAX];

	for (unsigned depth = 0; depth <= HERE_INTERPRETERS && at.thing == THING_FILE; depth++) {
		if (!here_interpreter(at.real, next) ||
		    resolve(&call->tracee, AT_FDCWD, next, true, &at) != RESOLVED)
			return;
		call_path(call, OP_EXEC, &at);
	}
}

static void
executing(struct call *call, int fd, uint64_t address, bool follow)
{
	struct location place;

	if (!call_place(call, fd, address, follow, &place))
		return;
	call_path(call, OP_EXEC, &place);
	interpreters(call, &place);
}

void
call_execve(struct call *call)
{
	executing(call, AT_FDCWD, call->arguments[0], true);
}

void
call_execveat(struct call *call)
{
	executing(call, (int)call->arguments[0], call->arguments[1],
	          !(call->arguments[4] & AT_SYMLINK_NOFOLLOW));
}
