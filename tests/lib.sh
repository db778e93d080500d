# SPDX-License-Identifier: Apache-2.0
# lib.sh - what the script tests share: failures, counts, what a command answers.
#
# tests/run-test sets SCRATCH and HOME.  A script ends with `summary LEAST`.
# shellcheck shell=sh disable=SC2034 # the scripts use what is set here

umask 022
failed=0 count=0

bad() {
	printf 'not ok %s\n' "$*"
	failed=$((failed + 1))
}

# is EXPECTED ACTUAL WHAT
is() {
	count=$((count + 1))
	if [ "$1" = "$2" ]; then printf 'ok %s\n' "$3"; else bad "$3: '$2', not '$1'"; fi
}

# answers STATUS WHAT COMMAND...: what it prints is in the files std and err.
answers() {
	expected=$1 what=$2 actual=0
	shift 2
	count=$((count + 1))
	"$@" >std 2>err || actual=$?
	[ "$actual" = "$expected" ] || bad "$what: status $actual, not $expected: $(cat std err)"
}

# says PATTERN: so the last answer did.
says() {
	grep -q -e "$1" std err || bad "$what: does not say '$1': $(cat std err)"
}

# need_python MODULE: sets $python to one that has it, or skips the test.
need_python() {
	for python in /usr/bin/python3 python3; do
		! "$python" -c "import $1" 2>/dev/null || return 0
	done
	echo "skip: needs python3-$1"
	exit 77
}

# summary LEAST: the status of the test; with fewer checks it has lost some.
summary() {
	printf '%d checks, %d failures\n' "$count" "$failed"
	[ "$failed" = 0 ] && [ "$count" -ge "$1" ]
}
