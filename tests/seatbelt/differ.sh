#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# differ.sh - what random policies say on macOS is what they say on Linux, but for what docs/seatbelt.md
# has a row for; by either model of precedence.  SEED=n and RUNS=n replay and prolong.
set -eu

. "$SRCDIR/tests/seatbelt/lib.sh"
cd "$SCRATCH"
mkdir texts
"$BUILDDIR/tests/seatbelt/draw" texts >requests 2>rows || {
	cat rows
	fail "the policies are not emitted (SEED=${SEED:-1})"
	exit 1
}
evaluate <requests >answers || fail "the evaluator: $(tail -n 3 answers)"
grep -E '^(differs|models-differ)' answers | head >found || :
if [ -s found ]; then
	cat found
	fail "macOS says something else: expected, and got"
fi
# shellcheck disable=SC2046 # numbers
set -- $(grep '^total' answers)
if [ $# -ne 6 ]; then
	fail "no total"
else
	echo "$2 verdicts, $3 of them allowed; $4 differ from the policy, $5 between the models"
	if [ -z "${RUNS:-}" ] && [ "$2" -lt 50000 ]; then
		fail "expected 50,000 verdicts"
	fi
	if [ $(($3 * 10)) -lt $(($2 * 3)) ] || [ $(($3 * 10)) -gt $(($2 * 7)) ]; then
		fail "expected 30 to 70 of a hundred to be allowed"
	fi
fi
# Each row is one that policies came upon, and what the page says.
cut -f 2 rows | sort >named
sed -n 's/^| `\([a-z-]*\)` |.*/\1/p' "$SRCDIR/docs/seatbelt.md" | sort >told
diff -u told named || fail "docs/seatbelt.md has other rows than the test"
awk -F '\t' -v runs="${RUNS:-}" 'runs == "" && $3 == 0 { print "no policy came upon " $2; bad = 1 } END { exit bad }' rows ||
	bad=1
exit "$bad"
