#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# bench.sh - a benchmark that has nothing to measure says so, and what is in its way.
. "${SRCDIR:?the top of the sources}/tests/lib.sh"

if ! "$LANDLOCK_ABI" >/dev/null; then
	echo 'skip: the kernel has no Landlock'
	exit 77
fi
cd "$SCRATCH"
# The default profile grants it: nono-exec takes no policy that its command could write.
away=$(mktemp -d /tmp/nono-bench.XXXXXX)
trap 'rm -rf "$away"' EXIT
answers 1 'exec.sh below /tmp' env SCRATCH="$away" LAUNCH=false sh "$SRCDIR/bench/exec.sh"
says '^nono-exec: '
says "does not run under 'default' in '$away/project'"
says 'SCRATCH'
summary 1
