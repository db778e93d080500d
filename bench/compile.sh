#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# compile.sh - what compiling the shipped claude-code profile costs: under 5 ms of processor time.
set -eu
. "$SRCDIR/bench/lib.sh"

out=$SCRATCH/policy.bin
$pin "$LAUNCH" "${RUNS:-500}" /bin/true ::: "$NONOC" claude-code -o "$out" |
	awk '{ print }
	NR == 3 {
		bad = $1 >= 5000
		print "nonoc: " $1 " us of user and system time, " (bad ? "over" : "under") \
			" the limit of 5000"
	}
	END { exit bad || NR != 3 }'
