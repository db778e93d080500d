#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# filter-numbers.sh - the numbers of compiler/filter.def are those of the kernel's headers.
set -eu

# The asm-generic list is aarch64's; it leaves out what an architecture does not ask for.
# asm/unistd_64.h is the host's, so x86_64's only there.
numbers() {
	printf '#include <%s>\n' "$1" |
		${CC:-cc} -E -dM -D__ARCH_WANT_SYS_CLONE3 -D__ARCH_WANT_RENAMEAT - |
		sed -n 's/^#define __NR3*2*6*4*_\([a-z0-9_]*\) \([0-9]*\)$/\1 \2/p'
}

numbers asm-generic/unistd.h >"$SCRATCH/aarch64"
case $(${CC:-cc} -dumpmachine) in
x86_64-*) numbers asm/unistd_64.h >"$SCRATCH/x86_64" ;;
*) : >"$SCRATCH/x86_64" ;;
esac

sed -n 's/^CALL([A-Z0-9_]*, "\([a-z0-9_]*\)", \([A-Z0-9]*\), \([A-Z0-9]*\))$/\1 \2 \3/p' \
	"$SRCDIR/compiler/filter.def" >"$SCRATCH/table"

# Headers may be older than the newest calls; those are counted and named.
awk -v x86_64="$SCRATCH/x86_64" -v aarch64="$SCRATCH/aarch64" '
function load(file, into,   line, part) {
	while ((getline line < file) > 0) {
		split(line, part, " ")
		into[part[1]] = part[2]
	}
}
function compare(machine, name, ours, theirs, known,   expected) {
	if (!known)
		return
	expected = name in theirs ? theirs[name] : "NONE"
	if (expected == ours) {
		same++
	} else if (expected == "NONE" && ours > 450) {
		print name " on " machine ": not in these headers"
	} else {
		print name " on " machine ": " ours " in the table, " expected " in the headers"
		bad = 1
	}
}
BEGIN {
	load(x86_64, x)
	load(aarch64, a)
}
{
	compare("x86_64", $1, $2, x, length(x))
	compare("aarch64", $1, $3, a, length(a))
}
END {
	print same " numbers compared"
	exit bad || same < NR
}' "$SCRATCH/table"
