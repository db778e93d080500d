#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2086 # $AS is several words
# trace.sh - nono trace and nono run -v: what was denied is shown, with what would allow it.
. "${SRCDIR:?}/tests/enforce/lib.sh"

fixture() {
	cat <<'END'
mkdir -p "$T/a" "$T/w" "$H/.ssh"
echo hello >"$T/a/f"
echo key >"$H/.ssh/id_test"
END
}

# as VERB ARGUMENT...: in $T/w, as the caller.
as() {
	(cd "$T/w" && exec $AS "$S/bin/nono" "$@")
}

traces() {
	verdict 1 "without the sandbox" hello "$(bare cat "$T/a/f")"
	status 1 "its status is the command's" 1 as trace --allow . -- cat "$T/a/f"
	says 1 "$S/stderr" "^denied: read '$T/a/f' (cat)$" \
		"^  to allow: \"filesystem\": {\"read_file\": \[\"$T/a/f\"\]} (adds: 1 file; credential: no)$" \
		'^nono: 1 denied$'
	status 1 "what it says allows it" 0 as trace --allow . --read-file "$T/a/f" -- cat "$T/a/f"
	says 1 "$S/stderr" '^nono: 0 denied$'
	as trace --silent --allow . -o trace.jsonl -- cat "$H/.ssh/id_test" 2>"$S/stderr"
	says 1 "$S/stderr" '\[protected, credential\]' 'bypass_protection'
	verdict 1 "the trace, too" 1 "$(grep -c '"verdict":"denied"' "$T/w/trace.jsonl")"
	verdict 1 "only its owner reads it" 600 "$(stat -c %a "$T/w/trace.jsonl")"
	status 1 "a policy that is refused" 125 as trace --allow "$H/.ssh" -- echo ran
	verdict 1 "the command has not run" "" "$(cat "$S/stdout")"
	status 1 "no such command" 127 as trace -- nothing-of-that-name
}

runs_verbosely() {
	status 2 "run -v of what fails" 1 as run -v --allow . -- cat "$T/a/f"
	says 2 "$S/stderr" "^denied: read '$T/a/f' (cat)$" 'read_file'
	status 2 "run -v of what does not" 0 as run -v --allow . -- sh -c "cat $T/a/f || :"
	verdict 2 "nothing is shown" 0 "$(grep -c '^denied: ' "$S/stderr")"
	status 2 "run of what fails" 1 as run --allow . -- cat "$T/a/f"
	verdict 2 "nothing is shown" 0 "$(grep -c '^denied: ' "$S/stderr")"
}

body() {
	cp "$NONO" "$S/bin/nono" || die "no copy of nono"
	traces
	runs_verbosely
}

run_tests
