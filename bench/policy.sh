#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# policy.sh - 100,000 rules of policy text take at most 5.6 times what 20,000 take: near-linear.
set -eu
. "$SRCDIR/bench/lib.sh"

# text COUNT: grants, files, denies, ports and variables.
text() {
	awk -v n="$1" 'BEGIN {
		print "nono 1"
		print "network connect,listen listed"
		print "env listed"
		print "bypass all /"
		for (i = 0; i < n; i++) {
			d = int(i / 100)
			if (i % 10 == 9)
				print "allow connect tcp " (i % 65535 + 1)
			else if (i % 10 == 8)
				print "env allow NAME_" i
			else if (i % 10 == 7)
				print "deny all ~/protected/d" d "/f" i
			else if (i % 10 == 6)
				print "allow read ~/tree/d" d "/f" i " file"
			else
				print "allow read,list,exec /srv/d" d "/e" i
		}
	}'
}

# cost COUNT: user and system time of one compilation, in microseconds.
cost() {
	text "$1" >"$SCRATCH/$1.nono"
	"$NONOC" "$SCRATCH/$1.nono" -o "$SCRATCH/policy.bin" 2>"$SCRATCH/err" || {
		cat "$SCRATCH/err" >&2
		exit 1
	}
	$pin "$LAUNCH" "${RUNS:-10}" /bin/true ::: \
		"$NONOC" "$SCRATCH/$1.nono" -o "$SCRATCH/policy.bin" 2>/dev/null |
		awk 'NR == 3 { print $1 }'
}

small=$(cost 20000)
large=$(cost 100000)
awk -v small="$small" -v large="$large" 'BEGIN {
	ratio = large / small
	bad = ratio > 5.6
	printf "nonoc: 20000 rules %d us, 100000 rules %d us of user and system time: ", small, large
	printf "%.2f times, %s the limit of 5.6\n", ratio, bad ? "over" : "under"
	exit bad
}'
