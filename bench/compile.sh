#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# compile.sh - what compiling the shipped claude-code profile costs: under 5 ms of processor time,
# and for macOS, where the text is read again, no more than twice that of Landlock.
set -eu
. "$SRCDIR/bench/lib.sh"

out=$SCRATCH/policy.bin
$pin "$LAUNCH" "${RUNS:-500}" /bin/true ::: "$NONOC" claude-code -o "$out" \
	::: "$NONOC" claude-code --target seatbelt -o "$SCRATCH/policy.sb" |
	awk '{ print }
	NR == 3 {
		landlock = $1
		bad = $1 >= 5000
		print "nonoc: " $1 " us of user and system time, " (bad ? "over" : "under") \
			" the limit of 5000"
	}
	NR == 4 {
		wide = $1 > 2 * landlock
		print "for macOS: " $1 " us, " (wide ? "over" : "within") " twice that"
	}
	END { exit bad || wide || NR != 4 }'
