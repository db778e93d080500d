#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# exec.sh - what nono-exec adds to a command that does nothing: time, its parts, system calls.
#
# In this order: no policy; the yardstick, which makes the Landlock calls for the default profile's
# rules and nothing else; the yardstick with the calls of a seal check and a filter of one
# instruction, which judges nothing; then nono-exec with one rule, with the default profile, with
# claude-code where $HOME is the home directory of /etc/passwd, and with claude-code where it is
# another one, which protects everything twice.  The goal is the default profile at 1.6 times no
# policy.
#
# The parts are phases of the loader as runtime/main.c has them, each named by its last call, in
# microseconds.  What they do not show is to load nono-exec itself and, in the command, what
# Landlock and the filter cost there: the difference to the table above.
set -eu
. "$SRCDIR/bench/lib.sh"

mkdir -p "$SCRATCH/project"
cd "$SCRATCH/project"
export XDG_STATE_HOME="$SCRATCH/state" # the records of what is compiled here
for profile in default claude-code; do
	"$NONOC" "$profile" -o "../$profile.bin"
done
printf 'grant rlx dir /\naccept 0x1ff\n' | "$BUILDDIR/tests/enforce/blob" >../one.bin

home=$(awk -F: -v uid="$(id -u)" '$3 == uid { print $6; exit }' /etc/passwd)
[ -d "$home" ] || home=$HOME
other=$HOME
HOME=$home
# What is measured has to run: where SCRATCH lies below what default grants (/tmp), it does not.
for policy in one default claude-code; do
	"$NONO_EXEC" "../$policy.bin" -- /bin/true 2>../refusal && continue
	cat ../refusal >&2
	echo "exec.sh: nono-exec does not run under '$policy' in '$SCRATCH/project': a SCRATCH that" \
		"no policy grants or protects is needed" >&2
	exit 1
done
"$NONO_EXEC" --dry-run ../default.bin >../default.run 2>/dev/null
for checks in 0 1; do
	awk -v checks=$checks -f "$SRCDIR/bench/yardstick.awk" ../default.run >../default.rules$checks
done
$pin "$LAUNCH" "${RUNS:-500}" /bin/true \
	::: "$YARDSTICK" ../default.rules0 /bin/true \
	::: "$YARDSTICK" ../default.rules1 /bin/true \
	::: "$NONO_EXEC" ../one.bin -- /bin/true \
	::: "$NONO_EXEC" ../default.bin -- /bin/true \
	::: "$NONO_EXEC" ../claude-code.bin -- /bin/true \
	::: "$NONO_EXEC" --home "$other" ../claude-code.bin -- /bin/true

run=0
while [ $((run += 1)) -le "${PARTS:-200}" ]; do
	$pin "$PHASES" ../default.bin -- /bin/true 2>/dev/null
done >../marks
awk '{
	for (i = 3; i < NF; i += 2)
		print (i - 1) / 2, $i, ($(i + 1) - $(i - 1)) / 1000
}' ../marks | sort -k1,1n -k3,3n | awk '
function show() {
	middle = value[int((count + 1) / 2)]
	total += middle
	printf " %s %.1f", name, middle
	count = 0
}
BEGIN { printf "default, parts:" }
count && $2 != name { show() }
{
	name = $2
	value[++count] = $3
}
END {
	show()
	printf "; together %.0f\n", total
}'

command -v strace >/dev/null || exit 0
for policy in one default claude-code; do
	printf '%s:' "$policy"
	strace -c -S name -o ../calls "$NONO_EXEC" "../$policy.bin" -- /bin/true 2>/dev/null
	awk '$NF ~ /^(statx|openat2|readlinkat|landlock_add_rule|total)$/ {
		printf " %s %d", $NF, $4 }
	END { print "" }' ../calls
done
