#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# oracle.sh - the evaluator and the kernel agree, and the oracle would see it if they did not.
set -eu

oracle=$BUILDDIR/tests/oracle/kernel-oracle
mutant=$BUILDDIR/tests/oracle/kernel-oracle-mutant
worker=$BUILDDIR/tests/oracle/worker

# 77, if the kernel has no Landlock, ends the test here.
"$oracle" --loader "$NONO_EXEC" --worker "$worker" --scratch "$SCRATCH"

mutations=$("$mutant" --mutations)
[ "$mutations" -gt 0 ]
mutation=1
while [ "$mutation" -le "$mutations" ]; do
	status=0
	"$mutant" --loader "$NONO_EXEC" --worker "$worker" --scratch "$SCRATCH" \
		--mutation "$mutation" --operations 12000 >"$SCRATCH/mutant" || status=$?
	if [ "$status" != 1 ] || ! grep -q '^difference: evaluator and kernel$' "$SCRATCH/mutant"; then
		cat "$SCRATCH/mutant"
		echo "mutation $mutation of the evaluator was not found (status $status)"
		exit 1
	fi
	awk -v n="$mutation" '$1 == "total" { print "mutation", n, "found within", $2, "operations" }' \
		"$SCRATCH/mutant"
	mutation=$((mutation + 1))
done
