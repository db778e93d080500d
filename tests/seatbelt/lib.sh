# SPDX-License-Identifier: Apache-2.0
# lib.sh - the evaluator of macOS's profiles for the tests here; they source it.
# shellcheck shell=sh

: "${SRCDIR:?}" "${SCRATCH:?a directory}"
bad=0

fail() {
	echo "FAIL: $*"
	bad=1
}

XDG_CACHE_HOME=$SCRATCH/cache # for the evaluator's compiled form
export XDG_CACHE_HOME
GUILE=$(command -v guile-3.0 || command -v guile) ||
	{ echo "no guile: scripts/test.sh installs it (guile-3.0)"; exit 1; }

# evaluate <requests: what tests/seatbelt/evaluate.scm answers.
evaluate() {
	"$GUILE" --auto-compile -s "$SRCDIR/tests/seatbelt/evaluate.scm" \
		"$SRCDIR/tests/data/sbpl-operations.tsv" 2>"$SCRATCH/guile.err" || {
		status=$?
		grep -v '^;;;' "$SCRATCH/guile.err" || :
		return "$status"
	}
}
