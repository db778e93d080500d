#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# node.sh - the Node package: its addon is built by make, and it answers the vectors and runs its
# examples.  Left out, and said so, where there is no node or no node_api.h; scripts/test.sh
# installs them.
set -eu

node=$SRCDIR/bindings/node
if ! command -v node >/dev/null; then
	echo "left out: there is no node"
	exit 0
fi
unset MAKEFLAGS MFLAGS MAKELEVEL
if [ ! -e "$(make -s -f "$node/Makefile" include)/node_api.h" ]; then
	echo "left out: there is no node_api.h"
	exit 0
fi
node --version
export LD_LIBRARY_PATH="$BUILDDIR/library" NONO_NODE_ADDON="$SCRATCH/nono.node"
export NONO_VECTORS="$SRCDIR/bindings/vectors.json"
make -s -f "$node/Makefile" CC="$CC" OUT="$NONO_NODE_ADDON" CFLAGS="-g $SANITIZERS -Werror" \
	NONO_CFLAGS="-I$SRCDIR/library" NONO_LIBS="-L$BUILDDIR/library -lnono"
run() { node "$@"; }
case $SANITIZERS in
*address*)
	# The engine is not made for it, and keeps what it has to its end.
	asan=$($CC -print-file-name=libasan.so)
	export NONO_SANITIZED=1
	run() { LD_PRELOAD=$asan ASAN_OPTIONS=detect_leaks=0 node "$@"; }
	;;
esac
cd "$SCRATCH"
run --test "$node/test/" >"$SCRATCH/said" 2>&1 || { cat "$SCRATCH/said"; exit 1; }
grep -E '^(# |ℹ )(tests|pass|fail|skipped)' "$SCRATCH/said"
