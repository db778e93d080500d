# SPDX-License-Identifier: Apache-2.0
# lib.sh - what the tests of traces share, beside tests/enforce/lib.sh.
#
# NONO_TRACE and ACTOR name the programs; $trace is the last trace.
# shellcheck shell=sh disable=SC2086 # words of $AS
. "${SRCDIR:-.}/tests/enforce/lib.sh"

: "${NONO_TRACE:?the path of nono-trace}" "${ACTOR:?the path of the actor}"

# traced POLICY COMMAND...: in $dir, as the caller.
traced() {
	traced_policy=$1
	shift
	rm -f "$trace"
	(cd "${dir:-$T}" && exec $AS "$S/bin/nono-trace" ${options--q} -o "$trace" \
		"$P/$traced_policy.bin" -- "$@")
}

# Programs in places that the default groups let be executed and the caller can read.
trace_programs() {
	cp "$NONO_TRACE" "$S/bin/nono-trace" && cp "$ACTOR" "$B/actor" || die "no copies"
	actor=$B/actor trace=$S/trace.jsonl
}

# recorded NUMBER FIELDS: a record has them, next to each other.
recorded() {
	if grep -qF -e "$2" "$trace"; then
		pass "$1" "recorded: $2"
	else
		fail "$1" "recorded: $2" "$(grep -v '"verdict":"allowed"' "$trace")"
	fi
}

# unrecorded NUMBER FIELDS
unrecorded() {
	if sed 1d "$trace" | grep -qF -e "$2"; then
		fail "$1" "not recorded: $2" "$(grep -F -e "$2" "$trace")"
	else
		pass "$1" "not recorded: $2"
	fi
}

# on OPERATION PATH KIND VERDICT [ERRNO]: the fields of a record.
on() {
	printf '"op":"%s","path":"%s","kind":"%s","verdict":"%s"%s' "$1" "$2" "$3" "$4" \
		"${5:+,\"errno\":\"$5\"}"
}
