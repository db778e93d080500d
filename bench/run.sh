#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# run.sh - what nono run costs more than nono-exec with the policy ready: user and system time of
# one start of /bin/true under claude-code, in milliseconds.  The goal is at most 5 more.
#
# The two take turns; the difference of each round is taken, and the median of the rounds is shown.
set -eu
. "$SRCDIR/bench/lib.sh"

mkdir -p "$SCRATCH/project"
cd "$SCRATCH/project"
export XDG_STATE_HOME="$SCRATCH/state"
"$NONOC" claude-code -o ../claude-code.bin

# spend COMMAND...: sets spent to the user and system microseconds of a start, from so many of them.
spend() {
	local starts=${STARTS:-50}
	times >../before
	for ((start = 0; start < starts; start++)); do
		$pin "$@" >/dev/null 2>&1
	done
	times >../after
	spent=$(awk -v starts="$starts" -F '[ms ]+' 'FNR == 2 { t[++n] = $1 * 60 + $2 + $3 * 60 + $4 }
		END { printf "%d", (t[2] - t[1]) * 1e6 / starts }' ../before ../after)
}

round=0
while [ $((round += 1)) -le "${ROUNDS:-15}" ]; do
	spend "$NONO_EXEC" ../claude-code.bin -- /bin/true
	first=$spent
	spend "$NONO" run --silent --profile claude-code --allow-cwd -- /bin/true
	echo "$first $spent"
done >../rounds
awk '{ print $2 - $1, $1, $2 }' ../rounds | sort -n | awk '
{ more[NR] = $1; exec[NR] = $2; run[NR] = $3 }
END {
	m = int((NR + 1) / 2)
	printf "nono-exec %.2f ms, nono run %.2f ms: %.2f ms more (goal: 5)\n",
		exec[m] / 1000, run[m] / 1000, more[m] / 1000
	exit more[m] > 5000
}'
