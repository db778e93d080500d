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

# begin: of requests about texts that nonoc writes.
begin() {
	: "${NONOC:?the path of nonoc}"
	: >requests
	texts=0
	home=/Users/me
	work=/Users/me/work
}

# profile LINE...: what follows is asked of the text for it.
profile() {
	printf '%s\n' "$@" >"$texts.yaml"
	text "$texts.yaml"
}

# text FILE [OPTION...]: the same of a file.
text() {
	texts=$((texts + 1))
	if ! "$NONOC" "$@" --target seatbelt -o "$texts.sb" >out 2>&1; then
		cat out
		fail "$* is not compiled"
	fi

	for place in HOME="$home" WORKDIR="$work" TMPDIR=/private/var/folders/x/T UID=501 \
		XDG_CONFIG_HOME="$home/.config" XDG_STATE_HOME="$home/.local/state" \
		XDG_CACHE_HOME="$home/.cache" XDG_DATA_HOME="$home/.local/share" \
		XDG_RUNTIME_DIR=/private/var/run/me; do
		printf "param\t%s\t%s\n" "${place%%=*}" "${place#*=}"
	done >>requests
	printf "profile\t%s\n" "$texts.sb" >>requests
}

# ask VERDICT OPERATION PATH [KIND]
ask() {
	printf 'ask\t%s\t%s\tpath\t%s\tvnode-type\t%s\n' "$1" "$2" "$3" "${4:-REGULAR-FILE}" >>requests
}

# judge LEAST: all that was asked, LEAST requests or more.
judge() {
	evaluate <requests >answers || fail "the evaluator: $(tail -n 3 answers)"
	grep -E '^(differs|models-differ)' answers | head -n 20 >found || :
	if [ -s found ]; then
		cat found
		fail "expected, and got"
	fi
	asked=$(sed -n 's/^total\t\([0-9]*\).*/\1/p' answers)
	echo "${asked:-no} requests"
	[ "${asked:-0}" -ge "$1" ] || fail "expected $1 requests"
}
