#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# exec.sh - what nono-exec adds to a command that does nothing: time, and system calls.
#
# In this order: no policy, one rule, the default profile, claude-code where
# $HOME is the home directory of /etc/passwd, and claude-code where it is
# another one, which protects everything twice.
set -eu

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
"$LAUNCH" "${RUNS:-500}" /bin/true \
	::: "$NONO_EXEC" ../one.bin -- /bin/true \
	::: "$NONO_EXEC" ../default.bin -- /bin/true \
	::: "$NONO_EXEC" ../claude-code.bin -- /bin/true \
	::: "$NONO_EXEC" --home "$other" ../claude-code.bin -- /bin/true

command -v strace >/dev/null || exit 0
for policy in one default claude-code; do
	printf '%s:' "$policy"
	strace -c -S name -o ../calls "$NONO_EXEC" "../$policy.bin" -- /bin/true 2>/dev/null
	awk '$NF ~ /^(statx|openat2|readlinkat|landlock_add_rule|total)$/ {
		printf " %s %d", $NF, $4 }
	END { print "" }' ../calls
done
