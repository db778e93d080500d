#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# exec.sh - what nono-exec adds to a command that does nothing, under two shipped policies.
set -eu

mkdir -p "$SCRATCH/project"
cd "$SCRATCH/project"
for profile in default claude-code; do
	"$NONOC" "$profile" -o "../$profile.bin"
done
"$LAUNCH" "${RUNS:-500}" /bin/true \
	::: "$NONO_EXEC" ../default.bin -- /bin/true \
	::: "$NONO_EXEC" ../claude-code.bin -- /bin/true
