#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# one-thread.sh - nono-exec runs nothing before its own first line, and has no call that makes a thread.
#
# P12, X13: a Landlock domain is a thread's own: with a second one, somebody would go without.
. "${SRCDIR:?the top of the sources}/tests/lib.sh"

cd "$SCRATCH"
answers 0 "the program's parts" readelf -lW "$NONO_EXEC"
is 0 "$(grep -cE 'INTERP|TLS' std)" "no dynamic linker, no variables a thread"
is 1 "$(grep -c 'DYNAMIC' std)" "and readelf sees what there is"
answers 0 "its dynamic section" readelf -dW "$NONO_EXEC"
is 0 "$(grep -cE 'NEEDED|INIT|FINI' std)" "no libraries, no constructors"
answers 0 "its sections" readelf -SW "$NONO_EXEC"
is 0 "$(grep -cE '\.(preinit|init|fini)(_array)?( |$)|\.ctors' std)" "none in a section either"
# All system calls are in one header; clone, clone3, fork and vfork are none of them.
is 0 "$(grep -rlE 'syscall[[:space:]]*\(' "$SRCDIR/runtime" | grep -vc 'runtime/sys-linux.h')" \
	"no system call but in sys-linux.h"
is 0 "$(grep -ciE 'clone|fork' "$SRCDIR/runtime/sys-linux.h")" "and none there that makes a thread"
summary 8
